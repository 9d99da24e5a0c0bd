"""Rates of commitments: by hand, in their bounds, and each definition told from the others."""

from hypothesis import given, settings
from hypothesis import strategies as st

from practicum.focus.api import (
    CannotTell,
    analyse,
    best_commitment,
    break_even,
    break_even_months,
    break_even_utilisation,
    commitment_balance,
    commitment_cost,
    commitment_coverage,
    commitment_sizing,
    commitment_utilisation,
    effective_savings_rate,
    savings_rate_net_of_cost,
)

from .library import D, ask, bill, side, unused, usage, used

# A commitment of 60 that took usage worth 100 for 45 and left 15 unused; 50 on demand at list 60; spot for 10.
ROWS = [
    used(45, 100),
    unused(15, 20),
    usage(50, ListCost=60, ServiceCategory="Storage"),
    usage(10, PricingCategory="Dynamic"),
    usage(60, ChargeCategory="Purchase", EffectiveCost=0, ListCost=120, CommitmentDiscountId="c"),
]
AMOUNTS = st.decimals(min_value=0, max_value=1000, places=2)
SMALL = settings(max_examples=20, deadline=None)


def test_coverage_by_hand_leaves_out_spot_and_what_is_unused():
    cover = ask(commitment_coverage, ROWS)
    assert (cover.rows, cover.covered_effective_cost, cover.eligible_effective_cost) == (2, 45, 95)
    assert cover.by_effective_cost_percent == D("47.368421052632")  # 45 / 95
    assert cover.by_on_demand_percent == D("62.5")  # 100 / 160
    assert [(one.service_category, one.by_on_demand_percent) for one in cover.categories] == [
        ("Compute", 100),
        ("Storage", 0),
    ]
    assert ask(commitment_coverage, ROWS, service_categories=["Storage"]).by_effective_cost_percent == 0
    assert ask(commitment_coverage, ROWS, service_categories=["Analytics"]) == CannotTell(
        "The bill has no eligible rows."
    )


def test_each_definition_of_the_savings_rate_says_something_else():
    savings = ask(effective_savings_rate, ROWS)
    rates = {rate.name: rate.percent for rate in savings.rates}
    assert rates == {
        "unused_as_spend": D("29.411764705882"),  # 1 - 120 / 170
        "unused_as_demand": D("36.842105263158"),  # 1 - 120 / 190
        "over_all_rows": D("61.290322580645"),  # 1 - 120 / 310
        "against_contracted": D("25"),  # 1 - 120 / 160
    }
    assert savings.percent == rates["unused_as_spend"]
    assert [rate.name for rate in savings.rates if rate.recommended] == ["unused_as_spend"]
    net = ask(savings_rate_net_of_cost, ROWS, cost_to_achieve=D("8.5"))
    assert net.percent == D("24.411764705882")  # 5 points for 8.5 of 170


def test_lab_keys_stand_on_the_library():
    answers = analyse(bill(ROWS))
    assert answers["effective_savings_rate_percent"].value == ask(effective_savings_rate, ROWS).percent
    assert answers["commitment_utilization_percent"].value == ask(commitment_utilisation, ROWS).by_cost_percent == 75
    assert answers["commitment_utilization_counting_unused_percent"].value == 100


def test_commitments_in_different_units_have_no_common_quantity():
    counted = {"CommitmentDiscountQuantity": 3, "CommitmentDiscountUnit": "Hours"}
    money = {"CommitmentDiscountQuantity": 5, "CommitmentDiscountUnit": "USD"}
    mixed = ask(commitment_utilisation, [used(3, 4, **counted), unused(5, 5, commitment="d", **money)])
    assert (mixed.by_cost_percent, mixed.by_quantity_percent, mixed.unit) == (D("37.5"), None, None)
    assert [(one.unit, one.by_quantity_percent) for one in mixed.commitments] == [("Hours", 100), ("USD", 0)]


@SMALL
@given(used_costs=st.lists(AMOUNTS, min_size=1, max_size=4), unused_costs=st.lists(AMOUNTS, max_size=4), other=AMOUNTS)
def test_rates_keep_their_bounds(used_costs, unused_costs, other):
    rows = (
        [used(cost, cost * 2) for cost in used_costs] + [unused(cost, cost) for cost in unused_costs] + [usage(other)]
    )
    use, cover = ask(commitment_utilisation, rows), ask(commitment_coverage, rows)
    if sum(used_costs) + sum(unused_costs) == 0:
        assert isinstance(use, CannotTell)
    else:
        assert 0 <= use.by_cost_percent <= 100
        assert use.used_cost + use.waste_cost == sum(used_costs) + sum(unused_costs)
        # To count unused as used is wrong exactly when something was wasted.
        assert (use.by_cost_percent < 100) == (sum(unused_costs) > 0)
    if isinstance(cover, CannotTell):
        assert sum(used_costs) + other == 0
    else:
        assert 0 <= cover.by_effective_cost_percent <= cover.by_on_demand_percent <= 100


