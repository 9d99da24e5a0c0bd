"""Plans, units, ledgers and months against cost, worked out by hand; identities of forecasts."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from practicum.focus.api import (
    CannotTell,
    budget_variance,
    burn_rate,
    cost_performance_index,
    forecast_accuracy,
    forecast_error,
    general_ledger_recharge,
    trend,
    unit_economics,
)

from .library import D, ask, side, usage

SHOP = '{"product": "shop", "cost_centre": "CC-1"}'
JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)
# January: 300 of the shop, 10 of nobody. February: 280. March has begun: 30 in 3 days.
ROWS = [
    usage(100, day="2026-01-01", Tags=SHOP),
    usage(200, day="2026-01-31", Tags=SHOP, ServiceName="Storage"),
    usage(10, day="2026-01-15", Tags=""),
    usage(280, day="2026-02-10", Tags=SHOP),
    usage(30, day="2026-03-03", Tags=SHOP),
]


def plan(month, amount, product="shop", **more):
    return {"month": month, "business_unit": "b", "product": product, "amount": amount} | more


def test_budget_variance_counts_whole_months_only():
    table = side(budgets=[plan("2026-01-01", 400), plan("2026-02-01", 250), plan("2026-03-01", 500)])
    told = ask(budget_variance, ROWS, table)
    assert [(line.month, line.variance, line.variance_percent) for line in told.lines] == [
        (JANUARY, 100, 25),
        (FEBRUARY, -30, -12),
    ]
    assert (told.budget, told.actual, told.unbudgeted) == (650, 580, 10)
    assert told.variance_percent == D("10.769230769231")
    late = side(budgets=[plan("2027-01-01", 1)])
    assert ask(budget_variance, ROWS, late) == CannotTell("No budget is for a whole month of the bill.")


def test_burn_rate_of_a_month_that_has_begun():
    told = ask(burn_rate, ROWS, side(budgets=[plan("2026-03-01", 200)]))
    assert (told.month, told.days_elapsed, told.days_in_month) == (date(2026, 3, 1), 3, 31)
    assert (told.actual, told.per_day, told.projected) == (30, 10, 310)
    assert (told.budget_used_percent, told.projected_variance_percent) == (15, -55)
    assert ask(burn_rate, ROWS).budget is None


def test_forecasts_by_vintage():
    table = side(
        forecasts=[
            plan("2026-01-01", 240, made_on="2025-12-01"),
            plan("2026-02-01", 350, made_on="2025-12-01"),
            plan("2026-02-01", 308, made_on="2026-01-20"),
            plan("2026-03-01", 999, made_on="2026-01-20"),
        ]
    )
    told = ask(forecast_accuracy, ROWS, table)
    first, second = told.vintages
    assert first.error.signed_percent == D("1.694915254237")  # (590 - 580) / 590: two errors that hide each other
    assert first.error.mape_percent == D("22.5")  # mean of 60 / 300 and 70 / 280
    assert (first.error.pairs, first.drift_percent) == (2, None)
    assert (second.error.mape_percent, second.error.mape_interval, second.drift_percent) == (10, None, -12)


PAIRS = st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 10**6)), min_size=1, max_size=12)


@settings(max_examples=100, deadline=None)
@given(pairs=PAIRS)
def test_identities_of_forecast_errors(pairs):
    told = forecast_error([(D(plan), D(real)) for plan, real in pairs])
    assert told.pairs + told.left_out == len(pairs)
    assert told.left_out == sum(real == 0 for _, real in pairs)
    # forecast = actual / (1 - signed): the signed error divides by the forecast, not by the actual cost.
    assert abs(told.forecast * (100 - told.signed_percent) / 100 - told.actual) < D("0.001")
    assert told.mape_percent is None or told.mape_percent >= 0
    right = forecast_error([(D(plan), D(plan)) for plan, _ in pairs])
    assert (right.signed_percent, right.mape_percent) == (0, 0)
    if told.mape_interval:
        assert told.mape_interval.low <= told.mape_percent <= told.mape_interval.high


def test_no_forecast_no_error():
    assert isinstance(forecast_error([]), CannotTell)
    assert ask(forecast_accuracy, ROWS) == CannotTell("There is no side table forecasts.")


def test_unit_economics():
    units = [
        {"day": "2026-01-05", "product": "shop", "metric": "orders", "quantity": 600},
        {"day": "2026-02-05", "product": "shop", "metric": "orders", "quantity": 400},
        {"day": "2026-03-05", "product": "shop", "metric": "orders", "quantity": 9},
        {"day": "2026-01-05", "product": "wiki", "metric": "pages", "quantity": 0},
    ]
    shop, wiki = ask(unit_economics, ROWS, side(units_of_business=units)).products
    assert [one.per_unit for one in shop.months] == [D("0.5"), D("0.7")]
    assert (shop.units, shop.cost, shop.per_unit) == (1000, 580, D("0.58"))
    assert (wiki.cost, wiki.per_unit) == (0, None)
    assert cost_performance_index(budget=D(1000), complete_percent=D(40), actual=D(500)) == D("0.8")


def test_recharge_finds_who_was_charged_twice():
    journal = [
        {"month": "2026-01-01", "cost_centre": "CC-1", "amount": 300},
        {"month": "2026-02-01", "cost_centre": "CC-1", "amount": 280},
        {"month": "2026-02-01", "cost_centre": "CC-1", "amount": 280},
        {"month": "2026-03-01", "cost_centre": "CC-1", "amount": 1},
    ]
    told = ask(general_ledger_recharge, ROWS, side(ledger_journal=journal))
    assert [(one.month, one.cost_centre, one.difference) for one in told.centres] == [
        (JANUARY, None, -10),
        (JANUARY, "CC-1", 0),
        (FEBRUARY, "CC-1", 280),
    ]
    assert (told.cost, told.journal, told.postings, told.recharge_percent) == (590, 860, 3, D("145.762711864407"))


def test_trend_adds_up_and_minds_the_length_of_months():
    told = ask(trend, ROWS)
    assert [(one.cost, one.days) for one in told.months] == [(310, 31), (280, 28)]
    # Less in February, yet the same a day.
    assert told.months[1].change_percent == D("-9.677419354839")
    assert told.months[1].per_day_change_percent == 0
    assert sum(driver.change for driver in told.drivers) == told.change == -30
    assert (told.drivers[0].label, told.drivers[0].change) == ("Storage", -200)
    assert (told.days, told.slope_interval.low < told.slope_per_day < told.slope_interval.high) == (4, True)
    assert isinstance(ask(trend, ROWS[:3]), CannotTell)
