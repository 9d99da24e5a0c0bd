"""Seats that are paid for, given out and used."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from practicum.focus.analyses.arithmetic import add, multiply, percent_or_none
from practicum.focus.analyses.opened import OpenBill
from practicum.focus.analyses.telling import UntoldError, tells


@dataclass(frozen=True)
class LicenceUse:
    """One product in one month. Redundant seats are paid for and not used; `over_assigned` are given out beyond what
    was bought: a matter for the audit, not a saving."""

    vendor: str
    product_name: str
    month: date
    purchased: int
    assigned: int
    active: int
    assigned_percent: Decimal | None
    active_percent: Decimal | None
    spend: Decimal
    redundant_seats: int
    redundant_spend: Decimal
    redundant_percent: Decimal | None
    over_assigned: int


@dataclass(frozen=True)
class Licences:
    """Each product and month; the sums are of the last month. `rows` is N, the lines of the table."""

    rows: int
    last_month: date
    spend: Decimal
    redundant_spend: Decimal
    redundant_percent: Decimal | None
    products: tuple[LicenceUse, ...]


@tells
def licence_use(bill: OpenBill) -> Licences:
    """Assigned of purchased, active of assigned, and what unused seats cost, by product and month.

    Formula: 100 * assigned / purchased; 100 * active / assigned; redundant spend = sum over business units of
    max(0, purchased - active) * unit price; 100 * that / (purchased * unit price).
    Columns: side table licences. Amounts are in its currency.
    Source: FinOps Foundation KPIs for SaaS and licences (utilisation, redundant spend).
    Cannot tell: there are no licences; a line lacks a number.
    """
    bill.need_side("licences")
    found = bill.rows(
        "SELECT vendor, product_name, month, purchased, assigned, active_users, unit_price FROM licences "
        "ORDER BY 1, 2, 3"
    )
    if any(cell is None for row in found for cell in row):
        raise UntoldError("A line of licences lacks a number or a name.")
    groups: dict[tuple[str, str, date], list[tuple[int, int, int, Decimal]]] = {}
    for vendor, product, month, *numbers in found:
        groups.setdefault((vendor, product, month), []).append(tuple(numbers))
    uses = tuple(_use(*key, lines) for key, lines in groups.items())
    last = max(use.month for use in uses)
    spend = add([use.spend for use in uses if use.month == last])
    lost = add([use.redundant_spend for use in uses if use.month == last])
    return Licences(len(found), last, spend, lost, percent_or_none(lost, spend), uses)


def _use(vendor: str, product: str, month: date, lines: list[tuple[int, int, int, Decimal]]) -> LicenceUse:
    purchased, assigned, active = (sum(int(line[place]) for line in lines) for place in range(3))
    spend = add([multiply(Decimal(line[0]), line[3]) for line in lines])
    unused = [max(0, line[0] - line[2]) for line in lines]
    lost = add([multiply(Decimal(seats), line[3]) for seats, line in zip(unused, lines, strict=True)])
    return LicenceUse(
        vendor=vendor,
        product_name=product,
        month=month,
        purchased=purchased,
        assigned=assigned,
        active=active,
        assigned_percent=percent_or_none(Decimal(assigned), Decimal(purchased)),
        active_percent=percent_or_none(Decimal(active), Decimal(assigned)),
        spend=spend,
        redundant_seats=sum(unused),
        redundant_spend=lost,
        redundant_percent=percent_or_none(lost, spend),
        over_assigned=sum(max(0, line[1] - line[0]) for line in lines),
    )
