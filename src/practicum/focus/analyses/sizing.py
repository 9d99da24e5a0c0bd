"""How much to commit to: the level of on-demand spend that makes the whole bill cheapest."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from practicum.focus.analyses.arithmetic import add, divide, multiply, percent_or_none, subtract
from practicum.focus.analyses.conditions import ELIGIBLE
from practicum.focus.analyses.intervals import Interval, quantile_interval
from practicum.focus.analyses.opened import OpenBill
from practicum.focus.analyses.telling import UntoldError, tells
from practicum.focus.database import text


@dataclass(frozen=True)
class CommitmentLevel:
    """The best level for a series. `covered` is on-demand spend per period, `commitment` what is promised for it.

    Costs are over the whole series: on demand, with the commitment. `periods` is N; the interval is that of the
    quantile, so it tells how far the level may lie from the best one if the future is like the past, period by
    period independent (which busy and quiet hours are not quite)."""

    periods: int
    discount_percent: Decimal
    covered: Decimal
    covered_interval: Interval | None
    commitment: Decimal
    on_demand_cost: Decimal
    cost: Decimal
    saving: Decimal
    saving_percent: Decimal | None
    utilisation_percent: Decimal | None


@dataclass(frozen=True)
class OfferLevel:
    """The best level for one offer on one provider's usage of the eligible category."""

    provider: str
    offer: str
    eligible_category: str
    term_months: int
    payment: str
    hours_per_period: int
    level: CommitmentLevel


@dataclass(frozen=True)
class CommitmentSizing:
    """All offers, each as if it were the only one taken; their savings do not add up."""

    currency: str
    offers: tuple[OfferLevel, ...]


@tells
def best_commitment(on_demand: Sequence[Decimal], *, discount_percent: Decimal) -> CommitmentLevel:
    """The commitment that makes a series of on-demand spend cheapest; no other level is cheaper.

    Formula: covering K of on-demand spend costs sum over t of [(1-d) * K + max(0, u_t - K)]. It is least where K is
    the d-quantile of u: the smallest u_t that at least d of all periods do not exceed. Commitment = (1-d) * K.
    Columns: none; `on_demand` is the on-demand equivalent of each period, oldest first or in any order.
    Source: the newsvendor argument (marginal cost of K is (1-d) * N less the number of periods above K); the
    Framework gives no formula.
    Cannot tell: there is no period; a value is below 0; the discount is not above 0 and below 100.
    """
    if not on_demand:
        raise UntoldError("There is no period to size a commitment by.")
    if min(on_demand) < 0:
        raise UntoldError("A period has on-demand spend below 0.")
    if not 0 < discount_percent < 100:
        raise UntoldError("The discount is not between 0 and 100 percent.")
    share = divide(discount_percent, Decimal(100))
    ordered = sorted(on_demand)
    place = max(1, int(multiply(share, Decimal(len(ordered))).to_integral_value(ROUND_CEILING)))
    covered = ordered[place - 1]
    whole = add(ordered)
    cost = commitment_cost(ordered, covered=covered, discount_percent=discount_percent)
    used = add(min(value, covered) for value in ordered)
    return CommitmentLevel(
        periods=len(ordered),
        discount_percent=discount_percent,
        covered=covered,
        covered_interval=quantile_interval(ordered, share),
        commitment=multiply(1 - share, covered),
        on_demand_cost=whole,
        cost=cost,
        saving=subtract(whole, cost),
        saving_percent=percent_or_none(subtract(whole, cost), whole),
        utilisation_percent=percent_or_none(used, multiply(covered, Decimal(len(ordered)))),
    )


def commitment_cost(on_demand: Sequence[Decimal], *, covered: Decimal, discount_percent: Decimal) -> Decimal:
    """What a series costs with a commitment that covers `covered` of on-demand spend in each period.

    Formula: sum over t of [(1-d) * K + max(0, u_t - K)].
    Columns: none; values in, a value out.
    Source: the cost function that `best_commitment` makes least.
    """
    price = 1 - divide(discount_percent, Decimal(100))
    over = add(max(Decimal(0), subtract(value, covered)) for value in on_demand)
    return add([multiply(multiply(price, covered), Decimal(len(on_demand))), over])


@tells
def commitment_sizing(bill: OpenBill) -> CommitmentSizing:
    """For each commitment on offer the level that would have made this bill's eligible usage cheapest.

    Formula: see `best_commitment`; u_t is the list cost of eligible usage (neither spot nor unused commitment) of the
    provider and the category, by charge period; periods in between without usage count as 0. Usage that commitments
    cover today counts too: the level is for all of it.
    Columns: ListCost, ChargeCategory, CommitmentDiscountStatus, PricingCategory, ServiceProviderName, ServiceCategory,
    ChargePeriodStart, ChargePeriodEnd; side table commitment_offers.
    Source: see `best_commitment`.
    Cannot tell: a table or column is missing; no offer fits any usage; charge periods differ in length.
    """
    bill.need_side("commitment_offers")
    bill.need("ChargeCategory", "CommitmentDiscountStatus", "PricingCategory", "ServiceProviderName")
    bill.need("ServiceCategory", "ChargePeriodStart", "ChargePeriodEnd")
    bill.total("ListCost", ELIGIBLE, of="eligible")
    offers = []
    series: dict[tuple[str, str], tuple[int, list[Decimal]]] = {}
    for provider, offer, category, term, payment, discount in bill.rows(
        "SELECT provider, offer, eligible_category, term_months, payment, discount_percent FROM commitment_offers"
    ):
        if (provider, category) not in series:
            series[provider, category] = _series(bill, provider, category)
        hours, values = series[provider, category]
        if values:
            level = best_commitment(values, discount_percent=discount)
            if isinstance(level, CommitmentLevel):
                offers.append(OfferLevel(provider, offer, category, term, payment, hours, level))
    if not offers:
        raise UntoldError("No commitment on offer fits any eligible usage of the bill.")
    return CommitmentSizing(bill.currency(), tuple(offers))


def _series(bill: OpenBill, provider: str, category: str) -> tuple[int, list[Decimal]]:
    """Hours of a period, and the list cost of each from the first to the last."""
    where = f'{ELIGIBLE} AND "ServiceProviderName" = {text(provider)} AND "ServiceCategory" = {text(category)}'
    lengths = bill.rows(
        f'SELECT DISTINCT epoch("ChargePeriodEnd") - epoch("ChargePeriodStart") FROM bill WHERE {where}'  # noqa: S608
    )
    if not lengths:
        return 0, []
    if len(lengths) > 1 or not lengths[0][0] or lengths[0][0] % 3600:
        raise UntoldError(f"The charge periods of {provider}, {category} are not all of one length in whole hours.")
    hours = int(lengths[0][0] // 3600)
    found = bill.rows(
        f'WITH costs AS (SELECT "ChargePeriodStart" AS start, sum("ListCost") AS cost FROM bill WHERE {where} '  # noqa: S608
        f"GROUP BY 1), starts AS (SELECT unnest(range(min(start), max(start) + INTERVAL 1 SECOND, "
        f"INTERVAL {hours} HOUR)) AS start FROM costs) "
        "SELECT coalesce(cost, 0) FROM starts LEFT JOIN costs USING (start) ORDER BY start"
    )
    return hours, [row[0] for row in found]
