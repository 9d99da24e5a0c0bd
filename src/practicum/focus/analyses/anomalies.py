"""Unexpected spend in a bill."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from practicum.focus.analyses.arithmetic import add, percent, quotient
from practicum.focus.analyses.conditions import CHARGE_DAY, USAGE
from practicum.focus.analyses.detection import Anomaly, DayCost, detect_anomalies
from practicum.focus.analyses.opened import OpenBill
from practicum.focus.analyses.telling import CannotTell, UntoldError, tells

# An anomaly matters when a day of it costs more than this part of the mean day of the whole bill.
MATTERS_PERCENT = Decimal(3)


@dataclass(frozen=True)
class Anomalies:
    """All anomalies of a bill, the costliest first. `series` were judged; `too_short` could not be. `rate_percent` is
    their excess in the cost of usage: below 2 green, to 7 amber, above red (`light`)."""

    currency: str
    rows: int
    series: int
    too_short: int
    days: int
    usage_cost: Decimal
    excess: Decimal
    rate_percent: Decimal
    light: str
    anomalies: tuple[Anomaly, ...]


@tells
def anomalies(
    bill: OpenBill, *, threshold: Decimal = Decimal("3.5"), matters_percent: Decimal = MATTERS_PERCENT
) -> Anomalies:
    """Days on which a service of a sub-account cost more than such days do, and what that came to.

    Formula: see `detect_anomalies`, for the effective cost of usage by service, sub-account and UTC day. To be told,
    a day's excess must be above 3 percent of the mean daily cost of the bill. Rate = 100 * excess / E(U).
    Columns: EffectiveCost, ChargeCategory, ChargePeriodStart, ServiceName, SubAccountId.
    Source: rule of `detect_anomalies`; rate and its limits of 2 and 7 percent: FinOps Foundation KPI on anomalies.
    Cannot tell: a column is missing; there is no usage, or less than 8 weeks of it; a row lacks its cost.
    """
    bill.need("ChargeCategory", "ChargePeriodStart", "ServiceName", "SubAccountId")
    whole = bill.total("EffectiveCost", USAGE, of="usage")
    found = bill.rows(
        f'SELECT "ServiceName", coalesce("SubAccountId", \'\'), {CHARGE_DAY}, sum("EffectiveCost"), count(*) '  # noqa: S608
        f'FROM bill WHERE {USAGE} AND "ChargePeriodStart" IS NOT NULL AND "ServiceName" IS NOT NULL GROUP BY 1, 2, 3'
    )
    series: dict[tuple[str, str], list[DayCost]] = defaultdict(list)
    for service, sub_account, day, cost, _ in found:
        series[service, sub_account].append(DayCost(day, cost))
    days = {day for _, _, day, _, _ in found}
    if not days or (max(days) - min(days)).days < 7 * 8 - 1:
        raise UntoldError("The bill has fewer than 8 weeks of usage to tell usual from unusual.")
    least = quotient(whole, Decimal(len(days)), of="number of days") * matters_percent / 100
    told: list[Anomaly] = []
    short = 0
    for (service, sub_account), costs in sorted(series.items()):
        one = detect_anomalies(costs, service=service, sub_account=sub_account, threshold=threshold, least_excess=least)
        if isinstance(one, CannotTell):
            short += 1
        else:
            told += one
    excess = add([one.excess for one in told])
    rate = percent(excess, whole, of="cost of usage")
    return Anomalies(
        currency=bill.currency(),
        rows=sum(row[4] for row in found),
        series=len(series) - short,
        too_short=short,
        days=len(days),
        usage_cost=whole,
        excess=excess,
        rate_percent=rate,
        light="green" if rate < 2 else "amber" if rate <= 7 else "red",
        anomalies=tuple(sorted(told, key=lambda one: (-one.excess, one.start, one.service, one.sub_account))),
    )


def avoided_cost(*, excess_per_day: Decimal, days_it_would_have_run: Decimal) -> Decimal:
    """What ending an anomaly early has spared.

    Formula: correctable cost per day * days that it would have run on.
    Columns: none; values in, a value out.
    Source: FinOps Foundation KPI on cost avoidance from anomalies.
    """
    return excess_per_day * days_it_would_have_run
