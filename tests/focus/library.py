"""Small bills and side tables for tests of the library."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa

from practicum.focus.api import bill_from_table, open_bill, side_table
from practicum.focus.schema.arrow_types import arrow_type, decimal_places
from practicum.focus.schema.columns import COLUMNS

from .bills import PRESENT


def bill(rows: Sequence[Mapping[str, object]], *, without: Sequence[str] = (), only: bool = False):
    """A bill of rows that differ from a clean row as given; with `only` the columns given and no others.

    Its columns have their FOCUS types already: reading text is tested elsewhere, and takes longer than any analysis.
    """
    base = {"BillingCurrency": "USD", "ContractedCost": None, "ListCost": None} if only else PRESENT
    names = [name for name in dict.fromkeys([*base, *(name for row in rows for name in row)]) if name not in without]
    columns = {name: _column(name, [row.get(name, base.get(name)) for row in rows]) for name in names}
    return bill_from_table(pa.table(columns))


def _column(name: str, cells: Sequence[object]) -> pa.Array:
    column = COLUMNS[name]
    filled = [None if cell in (None, "") else str(cell) for cell in cells]
    if column.type == "decimal":
        places = Decimal(1).scaleb(-decimal_places(column))
        return pa.array(
            [None if cell is None else Decimal(cell).quantize(places) for cell in filled], arrow_type(column)
        )
    if column.type == "datetime":
        return pa.array(
            [None if cell is None else datetime.fromisoformat(cell[:19]) for cell in filled], arrow_type(column)
        )
    return pa.array(filled, pa.string())


def side(**tables: Sequence[Mapping[str, object]]) -> dict[str, pa.Table]:
    """Side tables from rows, each as text first."""
    made = {}
    for name, rows in tables.items():
        columns = {key: pa.array([None if row[key] is None else str(row[key]) for row in rows]) for key in rows[0]}
        made[name] = side_table(name, pa.table(columns))
    return made


def ask(function: Any, rows: Sequence[Mapping[str, object]], tables: Mapping[str, pa.Table] | None = None, **more: Any):
    """What a function of the library says of a bill."""
    options = {key: more.pop(key) for key in ("without", "only") if key in more}
    with open_bill(bill(rows, **options), tables or {}) as opened:
        return function(opened, **more)


def usage(cost: object, *, day: str = "2026-01-05", **more: object) -> dict[str, object]:
    """A row of usage of a day, all its costs the same unless given."""
    amounts = dict.fromkeys(("BilledCost", "EffectiveCost", "ListCost", "ContractedCost"), cost)
    when = {"ChargePeriodStart": f"{day}T00:00:00Z", "ChargePeriodEnd": _next(day)}
    return amounts | when | more


def _next(day: str) -> str:
    return f"{date.fromisoformat(day) + timedelta(days=1)}T00:00:00Z"


def used(effective: object, listed: object, *, commitment: str = "c", **more: object) -> dict[str, object]:
    """Usage that a commitment covers."""
    return _committed("Used", effective, listed, commitment) | more


def unused(effective: object, listed: object, *, commitment: str = "c", **more: object) -> dict[str, object]:
    """The unused part of a commitment."""
    return _committed("Unused", effective, listed, commitment) | more


def _committed(status: str, effective: object, listed: object, commitment: str) -> dict[str, object]:
    return usage(
        0,
        EffectiveCost=effective,
        ListCost=listed,
        ContractedCost=listed,
        CommitmentDiscountStatus=status,
        CommitmentDiscountId=commitment,
        PricingCategory="Committed",
    )


D = Decimal
