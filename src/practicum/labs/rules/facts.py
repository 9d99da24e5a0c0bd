"""What pages show of a bill, gathered once when it is stored: period, columns, a few rows, and figures for charts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import TypeAdapter

from practicum.focus import api as focus
from practicum.kernel.errors import Refusal

SERVICES = 10
PREVIEW_ROWS = 20
PREVIEW_COLUMNS = (
    "ChargePeriodStart",
    "ChargeCategory",
    "ServiceName",
    "SubAccountName",
    "RegionId",
    "BilledCost",
    "EffectiveCost",
    "ContractedCost",
    "ListCost",
    "CommitmentDiscountId",
    "CommitmentDiscountStatus",
    "Tags",
)
COSTS = ("BilledCost", "EffectiveCost", "ListCost", "ContractedCost")
# No invoice has such a row; ten million of them still add up in 38 digits with 12 places.
MOST_AMOUNT = Decimal(10) ** 18
AVERAGED_DAYS = 7
FIGURES = 3


@dataclass(frozen=True, kw_only=True)
class ColumnFact:
    """A column of a table; `type` is text, decimal, whole number, date or datetime."""

    name: str
    type: str


@dataclass(frozen=True, kw_only=True)
class DayFact:
    day: date
    billed: Decimal
    effective: Decimal


@dataclass(frozen=True, kw_only=True)
class NameFact:
    name: str
    billed: Decimal
    effective: Decimal


@dataclass(frozen=True, kw_only=True)
class BillFacts:
    """`days`, `services` and `categories` are empty where amounts do not add up (several currencies, a missing
    column). Exact figures: for staff. What candidates see is in `smooth` and `round_to_figures`."""

    version_reason: str
    first_charge_at: datetime | None
    last_charge_at: datetime | None
    currencies: tuple[str, ...]
    providers: tuple[str, ...]
    columns: tuple[ColumnFact, ...]
    days: tuple[DayFact, ...]
    services: tuple[NameFact, ...]
    categories: tuple[NameFact, ...]
    preview_columns: tuple[str, ...]
    preview_rows: tuple[tuple[str, ...], ...]

    @property
    def currency(self) -> str:
        """The one currency, or nothing where there are several."""
        return self.currencies[0] if len(self.currencies) == 1 else ""


_FACTS = TypeAdapter(BillFacts)
_FINDINGS = TypeAdapter(tuple[focus.Finding, ...])


def write_facts(facts: BillFacts) -> dict[str, Any]:
    return dict(_FACTS.dump_python(facts, mode="json"))


def read_facts(stored: dict[str, Any]) -> BillFacts:
    return _FACTS.validate_python(stored)


def write_findings(findings: tuple[focus.Finding, ...]) -> list[Any]:
    return list(_FINDINGS.dump_python(findings, mode="json"))


def read_findings(stored: list[Any]) -> tuple[focus.Finding, ...]:
    return _FINDINGS.validate_python(stored)


def require_sane_amounts(bill: focus.Bill) -> None:
    """Raise Refusal `amount_too_large` where a cost is so large that sums could not be held exactly."""
    for name in COSTS:
        bounds = pc.min_max(bill.table.column(name)).as_py()
        largest = max((bounds["min"], bounds["max"]), key=lambda value: abs(value or Decimal(0))) or Decimal(0)
        if abs(largest) >= MOST_AMOUNT:
            row = pc.index(bill.table.column(name), pa.scalar(largest, bill.table.column(name).type)).as_py() + 1
            raise Refusal(
                "amount_too_large",
                f"{name} in row {row} is an amount that no bill has.",
                field=name,
                mend="Check the column: perhaps a number lost its decimal mark, or columns were shifted.",
            )


def describe_bill(bill: focus.Bill) -> BillFacts:
    """Gather the facts of a bill."""
    summary = focus.summary(bill)
    shown = tuple(name for name in PREVIEW_COLUMNS if name in bill.columns)
    return BillFacts(
        version_reason=summary.version_reason,
        first_charge_at=summary.first_charge_at,
        last_charge_at=summary.last_charge_at,
        currencies=summary.currencies,
        providers=summary.providers,
        columns=column_types(bill.table),
        days=_days(bill),
        services=_services(bill),
        categories=_categories(bill) if len(summary.currencies) == 1 else (),
        preview_columns=shown,
        preview_rows=_preview(bill.table, shown),
    )


def column_types(table: pa.Table) -> tuple[ColumnFact, ...]:
    """The columns of a table in plain words."""
    return tuple(ColumnFact(name=field.name, type=_type_name(field.type)) for field in table.schema)


def smooth(days: Sequence[DayFact]) -> list[tuple[date, Decimal]]:
    """Billed cost as the average of the seven days up to each, rounded. A candidate's chart: it shows the course of
    the bill without saying which day was the dearest. Empty below two weeks."""
    if len(days) < 2 * AVERAGED_DAYS:
        return []
    return [
        (
            days[last].day,
            round_to_figures(sum((day.billed for day in days[last + 1 - AVERAGED_DAYS : last + 1]), Decimal(0)) / 7),
        )
        for last in range(AVERAGED_DAYS - 1, len(days))
    ]


def round_to_figures(value: Decimal, figures: int = FIGURES) -> Decimal:
    """To three significant figures, so that adding up a chart does not give a total to the cent."""
    if not value:
        return Decimal(0)
    with localcontext() as context:
        context.prec = 60
        return value.quantize(Decimal(1).scaleb(value.adjusted() - figures + 1), ROUND_HALF_EVEN) + 0


def show_cell(value: Any) -> str:
    """A cell as FOCUS writes it: decimals without idle zeros, datetimes in UTC with T and Z, null empty."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds") + "Z"
    if isinstance(value, Decimal):
        text = format(value, "f")
        return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
    return str(value)


