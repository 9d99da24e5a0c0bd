"""How cost moves from month to month, and what moved it."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from practicum.focus.analyses.arithmetic import add, divide, percent_or_none, subtract
from practicum.focus.analyses.conditions import CHARGE_DAY, CHARGE_MONTH, USAGE
from practicum.focus.analyses.intervals import Interval, slope_interval
from practicum.focus.analyses.opened import OpenBill
from practicum.focus.analyses.ownership import complete_months, in_months
from practicum.focus.analyses.telling import UntoldError, tells
from practicum.focus.database import quoted

Dimension = Literal["ServiceName", "ServiceCategory", "SubAccountId", "RegionId", "ServiceProviderName"]


@dataclass(frozen=True)
class MonthCost:
    """Effective cost of a whole month; changes are against the month before. Per day makes long and short months
    comparable."""

    month: date
    days: int
    cost: Decimal
    per_day: Decimal
    change_percent: Decimal | None
    per_day_change_percent: Decimal | None


@dataclass(frozen=True)
class Driver:
    """What one value of the dimension (None: none named) cost in the month before and in the last, and the change."""

    label: str | None
    before: Decimal
    after: Decimal
    change: Decimal


@dataclass(frozen=True)
class Trend:
    """Whole months, oldest first; the drivers of the last change, the largest first, add up to it exactly.
    `slope_per_day` is the least-squares change of daily usage cost, an estimate over `days` days."""

    currency: str
    rows: int
    by: str
    months: tuple[MonthCost, ...]
    change: Decimal
    drivers: tuple[Driver, ...]
    slope_per_day: Decimal | None
    slope_interval: Interval | None
    days: int


@tells
def trend(bill: OpenBill, *, by: Dimension = "ServiceName") -> Trend:
    """Effective cost of whole months, its change, the drivers of the last change, and the slope of daily usage.

    Formula: 100 * (E(m) - E(m-1)) / E(m-1), as it is and per day; drivers: E(m) - E(m-1) by the dimension.
    Columns: EffectiveCost, ChargeCategory, ChargePeriodStart, ChargePeriodEnd, and the dimension.
    Source: FinOps Framework, capability Reporting & Analytics; the formulas are ours.
    Cannot tell: a column is missing; fewer than two whole months; a row lacks its cost.
    """
    bill.need(by)
    bill.total("EffectiveCost")
    months = complete_months(bill)
    if len(months) < 2:
        raise UntoldError("The bill covers fewer than two whole months.")
    where = in_months(months)
    found = bill.rows(
        f'SELECT {CHARGE_MONTH}, {quoted(by)}, sum("EffectiveCost"), count(*) FROM bill WHERE {where} GROUP BY 1, 2'  # noqa: S608
    )
    costs = {month: add([row[2] for row in found if row[0] == month]) for month in months}
    each: list[MonthCost] = []
    for month in months:
        days = (_following(month) - month).days
        per_day = divide(costs[month], Decimal(days))
        before = each[-1] if each else None
        each.append(
            MonthCost(
                month=month,
                days=days,
                cost=costs[month],
                per_day=per_day,
                change_percent=percent_or_none(subtract(costs[month], before.cost), before.cost) if before else None,
                per_day_change_percent=percent_or_none(subtract(per_day, before.per_day), before.per_day)
                if before
                else None,
            )
        )
    earlier, later = months[-2:]
    old = {row[1]: row[2] for row in found if row[0] == earlier}
    new = {row[1]: row[2] for row in found if row[0] == later}
    zero = Decimal(0)
    drivers = [
        Driver(label, old.get(label, zero), new.get(label, zero), subtract(new.get(label, zero), old.get(label, zero)))
        for label in {*old, *new}
    ]
    daily = [
        row[0]
        for row in bill.rows(
            f'SELECT sum("EffectiveCost") FROM bill WHERE {USAGE} AND {where} GROUP BY {CHARGE_DAY} ORDER BY {CHARGE_DAY}'  # noqa: S608
        )
    ]
    slope = slope_interval(daily)
    return Trend(
        currency=bill.currency(),
        rows=sum(row[3] for row in found),
        by=by,
        months=tuple(each),
        change=subtract(costs[later], costs[earlier]),
        drivers=tuple(sorted(drivers, key=lambda one: (-abs(one.change), one.label or ""))),
        slope_per_day=slope[0] if slope else None,
        slope_interval=slope[1] if slope else None,
        days=len(daily),
    )


def _following(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)
