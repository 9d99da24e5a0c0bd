"""A beta law of true scores from the moments of observed scores.

Sources: Lord (1965), Psychometrika 30, 239-270 (factorial moments of a binomial mixture give the raw moments of the
true scores); Hanson (1991), ACT Research Report 91-5 (four-parameter beta by moments).
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from practicum.kernel.later import Later
from practicum.psychometrics.facts.intake import Floats

if TYPE_CHECKING:
    from scipy import stats
else:
    stats = Later("scipy.stats")


@dataclass(frozen=True, kw_only=True)
class ScoreMoments:
    """Number of candidates and the mean of the first four powers of their total scores (raw moments, in points)."""

    n: int
    m1: float
    m2: float
    m3: float
    m4: float

    @property
    def sample_variance(self) -> float:
        """Variance with n - 1."""
        return (self.m2 - self.m1**2) * self.n / (self.n - 1)


def moments_of(scores: Floats) -> ScoreMoments:
    """Raw moments of a vector of scores."""
    m1, m2, m3, m4 = (float((scores**power).mean()) for power in (1, 2, 3, 4))
    return ScoreMoments(n=int(scores.size), m1=m1, m2=m2, m3=m3, m4=m4)


@dataclass(frozen=True, kw_only=True)
class BetaLaw:
    """Beta(alpha, beta) stretched over [low, high], on the proportion-correct scale."""

    alpha: float
    beta: float
    low: float
    high: float
    parameters: int

    def cdf(self, at: float) -> float:
        """Share of true scores below `at`."""
        return float(stats.beta.cdf((at - self.low) / (self.high - self.low), self.alpha, self.beta))

    def quantiles(self, shares: Floats) -> Floats:
        """True scores at the given shares."""
        result: Floats = self.low + (self.high - self.low) * stats.beta.ppf(shares, self.alpha, self.beta)
        return result


def fit_beta(moments: ScoreMoments, *, length: float, max_points: float) -> BetaLaw | None:
    """Four parameters where their solution exists inside [0, 1], else two (over [0, 1]); None where neither exists.

    `length` is the effective test length, not rounded: the variance of true scores then is exactly reliability times
    the variance of observed scores.
    """
    true = _true_moments(moments, length=length, max_points=max_points)
    variance = true[1] - true[0] ** 2
    if not (0 < true[0] < 1 and 0 < variance < true[0] * (1 - true[0])):
        return None
    four = _four_parameters(true, variance)
    if four is not None:
        return four
    size = true[0] * (1 - true[0]) / variance - 1
    return BetaLaw(alpha=true[0] * size, beta=(1 - true[0]) * size, low=0.0, high=1.0, parameters=2)


def _true_moments(moments: ScoreMoments, *, length: float, max_points: float) -> tuple[float, float, float, float]:
    """E[T^r] = E[X (X - 1) ... (X - r + 1)] / [N (N - 1) ... (N - r + 1)], scores stretched to length N."""
    stretch = length / max_points
    y1, y2, y3, y4 = (m * stretch**r for r, m in enumerate((moments.m1, moments.m2, moments.m3, moments.m4), start=1))
    falling = (y1, y2 - y1, y3 - 3 * y2 + 2 * y1, y4 - 6 * y3 + 11 * y2 - 6 * y1)
    bases = np.cumprod([length - r for r in range(4)])
    t1, t2, t3, t4 = (float(f / b) for f, b in zip(falling, bases, strict=True))
    return t1, t2, t3, t4


def _four_parameters(true: tuple[float, float, float, float], variance: float) -> BetaLaw | None:
    t1, t2, t3, t4 = true
    skew = (t3 - 3 * t1 * t2 + 2 * t1**3) / variance**1.5
    kurtosis = (t4 - 4 * t1 * t3 + 6 * t1**2 * t2 - 3 * t1**4) / variance**2
    below = 6 + 3 * skew**2 - 2 * kurtosis
    if below == 0:
        return None
    size = 6 * (kurtosis - skew**2 - 1) / below  # alpha + beta
    inner = (size + 2) * (size + 3) * kurtosis - 3 * (size - 6) * (size + 1)
    if size <= 0 or inner == 0 or not 0 <= 24 * (size + 1) / inner <= 1:
        return None
    half = math.sqrt(1 - 24 * (size + 1) / inner)
    larger, smaller = size * (1 + half) / 2, size * (1 - half) / 2
    alpha, beta = (smaller, larger) if skew > 0 else (larger, smaller)
    if smaller <= 0:
        return None
    width = math.sqrt(variance * size**2 * (size + 1) / (alpha * beta))
    low = t1 - width * alpha / size
    if low < 0 or low + width > 1:
        return None
    return BetaLaw(alpha=alpha, beta=beta, low=low, high=low + width, parameters=4)
