"""What it costs to run a workload one way or the other, and when a move has paid."""

from dataclasses import dataclass
from decimal import Decimal

from practicum.focus.analyses.arithmetic import add, divide, multiply, quotient, subtract
from practicum.focus.analyses.opened import OpenBill
from practicum.focus.analyses.telling import UntoldError, tells


@dataclass(frozen=True)
class OptionCost:
    """One way to do it. `payback_months` is against the baseline; None for the baseline, and where the option never
    pays. `pays_within` says whether that is within the plan's duration."""

    option: str
    components: int
    monthly: Decimal
    one_off: Decimal
    duration_months: int
    total: Decimal
    monthly_saving: Decimal
    payback_months: Decimal | None
    pays_within: bool


@dataclass(frozen=True)
class WorkloadOptions:
    """The options of a workload, the cheapest in total first. `baseline` is the one with the least one-off cost (of
    those the dearest by month): what one does when one does nothing."""

    workload: str
    baseline: str
    cheapest: str
    options: tuple[OptionCost, ...]


@dataclass(frozen=True)
class Placement:
    """All workloads of the table; amounts in its currency."""

    workloads: tuple[WorkloadOptions, ...]


def total_cost_of_ownership(
    *,
    monthly: Decimal,
    months: int,
    one_off: Decimal = Decimal(0),
    old_monthly: Decimal = Decimal(0),
    dual_running_months: int = 0,
) -> Decimal:
    """What a plan costs over its duration, with the old estate still running for a while.

    Formula: one-off + monthly * months + old monthly * months of dual running.
    Columns: none; values in, a value out.
    Source: our definition; FinOps Framework, capability Architecting & Workload Placement, gives none.
    """
    return add([one_off, multiply(monthly, Decimal(months)), multiply(old_monthly, Decimal(dual_running_months))])


@tells
def payback_months(*, one_off: Decimal, monthly_saving: Decimal) -> Decimal:
    """How many months of saving pay for a move.

    Formula: one-off cost / monthly saving.
    Columns: none; values in, a value out.
    Source: our definition, simple payback without interest.
    Cannot tell: the monthly saving is not above 0: the move never pays.
    """
    return quotient(one_off, monthly_saving, of="monthly saving")


@tells
def placement(bill: OpenBill) -> Placement:
    """Total cost of each option of each workload, and when it has paid against the baseline.

    Formula: monthly = sum of quantity * unit price; total = one-off + monthly * duration; payback = (one-off -
    baseline's) / (baseline's monthly - monthly).
    Columns: side table options.
    Source: see `total_cost_of_ownership` and `payback_months`.
    Cannot tell: there are no options; a line lacks a number; the lines of an option differ in duration.
    """
    bill.need_side("options")
    found = bill.rows(
        "SELECT workload, option, quantity, unit_price, one_off_cost, duration_months FROM options ORDER BY 1, 2"
    )
    if any(cell is None for row in found for cell in row):
        raise UntoldError("A line of options lacks a number or a name.")
    plans: dict[str, dict[str, list[tuple[Decimal, Decimal, int, int]]]] = {}
    for workload, option, quantity, price, one_off, duration in found:
        lines = plans.setdefault(workload, {}).setdefault(option, [])
        lines.append((multiply(quantity, price), one_off, duration, 1))
    return Placement(tuple(_workload(name, options) for name, options in plans.items()))


def _workload(name: str, options: dict[str, list[tuple[Decimal, Decimal, int, int]]]) -> WorkloadOptions:
    sums: dict[str, tuple[Decimal, Decimal, int, int]] = {}
    for option, lines in options.items():
        if len({line[2] for line in lines}) > 1:
            raise UntoldError(f"options: the lines of {option} differ in duration.")
        monthly, one_off = add([line[0] for line in lines]), add([line[1] for line in lines])
        sums[option] = (monthly, one_off, lines[0][2], len(lines))
    baseline = min(sums, key=lambda option: (sums[option][1], -sums[option][0], option))
    base_monthly, base_one_off, *_ = sums[baseline]
    told = []
    for option, (monthly, one_off, duration, count) in sums.items():
        saving, extra = subtract(base_monthly, monthly), subtract(one_off, base_one_off)
        payback = divide(extra, saving) if option != baseline and saving > 0 else None
        told.append(
            OptionCost(
                option=option,
                components=count,
                monthly=monthly,
                one_off=one_off,
                duration_months=duration,
                total=total_cost_of_ownership(monthly=monthly, months=duration, one_off=one_off),
                monthly_saving=saving,
                payback_months=payback,
                pays_within=payback is not None and payback <= duration,
            )
        )
    ordered = tuple(sorted(told, key=lambda one: (one.total, one.option)))
    return WorkloadOptions(name, baseline, ordered[0].option, ordered)
