"""Tables as people bring them: pasted from a spreadsheet (tabs), typed as CSV with commas or semicolons, or uploaded."""

import csv
import io
from collections.abc import Sequence

from practicum.kernel.errors import Refusal
from practicum.labs.rules.grids import Grid, folded
from practicum.labs.rules.tasks import AskedColumn
from practicum.labs.rules.typed_numbers import read_number

MOST_ROWS = 1_000
_MARKS = ("\t", ";", ",")


def read_table(typed: str, *, columns: Sequence[AskedColumn], field: str = "") -> Grid | None:
    """The table that a person typed or pasted, with headings; None when it has no row.

    Columns are found by their headings, in any order; others are left aside. Refusals that name `field`, each with the
    row: `table_unreadable`, `table_column_missing`, `table_column_twice`, `table_too_long`, `table_key_missing`,
    `table_row_twice`, and those of `read_number`.
    """
    rows = [row for row in _rows(typed, columns, field) if any(cell.strip() for cell in row)]
    if not rows:
        return None
    places = _places(rows[0], columns, field)
    if len(rows) - 1 > MOST_ROWS:
        raise Refusal("table_too_long", f"The table has more than {MOST_ROWS:,} rows.", field=field)
    read: list[tuple[str | None, ...]] = []
    seen: set[tuple[str, ...]] = set()
    for number, row in enumerate(rows[1:], start=2):
        cells = tuple(
            _cell(row[place] if place < len(row) else "", column, number, field)
            for column, place in zip(columns, places, strict=True)
        )
        keys = tuple(folded(cell or "") for cell, column in zip(cells, columns, strict=True) if column.is_key)
        if not all(keys):
            raise Refusal("table_key_missing", f"Row {number} does not say which row it is.", field=field)
        if keys in seen:
            raise Refusal(
                "table_row_twice",
                f"Row {number}: “{', '.join(keys)}” stands twice.",
                field=field,
                mend="Keep one of them.",
            )
        seen.add(keys)
        read.append(cells)
    if not read:
        return None
    return Grid(
        columns=tuple(column.name for column in columns),
        types=tuple("number" if column.unit else "text" for column in columns),
        rows=tuple(read),
    )


def write_table(rows: Sequence[Sequence[str]]) -> str:
    """Rows of an uploaded file as the text that a person could have typed: CSV with commas."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _rows(typed: str, columns: Sequence[AskedColumn], field: str) -> list[list[str]]:
    """Cells by the mark that splits the headings into the columns that are asked for."""
    text = typed.lstrip("\ufeff").strip("\r\n")
    first = text.split("\n", 1)[0]
    mark = max(_MARKS, key=first.count)
    try:
        return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark)]
    except csv.Error as error:
        names = ", ".join(column.name for column in columns)
        raise Refusal(
            "table_unreadable", f"This cannot be read as a table: {error}.", field=field, mend=f"Begin with: {names}"
        ) from error


def _places(headings: Sequence[str], columns: Sequence[AskedColumn], field: str) -> list[int]:
    named = [_heading(one) for one in headings]
    places = []
    for column in columns:
        wanted = _heading(column.name)
        if wanted not in named:
            raise Refusal(
                "table_column_missing",
                f"There is no column “{column.name}”.",
                field=field,
                mend=f"The first line holds the headings: {', '.join(one.name for one in columns)}.",
            )
        if named.count(wanted) > 1:
            raise Refusal("table_column_twice", f"The column “{column.name}” stands twice.", field=field)
        places.append(named.index(wanted))
    return places


def _heading(text: str) -> str:
    return folded(text.strip("\"' ")).replace(" ", "_")


def _cell(text: str, column: AskedColumn, row: int, field: str) -> str | None:
    if not text:
        return None
    if not column.unit:
        return text
    try:
        return f"{read_number(text, unit=column.unit, field=field):f}"
    except Refusal as refusal:
        raise Refusal(
            refusal.code, f"Row {row}, {column.name}: {refusal.message}", field=field, mend=refusal.mend
        ) from refusal
