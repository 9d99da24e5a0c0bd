"""Which numbers count as one number."""

from decimal import Decimal, localcontext

_DIGITS = 60


def span(
    exact: Decimal, *, decimals: int, tolerance: Decimal = Decimal(0), tolerance_percent: Decimal = Decimal(0)
) -> tuple[Decimal, Decimal]:
    """From where to where a number counts as `exact`: within the tolerance (in its unit, or in percent of it), and at
    least all that rounding to `decimals` may give."""
    with localcontext() as context:
        context.prec = _DIGITS
        room = max(tolerance, abs(exact) * tolerance_percent / 100, Decimal(5).scaleb(-decimals - 1))
        return exact - room, exact + room


def is_within(answer: Decimal, bounds: tuple[Decimal, Decimal]) -> bool:
    return bounds[0] <= answer <= bounds[1]
