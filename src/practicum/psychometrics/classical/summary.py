"""The description of a set of total scores."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from practicum.kernel.later import Later
from practicum.psychometrics.facts.findings import Estimate, Refused, hold, too_few
from practicum.psychometrics.facts.intake import Numbers, check_level, is_constant, read_vector
from practicum.psychometrics.facts.ladder import MIN_DESCRIBED

if TYPE_CHECKING:
    from scipy import stats
else:
    stats = Later("scipy.stats")


@dataclass(frozen=True, kw_only=True)
class ScoreSummary:
    """Raw points throughout. Quartiles by linear interpolation; skewness is the third standardised moment, biased."""

    n: int
    mean: Estimate
    sd: Estimate
    minimum: float
    lower_quartile: float
    median: float
    upper_quartile: float
    maximum: float
    skewness: float


def summarise_scores(scores: Numbers, *, level: float = 0.95) -> ScoreSummary | Refused:
    """Mean with t interval, SD (n - 1) with chi-square interval, and the shape of the scores.

    Refused: fewer than 10 candidates, a missing score, no variance.
    """
    check_level(level)
    read = read_vector(scores, field="scores")
    if isinstance(read, Refused):
        return read
    n = int(read.size)
    if n < MIN_DESCRIBED:
        return too_few(what="candidates", n=n, n_needed=MIN_DESCRIBED)
    if is_constant(read):
        return Refused(code="zero_variance", reason="Every candidate has the same score.", n_needed=None, n=n)
    mean, sd = float(read.mean()), float(read.std(ddof=1))
    reach = float(stats.t.ppf((1 + level) / 2, n - 1)) * sd / n**0.5
    quartiles = [float(q) for q in np.quantile(read, [0.25, 0.5, 0.75])]
    return ScoreSummary(
        n=n,
        mean=hold(value=mean, low=mean - reach, high=mean + reach, n=n, method="mean, t interval", level=level),
        sd=hold(
            value=sd,
            low=float(sd * ((n - 1) / stats.chi2.ppf((1 + level) / 2, n - 1)) ** 0.5),
            high=float(sd * ((n - 1) / stats.chi2.ppf((1 - level) / 2, n - 1)) ** 0.5),
            n=n,
            method="sample SD, chi-square interval",
            level=level,
        ),
        minimum=float(read.min()),
        lower_quartile=quartiles[0],
        median=quartiles[1],
        upper_quartile=quartiles[2],
        maximum=float(read.max()),
        skewness=float((((read - mean) / read.std()) ** 3).mean()),
    )