def test_a_commitment_that_was_not_spread_is_found():
    broken = ask(commitment_balance, [*ROWS, usage(5, ChargeCategory="Purchase", CommitmentDiscountId="c")])
    assert (broken.broken, broken.commitments[0].difference) == (1, 5)
    later = usage(
        90, ChargeCategory="Purchase", CommitmentDiscountId="c", ChargePeriodEnd="2027-01-05T00:00:00Z", EffectiveCost=0
    )
    assert (ask(commitment_balance, [*ROWS, later]).broken) == 0


SERIES = st.lists(st.decimals(min_value=0, max_value=500, places=2), min_size=1, max_size=40)
DISCOUNT = st.integers(min_value=1, max_value=99)


@settings(max_examples=100, deadline=None)
@given(series=SERIES, discount=DISCOUNT, other=st.decimals(min_value=0, max_value=600, places=2))
def test_no_other_level_is_cheaper(series, discount, other):
    best = best_commitment(series, discount_percent=D(discount))
    assert best.cost == commitment_cost(series, covered=best.covered, discount_percent=D(discount))
    for level in [*series, other, D(0)]:
        assert best.cost <= commitment_cost(series, covered=level, discount_percent=D(discount))
    assert best.saving == best.on_demand_cost - best.cost >= 0
    interval = best.covered_interval
    assert interval is None or interval.low <= best.covered <= interval.high


def test_sizing_by_hand():
    # Eight quiet periods and two busy ones: at 25 percent off only what is always there pays.
    best = best_commitment([D(10)] * 8 + [D(30)] * 2, discount_percent=D(25))
    assert (best.covered, best.commitment, best.on_demand_cost, best.cost) == (10, D("7.5"), 140, 115)
    assert (best.periods, best.utilisation_percent) == (10, 100)
    assert best_commitment([D(10)] * 8 + [D(30)] * 2, discount_percent=D(85)).covered == 30
    assert best_commitment([], discount_percent=D(25)) == CannotTell("There is no period to size a commitment by.")
    for wrong in (0, 100):
        assert isinstance(best_commitment([D(1)], discount_percent=D(wrong)), CannotTell)


OFFER = {
    "provider": "Fjord Cloud",
    "offer": "Plan",
    "term_months": 12,
    "payment": "upfront",
    "discount_percent": 40,
    "eligible_category": "Compute",
}


def test_sizing_of_a_bill_counts_days_without_usage():
    rows = [usage(cost, day=f"2026-01-{day:02}") for day, cost in ((1, 10), (2, 10), (4, 40), (5, 20))]
    sized = ask(commitment_sizing, rows, side(commitment_offers=[OFFER]))
    (one,) = sized.offers
    assert (one.hours_per_period, one.level.periods, one.level.on_demand_cost) == (24, 5, 80)
    assert one.level.covered == 10  # 0 10 10 20 40: the second of five is the 0.4-quantile
    other = ask(commitment_sizing, rows, side(commitment_offers=[OFFER | {"eligible_category": "Databases"}]))
    assert other == CannotTell("No commitment on offer fits any eligible usage of the bill.")
    assert ask(commitment_sizing, rows) == CannotTell("There is no side table commitment_offers.")
    odd = [*rows, usage(1, ChargePeriodEnd="2026-01-05T01:00:00Z")]
    assert "not all of one length" in ask(commitment_sizing, odd, side(commitment_offers=[OFFER])).reason


def test_break_even_by_hand():
    assert break_even_utilisation(discount_percent=D(27)) == 73
    assert break_even_months(upfront=D(900), monthly_saving=D(150)) == 6
    assert isinstance(break_even_months(upfront=D(900), monthly_saving=D(0)), CannotTell)
    table = side(commitment_offers=[OFFER, OFFER | {"payment": "partial"}, OFFER | {"payment": "monthly"}])
    offers = ask(break_even, [usage(1)], table).offers
    # 12 months at 0.6: all 7.2 first against 1 a month; half of it, 3.6, against 1 - 0.3; nothing.
    assert [one.months for one in offers] == [D("7.2"), D("5.142857142857"), 0]
    assert {one.utilisation_percent for one in offers} == {60}
    assert "payment never" in ask(break_even, [usage(1)], side(commitment_offers=[OFFER | {"payment": "never"}])).reason
