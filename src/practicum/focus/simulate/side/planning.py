"""Plans and what the business did: budgets, forecasts of several dates, units of business, options to compare."""

from decimal import Decimal
from typing import Any

from practicum.focus.simulate import chance
from practicum.focus.simulate.side.facts import Facts
from practicum.focus.simulate.world.rhythm import ONE

_HUNDRED = Decimal(100)


def budgets(facts: Facts) -> list[dict[str, Any]]:
    """Each product got what it will cost, give or take: some are generous, some too tight; whole hundreds."""
    world = facts.world
    rng = chance.stream(world.seed, chance.BUSINESS, 100)
    products = world.company.scenario.products
    lean = rng.integers(86, 117, len(products))
    made = []
    for month in range(world.window.months):
        for q, (product, amount) in enumerate(zip(products, facts.product_costs(month), strict=True)):
            made.append(
                {
                    "month": world.window.month_start(month),
                    "business_unit": product.unit,
                    "product": product.key,
                    "amount": _rounded(amount * Decimal(int(lean[q])) / 100),
                }
            )
    return made


def forecasts(facts: Facts) -> list[dict[str, Any]]:
    """A forecast is made before each quarter (and before the window) for all months to come, and three after the
    window: the farther ahead, the more it errs, and most of them are too low."""
    world, window = facts.world, facts.world.window
    rng = chance.stream(world.seed, chance.BUSINESS, 101)
    products = world.company.scenario.products
    costs = [facts.product_costs(month) for month in range(window.months)]
    made = []
    for vintage in range(0, window.months, 3) if window.months > 3 else range(min(window.months, 2)):
        for q, product in enumerate(products):
            slope = Decimal(1) + product.growth_percent / 100
            for month in range(vintage, window.months + 3):
                known = costs[min(month, window.months - 1)][q]
                expected = known * slope ** max(month - window.months + 1, 0)
                ahead = month - vintage
                error = int(rng.integers(-60 - 25 * ahead, 30 + 10 * ahead))
                made.append(
                    {
                        "made_on": window.month_start(vintage),
                        "month": _month(facts, month),
                        "business_unit": product.unit,
                        "product": product.key,
                        "amount": _rounded(expected * (1000 + error) / 1000),
                    }
                )
    return made


def units_of_business(facts: Facts) -> list[dict[str, Any]]:
    """What each product did on each day; before its launch and after its end nothing."""
    world, window = facts.world, facts.world.window
    made = []
    for q, product in enumerate(world.company.scenario.products):
        if product.shared:
            continue
        rng = chance.stream(world.seed, chance.BUSINESS, 200 + q)
        quantity = product.a_day * world.rhythm.activity[q] * rng.integers(9_300, 10_701, window.days) // (ONE * 10_000)
        first = window.day_at(float(product.launch)) if product.launch is not None else 0
        last = window.day_at(float(product.retire)) if product.retire is not None else window.days
        made += [
            {
                "day": window.date_of(day),
                "product": product.key,
                "metric": product.metric,
                "quantity": int(quantity[day]),
            }
            for day in range(first, last)
        ]
    return made


def options(facts: Facts) -> list[dict[str, Any]]:
    """The plans of the scenario, with quantities that differ by seed."""
    rng = chance.stream(facts.world.seed, chance.BUSINESS, 102)
    scale: dict[str, Decimal] = {}
    made = []
    for line in facts.world.company.scenario.options:
        # One factor a workload: its options stay comparable.
        factor = scale.setdefault(line.workload, Decimal(int(rng.integers(80, 131))) / 100)
        made.append(line.model_dump() | {"quantity": (line.quantity * factor).quantize(Decimal("0.01"))})
    return made


def _month(facts: Facts, month: int) -> Any:
    window = facts.world.window
    year, number = divmod(window.first_day.year * 12 + window.first_day.month - 1 + month, 12)
    return window.first_day.replace(year=year, month=number + 1, day=1)


def _rounded(amount: Decimal) -> Decimal:
    return (amount / _HUNDRED).quantize(Decimal(1)) * _HUNDRED
