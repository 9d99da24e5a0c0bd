"""Plan against cost, and how fast the money goes."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from practicum.focus.analyses.arithmetic import add, divide, multiply, percent_or_none, subtract
from practicum.focus.analyses.conditions import CHARGE_MONTH, USAGE
from practicum.focus.analyses.opened import OpenBill
from practicum.focus.analyses.ownership import complete_months, in_months, owned_costs
from practicum.focus.analyses.telling import UntoldError, tells
from practicum.focus.database import text


@dataclass(frozen=True)
class BudgetLine:
    """A product and month: positive `variance_percent` is money left, negative is overspent; None for a budget of 0."""

    month: date
    product: str
    budget: Decimal
    actual: Decimal
    variance: Decimal
    variance_percent: Decimal | None


@dataclass(frozen=True)
class BudgetVariance:
    """Whole months of the bill. `unbudgeted` is cost of products, or of nobody, without a budget in those months."""

    currency: str
    rows: int
    months: tuple[date, ...]
    budget: Decimal
    actual: Decimal
    variance_percent: Decimal | None
    lines: tuple[BudgetLine, ...]
    unbudgeted: Decimal


@dataclass(frozen=True)
class BurnRate:
    """The last month of the bill, whole or not. `projected` is an estimate: the month's end at this rate, which
    weekdays and one-time charges bend. `days_elapsed` is its N."""

    currency: str
    rows: int
    month: date
    days_elapsed: int
    days_in_month: int
    actual: Decimal
    per_day: Decimal
    projected: Decimal
    budget: Decimal | None
    budget_used_percent: Decimal | None
    projected_variance_percent: Decimal | None


@tells
def budget_variance(bill: OpenBill) -> BudgetVariance:
    """Budgets against effective cost, by product and whole month.

    Formula: 100 * (budget - A) / budget, A = E by month of ChargePeriodStart and product (the organisation's of the
    sub-account, else the tag product).
    Columns: EffectiveCost, ChargePeriodStart, ChargePeriodEnd, SubAccountId, Tags; side tables budgets, organisation.
    Source: FinOps Foundation KPI on the variance of budgeted and actual spend.
    Cannot tell: no budgets, or none for a whole month of the bill; no product is known; a row lacks its cost.
    """
    bill.need_side("budgets")
    months = complete_months(bill)
    owned = owned_costs(bill, "product", period="month", where=in_months(months))
    costs = {(one.period, one.owner): one.cost for one in owned}
    plans = _plans(bill)
    lines = []
    for (month, product), budget in sorted(plans.items()):
        if month in months:
            actual = costs.get((month, product), Decimal(0))
            left = subtract(budget, actual)
            lines.append(BudgetLine(month, product, budget, actual, left, percent_or_none(left, budget)))
    if not lines:
        raise UntoldError("No budget is for a whole month of the bill.")
    budget, actual = add([line.budget for line in lines]), add([line.actual for line in lines])
    return BudgetVariance(
        currency=bill.currency(),
        rows=sum(one.rows for one in owned),
        months=months,
        budget=budget,
        actual=actual,
        variance_percent=percent_or_none(subtract(budget, actual), budget),
        lines=tuple(lines),
        unbudgeted=add([cost for key, cost in costs.items() if key not in plans]),
    )


@tells
def burn_rate(bill: OpenBill) -> BurnRate:
    """How fast the last month of the bill is spent, where it will end at that rate, and what of its budget is gone.

    Formula: per day = A / days elapsed; projected = per day * days of the month; used = 100 * A / budget.
    Columns: EffectiveCost, ChargePeriodStart, ChargePeriodEnd, ChargeCategory; side table budgets, if there.
    Source: FinOps Foundation KPI on burn rate (A / time).
    Cannot tell: a column is missing; there is no usage; a row lacks its cost.
    """
    bill.need("ChargeCategory", "ChargePeriodStart", "ChargePeriodEnd")
    bill.total("EffectiveCost")
    found = bill.rows(
        "SELECT CAST(date_trunc('month', max(\"ChargePeriodStart\")) AS DATE), "  # noqa: S608
        f'max("ChargePeriodEnd") FROM bill WHERE {USAGE}'
    )[0]
    if found[0] is None or found[1] is None:
        raise UntoldError("The bill has no usage with a charge period.")
    month, last = found
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    length = (following - month).days
    whole_days = (last.date() - month).days + (0 if last.time() == last.time().min else 1)
    elapsed = min(max(whole_days, 1), length)
    where = f"{CHARGE_MONTH} = DATE {text(month.isoformat())}"
    actual = bill.total("EffectiveCost", where)
    projected = divide(multiply(actual, Decimal(length)), Decimal(elapsed))
    budget = None
    if "budgets" in bill.side:
        plans = [amount for (at, _), amount in _plans(bill).items() if at == month]
        budget = add(plans) if plans else None
    return BurnRate(
        currency=bill.currency(),
        rows=bill.count(where),
        month=month,
        days_elapsed=elapsed,
        days_in_month=length,
        actual=actual,
        per_day=divide(actual, Decimal(elapsed)),
        projected=projected,
        budget=budget,
        budget_used_percent=percent_or_none(actual, budget) if budget is not None else None,
        projected_variance_percent=percent_or_none(subtract(budget, projected), budget) if budget is not None else None,
    )


def _plans(bill: OpenBill) -> dict[tuple[date, str], Decimal]:
    found = bill.rows("SELECT month, product, sum(amount) FROM budgets WHERE amount IS NOT NULL GROUP BY 1, 2")
    return {(month, product): amount for month, product, amount in found}
