"""Invoices: lines that add up to the bill but for rounding, errors that are planted, and billing periods."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from practicum.focus.simulate import chance
from practicum.focus.simulate.measures import SUBUNIT, cents, cost
from practicum.focus.simulate.rows.faces import line_of
from practicum.focus.simulate.rows.monthly import CREDIT_LINE
from practicum.focus.simulate.rows.single import moment
from practicum.focus.simulate.rows.tally import BILLED, ROWS
from practicum.focus.simulate.side.facts import Facts

CLOSED_AFTER = timedelta(days=10)
_OPEN_AFTER = timedelta(days=2)
_DUE = 30
_ORDER = ("Usage", "Purchase", "Tax", "Credit", "Adjustment")


@dataclass(frozen=True)
class Line:
    """One line of an invoice: what the rows of cost_and_usage with its id add up to."""

    payee: int
    month: int
    invoice: str
    id: str
    category: str
    service: str
    amount: Decimal
    rows: int


@dataclass(frozen=True)
class InvoiceError:
    """A planted difference between an invoice and the rows: `amount` is invoice minus rows."""

    invoice: str
    line: str
    kind: str
    amount: Decimal


def tolerance(rows: int) -> Decimal:
    """The rounding variance tolerance of FOCUS 1.4: max(100 subunits, 0.5 sqrt(rows) subunits). Rule
    IND-BilledCost-C-013."""
    return max(100 * SUBUNIT, Decimal(rows).sqrt() * SUBUNIT / 2)


def is_open(facts: Facts, month: int) -> bool:
    """The last month of several is still open."""
    return facts.world.window.months > 1 and month == facts.world.window.months - 1


def true_lines(facts: Facts) -> list[Line]:
    """The lines that the rows call for."""
    world, found = facts.world, {}
    for month in range(world.window.months):
        by_service = facts.tally.cells[month].sum(axis=(1, 3))
        for place, (provider, sold) in enumerate(world.estate.services):
            if by_service[ROWS, place]:
                payee = world.payees[provider]
                line = payee.line(world.window, month, line_of(place))
                found[line] = Line(
                    payee=provider,
                    month=month,
                    invoice=payee.invoice(world.window, month),
                    id=line,
                    category="Usage",
                    service=sold.name,
                    amount=cost(by_service[BILLED, place]),
                    rows=int(by_service[ROWS, place]),
                )
    issuers = {payee.invoice(world.window, m): (n, m) for n, payee in enumerate(world.payees) for m in _months(facts)}
    for row in facts.single:
        line, invoice = row["InvoiceDetailId"], row["InvoiceId"]
        payee_number, month = issuers[invoice]
        before = found.get(line) or Line(
            payee_number, month, invoice, line, row["ChargeCategory"], row["ServiceName"], Decimal(0), 0
        )
        # A line with several categories is called Usage, as FOCUS allows; purchases weigh more than what is unused.
        category = "Purchase" if "Purchase" in (before.category, row["ChargeCategory"]) else before.category
        found[line] = replace(before, category=category, amount=before.amount + row["BilledCost"], rows=before.rows + 1)
    return sorted(found.values(), key=lambda one: (one.month, one.payee, _ORDER.index(one.category), one.id))


def plant_errors(facts: Facts, lines: list[Line]) -> tuple[list[Line], list[InvoiceError]]:
    """The lines as they were invoiced, in cents, with the errors of the scenario in closed months."""
    rng = chance.stream(facts.world.seed, chance.MONEY, 3)
    invoiced = {one.id: replace(one, amount=cents(one.amount)) for one in lines}
    errors: list[InvoiceError] = []
    hit: set[str] = set()
    for planned in facts.world.company.scenario.planted.invoice_errors:
        kind: str = planned
        candidates = [
            one
            for one in lines
            if not is_open(facts, one.month)
            and one.invoice not in hit
            and (one.id.endswith(CREDIT_LINE) if kind == "missing_credit" else one.category == "Usage")
            and abs(one.amount) > 5 * tolerance(_invoice_rows(lines, one.invoice))
        ]
        if not candidates:
            continue
        # The dearer half, so that an error is worth finding.
        candidates.sort(key=lambda one: (-abs(one.amount), one.id))
        chosen = candidates[int(rng.integers(max(len(candidates) // 2, 1)))]
        made, amount = _faulty(kind, invoiced[chosen.id], Decimal(int(rng.integers(60, 151))).scaleb(-3))
        least = 3 * tolerance(_invoice_rows(lines, chosen.invoice))
        if abs(amount) < least:
            made, amount = _faulty("unknown_service", invoiced[chosen.id], Decimal(0), amount=cents(least * 4))
            kind = "unknown_service"
        hit.add(chosen.invoice)
        if kind == "missing_credit":
            del invoiced[chosen.id]
        invoiced |= {one.id: one for one in made}
        errors.append(InvoiceError(chosen.invoice, made[0].id if made else chosen.id, kind, amount))
    return sorted(invoiced.values(), key=lambda one: (one.month, one.payee, one.id)), errors


def invoice_details(facts: Facts, lines: list[Line]) -> list[dict[str, Any]]:
    """The rows of invoice_detail."""
    world, window = facts.world, facts.world.window
    made = []
    for line in lines:
        payee = world.payees[line.payee]
        end = moment(window.month_start(line.month + 1))
        still_open = is_open(facts, line.month)
        issued = end + CLOSED_AFTER
        written = end + (_OPEN_AFTER if still_open else timedelta(days=9))
        made.append(
            {
                "BilledCost": line.amount,
                "BillingAccountId": payee.billing_account,
                "BillingCurrency": world.company.scenario.currency,
                "BillingPeriodEnd": end,
                "BillingPeriodStart": moment(window.month_start(line.month)),
                "ChargeCategory": line.category,
                "InvoiceDetailCreated": written,
                "InvoiceDetailDescription": f"{line.service} ({line.category.lower()})",
                "InvoiceDetailGrain": json.dumps({"ServiceName": line.service}, separators=(",", ":")),
                "InvoiceDetailId": line.id,
                "InvoiceDetailLastUpdated": written,
                "InvoiceId": line.invoice,
                "InvoiceIssueDate": None if still_open else issued,
                "InvoiceIssueStatus": "Open" if still_open else "Issued",
                "InvoiceIssuerName": payee.issuer,
                "PaymentCurrency": world.company.scenario.currency,
                "PaymentCurrencyBilledCost": line.amount,
                "PaymentCurrencyInvoiceDetailId": line.id,
                "PaymentDueDate": None if still_open else issued + timedelta(days=_DUE),
                "PaymentTerms": f"Net {_DUE}",
                "PurchaseOrderNumber": f"PO-{payee.code}-{window.first_day.year}",
                "ReferenceInvoiceId": line.invoice,
            }
        )
    return made


def billing_periods(facts: Facts) -> list[dict[str, Any]]:
    """The rows of billing_period: each issuer and month."""
    window = facts.world.window
    made = []
    for issuer in dict.fromkeys(payee.issuer for payee in facts.world.payees):
        for month in _months(facts):
            end = moment(window.month_start(month + 1))
            still_open = is_open(facts, month)
            made.append(
                {
                    "BillingPeriodCreated": moment(window.month_start(month)),
                    "BillingPeriodEnd": end,
                    "BillingPeriodLastUpdated": end + (_OPEN_AFTER if still_open else CLOSED_AFTER),
                    "BillingPeriodStart": moment(window.month_start(month)),
                    "BillingPeriodStatus": "Open" if still_open else "Closed",
                    "InvoiceIssuerName": issuer,
                }
            )
    return made


def _months(facts: Facts) -> Iterator[int]:
    return iter(range(facts.world.window.months))


def _invoice_rows(lines: list[Line], invoice: str) -> int:
    return sum(one.rows for one in lines if one.invoice == invoice)


def _faulty(kind: str, line: Line, part: Decimal, *, amount: Decimal = Decimal(0)) -> tuple[list[Line], Decimal]:
    """The lines that stand instead (or beside), and the difference that they make."""
    if kind == "missing_credit":
        return [], -line.amount
    if kind == "wrong_rate":
        difference = cents(line.amount * part)
        return [replace(line, amount=line.amount + difference)], difference
    if kind == "duplicate_line":
        return [replace(line, id=f"{line.id}-2")], line.amount
    difference = amount or cents(line.amount * part)
    other = replace(line, id=f"{line.invoice}-S99", service="Professional Support", amount=difference)
    return [other], difference
