"""DuckDB as a calculator: in memory, closed to files and network unless a bill is being read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import duckdb
import pyarrow as pa

ROW_NUMBER = "__row"
EXAMPLES = 5

Key = TypeVar("Key")


@dataclass(frozen=True)
class Hits:
    """How many rows meet a condition, and the first few of them (1 is the first row after the header)."""

    rows: int
    examples: tuple[int, ...]


def connect(*, may_read_files: bool = False) -> duckdb.DuckDBPyConnection:
    """A fresh database in memory. Extensions are never fetched: what is not built in is an error."""
    return duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "enable_external_access": "true" if may_read_files else "false",
            "preserve_insertion_order": "true",
        },
    )


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """A string as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def texts(values: Sequence[str]) -> str:
    """Strings as a bracketed SQL list."""
    return "(" + ", ".join(text(value) for value in values) + ")"


def find_rows(connection: duckdb.DuckDBPyConnection, table: str, conditions: Mapping[Key, str]) -> dict[Key, Hits]:
    """The rows that meet each condition; only conditions that some row meets are in the answer.

    The table needs the column `__row`. One pass counts; the examples are looked up for the hits alone.
    """
    if not conditions:
        return {}
    counts = connection.execute(
        f"SELECT {', '.join(f'count_if({condition})' for condition in conditions.values())} FROM {table}"  # noqa: S608
    ).fetchone()
    found = {}
    for count, (key, condition) in zip(counts or (), conditions.items(), strict=False):
        if count:
            rows = connection.execute(
                f"SELECT {ROW_NUMBER} FROM {table} WHERE {condition} ORDER BY 1 LIMIT {EXAMPLES}"  # noqa: S608
            ).fetchall()
            found[key] = Hits(rows=int(count), examples=tuple(int(row[0]) for row in rows))
    return found


def with_row_numbers(table: pa.Table) -> pa.Table:
    """The table with the column `__row`: 1, 2, 3 ..."""
    return table.append_column(ROW_NUMBER, pa.array(range(1, table.num_rows + 1), pa.int64()))
