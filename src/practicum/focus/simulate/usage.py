"""What runs on each day, and which of it a commitment covers. Amounts are whole numbers, so sums are exact.

Units of the whole numbers: quantities 1/10^4, prices 1/10^4, hence costs 1/10^8 of the currency.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from practicum.focus.simulate.calendar import Ints, Window
from practicum.focus.simulate.estate import Estate
from practicum.focus.simulate.scenario import COST_PLACES, QUANTITY_PLACES

_CENT = 10 ** (COST_PLACES - 2)


@dataclass(frozen=True)
class Usage:
    """One entry per resource and day, ordered by day, then resource."""

    resource: Ints
    day: Ints
    quantity: Ints


@dataclass(frozen=True)
class Commitment:
    """A promise to spend `daily` on a pool of resources, at `discount` percent off the list price.

    `daily`, `used` and `unused` are costs per day of the window; the last two add up to the first on every day.
    """

    pool: int
    provider: int
    discount: int
    upfront: bool
    daily: Ints
    used: Ints
    unused: Ints


@dataclass(frozen=True)
class Coverage:
    """Which usage is covered, at which unit price, and the commitments that cover it."""

    covered: npt.NDArray[np.bool_]
    committed_price: Ints
    commitments: tuple[Commitment, ...]


def draw_usage(estate: Estate, window: Window, rng: np.random.Generator) -> Usage:
    """Quantities with a weekday pattern by environment, growth of volumes, and noise from day to day."""
    resource = np.repeat(np.arange(len(estate.life)), estate.life)
    starts = np.cumsum(estate.life) - estate.life
    day = np.arange(len(resource)) - np.repeat(starts - estate.first_day, estate.life)
    order = np.argsort(day, kind="stable")
    resource, day = resource[order], day[order]
    environment, weekend = estate.environment[resource], window.is_weekend(day)
    is_hours = np.array([service.pattern == "hours" for _, service in estate.services])[estate.service[resource]]
    noise = rng.standard_normal(len(day))
    # Machines: production runs nearly all day and less at weekends; other environments are mostly off at weekends.
    hours = np.array([[1.0, 0.72, 0.55], [0.8, 0.3, 0.2]])[weekend.astype(np.int64), environment]
    volumes = np.array([[1.0, 0.5, 0.4], [0.78, 0.3, 0.25]])[weekend.astype(np.int64), environment]
    monthly_growth = rng.uniform(0.02, 0.06)
    growth = (1.0 + monthly_growth) ** (day / 30.0)
    amount = estate.typical[resource] * np.where(
        is_hours, np.clip(hours * (1.0 + 0.03 * noise), 0.05, 1.0), volumes * growth * np.exp(0.15 * noise)
    )
    quantity = np.maximum(np.rint(amount * 10**QUANTITY_PLACES).astype(np.int64), 1)
    return Usage(resource=resource.astype(np.int64), day=day.astype(np.int64), quantity=quantity)


def draw_coverage(estate: Estate, usage: Usage, window: Window, rng: np.random.Generator) -> Coverage:
    """Size each pool's commitment and spend it day by day, resource by resource, until the day's amount is used up.

    The first pool of a provider is bought month by month near the pool's median day; the second is bought upfront for
    the whole window at a height that few days reach, as happens when a plan was too hopeful.
    """
    covered = np.zeros(len(usage.day), dtype=np.bool_)
    price = np.zeros(len(usage.day), dtype=np.int64)
    pool_of_row = estate.pool[usage.resource]
    commitments = []
    for pool in range(int(estate.pool.max(initial=-1)) + 1):
        upfront = pool % 2 == 1
        discount = int(rng.integers(28, 43))
        factor = rng.uniform(1.05, 1.3) if upfront else rng.uniform(0.85, 1.0)
        rows = np.flatnonzero(pool_of_row == pool)
        if rows.size == 0:
            continue
        unit = np.maximum(np.rint(estate.list_price[usage.resource[rows]] * (100 - discount) / 100), 1).astype(np.int64)
        cost = unit * usage.quantity[rows]
        edges = np.searchsorted(usage.day[rows], np.arange(window.days + 1))
        running = np.concatenate(([0], np.cumsum(cost)))
        demand = running[edges[1:]] - running[edges[:-1]]
        terms = [(0, window.days)] if upfront else list(pairwise(window.month_starts.tolist()))
        daily = np.zeros(window.days, dtype=np.int64)
        for start, end in terms:
            size = float(np.quantile(demand[start:end], 0.75 if upfront else 0.5)) * factor
            daily[start:end] = max(int(size) // _CENT, 1) * _CENT
        within = running[1:] - running[edges[usage.day[rows]]] <= daily[usage.day[rows]]
        covered[rows], price[rows] = within, unit
        kept = np.concatenate(([0], np.cumsum(np.where(within, cost, 0))))
        used = kept[edges[1:]] - kept[edges[:-1]]
        commitments.append(Commitment(pool, pool // 2, discount, upfront, daily, used, daily - used))
    return Coverage(covered=covered, committed_price=price, commitments=tuple(commitments))
