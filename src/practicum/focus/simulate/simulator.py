"""The simulator's door: a scenario and a seed become FOCUS 1.4 rows."""

import numpy as np
import pyarrow as pa

from practicum.focus.simulate.calendar import Window
from practicum.focus.simulate.charges import (
    World,
    credit_rows,
    purchase_rows,
    tax_rows,
    unused_rows,
    usage_rows,
)
from practicum.focus.simulate.estate import build_estate
from practicum.focus.simulate.scenario import SCENARIOS
from practicum.focus.simulate.usage import draw_coverage, draw_usage
from practicum.kernel.errors import Refusal

MAX_MONTHS = 36
MIN_ROWS_A_DAY = 40
_COMMITMENTS_A_PROVIDER = 2


def simulate(*, scenario: str = "baseline", seed: int, months: int, rows: int) -> pa.Table:
    """Exactly `rows` FOCUS 1.4 Cost and Usage rows of one company over `months` whole months from January 2026.

    Two providers, five business units, production and other sub-accounts, tags with gaps. Resources live for days,
    with a weekday pattern and growth. Usage is on demand or covered by a commitment. Held for every seed, exactly:
    ListCost = ListUnitPrice * PricingQuantity, likewise contracted; per commitment the EffectiveCost of its usage
    (Used and Unused) is the BilledCost of its purchases; hence over the whole window billed = effective in total.
    Same arguments, same rows (with the same NumPy); the seed is any whole number from 0.

    Refusals: `unknown_scenario`, `bad_seed`, `bad_months` (1 to 36), `too_few_rows` (40 a day).
    """
    world_of = SCENARIOS.get(scenario)
    if world_of is None:
        raise Refusal(
            "unknown_scenario",
            f"There is no scenario {scenario}.",
            field="scenario",
            mend=f"Known: {', '.join(SCENARIOS)}.",
        )
    if seed < 0:
        raise Refusal("bad_seed", "The seed is negative.", field="seed", mend="Give a whole number from 0.")
    if not 1 <= months <= MAX_MONTHS:
        raise Refusal("bad_months", f"{months} months are not simulated.", field="months", mend="Give 1 to 36.")
    window = Window.of(world_of.first_day, months)
    if rows < MIN_ROWS_A_DAY * window.days:
        raise Refusal(
            "too_few_rows",
            f"{rows} rows are too few for {window.days} days.",
            field="rows",
            mend=f"Give at least {MIN_ROWS_A_DAY * window.days}.",
        )
    rng = np.random.Generator(np.random.PCG64(seed))
    providers = len(world_of.providers)
    # A day has a tax row per provider and an unused row per commitment; a month has a purchase and a credit.
    by_day = window.days * providers * (1 + _COMMITMENTS_A_PROVIDER)
    by_month = providers * (2 * months + 1)
    estate = build_estate(world_of, window, rng, resource_days=rows - by_day - by_month)
    usage = draw_usage(estate, window, rng)
    coverage = draw_coverage(estate, usage, window, rng)
    world = World(scenario=world_of, window=window, estate=estate, usage=usage, coverage=coverage)
    percents = rng.integers(1, 5, providers * months)
    return pa.concat_tables(
        [
            usage_rows(world),
            unused_rows(world),
            purchase_rows(world),
            tax_rows(world),
            credit_rows(world, percents),
        ]
    ).combine_chunks()
