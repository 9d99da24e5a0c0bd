"""Invoices against charges: the Invoice Detail dataset held against Cost and Usage."""

from pathlib import Path

from practicum.focus.conformance.cells import Cells, exact, value
from practicum.focus.conformance.opening import TABLE, Opened, open_file
from practicum.focus.conformance.reading_cells import cells_of
from practicum.focus.conformance.whole_file import Broken
from practicum.focus.database import EXAMPLES, ROW_NUMBER

# The tolerance that FOCUS states: max(100 subunits, half a subunit times the root of the rows). A hundredth of the
# currency is taken as its subunit.
SUBUNIT = 0.01
_KEYS = ("InvoiceIssuerName", "InvoiceId", "BillingCurrency")


def find_unreconciled(opened: Opened, cells: Cells, charges: Path, version: str) -> list[Broken]:
    """Invoices of the file whose sum differs from the charges with the same issuer, id and currency in `charges`.

    Open invoices are left out; so is tax where an invoice has tax in only one of the two files.
    """
    needed = ("InvoiceIssuerName", "InvoiceId", "BilledCost", "BillingCurrency", "InvoiceIssueStatus")
    if not all(cells.has(name) for name in needed):
        return []
    charged = _charged(charges, version)
    rows = opened.connection.execute(
        f"SELECT {', '.join(value(name) for name in _KEYS)}, min({ROW_NUMBER}), count(*), "  # noqa: S608
        f"sum({exact('BilledCost')}) FROM (SELECT {ROW_NUMBER}, {cells.layer(needed)} FROM {TABLE}) "
        f"WHERE {value('InvoiceIssueStatus')} IS DISTINCT FROM 'Open' GROUP BY ALL ORDER BY 4"
    ).fetchall()
    off = []
    for *key, first, count, invoiced in rows:
        amount, lines = charged.get(tuple(key), (None, 0))
        if amount is None:
            amount = 0
        tolerance = max(100 * SUBUNIT, lines**0.5 * 0.5 * SUBUNIT)
        if abs(float(invoiced or 0) - float(amount)) > tolerance:
            off.append((int(first), int(count), f"{key[1]}: invoiced {invoiced}, charged {amount}"))
    if not off:
        return []
    return [
        Broken(
            "BilledCost",
            sum(count for _, count, _ in off),
            tuple(first for first, _, _ in off[:EXAMPLES]),
            off[0][2],
            f"{len(off)} invoice{'s differ' if len(off) > 1 else ' differs'} from the sum of the charges.",
            "Compare the lines of the invoice with the charges of the same InvoiceId, and ask the issuer.",
        )
    ]


def _charged(charges: Path, version: str) -> dict[tuple[str | None, ...], tuple[float, int]]:
    """Billed cost and rows of each invoice in a Cost and Usage file."""
    with open_file(charges) as opened:
        cells = cells_of(opened, version, "cost_and_usage")
        if not all(cells.has(name) for name in (*_KEYS, "BilledCost")):
            return {}
        rows = opened.connection.execute(
            f"SELECT {', '.join(value(name) for name in _KEYS)}, sum({exact('BilledCost')}), count(*) "  # noqa: S608
            f"FROM (SELECT {cells.layer((*_KEYS, 'BilledCost'))} FROM {TABLE}) GROUP BY ALL"
        ).fetchall()
        return {tuple(row[:3]): (row[3], int(row[4])) for row in rows}
