"""What runs for nothing, and what is larger than its work. FOCUS has no utilisation: telemetry is a side table."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from practicum.focus.analyses.arithmetic import add, divide, multiply, percent, quotient, subtract
from practicum.focus.analyses.conditions import CHARGE_DAY, NOT_UNUSED
from practicum.focus.analyses.opened import OpenBill
from practicum.focus.analyses.telling import UntoldError, tells


@dataclass(frozen=True)
class IdleResource:
    """A resource that did nothing on all `days` that were watched, and what it cost on them."""

    resource_id: str
    days: int
    cost: Decimal


@dataclass(frozen=True)
class OversizedResource:
    """A resource whose peak lies below the target; `saving` is an estimate: sizes come in steps, so a real change
    saves more or less."""

    resource_id: str
    days: int
    cost: Decimal
    peak_percent: Decimal
    saving: Decimal


@dataclass(frozen=True)
class Waste:
    """Watched resources with cost, `first_day` to `last_day`. `coin_percent` is 100 less the part of their cost that
    could be saved (cost optimisation index)."""

    currency: str
    resources: int
    first_day: date
    last_day: date
    cost: Decimal
    idle: tuple[IdleResource, ...]
    idle_cost: Decimal
    oversized: tuple[OversizedResource, ...]
    rightsizing_saving: Decimal
    coin_percent: Decimal


@tells
def waste(bill: OpenBill, *, idle_below_percent: Decimal = Decimal(5), target_percent: Decimal = Decimal(80)) -> Waste:
    """Idle and oversized resources by telemetry, with their effective cost on the watched days.

    Formula: idle: on every watched day not attached, or 95th percentile of CPU below 5 percent and no requests.
    Oversized: not idle, and the highest 95th percentile of CPU and of memory on any day is at most half the target of
    80 percent, so that half the size would do; saving = cost * (1 - peak / target).
    COIN = 100 * (1 - (idle cost + savings) / cost).
    Columns: EffectiveCost, ChargeCategory, CommitmentDiscountStatus, ChargePeriodStart, ResourceId; side table
    telemetry.
    Source: FinOps Foundation KPIs on CPU rightsizing (cost * (1 - P95 / target)) and the cost optimisation index;
    limits, the look at memory and the rule for idle are ours.
    Cannot tell: a table or column is missing; no watched resource is in the bill; a row lacks its cost.
    """
    bill.need_side("telemetry")
    bill.need("ChargeCategory", "ChargePeriodStart", "ResourceId", "CommitmentDiscountStatus")
    bill.total("EffectiveCost", NOT_UNUSED, of="usage")
    found = bill.rows(
        "WITH watched AS (SELECT resource_id, min(day) AS first, max(day) AS last, count(*) AS days, "  # noqa: S608
        "bool_and(coalesce(NOT attached, false) OR (coalesce(cpu_p95_percent < ?, false) AND coalesce(requests, 0) = 0)) "
        "AS idle, max(greatest(coalesce(cpu_p95_percent, 0), coalesce(memory_p95_percent, 0))) AS peak, "
        "count(cpu_p95_percent) AS measured FROM telemetry GROUP BY 1) "
        'SELECT resource_id, days, idle, peak, measured, first, last, sum("EffectiveCost") FROM watched '
        f'JOIN bill ON bill."ResourceId" = resource_id AND {CHARGE_DAY} BETWEEN first AND last '
        f"WHERE {NOT_UNUSED} GROUP BY ALL ORDER BY resource_id",
        [idle_below_percent],
    )
    if not found:
        raise UntoldError("No resource of the telemetry is in the bill on the watched days.")
    cost = add([row[7] for row in found])
    idle = tuple(IdleResource(row[0], row[1], row[7]) for row in found if row[2])
    oversized = tuple(
        OversizedResource(name, days, spent, peak, multiply(spent, subtract(Decimal(1), divide(peak, target_percent))))
        for name, days, is_idle, peak, measured, _, _, spent in found
        if not is_idle and measured == days and 2 * peak <= target_percent and spent > 0
    )
    idle_cost, saving = add([one.cost for one in idle]), add([one.saving for one in oversized])
    return Waste(
        currency=bill.currency(),
        resources=len(found),
        first_day=min(row[5] for row in found),
        last_day=max(row[6] for row in found),
        cost=cost,
        idle=idle,
        idle_cost=idle_cost,
        oversized=oversized,
        rightsizing_saving=saving,
        coin_percent=percent(subtract(cost, add([idle_cost, saving])), cost, of="cost of watched resources"),
    )


@tells
def autoscale_efficiency(*, cost_at_full_capacity: Decimal, actual: Decimal) -> Decimal:
    """How much more the same would have cost without scaling down; 1 is no gain.

    Formula: cost at maximum capacity / actual cost.
    Columns: none; values in, a value out.
    Source: FinOps Foundation KPI on auto-scaling efficiency.
    Cannot tell: the actual cost is not above 0.
    """
    return quotient(cost_at_full_capacity, actual, of="actual cost")
