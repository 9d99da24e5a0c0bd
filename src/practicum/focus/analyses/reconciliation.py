"""Does the bill say what the invoices say?"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Literal

from practicum.focus.analyses.arithmetic import subtract
from practicum.focus.analyses.opened import OpenBill
from practicum.focus.analyses.telling import UntoldError, tells
from practicum.kernel.errors import Refusal

State = Literal["reconciled", "different", "only_in_bill", "only_on_invoice"]
# ISO 4217: currencies whose smallest unit is not a hundredth.
_NO_PLACES = frozenset(
    ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF")
)
_THREE_PLACES = frozenset(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"))


@dataclass(frozen=True)
class Reconciled:
    """Two amounts that should be one; `difference` is the bill's less the invoice's."""

    state: State
    rows: int
    charged: Decimal
    invoiced: Decimal
    difference: Decimal
    tolerance: Decimal


@dataclass(frozen=True)
class InvoiceCheck:
    """One invoice, or one line of it (`line` is the InvoiceDetailId)."""

    invoice_id: str
    invoice_issuer: str
    line: str | None
    result: Reconciled


@dataclass(frozen=True)
class InvoiceReconciliation:
    """All issued invoices and, where the bill names lines, all lines. `rows` are the bill's rows with an InvoiceId."""

    currency: str
    rows: int
    invoices: tuple[InvoiceCheck, ...]
    lines: tuple[InvoiceCheck, ...]
    different_invoices: int
    different_lines: int


def currency_subunit(currency: str) -> Decimal:
    """The smallest unit of a currency (ISO 4217): 0.01 but for those without one or with thousandths.

    Formula: none.
    Columns: none; a currency code in, a value out.
    Source: ISO 4217.
    Refusals: `bad_currency` for what is not three capital letters.
    """
    if len(currency) != 3 or not currency.isascii() or not currency.isalpha() or not currency.isupper():
        raise Refusal("bad_currency", f"{currency} is no ISO 4217 code.", field="currency", mend="For instance: USD.")
    places = 0 if currency in _NO_PLACES else 3 if currency in _THREE_PLACES else 2
    return Decimal(1).scaleb(-places)


def reconciliation_tolerance(*, rows: int, currency: str) -> Decimal:
    """How far an invoice and its rows may lie apart, because each row was rounded.

    Formula: MAX(100 * subunit, SQRT(rows) * 0.5 * subunit).
    Columns: none; values in, a value out.
    Source: FOCUS 1.4, InvoiceDetail BilledCost rules C-010 and C-013.
    Refusals: `bad_currency`.
    """
    unit = currency_subunit(currency)
    with localcontext() as context:
        context.prec = 40
        return max(100 * unit, Decimal(rows).sqrt() * unit / 2)


def reconcile(*, charged: Decimal, invoiced: Decimal, rows: int, currency: str) -> Reconciled:
    """Hold the billed cost of rows against an invoice. Which side is which changes only the sign of the difference.

    Formula: abs(sum of rows - invoice) <= MAX(100 * subunit, SQRT(rows) * 0.5 * subunit).
    Columns: none; values in, a value out.
    Source: FOCUS 1.4, InvoiceDetail BilledCost rules C-010 and C-013.
    Refusals: `bad_currency`.
    """
    difference, allowed = subtract(charged, invoiced), reconciliation_tolerance(rows=rows, currency=currency)
    state: State = "reconciled" if abs(difference) <= allowed else "different"
    return Reconciled(state, rows, charged, invoiced, difference, allowed)


@tells
def invoice_reconciliation(bill: OpenBill) -> InvoiceReconciliation:
    """Every issued invoice against the bill's rows that name it, whole and line by line.

    Formula: per InvoiceId and InvoiceIssuerName, and per InvoiceDetailId: see `reconcile`. Invoices whose
    InvoiceIssueStatus is Open are left out: they may still change. What stands on one side only is told as such,
    unless it is within the tolerance of nothing.
    Columns: BilledCost, InvoiceId, InvoiceIssuerName, BillingCurrency, InvoiceDetailId; side table invoice_detail.
    Source: FOCUS 1.4, feature Invoice Reconciliation; InvoiceDetail BilledCost C-010 and C-013.
    Cannot tell: a table or column is missing; a row or a line lacks its cost; currencies differ.
    """
    bill.need_side("invoice_detail")
    bill.need("InvoiceId", "InvoiceIssuerName")
    bill.total("BilledCost")
    currency = bill.currency()
    lost, other = bill.rows(
        'SELECT count_if("BilledCost" IS NULL), count_if("BillingCurrency" IS DISTINCT FROM ?) FROM invoice_detail',
        [currency],
    )[0]
    if lost:
        raise UntoldError(f"{lost} lines of invoice_detail have no BilledCost.")
    if other:
        raise UntoldError(f"{other} lines of invoice_detail are not in {currency}.")
    invoices = _check(bill, currency, by_line=False)
    lines = _check(bill, currency, by_line=True) if "InvoiceDetailId" in bill.columns else ()
    return InvoiceReconciliation(
        currency=currency,
        rows=bill.count('"InvoiceId" IS NOT NULL'),
        invoices=invoices,
        lines=lines,
        different_invoices=sum(one.result.state != "reconciled" for one in invoices),
        different_lines=sum(one.result.state != "reconciled" for one in lines),
    )


_Key = tuple[str, str, str | None]


def _check(bill: OpenBill, currency: str, *, by_line: bool) -> tuple[InvoiceCheck, ...]:
    line = '"InvoiceDetailId"' if by_line else "CAST(NULL AS VARCHAR)"
    known = '"InvoiceId" IS NOT NULL' + (' AND "InvoiceDetailId" IS NOT NULL' if by_line else "")
    open_ones = {
        row[0] for row in bill.rows('SELECT "InvoiceId" FROM invoice_detail WHERE "InvoiceIssueStatus" = \'Open\'')
    }
    charged = _sums(bill, "bill", line, known)
    invoiced = _sums(bill, "invoice_detail", line, known)
    return tuple(
        InvoiceCheck(key[0], key[1], key[2], _result(key, charged, invoiced, currency))
        for key in sorted({*charged, *invoiced}, key=lambda key: (key[0], key[1], key[2] or ""))
        if key[0] not in open_ones
    )


def _sums(bill: OpenBill, table: str, line: str, known: str) -> dict[_Key, tuple[Decimal, int]]:
    found = bill.rows(
        f'SELECT "InvoiceId", coalesce("InvoiceIssuerName", \'\'), {line}, sum("BilledCost"), count(*) '  # noqa: S608
        f"FROM {table} WHERE {known} GROUP BY 1, 2, 3"
    )
    return {(invoice, issuer, detail): (cost, rows) for invoice, issuer, detail, cost, rows in found}


def _result(
    key: _Key,
    charged: Mapping[_Key, tuple[Decimal, int]],
    invoiced: Mapping[_Key, tuple[Decimal, int]],
    currency: str,
) -> Reconciled:
    cost, rows = charged.get(key, (Decimal(0), 0))
    asked = invoiced.get(key, (Decimal(0), 0))[0]
    result = reconcile(charged=cost, invoiced=asked, rows=rows, currency=currency)
    if result.state == "different" and (key in charged) != (key in invoiced):
        state: State = "only_in_bill" if key in charged else "only_on_invoice"
        return Reconciled(state, rows, cost, asked, result.difference, result.tolerance)
    return result
