"""What the levels on a rubric come to in points."""

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

from practicum.pack.api import Rubric

_CENT = Decimal("0.01")


def points_of_levels(rubric: Rubric, levels: Mapping[str, int], *, most: int) -> Decimal:
    """`most` times the sum of weight x level over the sum of weight x highest level, cut off after two places.

    The levels are checked before: one of the scale for each criterion.
    """
    highest = max(step.level for step in rubric.scale)
    got = sum(criterion.weight * levels[criterion.key] for criterion in rubric.criteria)
    share = Fraction(got, highest * sum(criterion.weight for criterion in rubric.criteria)) * most
    return (Decimal(share.numerator) / share.denominator).quantize(_CENT, ROUND_DOWN)
