"""What is measured beside the bill: how busy resources are, and what electricity they took."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from practicum.focus.simulate import chance
from practicum.focus.simulate.calendar import Ints
from practicum.focus.simulate.columns import Scaled, decimals
from practicum.focus.simulate.measures import quantity
from practicum.focus.simulate.side.facts import Facts
from practicum.focus.simulate.tables import schema_of
from practicum.focus.simulate.world.building import LOOK_BACK
from practicum.focus.simulate.world.rhythm import ONE
from practicum.focus.simulate.world.world import World

# Tenths of a percent, from and to (exclusive): 95th percentile of processor and of memory.
_BUSY, _OVERSIZED, _IDLE = ((480, 800), (450, 850)), ((80, 160), (150, 280)), ((8, 25), (30, 90))
_DAY_SPREAD = 30
# Overhead of a data centre on the electricity of its machines (power usage effectiveness).
_PUE = Decimal("1.2")
_GRAMS = Decimal("0.001")


def telemetry(world: World) -> Iterator[pa.Table]:
    """A table for each of the last 14 days. What is idle never rises above a few percent and serves nothing; what is
    oversized would fit into the next smaller size; all else is busy."""
    estate = world.estate
    kinds = np.array([s.telemetry for _, s in estate.services])[estate.service]
    rng = chance.stream(world.seed, chance.TELEMETRY)
    count = len(estate)
    levels = []
    for which in (0, 1):
        busy, over, idle = (rng.integers(*limits[which], count) for limits in (_BUSY, _OVERSIZED, _IDLE))
        levels.append(np.where(estate.idle, idle, np.where(estate.oversized, over, busy)))
    asked = rng.integers(20_000, 400_000, count)
    ids = pa.array(estate.ids, pa.string())
    for day in range(max(world.window.days - LOOK_BACK, 0), world.window.days):
        mine = np.flatnonzero((kinds != "none") & (estate.first <= day) & (estate.end > day))
        yield _day_of(
            world,
            day,
            resource=mine,
            is_disk=kinds[mine] == "disk",
            levels=(levels[0][mine], levels[1][mine]),
            asked=asked[mine],
            ids=ids,
        )


def _day_of(
    world: World,
    day: int,
    *,
    resource: Ints,
    is_disk: np.ndarray,
    levels: tuple[Ints, Ints],
    asked: Ints,
    ids: pa.Array,
) -> pa.Table:
    rng = chance.stream(world.seed, chance.TELEMETRY, day + 1)
    estate, count = world.estate, len(resource)
    # A day differs from another by up to a tenth; never so much that one kind looks like another.
    shake = 1000 + rng.integers(-_DAY_SPREAD * 3, _DAY_SPREAD * 3 + 1, (2, count))
    processor, memory = levels[0] * shake[0] // 1000, levels[1] * shake[1] // 1000
    activity = world.rhythm.activity[estate.product[resource], day]
    requests = np.where(estate.idle[resource], 0, asked * activity // ONE)
    machine = ~is_disk
    arrays = [
        ids.take(pa.array(resource)),
        pa.repeat(pa.scalar(world.window.date_of(day), pa.date32()), count),
        decimals(Scaled(processor * 55 // 100, 1, machine)),
        decimals(Scaled(processor, 1, machine)),
        decimals(Scaled(memory, 1, machine)),
        pa.array(requests, mask=is_disk),
        pa.array(~estate.idle[resource], mask=machine),
    ]
    return pa.Table.from_arrays(arrays, schema=schema_of("telemetry"))


def carbon(facts: Facts) -> list[dict[str, Any]]:
    """Electricity is quantity times kWh per unit times the overhead; emissions follow the grid of the region."""
    world = facts.world
    made = []
    for month in range(world.window.months):
        sums: dict[tuple[int, int, str], Decimal] = {}
        by_service = facts.tally.quantity[month]
        for place, (provider, sold) in enumerate(world.estate.services):
            for region in range(len(world.company.providers[provider].regions)):
                key = (provider, region, sold.category)
                used = quantity(by_service[place, region]) * sold.kwh * _PUE
                sums[key] = sums.get(key, Decimal(0)) + used
        for (provider, region, category), kwh in sums.items():
            if kwh:
                where = world.company.providers[provider].regions[region]
                made.append(
                    {
                        "month": world.window.month_start(month),
                        "provider": world.company.providers[provider].name,
                        "region_id": where.id,
                        "service_category": category,
                        "kwh": kwh.quantize(_GRAMS),
                        "kg_co2e": (kwh * where.kg_per_kwh).quantize(_GRAMS),
                    }
                )
    return made
