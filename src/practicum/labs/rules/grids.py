"""Tables as values: what a query gave, what a person pasted, what the key holds."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from practicum.focus.api import ColumnType, QueryResult


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Rows of cells as text, None where there is none. A number is written in full, so that JSON keeps it exactly."""

    columns: tuple[str, ...]
    types: tuple[ColumnType, ...]
    rows: tuple[tuple[str | None, ...], ...]

    def column(self, place: int) -> list[str | None]:
        return [row[place] for row in self.rows]


def grid_of(result: QueryResult) -> Grid:
    """The result of a query as a value."""
    return Grid(
        columns=result.columns,
        types=result.types,
        rows=tuple(tuple(f"{cell:f}" if isinstance(cell, Decimal) else cell for cell in row) for row in result.rows),
    )


def number_in(cell: str | None) -> Decimal | None:
    """The number that a cell holds; None where it holds none."""
    if cell is None:
        return None
    try:
        number = Decimal(cell)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def folded(text: str) -> str:
    """A name as it is compared where upper and lower case do not matter: 2026-01 is its first day, as dates are."""
    plain = " ".join(text.split()).casefold()
    return f"{plain}-01" if len(plain) == 7 and plain[4] == "-" and plain.replace("-", "").isdigit() else plain
