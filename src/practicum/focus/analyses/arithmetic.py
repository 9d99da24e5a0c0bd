"""Exact sums and products; quotients rounded once."""

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from practicum.focus.analyses.telling import UntoldError

# Quotients have no last digit; they are rounded here once, half to even, far below what any question asks for.
QUOTIENT_PLACES = 12
_DIGITS = 60  # Python's default context would round at 28 digits
ZERO = Decimal(0)


def add(amounts: Iterable[Decimal]) -> Decimal:
    """Exact sum."""
    with localcontext() as context:
        context.prec = _DIGITS
        return sum(amounts, ZERO)


def subtract(left: Decimal, right: Decimal) -> Decimal:
    """Exact difference."""
    with localcontext() as context:
        context.prec = _DIGITS
        return left - right


def multiply(left: Decimal, right: Decimal) -> Decimal:
    """Exact product."""
    with localcontext() as context:
        context.prec = _DIGITS
        return left * right


def divide(part: Decimal, whole: Decimal) -> Decimal:
    """part / whole, rounded to 12 places half to even. `whole` must not be 0."""
    with localcontext() as context:
        context.prec = _DIGITS
        return (part / whole).quantize(Decimal(1).scaleb(-QUOTIENT_PLACES), ROUND_HALF_EVEN)


def quotient(part: Decimal, whole: Decimal, *, of: str) -> Decimal:
    """part / whole. Cannot tell when `whole` (called `of`) is not above 0."""
    if whole <= 0:
        raise UntoldError(f"The {of} is not above 0, so nothing can be divided by it.")
    return divide(part, whole)


def percent(part: Decimal, whole: Decimal, *, of: str) -> Decimal:
    """100 * part / whole. Cannot tell when `whole` (called `of`) is not above 0."""
    if whole <= 0:
        raise UntoldError(f"The {of} is not above 0, so there is no share of it.")
    return divide(multiply(Decimal(100), part), whole)


def percent_or_none(part: Decimal, whole: Decimal) -> Decimal | None:
    """100 * part / whole for a line of a table; None where `whole` is not above 0."""
    return divide(multiply(Decimal(100), part), whole) if whole > 0 else None


def median(values: Iterable[Decimal]) -> Decimal:
    """The middle value, or the mean of the two in the middle. There must be a value."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else add([ordered[middle - 1], ordered[middle]]) / 2
