"""Classical item statistics: how hard an item is, and whether it tells strong candidates from weak ones."""

import math

import numpy as np

from practicum.psychometrics.facts.findings import Finding, Refused, hold, too_few
from practicum.psychometrics.facts.intake import (
    Floats,
    Numbers,
    Rows,
    check_level,
    is_constant,
    read_matrix,
    read_points,
)
from practicum.psychometrics.facts.ladder import MIN_DESCRIBED
from practicum.psychometrics.facts.proportion import wilson, z_value


def read_responses(responses: Rows, *, points: Numbers | None = None) -> Floats | Refused:
    """Candidates x items, points scored, each within [0, most points of the item]."""
    shape = np.shape(responses) if isinstance(responses, np.ndarray) else None
    n_items = shape[1] if shape is not None and len(shape) == 2 else _width(responses)
    most = read_points(points, n_items=n_items)
    return read_matrix(responses, field="responses", low=0.0, high=most)


def item_difficulty(responses: Rows, *, points: Numbers | None = None, level: float = 0.95) -> tuple[Finding, ...]:
    """Difficulty of each item: mean score as a share of its points (high means easy), with Wilson interval.

    `responses`: candidates x items. A missing response refuses all items. Fewer than 10 candidates: Refused.
    """
    check_level(level)
    read = read_responses(responses, points=points)
    if isinstance(read, Refused):
        return (read,) * _width(responses)
    n, k = int(read.shape[0]), int(read.shape[1])
    if n < MIN_DESCRIBED:
        return (too_few(what="candidates", n=n, n_needed=MIN_DESCRIBED),) * k
    shares = read.mean(axis=0) / read_points(points, n_items=k)
    return tuple(wilson(proportion=min(1.0, float(share)), n=n, level=level) for share in shares)


def item_discrimination(responses: Rows, *, points: Numbers | None = None, level: float = 0.95) -> tuple[Finding, ...]:
    """Corrected item-total correlation of each item: Pearson's r of the item with the sum of the others.

    For a 0/1 item this is the point-biserial. The interval is Fisher's: tanh(atanh r +- z / sqrt(n - 3)); it supposes
    a joint normal law, which a 0/1 item does not follow, so it is an approximation. Refused: fewer than 10
    candidates, a single item, an item or a rest score without variance, a perfect correlation (no interval exists).
    """
    check_level(level)
    read = read_responses(responses, points=points)
    if isinstance(read, Refused):
        return (read,) * _width(responses)
    n, k = int(read.shape[0]), int(read.shape[1])
    if n < MIN_DESCRIBED:
        return (too_few(what="candidates", n=n, n_needed=MIN_DESCRIBED),) * k
    if k < 2:
        return (Refused(code="single_item", reason="One item has no rest score.", n_needed=None, n=n),)
    total = read.sum(axis=1)
    return tuple(_corrected(read[:, j], total - read[:, j], level=level) for j in range(k))


def _corrected(item: Floats, rest: Floats, *, level: float) -> Finding:
    n = int(item.size)
    if is_constant(item):
        return Refused(code="zero_variance", reason="Every candidate scored the same on it.", n_needed=None, n=n)
    if is_constant(rest):
        return Refused(code="zero_variance", reason="The rest score does not vary.", n_needed=None, n=n)
    r = float(np.corrcoef(item, rest)[0, 1])
    if abs(r) > 1 - 1e-12:
        return Refused(
            code="perfect_correlation", reason="The item repeats the rest score: r has no interval.", n_needed=None, n=n
        )
    reach = z_value(level) / math.sqrt(n - 3)
    return hold(
        value=r,
        low=math.tanh(math.atanh(r) - reach),
        high=math.tanh(math.atanh(r) + reach),
        n=n,
        method="corrected item-total correlation, Fisher z interval",
        level=level,
    )


def _width(responses: Rows) -> int:
    """Number of items, 1 where the shape is wrong (the shape check that follows then refuses)."""
    try:
        shape = np.shape(responses)
    except ValueError:
        return 1
    return int(shape[1]) if len(shape) == 2 and shape[1] > 0 else 1
