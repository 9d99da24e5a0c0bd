"""Analyses whose answer is a number: the keys of lab tasks, on top of the library.

Notation: B, E, L, C are the sums of BilledCost, EffectiveCost, ListCost and ContractedCost; U are rows with
ChargeCategory 'Usage'; used and unused are U rows by CommitmentDiscountStatus. Amounts are exact; quotients are
rounded to 12 places (`arithmetic`). Every function raises UntoldError when the bill does not carry the answer.
"""

from decimal import Decimal

from practicum.focus.analyses import commitments, savings
from practicum.focus.analyses.arithmetic import percent
from practicum.focus.analyses.conditions import ALL, COMMITTED, UNTAGGED, UNUSED, USAGE
from practicum.focus.analyses.opened import OpenBill
from practicum.focus.analyses.telling import UntoldError, value_of


def billed_cost_total(bill: OpenBill) -> Decimal:
    """B of all rows: what the invoices ask for (cash view). Source: FOCUS 1.4, BilledCost."""
    return bill.total("BilledCost", ALL)


def effective_cost_total(bill: OpenBill) -> Decimal:
    """E of all rows: cost with commitments spread over what they cover. Source: FOCUS 1.4, EffectiveCost."""
    return bill.total("EffectiveCost", ALL)


def list_cost_total(bill: OpenBill) -> Decimal:
    """L of all rows: public list price times quantity. Source: FOCUS 1.4, ListCost."""
    return bill.total("ListCost", ALL)


def contracted_cost_total(bill: OpenBill) -> Decimal:
    """C of all rows: negotiated price times quantity, before commitments. Source: FOCUS 1.4, ContractedCost."""
    return bill.total("ContractedCost", ALL)


def usage_billed_total(bill: OpenBill) -> Decimal:
    """B of U. Source: FOCUS 1.4, ChargeCategory."""
    bill.need("ChargeCategory")
    return bill.total("BilledCost", USAGE, of="usage")


def credit_billed_total(bill: OpenBill) -> Decimal:
    """B of ChargeCategory 'Credit'; normally below 0. Source: FOCUS 1.4, ChargeCategory."""
    bill.need("ChargeCategory")
    return bill.total("BilledCost", "\"ChargeCategory\" = 'Credit'", of="credit")


def tax_billed_total(bill: OpenBill) -> Decimal:
    """B of ChargeCategory 'Tax'. Source: FOCUS 1.4, ChargeCategory."""
    bill.need("ChargeCategory")
    return bill.total("BilledCost", "\"ChargeCategory\" = 'Tax'", of="tax")


def distinct_sub_accounts(bill: OpenBill) -> Decimal:
    """Number of different SubAccountId values; null is none. Source: FOCUS 1.4, SubAccountId."""
    bill.need("SubAccountId")
    return Decimal(bill.rows('SELECT count(DISTINCT "SubAccountId") FROM bill')[0][0])


def top_service_effective_share_percent(bill: OpenBill) -> Decimal:
    """100 * max over ServiceName of E / E of all rows. Source: concentration measure, our definition."""
    bill.need("ServiceName")
    _, cost, _ = bill.highest('"ServiceName"', of="service")
    return percent(cost, bill.total("EffectiveCost"), of="total effective cost")


def highest_daily_effective_cost(bill: OpenBill) -> Decimal:
    """max over days of E, a row counting on the UTC day of its ChargePeriodStart. Source: our definition."""
    bill.need("ChargePeriodStart")
    bill.total("EffectiveCost")
    highest = bill.rows(
        'SELECT max(cost) FROM (SELECT sum("EffectiveCost") AS cost FROM bill WHERE "ChargePeriodStart" IS NOT NULL '
        'GROUP BY CAST("ChargePeriodStart" AS DATE))'
    )[0][0]
    if highest is None:
        raise UntoldError("No row of the bill has a ChargePeriodStart.")
    return Decimal(highest)


def untagged_usage_effective_percent(bill: OpenBill) -> Decimal:
    """100 * E(U without tags) / E(U); without tags is null, empty or {}. Unused commitments are usage rows too.

    Source: FinOps Foundation KPI "Percentage of unallocated cost" with our pinned rule: no tag at all.
    """
    bill.need("ChargeCategory", "Tags")
    whole = bill.total("EffectiveCost", USAGE, of="usage")
    return percent(bill.total_or_zero("EffectiveCost", UNTAGGED), whole, of="effective cost of usage")


def commitment_utilization_percent(bill: OpenBill) -> Decimal:
    """100 * E(used) / (E(used) + E(unused)). Source: FinOps Foundation KPI "Commitment Utilization Score"."""
    return value_of(commitments.commitment_utilisation(bill)).by_cost_percent


def commitment_utilization_counting_unused_percent(bill: OpenBill) -> Decimal:
    """A wrong method, kept to recognise it: counts every usage row with a commitment as used, Unused rows too.

    100 * E(U with CommitmentDiscountId) / (E(used) + E(unused)), which comes to 100 where all rows have a status.
    """
    bill.need("CommitmentDiscountId")
    bill.need("ChargeCategory", "CommitmentDiscountStatus")
    whole = bill.total("EffectiveCost", COMMITTED, of="commitment")
    with_commitment = bill.total("EffectiveCost", f'{USAGE} AND "CommitmentDiscountId" IS NOT NULL', of="commitment")
    return percent(with_commitment, whole, of="effective cost of commitments")


def unused_commitment_effective_cost(bill: OpenBill) -> Decimal:
    """E(unused); 0 when commitments were used in full. Source: FinOps Foundation KPI "Commitment Discount Waste"."""
    bill.need("ChargeCategory", "CommitmentDiscountStatus")
    bill.total("EffectiveCost", COMMITTED, of="commitment")
    return bill.total_or_zero("EffectiveCost", UNUSED)


def effective_savings_rate_percent(bill: OpenBill) -> Decimal:
    """100 * (1 - E(U) / L(U except unused)): saving against the same usage at list price.

    Unused commitments are in actual spend and not in the on-demand equivalent, because nobody would have bought
    unused capacity on demand. Source: FinOps Foundation, "How to calculate Effective Savings Rate (ESR)".
    """
    return value_of(savings.savings_rate_unused_as_spend(bill)).percent


def effective_savings_rate_all_rows_percent(bill: OpenBill) -> Decimal:
    """A wrong method, kept to recognise it: 100 * (1 - E / L) over all rows.

    Purchases and unused commitments swell the list cost, so the rate comes out too high.
    """
    return value_of(savings.savings_rate_over_all_rows(bill)).percent
