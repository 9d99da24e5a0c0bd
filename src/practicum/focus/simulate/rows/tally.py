"""Sums over the rows of usage, kept while they stream past: side tables, invoices and truth are made of them."""

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from practicum.focus.simulate.calendar import Ints
from practicum.focus.simulate.rows.days import Usage
from practicum.focus.simulate.rows.usage import Costs, charge_ids
from practicum.focus.simulate.world.estate import Flags
from practicum.focus.simulate.world.world import World

BILLED, EFFECTIVE, LISTED, LISTED_ON_DEMAND, ROWS = range(5)
Months = dict[int, Ints]


def _months(*shape: int) -> Months:
    return defaultdict(lambda: np.zeros(shape, dtype=np.int64))


@dataclass(frozen=True)
class Late:
    """A row that came late: its id, its resource, its day, and how many days after the usual delivery."""

    charge: int
    resource: int
    day: int
    late: int


@dataclass
class Tally:
    """`cells[month][measure, account, service, product]` (costs in whole numbers) and what planted resources cost.

    Sums of a block are made by `numpy.bincount`, whose doubles are exact up to 2**53, that is 9 billion of the
    currency a cell and block; they are added as whole numbers.
    """

    cells: Months
    quantity: Months
    watched: Ints
    surges: list[int]
    used: Ints
    late: list[Late] = field(default_factory=list)

    @staticmethod
    def of(world: World) -> "Tally":
        """An empty tally."""
        estate, window = world.estate, world.window
        regions = max(len(p.regions) for p in world.company.providers)
        return Tally(
            cells=_months(5, len(estate.accounts), len(estate.services), len(world.company.scenario.products)),
            quantity=_months(len(estate.services), regions),
            watched=np.zeros(len(estate), dtype=np.int64),
            surges=[0] * len(estate.surges),
            used=np.zeros((len(world.commitments.all), window.days), dtype=np.int64),
        )

    def add(self, other: "Tally") -> None:
        """Add another tally, for instance of one block."""
        for mine, theirs in ((self.cells, other.cells), (self.quantity, other.quantity)):
            for month, sums in theirs.items():
                mine[month] = mine[month] + sums
        self.watched += other.watched
        self.surges = [a + b for a, b in zip(self.surges, other.surges, strict=True)]
        self.used += other.used
        self.late.extend(other.late)


def watched_resources(world: World) -> Flags:
    """The resources whose own cost the truth tells: idle, oversized, forgotten, or split."""
    estate = world.estate
    watched = estate.idle | estate.oversized | (estate.percents[:, 0] > 0)
    for burst in estate.bursts:
        watched[burst.first : burst.last] = True
    return watched


def tally_block(
    world: World, watched: Flags, usage: Usage, costs: Costs, used: Ints, *, month: int, start: int
) -> Tally:
    """The sums of one block of rows. `used` begins at day `start`."""
    made, estate = Tally.of(world), world.estate
    shape = made.cells[month].shape[1:]
    cell = np.ravel_multi_index(
        (estate.account[usage.resource], estate.service[usage.resource], estate.product[usage.resource]), shape
    )
    measures = (costs.billed, costs.effective, costs.listed, np.where(usage.covered, 0, costs.listed), None)
    for place, numbers in enumerate(measures):
        made.cells[month][place] = _sums(cell, numbers, int(np.prod(shape))).reshape(shape)
    regions = made.quantity[month].shape
    place = estate.service[usage.resource] * regions[1] + estate.region[usage.resource]
    made.quantity[month] = _sums(place, usage.quantity, regions[0] * regions[1]).reshape(regions)
    seen = np.flatnonzero(watched[usage.resource])
    np.add.at(made.watched, usage.resource[seen], costs.effective[seen])
    grown = np.flatnonzero(usage.extra)
    for number in range(len(made.surges)):
        mine = grown[estate.surge[usage.resource[grown]] == number]
        made.surges[number] = int((usage.extra[mine] * estate.contracted_price[usage.resource[mine]]).sum())
    made.used[:, start : start + used.shape[1]] = used
    ids = charge_ids(usage)
    for row in np.flatnonzero(usage.late).tolist():
        made.late.append(Late(int(ids[row]), int(usage.resource[row]), int(usage.day[row]), int(usage.late[row])))
    return made


def _sums(places: Ints, numbers: Ints | None, length: int) -> Ints:
    if numbers is None:
        return np.bincount(places, minlength=length).astype(np.int64)
    return np.rint(np.bincount(places, numbers, minlength=length)).astype(np.int64)
