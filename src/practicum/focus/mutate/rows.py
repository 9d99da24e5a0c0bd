"""A file as rows of text that may be changed, one cell at a time. Every change is remembered."""

import csv
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from practicum.focus.conformance.cells import Cell, kind_of
from practicum.focus.conformance.opening import TABLE, open_file
from practicum.focus.database import ROW_NUMBER, quoted

Row = dict[str, str | None]


@dataclass
class Rows:
    """All rows of a file as text; None is null. `random` is the only chance there is."""

    names: list[str]
    rows: list[Row]
    random: random.Random

    def pick(self, fits: Callable[[Row], bool]) -> int | None:
        """The place of some row that fits, or None."""
        places = [place for place, row in enumerate(self.rows) if fits(row)]
        return self.random.choice(places) if places else None

    def values(self, name: str) -> Iterator[str]:
        """What a column says, without nulls."""
        return (value for row in self.rows if (value := row.get(name)) is not None)


def read_rows(path: Path, *, seed: int) -> Rows:
    """Read a CSV or Parquet file as text, dates as FOCUS writes them. Refuses like `open_file`."""
    with open_file(path) as opened:
        names = list(opened.types)
        cells = [_text_of(name, opened.types[name]) for name in names]
        found = opened.connection.execute(
            f"SELECT {', '.join(cells)} FROM {TABLE} ORDER BY {ROW_NUMBER}"  # noqa: S608
        ).fetchall()
    return Rows(names, [dict(zip(names, row, strict=True)) for row in found], random.Random(seed))  # noqa: S311


def write_rows(rows: Rows, path: Path) -> None:
    """Write the rows as CSV; null is an empty cell."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows.names, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows.rows)


def _text_of(name: str, stored: str) -> str:
    if kind_of(stored) == "moment":
        return f"strftime(CAST({quoted(name)} AS TIMESTAMP), '%Y-%m-%dT%H:%M:%SZ')"
    return Cell(name, kind_of(stored), stored, cleaned=False).text
