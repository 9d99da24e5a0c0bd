"""The result of a query, in one plain form: texts and exact numbers, whatever types the database used."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Literal

Cell = Decimal | str | None
ColumnType = Literal["number", "text"]

# What DuckDB calls its numbers; DECIMAL(38,2) begins with its name.
_NUMBERS = (
    "DECIMAL",
    "DOUBLE",
    "FLOAT",
    "REAL",
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "HUGEINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "UBIGINT",
    "UHUGEINT",
    "VARINT",
    "BIGNUM",
)


@dataclass(frozen=True, kw_only=True)
class QueryResult:
    """Columns in their order, each a number or a text, and the rows.

    Numbers are exact (a floating-point number by its shortest decimal). A day is 2026-01-31, and so is a midnight;
    another time is 2026-01-31T12:00:00; true and false are so written; anything else is its text. Null is None, and so is
    what is no finite number. `is_cut` says that there are more rows than these.
    """

    columns: tuple[str, ...]
    types: tuple[ColumnType, ...]
    rows: tuple[tuple[Cell, ...], ...]
    is_cut: bool = False


def type_of(kind: str) -> ColumnType:
    """Whether a column of this DuckDB type holds numbers."""
    return "number" if kind.upper().partition("(")[0] in _NUMBERS and not kind.endswith("]") else "text"


def plain_cell(value: Any) -> Cell:
    """A value as Python gets it from DuckDB, in the plain form."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        number = Decimal(repr(value) if isinstance(value, float) else value)
        return number if number.is_finite() else None
    if isinstance(value, datetime):
        return value.date().isoformat() if _is_midnight(value) else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def _is_midnight(value: datetime) -> bool:
    return value.time() == time(0)
