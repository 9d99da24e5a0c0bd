"""Formats that need more than SQL are read once per different value of a column, not once per row."""

from collections.abc import Callable, Iterable
from typing import Final

import duckdb
import pyarrow as pa

from practicum.focus.conformance.cells import Cells
from practicum.focus.conformance.notation.expression import Expression, leaves
from practicum.focus.conformance.opening import TABLE
from practicum.focus.conformance.predicates import READ_BY_VALUE
from practicum.focus.conformance.values.currencies import is_currency, is_national_currency
from practicum.focus.conformance.values.objects import json_fault, key_value_fault, shape_fault
from practicum.focus.conformance.values.units import is_unit
from practicum.focus.database import quoted

_BATCH: Final = 20_000
_READERS: Final[dict[str, Callable[[str, str], bool]]] = {
    "currency": lambda _, cell: is_currency(cell),
    "national_currency": lambda _, cell: is_national_currency(cell),
    "unit": lambda _, cell: is_unit(cell),
    "key_value": lambda _, cell: not key_value_fault(cell),
    "json": lambda _, cell: not json_fault(cell),
    "shape": lambda column, cell: not shape_fault(column, cell),
}


def read_values(
    connection: duckdb.DuckDBPyConnection, checks: Iterable[Expression], cells: Cells
) -> dict[tuple[str, str], str]:
    """(column, kind) -> the table that holds the values which fail, for the checks that need such reading.

    No entry: no value fails.
    """
    wanted: dict[tuple[str, str], None] = {}
    for check in checks:
        for column, operator, *arguments in leaves(check):
            if operator == "shape":
                wanted[(column, "shape")] = None
            elif operator == "format" and arguments[0] in READ_BY_VALUE:
                wanted[(column, arguments[0])] = None
    found = {}
    for place, (column, kind) in enumerate(wanted):
        table = quoted(f"bad:{place}")
        if _collect(connection, cells, column, kind, table):
            found[(column, kind)] = table
    return found


def _collect(connection: duckdb.DuckDBPyConnection, cells: Cells, column: str, kind: str, table: str) -> bool:
    """Keep the values that fail in a table."""
    read, bad = _READERS[kind], []
    query = f"SELECT DISTINCT {cells.by_name[column].value} FROM {TABLE}"  # noqa: S608
    values = connection.execute(query)
    while batch := values.fetchmany(_BATCH):
        bad += [cell for (cell,) in batch if cell is not None and not read(column, cell)]
    if bad:
        connection.register("batch", pa.table({"bad": pa.array(bad, pa.string())}))
        connection.execute(f"CREATE TEMP TABLE {table} AS SELECT bad FROM batch")  # noqa: S608
        connection.unregister("batch")
    return bool(bad)
