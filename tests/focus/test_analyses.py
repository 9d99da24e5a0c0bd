"""Answers worked out by hand on a bill of nine rows, and every way not to know."""

from datetime import date
from decimal import Decimal

import pytest

from practicum.focus.api import (
    ANALYSES,
    Answer,
    CannotTell,
    analyse,
    cost_by_service,
    daily_costs,
    read_bill,
    summary,
)
from practicum.kernel.errors import Refusal

from .bills import csv_text, write

D = Decimal


def costs(billed, effective, listed, contracted, **more):
    amounts = {"BilledCost": billed, "EffectiveCost": effective, "ListCost": listed, "ContractedCost": contracted}
    return {name: str(amount) for name, amount in amounts.items()} | more


COMMITTED = {"CommitmentDiscountId": "c", "PricingCategory": "Committed"}
DAY_2 = {"ChargePeriodStart": "2026-01-06T00:00:00Z", "ChargePeriodEnd": "2026-01-07T00:00:00Z"}
# A commitment of 60, of which usage worth 100 at list price takes 45 and 15 stays unused.
ROWS = [
    costs(50, 50, 60, 50, SubAccountId="1"),
    costs(20, 20, 25, 20, Tags="{}", ServiceName="Storage", RegionId="south-1", SubAccountId="2"),
    costs(5, 5, 5, 5, Tags="", ServiceName="Storage", SubAccountId="2"),
    costs(0, 45, 100, 90, CommitmentDiscountStatus="Used", SubAccountId="1", **COMMITTED, **DAY_2),
    costs(0, 15, 20, 15, CommitmentDiscountStatus="Unused", Tags="", SubAccountId="3", **COMMITTED, **DAY_2),
    costs(60, 0, 80, 60, ChargeCategory="Purchase", CommitmentDiscountId="c", SubAccountId="3"),
    costs("-10", "-10", "-10", "-10", ChargeCategory="Credit", SubAccountId="", RegionId=""),
    costs(4, 4, 6, 4, ChargeCategory="Tax", ServiceName="Tax", SubAccountId="", RegionId=""),
    costs(1, 1, 1, 1, ChargeCategory="Tax", ServiceName="Tax", SubAccountId="", RegionId="", **DAY_2),
]
# Usage: E = 50 + 20 + 5 + 45 + 15 = 135; on-demand equivalent L = 60 + 25 + 5 + 100 = 190.
EXPECTED = {
    "billed_cost_total": D(130),
    "effective_cost_total": D(130),
    "list_cost_total": D(287),
    "contracted_cost_total": D(235),
    "usage_billed_total": D(75),
    "credit_billed_total": D(-10),
    "tax_billed_total": D(5),
    "distinct_sub_accounts": D(3),
    "top_service_effective_share_percent": D("76.923076923077"),  # (50 + 45 + 15 - 10) / 130
    "highest_daily_effective_cost": D(69),  # day 1: 50 + 20 + 5 - 10 + 4; day 2: 61
    "untagged_usage_effective_percent": D("29.629629629630"),  # (20 + 5 + 15) / 135
    "commitment_utilization_percent": D(75),  # 45 / 60
    "commitment_utilization_counting_unused_percent": D(100),
    "unused_commitment_effective_cost": D(15),
    "effective_savings_rate_percent": D("28.947368421053"),  # 1 - 135 / 190
    "effective_savings_rate_all_rows_percent": D("54.703832752613"),  # 1 - 130 / 287
    "service_with_highest_effective_cost": "Virtual Machines",
    "sub_account_with_highest_effective_cost": "1",
    "region_with_highest_effective_cost": "north-1",
    "date_with_highest_effective_cost": "2026-01-05",
}


@pytest.fixture(scope="module")
def bill(tmp_path_factory):
    return read_bill(write(tmp_path_factory.mktemp("bill") / "a.csv", csv_text(ROWS)))


def test_all_analyses_by_hand(bill):
    answers = analyse(bill)
    assert {name: answer.value for name, answer in answers.items()} == EXPECTED
    assert set(ANALYSES) == set(EXPECTED)
    for name, answer in answers.items():
        analysis = ANALYSES[name]
        assert isinstance(answer.value, Decimal if analysis.kind == "number" else str)
        assert answer.unit == ("USD" if analysis.unit == "currency" else analysis.unit)
        assert bool(answer.candidates) == (analysis.kind == "choice")
        assert analysis.function.__doc__


