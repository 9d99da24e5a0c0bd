"""From where on a commitment pays."""

from dataclasses import dataclass
from decimal import Decimal

from practicum.focus.analyses.arithmetic import divide, multiply, quotient, subtract
from practicum.focus.analyses.opened import OpenBill
from practicum.focus.analyses.telling import UntoldError, tells

_UPFRONT = {"upfront": Decimal(100), "partial": Decimal(50), "monthly": Decimal(0)}


@dataclass(frozen=True)
class OfferBreakEven:
    """One offer: it pays from `utilisation_percent` on. `months` until the upfront part is earned back at full use
    (0 without one), of `term_months`."""

    provider: str
    offer: str
    eligible_category: str
    term_months: int
    payment: str
    discount_percent: Decimal
    utilisation_percent: Decimal
    months: Decimal


@dataclass(frozen=True)
class BreakEven:
    """All offers in the order of the table."""

    offers: tuple[OfferBreakEven, ...]


@tells
def break_even_utilisation(*, discount_percent: Decimal) -> Decimal:
    """The utilisation, in percent, at which a commitment costs as much as on demand.

    Formula: 100 * c / p = 100 - discount, c being the commitment's price and p the on-demand price of the same hour.
    Columns: none; values in, a value out.
    Source: algebra; FinOps Framework, managing commitment-based discounts.
    Cannot tell: the discount is not above 0 and below 100.
    """
    if not 0 < discount_percent < 100:
        raise UntoldError("The discount is not between 0 and 100 percent.")
    return subtract(Decimal(100), discount_percent)


@tells
def break_even_months(*, upfront: Decimal, monthly_saving: Decimal) -> Decimal:
    """How many months of saving pay back what was paid upfront.

    Formula: upfront / monthly net saving (on-demand cost less what the commitment still costs each month).
    Columns: none; values in, a value out.
    Source: algebra; the Framework's maturity mark is a break-even within 9 months.
    Cannot tell: the monthly saving is not above 0.
    """
    return quotient(upfront, monthly_saving, of="monthly saving")


@tells
def break_even(bill: OpenBill) -> BreakEven:
    """Break-even utilisation and months of each commitment on offer, at full utilisation.

    Formula: utilisation = 100 - discount. For on-demand spend of 1 a month over a term of T: the commitment costs
    T * (1 - d), of which the upfront part u is paid first (upfront 100, partial 50, monthly 0 percent) and the rest
    month by month; months = u * T * (1 - d) / (1 - (1 - u) * (1 - d)).
    Columns: side table commitment_offers.
    Source: algebra; that partial means half is our convention.
    Cannot tell: there are no offers; a payment is unknown; a discount is not above 0 and below 100.
    """
    bill.need_side("commitment_offers")
    offers = []
    for provider, offer, category, term, payment, discount in bill.rows(
        "SELECT provider, offer, eligible_category, term_months, payment, discount_percent FROM commitment_offers"
    ):
        if payment not in _UPFRONT:
            raise UntoldError(f"commitment_offers: we do not know the payment {payment}.")
        if discount is None or not 0 < discount < 100 or not term:
            raise UntoldError("commitment_offers: an offer has no term, or no discount between 0 and 100 percent.")
        price = divide(subtract(Decimal(100), discount), Decimal(100))
        part = _UPFRONT[payment] / 100
        upfront = multiply(multiply(part, Decimal(term)), price)
        saving = subtract(Decimal(1), multiply(1 - part, price))
        offers.append(
            OfferBreakEven(
                provider=provider,
                offer=offer,
                eligible_category=category,
                term_months=term,
                payment=payment,
                discount_percent=discount,
                utilisation_percent=subtract(Decimal(100), discount),
                months=divide(upfront, saving),
            )
        )
    return BreakEven(tuple(offers))
