"""Cash and amortised cost: what is invoiced when, and what it was for when."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from practicum.focus.analyses.arithmetic import subtract
from practicum.focus.analyses.conditions import BILLING_MONTH, CHARGE_MONTH, PURCHASE, USAGE
from practicum.focus.analyses.opened import OpenBill
from practicum.focus.analyses.telling import UntoldError, tells


@dataclass(frozen=True)
class MonthCash:
    """Cash of the billing period that starts in `month`; amortised cost of the charge periods that do."""

    month: date
    cash: Decimal
    amortised: Decimal
    difference: Decimal


@dataclass(frozen=True)
class CashAndAmortised:
    """Both views by month and in all; `difference` is cash minus amortised."""

    currency: str
    rows: int
    cash: Decimal
    amortised: Decimal
    months: tuple[MonthCash, ...]


@dataclass(frozen=True)
class InvoiceCash:
    """One invoice: the billed cost of its rows."""

    invoice_id: str
    invoice_issuer: str
    rows: int
    billed: Decimal


@dataclass(frozen=True)
class CashByInvoice:
    """All invoices; `without_invoice` is billed cost of rows without an InvoiceId (none is issued yet)."""

    currency: str
    rows: int
    invoices: tuple[InvoiceCash, ...]
    without_invoice: Decimal


@dataclass(frozen=True)
class CommitmentBalance:
    """What was paid for a commitment and what its usage rows carry; `within_window` is false where the purchase runs
    beyond the last usage of the bill, so that a difference is to be expected."""

    commitment_id: str
    purchased: Decimal
    amortised: Decimal
    difference: Decimal
    within_window: bool


@dataclass(frozen=True)
class CommitmentBalances:
    """All commitments; `broken` counts those within the window whose difference is not 0."""

    currency: str
    rows: int
    broken: int
    commitments: tuple[CommitmentBalance, ...]


@tells
def cash_and_amortised(bill: OpenBill) -> CashAndAmortised:
    """The cash view and the amortised view of the same bill, month by month.

    Formula: cash = sum of B by the month of BillingPeriodStart; amortised = sum of E by the month of
    ChargePeriodStart. A charge that lasts longer counts whole in the month in which it starts.
    Columns: BilledCost, EffectiveCost, BillingPeriodStart, ChargePeriodStart.
    Source: FOCUS 1.4, CostAndUsage EffectiveCost rules C-005, C-012, C-013, C-022.
    Cannot tell: a column is missing; a row lacks a cost or a period.
    """
    bill.need("BillingPeriodStart", "ChargePeriodStart")
    cash, amortised = bill.total("BilledCost"), bill.total("EffectiveCost")
    lost = bill.count('"BillingPeriodStart" IS NULL OR "ChargePeriodStart" IS NULL')
    if lost:
        raise UntoldError(f"{lost} rows have no period, so they belong to no month.")
    billed = dict(bill.rows(f'SELECT {BILLING_MONTH}, sum("BilledCost") FROM bill GROUP BY 1'))  # noqa: S608
    spread = dict(bill.rows(f'SELECT {CHARGE_MONTH}, sum("EffectiveCost") FROM bill GROUP BY 1'))  # noqa: S608
    zero = Decimal(0)
    months = tuple(
        MonthCash(
            month,
            billed.get(month, zero),
            spread.get(month, zero),
            subtract(billed.get(month, zero), spread.get(month, zero)),
        )
        for month in sorted({*billed, *spread})
    )
    return CashAndAmortised(bill.currency(), bill.count(), cash, amortised, months)


@tells
def cash_by_invoice(bill: OpenBill) -> CashByInvoice:
    """What each invoice should ask for, by the rows that name it.

    Formula: sum of B by InvoiceId and InvoiceIssuerName.
    Columns: BilledCost, InvoiceId, InvoiceIssuerName.
    Source: FOCUS 1.4, CostAndUsage BilledCost rule C-007.
    Cannot tell: a column is missing; a row lacks its cost; no row names an invoice.
    """
    bill.need("InvoiceId", "InvoiceIssuerName")
    bill.total("BilledCost")
    found = bill.rows(
        'SELECT "InvoiceId", coalesce("InvoiceIssuerName", \'\'), count(*), sum("BilledCost") FROM bill '
        'WHERE "InvoiceId" IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2'
    )
    if not found:
        raise UntoldError("No row of the bill names an invoice.")
    return CashByInvoice(
        currency=bill.currency(),
        rows=bill.count(),
        invoices=tuple(InvoiceCash(*row) for row in found),
        without_invoice=bill.total_or_zero("BilledCost", '"InvoiceId" IS NULL'),
    )


@tells
def commitment_balance(bill: OpenBill) -> CommitmentBalances:
    """Whether what was paid for each commitment comes back as effective cost of its usage.

    Formula: per CommitmentDiscountId: sum of B(Purchase) against sum of E(Usage, used and unused); equal once all
    charge periods of the purchases lie in the bill.
    Columns: BilledCost, EffectiveCost, ChargeCategory, ChargePeriodEnd, CommitmentDiscountId.
    Source: FOCUS 1.4, CostAndUsage EffectiveCost rules C-005, C-012, C-013, C-022.
    Cannot tell: a column is missing; no row names a commitment; a row of one lacks a cost.
    """
    bill.need("ChargeCategory", "CommitmentDiscountId", "ChargePeriodEnd")
    named = '"CommitmentDiscountId" IS NOT NULL'
    bill.total("BilledCost", named, of="commitment")
    bill.total("EffectiveCost", named, of="commitment")
    found = bill.rows(
        f'SELECT "CommitmentDiscountId", coalesce(sum("BilledCost") FILTER ({PURCHASE}), 0), '  # noqa: S608
        f'coalesce(sum("EffectiveCost") FILTER ({USAGE}), 0), '
        f'coalesce(max("ChargePeriodEnd") FILTER ({PURCHASE}) <= '
        f'(SELECT max("ChargePeriodEnd") FROM bill WHERE {USAGE}), false) '
        f"FROM bill WHERE {named} GROUP BY 1 ORDER BY 1"
    )
    balances = tuple(
        CommitmentBalance(name, paid, spread, subtract(paid, spread), bool(within))
        for name, paid, spread, within in found
    )
    broken = sum(one.within_window and one.difference != 0 for one in balances)
    return CommitmentBalances(bill.currency(), bill.count(named), broken, balances)