def test_a_choice_lists_its_candidates(bill):
    answers = analyse(bill, ["sub_account_with_highest_effective_cost", "date_with_highest_effective_cost"])
    assert list(answers.values()) == [
        Answer("1", "name", ("1", "2", "3")),
        Answer("2026-01-05", "name", ("2026-01-05", "2026-01-06")),
    ]


def cannot(tmp_path, rows, names, **options):
    answers = analyse(read_bill(write(tmp_path / "a.csv", csv_text(rows, **options))), names)
    assert all(isinstance(answer, CannotTell) for answer in answers.values())
    return [answer.reason for answer in answers.values()]


def test_what_a_bill_does_not_carry(tmp_path):
    names = ["credit_billed_total", "commitment_utilization_percent", "unused_commitment_effective_cost"]
    assert cannot(tmp_path, ROWS[:1], names) == [
        "The bill has no credit rows.",
        "The bill has no commitment rows.",
        "The bill has no commitment rows.",
    ]
    assert cannot(
        tmp_path, ROWS, ["distinct_sub_accounts", "untagged_usage_effective_percent"], without=["SubAccountId", "Tags"]
    ) == [
        "The bill has no column SubAccountId.",
        "The bill has no column Tags.",
    ]


def test_a_total_with_a_hole_or_two_currencies_is_not_told(tmp_path):
    hole = [*ROWS, {"ContractedCost": ""}]
    assert "1 rows have no ContractedCost" in cannot(tmp_path, hole, ["contracted_cost_total"])[0]
    mixed = [*ROWS, {"BillingCurrency": "EUR"}]
    names = [name for name, analysis in ANALYSES.items() if name != "distinct_sub_accounts"]
    assert len(set(cannot(tmp_path, mixed, names))) == 1


def test_a_tie_is_not_told(tmp_path):
    rows = [costs(1, 1, 1, 1, ServiceName=name) for name in ("a", "b")]
    assert cannot(tmp_path, rows, ["service_with_highest_effective_cost"]) == [
        "Two values of service share the first place."
    ]


def test_no_share_of_nothing(tmp_path):
    rows = [costs(0, 0, 0, 0)]
    names = ["effective_savings_rate_percent", "top_service_effective_share_percent"]
    assert all("not above 0" in reason for reason in cannot(tmp_path, rows, names))


def test_sums_are_exact_beyond_floats(tmp_path):
    rows = [costs(amount, 0, 0, 0) for amount in ("99999999999999.000000000001", "0.1", "0.2")]
    answers = analyse(read_bill(write(tmp_path / "a.csv", csv_text(rows))), ["billed_cost_total"])
    assert answers["billed_cost_total"] == Answer(D("99999999999999.300000000001"), "USD")


def test_unknown_name_is_refused(bill):
    with pytest.raises(Refusal, match="no analysis profit"):
        analyse(bill, ["profit"])


def test_tables_add_up_to_the_total(bill):
    days = daily_costs(bill)
    assert [(day.day, day.effective) for day in days] == [(date(2026, 1, 5), D(69)), (date(2026, 1, 6), D(61))]
    assert sum(day.billed for day in days) == D(130)
    services = cost_by_service(bill, 1)
    assert [(row.service, row.effective) for row in services] == [
        ("Virtual Machines", D(100)),
        ("All other services", D(30)),
    ]
    assert sum(row.billed for row in services) == D(130)
    assert [row.service for row in cost_by_service(bill, 3)] == ["Virtual Machines", "Storage", "Tax"]
    with pytest.raises(Refusal):
        cost_by_service(bill, 0)


def test_summary(bill, tmp_path):
    seen = summary(bill)
    assert (seen.rows, seen.version, seen.currencies, seen.providers) == (9, "1.4", ("USD",), ("Fjord Cloud",))
    assert (seen.billed, seen.effective) == (D(130), D(130))
    assert (seen.first_charge_at.day, seen.last_charge_at.day) == (5, 6)
    mixed = read_bill(write(tmp_path / "a.csv", csv_text([{}, {"BillingCurrency": "EUR"}])))
    assert (summary(mixed).currencies, summary(mixed).billed) == (("EUR", "USD"), None)
    with pytest.raises(Refusal, match="one currency"):
        daily_costs(mixed)
