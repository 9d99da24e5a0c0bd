"""What side tables carry: read from files, and analysed by hand."""

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
import pytest

from practicum.focus.api import (
    SIDE_TABLES,
    CannotTell,
    autoscale_efficiency,
    carbon,
    licence_use,
    maturity,
    payback_months,
    placement,
    read_side_tables,
    side_table,
    software_carbon_intensity,
    token_cost,
    total_cost_of_ownership,
    waste,
    weighted_mean,
)
from practicum.kernel.errors import Refusal

from .library import D, ask, side, usage

BUDGETS = pa.table({"month": ["2026-01-01"], "business_unit": ["b"], "product": ["p"], "amount": ["12.50"]})


def test_csv_and_parquet_give_the_same_and_other_files_are_left_alone(tmp_path):
    for name, write in (("one", pc.write_csv), ("two", pq.write_table)):
        folder = tmp_path / name
        folder.mkdir()
        write(
            BUDGETS.append_column("extra", pa.array(["x"])), folder / f"budgets.{'csv' if name == 'one' else 'parquet'}"
        )
        (folder / "notes.csv").write_text("not ours")
    one, two = read_side_tables(tmp_path / "one"), read_side_tables(tmp_path / "two")
    assert one == two
    assert one["budgets"].column_names == list(SIDE_TABLES["budgets"])
    assert one["budgets"]["amount"].to_pylist() == [D("12.50")]


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"month,business_unit,product\n2026-01-01,b,p\n", "missing_side_column", "budgets.csv has no column amount"),
        (b"month,business_unit,product,amount\nsoon,b,p,1\n", "bad_side_value", "1 cell of month cannot be read"),
        (b"month,business_unit,product,amount\n2026-01-01,b,p,a lot\n", "bad_side_value", "amount"),
        (b"", "empty_file", "empty"),
        (b"\xff\xfe\x00", "not_text", "neither text nor Parquet"),
        (b"PAR1 no", "broken_side_table", "budgets.csv cannot be read"),
    ],
)
def test_broken_side_tables_are_refused_by_name(tmp_path, content, code, said):
    (tmp_path / "budgets.csv").write_bytes(content)
    with pytest.raises(Refusal) as refused:
        read_side_tables(tmp_path)
    assert (refused.value.code, said in str(refused.value)) == (code, True)


def test_no_folder(tmp_path):
    with pytest.raises(Refusal, match="no folder"):
        read_side_tables(tmp_path / "none")
    with pytest.raises(Refusal):
        side_table("budgets", BUDGETS.drop_columns(["amount"]))


def watched(resource, day, *measured, attached=None):
    cpu, memory, requests = measured or (None, None, None)
    return {
        "resource_id": resource,
        "day": f"2026-01-{day:02}",
        "cpu_p95_percent": cpu,
        "memory_p95_percent": memory,
        "requests": requests,
        "attached": attached,
    }


def test_waste():
    telemetry = [
        *(watched("busy", day, 70, 50, 9) for day in (1, 2)),
        *(watched("idle", day, 3, 10, 0) for day in (1, 2)),
        *(watched("half", day, 3 * day, 30, 5) for day in (1, 2)),
        watched("late", 1, 2, 5, 0),
        watched("late", 2, 2, 5, 7),  # one request: not idle
        watched("disk", 1, attached="false"),
        watched("used disk", 1, attached="true"),
        watched("gone", 1, 1, 1, 0),
    ]
    rows = [
        usage(100, day=f"2026-01-{day:02}", ResourceId=name)
        for name in ("busy", "idle", "half", "late", "disk", "used disk")
        for day in (1, 2, 3)
    ]
    told = ask(waste, rows, side(telemetry=telemetry))
    assert [(one.resource_id, one.cost) for one in told.idle] == [("disk", 100), ("idle", 200)]
    # Memory peaks at 30: 200 * (1 - 30 / 80); and 200 * (1 - 5 / 80).
    assert [(one.resource_id, one.saving) for one in told.oversized] == [("half", 125), ("late", D("187.5"))]
    assert (told.resources, told.cost, told.coin_percent) == (6, 1000, D("38.75"))
    assert "No resource of the telemetry" in ask(waste, rows, side(telemetry=telemetry[-1:])).reason
    assert autoscale_efficiency(cost_at_full_capacity=D(300), actual=D(200)) == D("1.5")


def test_carbon():
    rows = [
        usage(30, day="2026-01-01", Tags='{"product": "shop"}'),
        usage(10, day="2026-01-31", Tags='{"product": "wiki"}'),
        usage(60, day="2026-01-31", RegionId="south-1", Tags=""),
    ]
    emitted = {
        "month": "2026-01-01",
        "provider": "Fjord Cloud",
        "region_id": "north-1",
        "service_category": "Compute",
        "kwh": 20,
        "kg_co2e": 4,
    }
    units = {"day": "2026-01-09", "product": "shop", "metric": "orders", "quantity": 300}
    tables = side(carbon=[emitted, emitted | {"month": "2026-02-01"}], units_of_business=[units])
    told = ask(carbon, rows, tables)
    assert (told.cost, told.kg_co2e, told.kg_per_currency_unit, told.cells) == (40, 4, D("0.1"), 1)
    assert told.regions[0].kg_per_kwh == D("0.2")
    assert [(one.product, one.kg_co2e, one.kg_per_unit) for one in told.products] == [("shop", 3, D("0.01"))]
    # ISO/IEC 21031: (10 * 0.4 + 2) / 3.
    sci = software_carbon_intensity(energy_kwh=D(10), grid_kg_per_kwh=D("0.4"), embodied_kg=D(2), functional_units=D(3))
    assert sci == 2


