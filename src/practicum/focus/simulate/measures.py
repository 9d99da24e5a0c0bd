"""Whole numbers stand for exact decimals: how many places each kind has, and the way back to decimals.

A quantity (2 places) times a price (4) is a cost (6 places), exactly. What a commitment leaves unused is a cost, and
is sold by the unit of currency: times a list price of 2 places it needs 8, the places of every column.
"""

from decimal import Decimal

QUANTITY_PLACES = 2
PRICE_PLACES = 4
COST_PLACES = QUANTITY_PLACES + PRICE_PLACES
PLACES = 8
CENT = 10 ** (COST_PLACES - 2)
DAY_OF_HOURS = 24 * 10**QUANTITY_PLACES
SUBUNIT = Decimal("0.01")


def cost(number: int) -> Decimal:
    """A cost from its whole number."""
    return Decimal(int(number)).scaleb(-COST_PLACES)


def price(number: int) -> Decimal:
    """A price from its whole number."""
    return Decimal(int(number)).scaleb(-PRICE_PLACES)


def quantity(number: int) -> Decimal:
    """A quantity from its whole number."""
    return Decimal(int(number)).scaleb(-QUANTITY_PLACES)


def cents(amount: Decimal) -> Decimal:
    """An amount as an invoice states it: two places, halves to even."""
    return amount.quantize(SUBUNIT)
