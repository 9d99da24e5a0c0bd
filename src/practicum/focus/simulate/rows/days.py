"""What runs on a day, how much of it, and which of it a commitment covers. Whole numbers, so sums are exact."""

from dataclasses import dataclass

import numpy as np

from practicum.focus.simulate import chance
from practicum.focus.simulate.calendar import Ints
from practicum.focus.simulate.measures import DAY_OF_HOURS
from practicum.focus.simulate.world.drawing import WORKLOADS
from practicum.focus.simulate.world.estate import Flags
from practicum.focus.simulate.world.rhythm import HOURS, ONE, VOLUME
from practicum.focus.simulate.world.world import World

_NOISE_BITS = 4096
_LATE_DAYS = (3, 9)
WHOLE = -1


@dataclass(frozen=True)
class Usage:
    """One entry per row of usage. `share`: which part of a resource that is split (`WHOLE` for all of it).

    `late`: days after the usual delivery. `extra`: the part of the quantity that a surge brought.
    """

    resource: Ints
    day: Ints
    quantity: Ints
    covered: Flags
    share: Ints
    late: Ints
    extra: Ints
    number: Ints

    def __len__(self) -> int:
        return len(self.resource)


@dataclass(frozen=True)
class Fixed:
    """What a world's days need again and again."""

    world: World
    hours: Flags
    pools: tuple[int, ...]

    @staticmethod
    def of(world: World) -> "Fixed":
        """Prepared once for a world."""
        hours = np.array([s.pattern == "hours" for _, s in world.estate.services])[world.estate.service]
        return Fixed(world=world, hours=hours, pools=tuple(range(len(world.commitments.all))))


def usage_of_days(fixed: Fixed, start: int, end: int) -> tuple[Usage, Ints]:
    """The usage of the days from `start` to `end` (exclusive), and what each commitment spent: `used[pool, day]`."""
    estate = fixed.world.estate
    alive = np.flatnonzero((estate.first < end) & (estate.end > start))
    made = [_day(fixed, alive, day) for day in range(start, end)]
    parts = [usage for usage, _ in made]
    together = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ("resource", "day", "quantity", "covered", "share", "late", "extra", "number")
    }
    return Usage(**together), np.stack([used for _, used in made], axis=1)


def _day(fixed: Fixed, alive: Ints, day: int) -> tuple[Usage, Ints]:
    world, estate = fixed.world, fixed.world.estate
    resource = alive[(estate.first[alive] <= day) & (estate.end[alive] > day)]
    count = len(resource)
    rng = chance.stream(world.seed, chance.DAYS, day + 1)
    drawn = rng.integers(0, _NOISE_BITS, count, dtype=np.uint16)
    is_late = rng.integers(0, 1000, count, dtype=np.uint16) < world.company.scenario.planted.late_per_thousand
    late = np.zeros(count, dtype=np.int64)
    late[is_late] = rng.integers(_LATE_DAYS[0], _LATE_DAYS[1] + 1, int(is_late.sum()))
    hours = fixed.hours[resource]
    noise = np.where(estate.steady[resource], ONE, world.noise[np.where(hours, HOURS, VOLUME), drawn])
    factor = world.rhythm.factors[:, day][estate.rhythm[resource]]
    quantity = estate.base[resource] * factor // ONE * noise // ONE
    quantity = np.maximum(np.where(hours, np.minimum(quantity, DAY_OF_HOURS), quantity), 1)
    extra = _surge(world, resource, quantity, day)
    quantity = quantity + extra
    covered, partial, part, used = _cover(fixed, resource, quantity, day)
    # A commitment that ends inside a row makes two of it: what is covered, and what is not.
    quantity[partial] -= part
    return _rows(
        world,
        day,
        used,
        resource=np.concatenate((resource, resource[partial])),
        quantity=np.concatenate((quantity, part)),
        covered=np.concatenate((covered, np.ones(len(partial), dtype=bool))),
        late=np.concatenate((late, late[partial])),
        extra=np.concatenate((extra, np.zeros(len(partial), dtype=np.int64))),
    )


def _rows(
    world: World, day: int, used: Ints, *, resource: Ints, quantity: Ints, covered: Flags, late: Ints, extra: Ints
) -> tuple[Usage, Ints]:
    """Resources that are split become a row for each workload and one for the rest; the others stay one row."""
    percents = world.estate.percents[resource]
    is_split = percents[:, 0] > 0
    share = np.full(len(resource), WHOLE, dtype=np.int64)
    if is_split.any():
        whole, split = np.flatnonzero(~is_split), np.flatnonzero(is_split)
        index = np.concatenate((whole, np.repeat(split, 1 + WORKLOADS)))
        share = np.concatenate((share[whole], np.tile(np.arange(1 + WORKLOADS), len(split))))
        children = (quantity[split, None] * percents[split] // 100).ravel()
        quantity = np.concatenate((quantity[whole], children))
        resource, covered, late, extra = resource[index], covered[index], late[index], extra[index]
    usage = Usage(
        resource=resource,
        day=np.full(len(resource), day, dtype=np.int64),
        quantity=quantity,
        covered=covered,
        share=share,
        late=late,
        extra=extra,
        number=np.arange(1, len(resource) + 1),
    )
    return usage, used


def _surge(world: World, resource: Ints, quantity: Ints, day: int) -> Ints:
    extra = np.zeros(len(resource), dtype=np.int64)
    for number, surge in enumerate(world.estate.surges):
        if surge.start <= day < surge.end:
            mine = world.estate.surge[resource] == number
            extra[mine] = quantity[mine] * surge.extra // 100
    return extra


def _cover(fixed: Fixed, resource: Ints, quantity: Ints, day: int) -> tuple[Flags, Ints, Ints, Ints]:
    """Spend each commitment resource by resource until the day's amount is used up.

    Gives which rows are covered, those covered in part with the quantity that is, and what was used by pool.
    """
    world = fixed.world
    covered = np.zeros(len(resource), dtype=bool)
    partial, part = [], []
    used = np.zeros(len(fixed.pools), dtype=np.int64)
    pool = world.estate.pool[resource]
    for number in fixed.pools:
        rows = np.flatnonzero(pool == number)
        unit = world.commitments.price[resource[rows]]
        running = np.cumsum(unit * quantity[rows])
        daily = int(world.commitments.all[number].daily[day])
        whole = int(np.searchsorted(running, daily, side="right"))
        covered[rows[:whole]] = True
        used[number] = running[whole - 1] if whole else 0
        if whole < len(rows):
            fits = (daily - int(used[number])) // int(unit[whole])
            if fits > 0:
                partial.append(int(rows[whole]))
                part.append(fits)
                used[number] += fits * int(unit[whole])
    return covered, np.array(partial, dtype=np.int64), np.array(part, dtype=np.int64), used