def licence(month, unit, purchased, assigned, active):
    return {
        "month": month,
        "vendor": "V",
        "product_name": "Docs",
        "business_unit": unit,
        "purchased": purchased,
        "assigned": assigned,
        "active_users": active,
        "unit_price": "10",
    }


def test_licences():
    table = [
        licence("2026-01-01", "a", 10, 9, 5),
        licence("2026-02-01", "a", 10, 8, 6),
        licence("2026-02-01", "b", 10, 12, 11),
    ]
    told = ask(licence_use, [usage(1)], side(licences=table))
    assert [one.redundant_spend for one in told.products] == [50, 40]
    last = told.products[-1]
    # The unit with too many users does not lend them to the other: 4 seats are unused, 2 given out beyond the purchase.
    assert (last.redundant_seats, last.over_assigned, last.redundant_percent) == (4, 2, 20)
    assert (last.assigned_percent, last.active_percent) == (100, 85)
    assert (told.spend, told.redundant_spend, told.rows) == (200, 40, 3)


def tokens(day, meter, cost, quantity):
    return usage(
        cost,
        day=f"2026-01-{day:02}",
        SkuMeter=meter,
        PricingUnit="1000 Tokens",
        PricingQuantity=quantity,
        ServiceCategory="AI and Machine Learning",
    )


def test_tokens():
    rows = [
        tokens(1, "Large input tokens", 30, 10),
        tokens(1, "Large cached input tokens", 5, 10),
        tokens(1, "Large output tokens", 65, 5),
        tokens(2, "Large output tokens", 100, 5),
        usage(7, SkuMeter="Machine", PricingUnit="Hours"),
    ]
    asked = {"product": "p", "model": "Large", "output_tokens": 5000}
    use = [
        asked
        | {"day": "2026-01-01", "input_tokens": 10000, "cached_tokens": 10000, "requests": 100, "failed_requests": 10},
        asked | {"day": "2026-01-02", "input_tokens": 0, "cached_tokens": 0, "requests": 50, "failed_requests": 5},
    ]
    told = ask(token_cost, rows, side(token_usage=use))
    assert {one.token_class: (one.tokens, one.cost_per_million) for one in told.classes} == {
        "cached": (10000, 500),
        "input": (10000, 3000),
        "output": (10000, 16500),
    }
    assert (told.cost, told.cost_per_request, told.cache_hit_percent) == (200, D("1.333333333333"), 50)
    assert (told.retry_waste, told.days, told.cost_per_answered_request) == (20, 2, D("1.481481481481"))
    alone = ask(token_cost, rows)
    assert (alone.cost, alone.requests, alone.retry_waste) == (200, None, None)
    assert ask(token_cost, rows[-1:]) == CannotTell("The bill has no token rows.")


def assessment(assessor, score, weight, *, capability="Allocation", on="2026-01-01"):
    return {
        "capability": capability,
        "scope": "cloud",
        "assessed_on": on,
        "assessor": assessor,
        "score": score,
        "target": 3,
        "weight": weight,
    }


def test_maturity():
    table = [
        assessment("lead", 0, 3, on="2025-01-01"),  # replaced by the next
        assessment("lead", 2, 3),
        assessment("audit", 1, 3),
        assessment("lead", 4, 1, capability="Forecasting"),
    ]
    told = ask(maturity, [usage(1)], side(assessments=table))
    assert (told.scores, told.assessors) == (3, 2)
    assert told.score == D("1.857142857143")  # (6 + 3 + 4) / 7
    assert told.plain_mean == D("2.333333333333")
    assert (told.lowest, told.highest, told.target) == (1, D("2.5"), 3)
    assert [(one.capability, one.score, one.gap) for one in told.capabilities] == [
        ("Allocation", D("1.5"), D("1.5")),
        ("Forecasting", 4, -1),
    ]
    assert isinstance(weighted_mean([(D(1), D(0))]), CannotTell)
    assert "weight above 0" in ask(maturity, [usage(1)], side(assessments=[assessment("lead", 1, 0)])).reason


def part(option, quantity, price, one_off, months=24):
    return {
        "workload": "w",
        "option": option,
        "component": "c",
        "quantity": quantity,
        "unit_price": price,
        "one_off_cost": one_off,
        "duration_months": months,
    }


def test_placement():
    table = [part("stay", 100, 5, 0), part("stay", 1, 100, 0), part("move", 100, 4, 1500), part("dream", 1, 500, 9999)]
    (told,) = ask(placement, [usage(1)], side(options=table)).workloads
    assert (told.baseline, told.cheapest) == ("stay", "move")
    options = {one.option: one for one in told.options}
    assert (options["stay"].monthly, options["stay"].total, options["stay"].payback_months) == (600, 14400, None)
    assert (options["move"].total, options["move"].payback_months, options["move"].pays_within) == (
        11100,
        D("7.5"),
        True,
    )
    assert (options["dream"].payback_months, options["dream"].pays_within) == (D("99.99"), False)
    assert (
        total_cost_of_ownership(monthly=D(10), months=12, one_off=D(5), old_monthly=D(20), dual_running_months=2) == 165
    )
    assert isinstance(payback_months(one_off=D(5), monthly_saving=D(0)), CannotTell)
    wrong = side(options=[part("stay", 1, 1, 0), part("stay", 1, 1, 0, months=12)])
    assert "differ in duration" in ask(placement, [usage(1)], wrong).reason
