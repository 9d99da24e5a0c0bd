"""Bill against invoices: the tolerance of FOCUS 1.4, symmetric, by invoice and by line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicum.focus.api import (
    CannotTell,
    cash_by_invoice,
    currency_subunit,
    invoice_reconciliation,
    reconcile,
    reconciliation_tolerance,
)
from practicum.kernel.errors import Refusal

from .library import D, ask, side, usage

MONEY = st.decimals(min_value=-(10**6), max_value=10**6, places=3)


def test_the_tolerance_of_focus_1_4():
    """FOCUS 1.4, InvoiceDetail BilledCost C-010: MAX(100 * subunit, SQRT(rows) * 0.5 * subunit)."""
    assert reconciliation_tolerance(rows=1, currency="USD") == 1
    assert reconciliation_tolerance(rows=40_000, currency="USD") == 1  # 200 * 0.5 * 0.01 is the same
    assert reconciliation_tolerance(rows=1_000_000, currency="USD") == 5
    assert reconciliation_tolerance(rows=1, currency="JPY") == 100
    assert reconciliation_tolerance(rows=1, currency="KWD") == D("0.1")
    for wrong in ("usd", "US", "Token", "ÄÖÜ"):
        with pytest.raises(Refusal):
            currency_subunit(wrong)


@settings(max_examples=200, deadline=None)
@given(left=MONEY, right=MONEY, rows=st.integers(0, 10**7), currency=st.sampled_from(["USD", "JPY", "BHD"]))
def test_reconciliation_is_symmetric(left, right, rows, currency):
    one = reconcile(charged=left, invoiced=right, rows=rows, currency=currency)
    other = reconcile(charged=right, invoiced=left, rows=rows, currency=currency)
    assert (one.state, one.tolerance, one.difference) == (other.state, other.tolerance, -other.difference)
    assert (one.state == "reconciled") == (abs(left - right) <= one.tolerance)
    assert reconcile(charged=left, invoiced=left, rows=rows, currency=currency).state == "reconciled"


def charge(cost, invoice, line):
    return usage(cost, InvoiceId=invoice, InvoiceDetailId=line, InvoiceIssuerName="Fjord")


def line(invoice, detail, cost, *, status="Issued", currency="USD"):
    return {
        "InvoiceId": invoice,
        "InvoiceDetailId": detail,
        "InvoiceIssuerName": "Fjord",
        "InvoiceIssueStatus": status,
        "BillingCurrency": currency,
        "BilledCost": cost,
    }


ROWS = [charge(100, "I1", "a"), charge(50, "I1", "b"), charge(70, "I2", "c"), charge(9, "I3", "d"), charge(8, "", "")]
LINES = [line("I1", "a", "95"), line("I1", "b", "55"), line("I2", "c", "71.01"), line("I3", "d", "1", status="Open")]


def test_lines_find_what_the_invoice_hides():
    told = ask(
        invoice_reconciliation, ROWS, side(invoice_detail=[*LINES, line("I4", "e", "3"), line("I2", "f", "0.99")])
    )
    assert [(one.invoice_id, one.result.state) for one in told.invoices] == [
        ("I1", "reconciled"),  # two errors of 5 that cancel
        ("I2", "different"),
        ("I4", "only_on_invoice"),
    ]
    assert [(one.line, one.result.state) for one in told.lines] == [
        ("a", "different"),
        ("b", "different"),
        ("c", "different"),
        ("f", "reconciled"),  # within the tolerance of nothing
        ("e", "only_on_invoice"),
    ]
    assert (told.different_invoices, told.different_lines, told.rows) == (2, 4, 4)


def test_what_is_only_in_the_bill():
    told = ask(invoice_reconciliation, ROWS, side(invoice_detail=LINES[:2]))
    assert [(one.invoice_id, one.result.state) for one in told.invoices][1:] == [
        ("I2", "only_in_bill"),
        ("I3", "only_in_bill"),
    ]


def test_what_cannot_be_reconciled():
    assert ask(invoice_reconciliation, ROWS) == CannotTell("There is no side table invoice_detail.")
    for wrong, reason in ((line("I1", "a", None), "no BilledCost"), (line("I1", "a", 1, currency="EUR"), "not in USD")):
        assert reason in ask(invoice_reconciliation, ROWS, side(invoice_detail=[wrong, line("I1", "b", 1)])).reason


def test_cash_by_invoice():
    told = ask(cash_by_invoice, ROWS)
    assert [(one.invoice_id, one.billed, one.rows) for one in told.invoices] == [
        ("I1", 150, 2),
        ("I2", 70, 1),
        ("I3", 9, 1),
    ]
    assert told.without_invoice == 8
    assert isinstance(ask(cash_by_invoice, ROWS[4:]), CannotTell)
