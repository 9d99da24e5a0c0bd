"""CSV as text: nothing is guessed about types here, so no account number loses its zeros."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa

from practicum.focus.database import connect, text
from practicum.focus.schema.recognition import Recognised, known_name, recognise
from practicum.kernel.errors import Refusal

MAX_LINE = 1_000_000
MAX_COLUMNS = 2_000
_DELIMITERS = (",", ";", "\t", "|")


def read_csv(path: Path) -> tuple[Recognised, pa.Table]:
    """The recognised columns of a UTF-8 CSV file, all as text, empty cells as null, in the order of the file.

    The separator is the one of comma, semicolon, tab and bar by which most FOCUS names are found in the first line.
    Refusals: `no_focus_column`, `duplicate_column`, `too_many_columns`, `broken_csv`, `no_rows`.
    """
    delimiter, header = _read_header(path)
    recognised = recognise(header)
    try:
        with connect(may_read_files=True) as connection:
            columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(len(header)))
            wanted = ", ".join(f"c{place} AS n{i}" for i, place in enumerate(recognised.places.values()))
            table = connection.sql(
                f"SELECT {wanted} FROM read_csv({text(str(path))}, auto_detect=false, header=true, "  # noqa: S608
                f"delim={text(delimiter)}, quote='\"', escape='\"', nullstr='', columns={{{columns}}}, "
                f"max_line_size={MAX_LINE}, strict_mode=true)"
            ).to_arrow_table()
    except duckdb.Error as error:
        raise _broken(error) from error
    if table.num_rows == 0:
        raise Refusal("no_rows", "The file has a header but no rows.", mend="Export a period that has charges.")
    return recognised, table.rename_columns(list(recognised.places))


def _read_header(path: Path) -> tuple[str, list[str]]:
    with path.open(encoding="utf-8", errors="ignore", newline="") as file:
        return read_header_line(file.read(MAX_LINE), knows=lambda name: known_name(name) is not None)


def read_header_line(start: str, *, knows: Callable[[str], bool]) -> tuple[str, list[str]]:
    """The separator and the names of the first line: the separator by which most names are known.

    `start` is the text that the file begins with. Refusals: `no_focus_column` when no name is known, `too_many_columns`.
    """
    best: tuple[int, str, list[str]] = (0, "", [])
    for delimiter in _DELIMITERS:
        try:
            header = next(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter), [])
        except csv.Error:
            continue
        known = len({name for name in header if knows(name)})
        if known > best[0]:
            best = (known, delimiter, header)
    known, delimiter, header = best
    if not known:
        raise Refusal(
            "no_focus_column",
            "No FOCUS column is in the first line of the file.",
            mend="The first line must name the columns, for instance BilledCost. Is this a FOCUS export?",
        )
    if len(header) > MAX_COLUMNS:
        raise Refusal("too_many_columns", f"The file has {len(header):,} columns.", mend="Export fewer columns.")
    return delimiter, header


def _broken(error: duckdb.Error) -> Refusal:
    """DuckDB says where (`CSV Error on Line: 3`) in its first line; the rest speaks of options we do not offer."""
    where = str(error).splitlines()[0].partition("Error on ")[2].strip()
    return Refusal(
        "broken_csv",
        f"The CSV cannot be read{f' ({where[:60]})' if where else ''}: "
        "a line has too few or too many cells, an open quote, or is too long.",
        mend="Open the file at that line, or export the bill again.",
    )
