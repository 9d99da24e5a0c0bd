"""Small tables for charts, and the summary that is printed first."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from practicum.focus.analyses.arithmetic import add
from practicum.focus.analyses.opened import OpenBill, open_bill
from practicum.focus.analyses.telling import UntoldError
from practicum.focus.importing.bill import Bill
from practicum.kernel.errors import Refusal

OTHER_SERVICES = "All other services"


@dataclass(frozen=True)
class DailyCost:
    """Costs of the rows whose charge period starts on a UTC day."""

    day: date
    billed: Decimal
    effective: Decimal


@dataclass(frozen=True)
class ServiceCost:
    """Costs of one service."""

    service: str
    billed: Decimal
    effective: Decimal


@dataclass(frozen=True)
class BillSummary:
    """What a bill is, at a glance.

    The period runs from the first ChargePeriodStart to the last (both None if no row has one). `currencies` and
    `providers` are sorted. `billed` and `effective` are None where a total means nothing: mixed currencies, or rows
    without the amount.
    """

    rows: int
    version: str
    version_reason: str
    first_charge_at: datetime | None
    last_charge_at: datetime | None
    currencies: tuple[str, ...]
    providers: tuple[str, ...]
    billed: Decimal | None
    effective: Decimal | None


def daily_costs(bill: Bill) -> tuple[DailyCost, ...]:
    """Billed and effective cost per UTC day, by day; days without rows are left out.

    Rows without a ChargePeriodStart or an amount do not count. Refusals: `missing_column`, `mixed_currencies`.
    """
    with open_bill(bill) as opened:
        _check(opened, "ChargePeriodStart")
        found = opened.rows(
            'SELECT CAST("ChargePeriodStart" AS DATE), coalesce(sum("BilledCost"), 0), '
            'coalesce(sum("EffectiveCost"), 0) FROM bill WHERE "ChargePeriodStart" IS NOT NULL GROUP BY 1 ORDER BY 1'
        )
    return tuple(DailyCost(day=day, billed=billed, effective=effective) for day, billed, effective in found)


def cost_by_service(bill: Bill, limit: int) -> tuple[ServiceCost, ...]:
    """The `limit` services with the highest effective cost, then one row for all others (if there are any).

    Rows without a ServiceName are among the others. Refusals: `missing_column`, `mixed_currencies`, `bad_limit`.
    """
    if limit < 1:
        raise Refusal("bad_limit", "At least one service must be shown.", field="limit", mend="Give 1 or more.")
    with open_bill(bill) as opened:
        _check(opened, "ServiceName")
        found = opened.rows(
            'SELECT "ServiceName", coalesce(sum("BilledCost"), 0), coalesce(sum("EffectiveCost"), 0) AS effective '
            'FROM bill GROUP BY 1 ORDER BY "ServiceName" IS NULL, effective DESC, 1'
        )
    named = [ServiceCost(*row) for row in found if row[0] is not None]
    rest = [ServiceCost(OTHER_SERVICES, *row[1:]) for row in found if row[0] is None] + named[limit:]
    if not rest:
        return tuple(named)
    other = ServiceCost(OTHER_SERVICES, add([row.billed for row in rest]), add([row.effective for row in rest]))
    return (*named[:limit], other)


def summary(bill: Bill) -> BillSummary:
    """Rows, version, period, currencies, providers and totals of a bill."""
    with open_bill(bill) as opened:
        first, last = None, None
        if "ChargePeriodStart" in opened.columns:
            first, last = opened.rows('SELECT min("ChargePeriodStart"), max("ChargePeriodStart") FROM bill')[0]
        return BillSummary(
            rows=bill.rows,
            version=bill.version,
            version_reason=bill.version_reason,
            first_charge_at=first,
            last_charge_at=last,
            currencies=_distinct(opened, "BillingCurrency"),
            providers=_distinct(opened, "ServiceProviderName"),
            billed=_total(opened, "BilledCost"),
            effective=_total(opened, "EffectiveCost"),
        )


def _distinct(opened: OpenBill, column: str) -> tuple[str, ...]:
    if column not in opened.columns:
        return ()
    return tuple(row[0] for row in opened.rows(f'SELECT DISTINCT "{column}" FROM bill ORDER BY 1') if row[0])  # noqa: S608


def _total(opened: OpenBill, cost: str) -> Decimal | None:
    try:
        return opened.total(cost)
    except UntoldError:
        return None


def _check(opened: OpenBill, column: str) -> None:
    try:
        opened.need(column)
    except UntoldError as error:
        raise Refusal("missing_column", str(error), field=column, mend="Include the column in the export.") from error
    try:
        opened.currency()
    except UntoldError as error:
        raise Refusal("mixed_currencies", str(error), field="BillingCurrency", mend="Export one currency.") from error
