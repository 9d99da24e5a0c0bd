"""A bill opened in DuckDB, with the side tables beside it, and the few questions that all analyses are made of."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Any

import duckdb
import pyarrow as pa

from practicum.focus.analyses.conditions import ALL
from practicum.focus.analyses.telling import UntoldError
from practicum.focus.database import connect, quoted
from practicum.focus.importing.bill import Bill

NO_SIDE: Mapping[str, pa.Table] = MappingProxyType({})


@dataclass(frozen=True)
class OpenBill:
    """A bill as the DuckDB table `bill`, and each side table by its name, for as long as `open_bill` lasts."""

    connection: duckdb.DuckDBPyConnection
    columns: frozenset[str]
    side: frozenset[str] = frozenset()

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self.connection.execute(sql, list(parameters)).fetchall()

    def need(self, *columns: str) -> None:
        """Cannot tell without these columns."""
        missing = [name for name in columns if name not in self.columns]
        if missing:
            raise UntoldError(f"The bill has no column {missing[0]}.")

    def need_side(self, *tables: str) -> None:
        """Cannot tell without these side tables, or with one that is empty."""
        for name in tables:
            if name not in self.side:
                raise UntoldError(f"There is no side table {name}.")
            if not self.rows(f"SELECT count(*) FROM {quoted(name)}")[0][0]:  # noqa: S608 - quoted
                raise UntoldError(f"The side table {name} is empty.")

    @cached_property
    def _currencies(self) -> list[str | None]:
        return [row[0] for row in self.rows('SELECT DISTINCT "BillingCurrency" FROM bill LIMIT 2')]

    def currency(self) -> str:
        """The one currency of the bill. Cannot tell when there is none, or more than one."""
        self.need("BillingCurrency")
        if len(self._currencies) != 1 or self._currencies[0] is None:
            raise UntoldError("The bill does not state one currency for all rows, so amounts do not add up.")
        return self._currencies[0]

    def count(self, where: str = ALL) -> int:
        """How many rows meet a condition."""
        return int(self.rows(f"SELECT count(*) FROM bill WHERE {where}")[0][0])  # noqa: S608 - written in this folder

    def total(self, cost: str, where: str = ALL, *, of: str = "") -> Decimal:
        """Exact sum of a cost column over the rows that meet `where`.

        Cannot tell when there is no such row (`of` names them) or when one of them has no amount.
        """
        self.need(cost)
        self.currency()
        name = quoted(cost)
        sums = f"SELECT count(*), count({name}), sum({name}) FROM bill WHERE {where}"  # noqa: S608 - written here
        rows, filled, amount = self.rows(sums)[0]
        if not rows:
            raise UntoldError(f"The bill has no {of or 'such'} rows.")
        if filled < rows:
            raise UntoldError(f"{rows - filled} rows have no {cost}, so a total would be too small or too large.")
        return Decimal(amount)

    def total_or_zero(self, cost: str, where: str) -> Decimal:
        """The same, but no rows count as 0."""
        return self.total(cost, where) if self.count(where) else Decimal(0)

    def highest(self, label: str, *, of: str) -> tuple[str, Decimal, tuple[str, ...]]:
        """The label with the highest sum of EffectiveCost, that sum, and all labels. Rows without a label are left
        out. Cannot tell when two labels share the first place."""
        self.total("EffectiveCost")
        found = self.rows(
            f'SELECT CAST({label} AS VARCHAR) AS label, sum("EffectiveCost") AS cost FROM bill '  # noqa: S608
            f"WHERE {label} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"
        )
        if not found:
            raise UntoldError(f"No row of the bill names a {of}.")
        if len(found) > 1 and found[0][1] == found[1][1]:
            raise UntoldError(f"Two values of {of} share the first place.")
        return found[0][0], Decimal(found[0][1]), tuple(sorted(row[0] for row in found))


@contextmanager
def open_bill(bill: Bill, side: Mapping[str, pa.Table] = NO_SIDE) -> Iterator[OpenBill]:
    """Open a bill, and the side tables of `read_side_tables`, for questions; closed at the end of the block."""
    with connect() as connection:
        connection.register("bill", bill.table)
        for name, table in side.items():
            connection.register(name, table)
        yield OpenBill(connection=connection, columns=frozenset(bill.columns), side=frozenset(side))