def _type_name(kind: pa.DataType) -> str:
    if pa.types.is_decimal(kind) or pa.types.is_floating(kind):
        return "decimal"
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return "datetime" if pa.types.is_timestamp(kind) else "date"
    return "whole number" if pa.types.is_integer(kind) else "text"


def _days(bill: focus.Bill) -> tuple[DayFact, ...]:
    try:
        return tuple(
            DayFact(day=one.day, billed=one.billed, effective=one.effective) for one in focus.daily_costs(bill)
        )
    except Refusal:  # no column to count days by, or several currencies: there is no such chart
        return ()


def _services(bill: focus.Bill) -> tuple[NameFact, ...]:
    try:
        found = focus.cost_by_service(bill, SERVICES)
    except Refusal:
        return ()
    return tuple(NameFact(name=one.service, billed=one.billed, effective=one.effective) for one in found)


def _categories(bill: focus.Bill) -> tuple[NameFact, ...]:
    if "ServiceCategory" not in bill.columns:
        return ()
    sums = bill.table.group_by("ServiceCategory").aggregate([("BilledCost", "sum"), ("EffectiveCost", "sum")])
    rows = [
        NameFact(
            name=row["ServiceCategory"] or "Without a category",
            billed=row["BilledCost_sum"] or Decimal(0),
            effective=row["EffectiveCost_sum"] or Decimal(0),
        )
        for row in sums.to_pylist()
    ]
    return tuple(sorted(rows, key=lambda row: row.name))


def _preview(table: pa.Table, columns: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The first rows of each kind of charge: purchases and taxes are rare, and worth seeing."""
    if "ChargeCategory" in table.column_names:
        kinds = table.column("ChargeCategory")
        names = sorted(pc.unique(kinds).to_pylist(), key=str)
        each = max(PREVIEW_ROWS // max(len(names), 1), 1)
        places: list[int] = []
        for name in names:
            same = pc.is_null(kinds) if name is None else pc.fill_null(pc.equal(kinds, name), False)
            places += pc.indices_nonzero(same).to_pylist()[:each]
        rows = table.select(columns).take(sorted(places)[:PREVIEW_ROWS])
    else:
        rows = table.select(columns).slice(0, PREVIEW_ROWS)
    return tuple(tuple(show_cell(row[name]) for name in columns) for row in rows.to_pylist())
