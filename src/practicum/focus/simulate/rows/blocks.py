"""Rows in blocks: whole days of one month, each made without the others, so that any core may make any block."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain

import pyarrow as pa

from practicum.focus.simulate.rows.commitments import purchases, unused
from practicum.focus.simulate.rows.days import Fixed, usage_of_days
from practicum.focus.simulate.rows.faces import Faces, build_faces
from practicum.focus.simulate.rows.monthly import bases_of, corrections, credit_rows, refunds, taxes
from practicum.focus.simulate.rows.saas import licence_rows, token_rows
from practicum.focus.simulate.rows.single import Row, numbered, table_of
from practicum.focus.simulate.rows.tally import Tally, tally_block, watched_resources
from practicum.focus.simulate.rows.usage import costs_of, usage_table
from practicum.focus.simulate.world.estate import Flags
from practicum.focus.simulate.world.world import World

ROWS_IN_A_BLOCK = 120_000
# Blocks that wait to be written, beside those that are being made; few, because each is some 60 MB.
_AHEAD = 1


@dataclass(frozen=True)
class Days:
    """The days of a block: from `start` to `end` (exclusive), all in `month`."""

    month: int
    start: int
    end: int


@dataclass(frozen=True)
class Maker:
    """Makes the blocks of a world."""

    world: World
    fixed: Fixed
    faces: Faces
    watched: Flags

    @staticmethod
    def of(world: World) -> "Maker":
        """Prepared once."""
        return Maker(world, Fixed.of(world), build_faces(world), watched_resources(world))

    def make(self, days: Days) -> tuple[pa.Table, Tally]:
        """The rows of a block, and their sums."""
        usage, used = usage_of_days(self.fixed, days.start, days.end)
        costs = costs_of(self.world, usage)
        table = usage_table(self.world, self.faces, usage, costs, days.month)
        tally = tally_block(self.world, self.watched, usage, costs, used, month=days.month, start=days.start)
        return table, tally


def plan_blocks(world: World) -> list[Days]:
    """Blocks of at least ROWS_IN_A_BLOCK rows, but for the last of a month. Depends on the world alone."""
    by_day = world.rows_by_day()
    planned = []
    for month in range(world.window.months):
        start, rows = world.window.month_starts[month], 0
        for day in range(start, world.window.month_starts[month + 1]):
            rows += int(by_day[day])
            if rows >= ROWS_IN_A_BLOCK or day + 1 == world.window.month_starts[month + 1]:
                planned.append(Days(month, start, day + 1))
                start, rows = day + 1, 0
    return planned


def make_blocks(maker: Maker, planned: list[Days], *, workers: int) -> Iterator[tuple[pa.Table, Tally]]:
    """The blocks in their order, made by so many threads while earlier ones are being written."""
    if workers < 2 or len(planned) < 3:
        yield from (maker.make(days) for days in planned)
        return
    with ThreadPoolExecutor(workers, thread_name_prefix="blocks") as pool:
        waiting: list[Future[tuple[pa.Table, Tally]]] = []
        left = iter(planned)
        try:
            for days in left:
                waiting.append(pool.submit(maker.make, days))
                if len(waiting) >= workers + _AHEAD:
                    yield waiting.pop(0).result()
            while waiting:
                yield waiting.pop(0).result()
        finally:
            for future in waiting:
                future.cancel()


def single_rows(maker: Maker, tally: Tally) -> list[Row]:
    """The rows that are few: seats, tokens, commitments, tax, credits, refunds, corrections."""
    world = maker.world
    bases = bases_of(world, tally)
    return numbered(
        chain(
            licence_rows(world),
            token_rows(world),
            purchases(world),
            unused(world, tally.used),
            taxes(world, bases),
            credit_rows(world, bases),
            refunds(world, bases),
            corrections(world, maker.fixed),
        )
    )


def single_table(rows: list[Row]) -> pa.Table:
    """Those rows as the last block."""
    return table_of(rows)
