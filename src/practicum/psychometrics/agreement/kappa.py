"""Cohen's kappa for two markers, plain and weighted."""

from collections.abc import Hashable, Sequence
from typing import Literal

import numpy as np

from practicum.kernel.errors import Refusal
from practicum.psychometrics.facts.findings import Finding, Refused, hold, too_few
from practicum.psychometrics.facts.intake import Floats, check_level, check_resamples
from practicum.psychometrics.facts.ladder import MIN_DESCRIBED
from practicum.psychometrics.facts.proportion import wilson
from practicum.psychometrics.facts.resampling import percentile_interval

Weights = Literal["none", "linear", "quadratic"]


def cohen_kappa(
    first: Sequence[Hashable],
    second: Sequence[Hashable],
    *,
    categories: Sequence[Hashable],
    seed: int,
    weights: Weights = "none",
    level: float = 0.95,
    resamples: int = 2000,
) -> Finding:
    """Kappa = 1 - (observed disagreement) / (disagreement expected by chance), with a bootstrap interval.

    `first`, `second`: the two markers' categories for the same targets, None where one is missing. `categories`: all
    of them, in order (the order matters to weights only). Weights (Cohen 1968): disagreement |i - j| for "linear",
    (i - j)^2 for "quadratic", 0 or 1 for "none". Interval: percentiles of `resamples` draws of targets from
    numpy's PCG64 at `seed`. Where the markers agree on every target a bootstrap would give zero width; the lower end
    then takes Wilson's lower bound on agreement at full disagreement.

    Refused: fewer than 10 targets, a missing mark, both markers using one and the same category throughout (kappa is
    0 / 0). Raises Refusal for unequal lengths, a category that is not listed or listed twice.
    """
    check_level(level)
    check_resamples(resamples)
    n = len(first)
    if n != len(second):
        raise Refusal("unequal_lengths", "Both markers must have marked the same targets.", field="second")
    missing = sum(1 for a, b in zip(first, second, strict=True) if a is None or b is None)
    if missing:
        return Refused(code="missing", reason=f"{missing} targets lack one of the marks.", n_needed=None, n=n)
    if n < MIN_DESCRIBED:
        return too_few(what="targets", n=n, n_needed=MIN_DESCRIBED)
    counts = _cross_table(first, second, categories=categories)
    penalty = _penalty(len(categories), weights)
    value = float(_kappa(counts[None], penalty)[0])
    if np.isnan(value):
        return Refused(
            code="zero_variance",
            reason="Both markers used one and the same category throughout: kappa is undefined.",
            n_needed=None,
            n=n,
        )
    if float((counts * penalty).sum()) == 0:
        expected = float((np.outer(counts.sum(axis=1), counts.sum(axis=0)) * penalty).sum()) / n**2
        worst = (1 - wilson(proportion=1.0, n=n, level=level).low) * float(penalty.max()) / expected
        return hold(value=1.0, low=1 - worst, high=1.0, n=n, method=f"{_METHOD[weights]}, Wilson bound", level=level)
    rng = np.random.Generator(np.random.PCG64(seed))
    draws = rng.multinomial(n, (counts / n).ravel(), size=resamples).reshape(resamples, *counts.shape)
    return percentile_interval(
        value=value,
        draws=_kappa(draws.astype(np.float64), penalty),
        n=n,
        method=f"{_METHOD[weights]}, percentile bootstrap of {resamples}, seed {seed}",
        level=level,
    )


_METHOD: dict[Weights, str] = {
    "none": "Cohen's kappa",
    "linear": "kappa, linear weights",
    "quadratic": "kappa, quadratic weights",
}


def _penalty(k: int, weights: Weights) -> Floats:
    distance = np.abs(np.subtract.outer(np.arange(k), np.arange(k))).astype(np.float64)
    if weights == "none":
        return (distance > 0).astype(np.float64)
    if weights == "linear":
        return distance
    if weights == "quadratic":
        return distance**2
    raise Refusal("unknown_weights", "Weights are none, linear or quadratic.", field="weights")


def _cross_table(first: Sequence[Hashable], second: Sequence[Hashable], *, categories: Sequence[Hashable]) -> Floats:
    place = {category: i for i, category in enumerate(categories)}
    if len(place) != len(categories):
        raise Refusal("category_twice", "A category is listed twice.", field="categories")
    counts = np.zeros((len(place), len(place)))
    for a, b in zip(first, second, strict=True):
        if a not in place or b not in place:
            raise Refusal("unknown_category", f"{a!r} or {b!r} is not among the categories.", field="categories")
        counts[place[a], place[b]] += 1
    return counts


def _kappa(tables: Floats, penalty: Floats) -> Floats:
    """Kappa of each table of a stack (tables x k x k); NaN where chance disagreement is zero."""
    n = tables.sum(axis=(1, 2))
    observed = (tables * penalty).sum(axis=(1, 2)) / n
    chance = np.einsum("ti,tj,ij->t", tables.sum(axis=2), tables.sum(axis=1), penalty) / n**2
    undefined = chance == 0
    result: Floats = np.where(undefined, np.nan, 1 - observed / np.where(undefined, 1.0, chance))
    return result
