"""Every fault that is planted is found, with its rows; a clean bill has none."""

import pytest

from practicum.focus.api import bill_from_table, find_quality_issues, read_bill, simulate

from .bills import csv_text, write

# fault -> what the second of three rows says, and (rule, column, severity) that must be found on it alone
FAULTS = {
    "null text": ({"Tags": "NULL"}, ("null_marker", "Tags", "warning")),
    "wrong case": ({"PricingCategory": "standard"}, ("wrong_case", "PricingCategory", "warning")),
    "time form": ({"ChargePeriodEnd": "2026-01-06 00:00:00"}, ("timestamp_form", "ChargePeriodEnd", "warning")),
    "bad number": ({"PricingQuantity": "two"}, ("unreadable_number", "PricingQuantity", "error")),
    "no cost": ({"ContractedCost": ""}, ("null_in_required_column", "ContractedCost", "error")),
    "blank pricing": ({"PricingCategory": ""}, ("null_for_usage_or_purchase", "PricingCategory", "error")),
    "half pair": ({"RegionName": ""}, ("half_of_a_pair", "RegionName", "error")),
    "unknown value": ({"ChargeCategory": "Rent"}, ("value_not_allowed", "ChargeCategory", "error")),
    "wrong product": ({"ListCost": "12.1"}, ("cost_is_not_price_times_quantity", "ListCost", "error")),
    "negative list": (
        {"ListCost": "-12", "ContractedCost": "-10", "PricingQuantity": "-2"},
        ("negative_list_cost", "ListCost", "error"),
    ),
    "backwards": (
        {"ChargePeriodEnd": "2026-01-05T00:00:00Z"},
        ("period_ends_before_it_starts", "ChargePeriodEnd", "error"),
    ),
    "late usage": (
        {"ChargePeriodStart": "2026-02-01T00:00:00Z", "ChargePeriodEnd": "2026-02-02T00:00:00Z"},
        ("usage_outside_billing_period", "ChargePeriodStart", "warning"),
    ),
    "tags list": ({"Tags": "[1]"}, ("tags_are_not_a_json_object", "Tags", "error")),
    "tags broken": ({"Tags": "{'a': 1}"}, ("tags_are_not_a_json_object", "Tags", "error")),
    "currency form": ({"BillingCurrency": "usd"}, ("currency_code", "BillingCurrency", "error")),
    "currencies": ({"BillingCurrency": "EUR"}, ("mixed_currencies", "BillingCurrency", "error")),
    "duplicate": ({"ChargeDescription": "machine 0"}, ("duplicate_rows", "", "warning")),
    "no status": (
        {
            "CommitmentDiscountId": "c",
            "CommitmentDiscountCategory": "Spend",
            "CommitmentDiscountType": "Plan",
        },
        ("commitment_status_missing", "CommitmentDiscountStatus", "error"),
    ),
    "counted twice": (
        {
            "ChargeCategory": "Purchase",
            "CommitmentDiscountId": "c",
            "CommitmentDiscountCategory": "Spend",
            "CommitmentDiscountType": "Plan",
        },
        ("commitment_purchase_has_effective_cost", "EffectiveCost", "error"),
    ),
}


def test_a_clean_bill_has_no_findings(tmp_path):
    assert find_quality_issues(read_bill(write(tmp_path / "a.csv", csv_text([{}, {}, {}])))) == ()


@pytest.fixture(scope="module")
def faulty(tmp_path_factory):
    """A clean row, then a row per fault."""
    text = csv_text([{}, *(row for row, _ in FAULTS.values())])
    return find_quality_issues(read_bill(write(tmp_path_factory.mktemp("bill") / "a.csv", text)))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found_on_its_row(faulty, fault):
    _, expected = FAULTS[fault]
    row = 2 + list(FAULTS).index(fault)
    found = {(f.rule, f.column, f.severity): f for f in faulty}
    assert row in found[expected].examples
    assert 1 not in found[expected].examples
    assert len(found[expected].examples) == min(found[expected].rows, 5)


def test_only_the_planted_faults_are_found(faulty):
    planted = {expected for _, expected in FAULTS.values()}
    # These follow from planted ones: a currency of two, and cells that could not be read or were left out.
    follow = {("null_for_usage_or_purchase", "PricingQuantity", "error"), ("half_of_a_pair", "PricingUnit", "error")}
    assert {(f.rule, f.column, f.severity) for f in faulty} == planted | follow
    assert all(f.message.endswith(".") and f.mend for f in faulty)
    assert list(faulty) == sorted(faulty, key=lambda f: ("error", "warning", "note").index(f.severity))


def test_columns_that_are_missing_renamed_or_stray(tmp_path):
    text = csv_text([{"Id": "1"}], without=("ChargeFrequency", "PricingUnit", "ListUnitPrice", "HostProviderName"))
    findings = find_quality_issues(read_bill(write(tmp_path / "a.csv", text.replace("SubAccountId", "Sub Account ID"))))
    assert {(f.rule, f.column) for f in findings} == {
        ("missing_mandatory_column", "PricingUnit"),
        ("missing_mandatory_column", "HostProviderName"),
        ("missing_recommended_column", "ChargeFrequency"),
        ("stray_column", "Id"),
    }


def test_blank_pricing_is_allowed_where_nothing_is_priced(tmp_path):
    row = {"ChargeCategory": "Adjustment", "PricingCategory": ""}
    assert find_quality_issues(read_bill(write(tmp_path / "a.csv", csv_text([row])))) == ()


def test_corrections_may_be_late_and_negative(tmp_path):
    row = {
        "ChargeClass": "Correction",
        "ListCost": "-12",
        "PricingQuantity": "-2",
        "ContractedCost": "-10",
        "ChargePeriodStart": "2025-12-05T00:00:00Z",
    }
    assert find_quality_issues(read_bill(write(tmp_path / "a.csv", csv_text([row])))) == ()


def test_the_simulator_has_no_findings():
    assert find_quality_issues(bill_from_table(simulate(seed=3, months=1, rows=1_300))) == ()
