"""Cost of a unit of business."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from practicum.focus.analyses.arithmetic import add, divide, multiply, quotient
from practicum.focus.analyses.opened import OpenBill
from practicum.focus.analyses.ownership import complete_months, in_months, owned_costs
from practicum.focus.analyses.telling import UntoldError, tells


@dataclass(frozen=True)
class MonthUnitCost:
    """A month; `per_unit` is None when nothing was counted."""

    month: date
    cost: Decimal
    units: int
    per_unit: Decimal | None


@dataclass(frozen=True)
class ProductUnitCost:
    """A product and its metric over the whole months; `days` is how many days were counted."""

    product: str
    metric: str
    days: int
    cost: Decimal
    units: int
    per_unit: Decimal | None
    months: tuple[MonthUnitCost, ...]


@dataclass(frozen=True)
class UnitEconomics:
    """All products that are counted. `rows` are the bill's rows in the whole months."""

    currency: str
    rows: int
    products: tuple[ProductUnitCost, ...]


@tells
def unit_economics(bill: OpenBill) -> UnitEconomics:
    """What a unit of business of each product costs, by month and over the whole months of the bill.

    Formula: E(product) / units. The product is the organisation's of the sub-account, else the tag product; shared
    platforms are not in it.
    Columns: EffectiveCost, ChargePeriodStart, ChargePeriodEnd, SubAccountId, Tags; side tables units_of_business,
    organisation.
    Source: FinOps Foundation, capability Unit Economics and its cost-per-unit KPIs.
    Cannot tell: no units, or none of a whole month; no product is known; a row lacks its cost.
    """
    bill.need_side("units_of_business")
    months = complete_months(bill)
    owned = owned_costs(bill, "product", period="month", where=in_months(months))
    costs = {(one.owner, one.period): one.cost for one in owned}
    counted = bill.rows(
        "SELECT product, metric, CAST(date_trunc('month', day) AS DATE), sum(quantity), count(DISTINCT day) "
        "FROM units_of_business WHERE quantity IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    )
    lines: dict[tuple[str, str], list[tuple[date, int, int]]] = {}
    for product, metric, month, units, days in counted:
        if month in months:
            lines.setdefault((product, metric), []).append((month, int(units), days))
    if not lines:
        raise UntoldError("No units of business are counted in a whole month of the bill.")
    products = []
    for (product, metric), found in lines.items():
        each = tuple(
            MonthUnitCost(month, cost, units, divide(cost, Decimal(units)) if units > 0 else None)
            for month, units, _ in found
            for cost in (costs.get((product, month), Decimal(0)),)
        )
        cost, units = add([one.cost for one in each]), sum(one.units for one in each)
        per_unit = divide(cost, Decimal(units)) if units > 0 else None
        products.append(ProductUnitCost(product, metric, sum(days for *_, days in found), cost, units, per_unit, each))
    return UnitEconomics(bill.currency(), sum(one.rows for one in owned), tuple(products))


@tells
def cost_performance_index(*, budget: Decimal, complete_percent: Decimal, actual: Decimal) -> Decimal:
    """What was achieved for the money: above 1 is more than planned.

    Formula: CPI = budget * complete / actual cost.
    Columns: none; values in, a value out.
    Source: earned value management; FinOps Foundation KPI of that name.
    Cannot tell: the actual cost is not above 0.
    """
    return quotient(multiply(budget, divide(complete_percent, Decimal(100))), actual, of="actual cost")
