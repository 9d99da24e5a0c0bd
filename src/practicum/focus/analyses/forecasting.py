"""How good forecasts were, and how they moved."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from practicum.focus.analyses.arithmetic import add, divide, multiply, percent_or_none, subtract
from practicum.focus.analyses.intervals import Interval, mean_interval
from practicum.focus.analyses.opened import OpenBill
from practicum.focus.analyses.ownership import complete_months, in_months, owned_costs
from practicum.focus.analyses.telling import UntoldError, tells


@dataclass(frozen=True)
class ForecastError:
    """Pairs of forecast and actual. `signed_percent` is of the sums, above 0 when too much was forecast, and divides
    by the forecast; `mape_percent` is the mean of the pairs' errors, without sign, and divides by the actual. Pairs
    without actual cost above 0 are left out of it: `pairs` is its N."""

    pairs: int
    left_out: int
    forecast: Decimal
    actual: Decimal
    signed_percent: Decimal | None
    mape_percent: Decimal | None
    mape_interval: Interval | None


@dataclass(frozen=True)
class Vintage:
    """All forecasts of one day, for whole months of the bill; `drift_percent` is how far they moved from the vintage
    before, over the months and products that both have."""

    made_on: date
    error: ForecastError
    drift_percent: Decimal | None


@dataclass(frozen=True)
class ForecastAccuracy:
    """Vintages, oldest first. `rows` are the bill's rows in the months that count."""

    currency: str
    rows: int
    months: tuple[date, ...]
    vintages: tuple[Vintage, ...]


@tells
def forecast_error(pairs: Sequence[tuple[Decimal, Decimal]]) -> ForecastError:
    """Signed error and mean absolute percentage error of pairs (forecast, actual).

    Formula: signed = 100 * (F - A) / F over the sums; MAPE = 100 * mean of abs(A - F) / A over the pairs with A > 0.
    Columns: none; values in, a value out.
    Source: FinOps Foundation KPI on forecast accuracy (signed, divided by the forecast); MAPE from general texts on
    forecasting (Hyndman and Koehler 2006).
    Cannot tell: there is no pair.
    """
    if not pairs:
        raise UntoldError("There is no month with a forecast and an actual cost.")
    forecast, actual = add([pair[0] for pair in pairs]), add([pair[1] for pair in pairs])
    errors = [divide(multiply(Decimal(100), abs(subtract(real, plan))), real) for plan, real in pairs if real > 0]
    return ForecastError(
        pairs=len(errors),
        left_out=len(pairs) - len(errors),
        forecast=forecast,
        actual=actual,
        signed_percent=percent_or_none(subtract(forecast, actual), forecast),
        mape_percent=divide(add(errors), Decimal(len(errors))) if errors else None,
        mape_interval=mean_interval(errors),
    )


@tells
def forecast_accuracy(bill: OpenBill) -> ForecastAccuracy:
    """Each vintage of forecasts against the effective cost of whole months, and the drift from one to the next.

    Formula: see `forecast_error`, a pair for each month and product; drift = 100 * (Fnew - Fold) / Fold. Actual cost
    is E by month of ChargePeriodStart and product (the organisation's of the sub-account, else the tag product).
    Columns: EffectiveCost, ChargePeriodStart, ChargePeriodEnd, SubAccountId, Tags; side tables forecasts, organisation.
    Source: FinOps Foundation KPI on forecast accuracy.
    Cannot tell: no forecasts, or none for a whole month of the bill; no product is known; a row lacks its cost.
    """
    bill.need_side("forecasts")
    months = complete_months(bill)
    owned = owned_costs(bill, "product", period="month", where=in_months(months))
    costs = {(one.period, one.owner): one.cost for one in owned}
    plans: dict[date, dict[tuple[date, str], Decimal]] = defaultdict(dict)
    for made_on, month, product, amount in bill.rows(
        "SELECT made_on, month, product, sum(amount) FROM forecasts WHERE amount IS NOT NULL GROUP BY 1, 2, 3 "
        "ORDER BY 1, 2, 3"
    ):
        plans[made_on][month, product] = amount
    vintages = []
    before: dict[tuple[date, str], Decimal] = {}
    for made_on, plan in plans.items():
        pairs = [(amount, costs.get(key, Decimal(0))) for key, amount in plan.items() if key[0] in months]
        error = forecast_error(pairs)
        if isinstance(error, ForecastError):
            vintages.append(Vintage(made_on, error, _drift(before, plan)))
        before = plan
    if not vintages:
        raise UntoldError("No forecast is for a whole month of the bill.")
    return ForecastAccuracy(bill.currency(), sum(one.rows for one in owned), months, tuple(vintages))


def _drift(before: dict[tuple[date, str], Decimal], now: dict[tuple[date, str], Decimal]) -> Decimal | None:
    both = [key for key in now if key in before]
    old, new = add([before[key] for key in both]), add([now[key] for key in both])
    return percent_or_none(subtract(new, old), old)
