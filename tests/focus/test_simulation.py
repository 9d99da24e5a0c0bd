"""Simulated bills, as labs use them today."""

from datetime import date
from decimal import Decimal

import pytest

from practicum.focus.api import ANALYSES, Answer, analyse, bill_from_table, read_bill, simulate, write_parquet
from practicum.focus.schema.columns import COLUMNS
from practicum.focus.simulate.calendar import Window
from practicum.focus.simulate.scenarios_reading import company_of
from practicum.focus.simulate.world.world import least_rows
from practicum.kernel.errors import Refusal

# The smallest month of the baseline.
LEAST = least_rows(company_of("baseline"), Window.of(date(2026, 1, 1), 1))
TWINS = [
    ("commitment_utilization_percent", "commitment_utilization_counting_unused_percent"),
    ("effective_savings_rate_percent", "effective_savings_rate_all_rows_percent"),
]


def test_mandatory_columns_of_1_4_are_there_and_filled():
    table = simulate(seed=1, months=1, rows=2_000)
    mandatory = {c.name for c in COLUMNS.values() if c.level == "mandatory" and c.is_in("1.4")}
    assert mandatory <= set(table.column_names)
    never = [c.name for c in COLUMNS.values() if c.null == "never" and c.name in table.column_names]
    assert {name: table.column(name).null_count for name in never} == dict.fromkeys(never, 0)


def test_same_seed_same_bytes_and_read_back(tmp_path):
    first, second = (bill_from_table(simulate(seed=7, months=2, rows=2_500)) for _ in range(2))
    digest = write_parquet(first, tmp_path / "a.parquet")
    assert digest == write_parquet(second, tmp_path / "b.parquet")
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    again = read_bill(tmp_path / "a.parquet")
    assert again.version == "1.4"
    assert again.rewrites == ()
    assert analyse(again) == analyse(first)
    other = bill_from_table(simulate(seed=8, months=2, rows=2_500))
    assert other.sha256 != digest
    mine, theirs = analyse(first), analyse(other)
    same = {name for name in ANALYSES if mine[name] == theirs[name]}
    # What does not depend on the seed: the shape of the company, and a wrong method that always says 100.
    assert same <= {"distinct_sub_accounts", "commitment_utilization_counting_unused_percent"} | {
        name for name, analysis in ANALYSES.items() if analysis.kind == "choice"
    }


def test_every_analysis_has_an_answer_and_wrong_methods_are_told_apart():
    """50 seeds; sizes from the smallest to four times that. Apart means: by more than 2 % of the right answer."""
    names = [name for pair in TWINS for name in pair]
    tops = set()
    for seed in range(50):
        bill = bill_from_table(simulate(seed=seed, months=1, rows=LEAST + 1_240 * (seed % 4)))
        asked = analyse(bill, None if seed < 5 else [*names, "service_with_highest_effective_cost"])
        assert all(isinstance(answer, Answer) for answer in asked.values())
        for right, wrong in TWINS:
            gap = abs(asked[right].value - asked[wrong].value)
            assert gap > abs(asked[right].value) * Decimal("0.02")
            assert gap > 2
        tops.add(asked["service_with_highest_effective_cost"].value)
    assert len(tops) >= 3


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"scenario": "moon"}, "unknown_scenario"),
        ({"seed": -1}, "bad_seed"),
        ({"months": 0}, "bad_months"),
        ({"months": 37}, "bad_months"),
        ({"rows": LEAST - 1}, "too_few_rows"),
        ({"rows": 1_000_001}, "too_many_rows"),
    ],
)
def test_refusals(change, code):
    with pytest.raises(Refusal) as refusal:
        simulate(**({"seed": 1, "months": 1, "rows": LEAST} | change))
    assert refusal.value.code == code
