"""The mean of ratings on a scale of a few levels, from how often each level was chosen."""

from collections.abc import Sequence

from practicum.kernel.errors import Refusal
from practicum.psychometrics.facts.findings import Estimate, Finding, Refused
from practicum.psychometrics.facts.intake import check_level
from practicum.psychometrics.facts.proportion import wilson


def rating_mean(counts: Sequence[int], *, lowest: int = 1, level: float = 0.95) -> Finding:
    """Mean rating with an interval that never leaves the scale.

    `counts[i]` people chose the level `lowest + i`. The ratings are put on [0, 1] and the Wilson interval of their mean
    is put back. It is conservative, because a rating on [0, 1] varies at most as much as a 0/1 score of the same mean;
    unlike a t interval it is honest for a handful of people, and for people who all say the same. Refused: nobody.
    """
    check_level(level)
    if len(counts) < 2 or any(isinstance(one, bool) or not isinstance(one, int) or one < 0 for one in counts):
        raise Refusal("invalid_counts", "Counts are whole numbers, one for each of two or more levels.", field="counts")
    n, steps = sum(counts), len(counts) - 1
    if n == 0:
        return Refused(code="too_few", reason="Nobody has answered.", n_needed=1, n=0)
    share = sum(place * count for place, count in enumerate(counts)) / n / steps
    found = wilson(proportion=min(1.0, share), n=n, level=level)
    return Estimate(
        value=lowest + steps * found.value,
        low=lowest + steps * found.low,
        high=lowest + steps * found.high,
        n=n,
        method="mean rating, Wilson interval",
        level=level,
    )
