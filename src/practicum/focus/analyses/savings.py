"""What was saved against on-demand prices: one name, several published definitions, several answers."""

from dataclasses import dataclass
from decimal import Decimal

from practicum.focus.analyses.arithmetic import percent, subtract
from practicum.focus.analyses.conditions import ALL, NOT_UNUSED, USAGE
from practicum.focus.analyses.opened import OpenBill
from practicum.focus.analyses.telling import tells, value_of

PINNED = "unused_as_spend"


@dataclass(frozen=True)
class SavingsRate:
    """One definition of the rate. `actual` is what was spent, `equivalent` what the same would have cost on demand."""

    name: str
    formula: str
    recommended: bool
    actual: Decimal
    equivalent: Decimal
    percent: Decimal


@dataclass(frozen=True)
class EffectiveSavings:
    """`percent` is the rate by the recommended definition; `rates` are all of them that the bill carries. `rows` are
    the usage rows."""

    currency: str
    rows: int
    percent: Decimal
    rates: tuple[SavingsRate, ...]


@tells
def savings_rate_unused_as_spend(bill: OpenBill) -> SavingsRate:
    """The recommended definition: unused commitment is money spent, but nobody would have bought it on demand.

    Formula: 100 * (1 - E(U) / L(U except unused)).
    Columns: EffectiveCost, ListCost, ChargeCategory, CommitmentDiscountStatus.
    Source: FinOps Foundation, "How to calculate Effective Savings Rate (ESR)".
    Cannot tell: a column is missing; there is no usage; a row lacks its cost; the list cost is not above 0.
    """
    bill.need("ChargeCategory", "CommitmentDiscountStatus")
    actual = bill.total("EffectiveCost", USAGE, of="usage")
    equivalent = bill.total("ListCost", NOT_UNUSED, of="usage")
    return _rate(PINNED, "1 - E(U) / L(U except unused)", actual, equivalent)


@tells
def savings_rate_unused_as_demand(bill: OpenBill) -> SavingsRate:
    """Counts the list cost of unused commitment as if it had been wanted: waste then looks like saving.

    Formula: 100 * (1 - E(U) / L(U)).
    Columns: EffectiveCost, ListCost, ChargeCategory.
    Source: found in public KPI mappings; not recommended.
    Cannot tell: as for the recommended definition.
    """
    bill.need("ChargeCategory")
    actual = bill.total("EffectiveCost", USAGE, of="usage")
    return _rate("unused_as_demand", "1 - E(U) / L(U)", actual, bill.total("ListCost", USAGE))


@tells
def savings_rate_over_all_rows(bill: OpenBill) -> SavingsRate:
    """Over every row: the list cost of purchases counts beside that of the usage they cover, so it is too high.

    Formula: 100 * (1 - E / L).
    Columns: EffectiveCost, ListCost.
    Source: found in public KPI mappings; not recommended.
    Cannot tell: a row lacks its cost; the list cost is not above 0.
    """
    return _rate(
        "over_all_rows", "1 - E / L", bill.total("EffectiveCost", ALL), bill.total("ListCost", ALL), of="list cost"
    )


@tells
def savings_rate_against_contracted(bill: OpenBill) -> SavingsRate:
    """What commitments save beyond negotiated prices: the on-demand equivalent is at contracted unit prices.

    Formula: 100 * (1 - E(U) / C(U except unused)), C being ContractedUnitPrice * PricingQuantity.
    Columns: EffectiveCost, ContractedCost, ChargeCategory, CommitmentDiscountStatus.
    Source: FinOps Foundation, "How to calculate Effective Savings Rate (ESR)", with contracted prices as the base.
    Cannot tell: as for the recommended definition.
    """
    bill.need("ChargeCategory", "CommitmentDiscountStatus")
    actual = bill.total("EffectiveCost", USAGE, of="usage")
    equivalent = bill.total("ContractedCost", NOT_UNUSED, of="usage")
    return _rate("against_contracted", "1 - E(U) / C(U except unused)", actual, equivalent)


@tells
def savings_rate_net_of_cost(bill: OpenBill, *, cost_to_achieve: Decimal) -> SavingsRate:
    """The recommended rate after what the savings cost: tools, services, people.

    Formula: 100 * (L(U except unused) - E(U) - cost to achieve) / L(U except unused).
    Columns: as for the recommended definition.
    Source: FinOps Foundation, "How to calculate Effective Savings Rate (ESR)", option 1.
    Cannot tell: as for the recommended definition.
    """
    bill.need("ChargeCategory", "CommitmentDiscountStatus")
    actual = bill.total("EffectiveCost", USAGE, of="usage") + cost_to_achieve
    equivalent = bill.total("ListCost", NOT_UNUSED, of="usage")
    return _rate("net_of_cost", "1 - (E(U) + cost) / L(U except unused)", actual, equivalent)


@tells
def effective_savings_rate(bill: OpenBill) -> EffectiveSavings:
    """The effective savings rate by each published definition, the recommended one first.

    Formula: the definitions unused_as_spend (recommended), unused_as_demand, over_all_rows, against_contracted: see the
    functions savings_rate_*.
    Columns: EffectiveCost, ListCost, ContractedCost, ChargeCategory, CommitmentDiscountStatus.
    Source: FinOps Foundation, "How to calculate Effective Savings Rate (ESR)".
    Cannot tell: the recommended definition cannot be told; a rate of another definition is left out instead.
    """
    told = [
        savings_rate_unused_as_spend(bill),
        savings_rate_unused_as_demand(bill),
        savings_rate_over_all_rows(bill),
        savings_rate_against_contracted(bill),
    ]
    first = value_of(told[0])
    rates = tuple(rate for rate in told if isinstance(rate, SavingsRate))
    return EffectiveSavings(bill.currency(), bill.count(USAGE), first.percent, rates)


def _rate(
    name: str, formula: str, actual: Decimal, equivalent: Decimal, *, of: str = "on-demand equivalent"
) -> SavingsRate:
    saved = percent(subtract(equivalent, actual), equivalent, of=of)
    return SavingsRate(name, formula, name == PINNED, actual, equivalent, saved)
