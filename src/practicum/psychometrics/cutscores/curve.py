"""The fail-rate curve, and where it meets a line.

The curve runs in straight pieces through the points (whole score k, share of candidates below k). The straight pieces
make the crossing one exact point; between whole scores no other share can be observed.
"""

import numpy as np

from practicum.psychometrics.facts.intake import Floats


def fail_rate_curve(scores: Floats, at: Floats) -> Floats:
    """Share of candidates who would fail at each cut of `at`, linear between whole scores."""
    ordered = np.sort(scores)
    below, above = np.floor(at), np.ceil(at)
    share_below = np.searchsorted(ordered, below, side="left") / ordered.size
    share_above = np.searchsorted(ordered, above, side="left") / ordered.size
    result: Floats = share_below + (at - below) * (share_above - share_below)
    return result


def knots(low: float, high: float) -> Floats:
    """The ends and every whole score between them, ascending."""
    inside = np.arange(np.ceil(low), np.floor(high) + 1)
    return np.unique(np.concatenate(([low], inside, [high])))


def zero_of(at: Floats, gap: Floats, *, towards: float) -> float | None:
    """The zero of a non-decreasing function, linear between its knots; None where it does not reach 0.

    Where the function rests at 0 along a stretch, the point of that stretch nearest to `towards`.
    """
    gap = np.where(np.abs(gap) < 1e-12, 0.0, gap)
    if gap[0] > 0 or gap[-1] < 0:
        return None
    first = int(np.argmax(gap >= 0))
    last = int(gap.size - 1 - np.argmax(gap[::-1] <= 0))
    if first <= last:  # one or more knots lie exactly on 0
        return float(np.clip(towards, at[first], at[last]))
    left, right = last, first  # gap changes sign strictly between two neighbouring knots
    share = -gap[left] / (gap[right] - gap[left])
    return float(at[left] + share * (at[right] - at[left]))
