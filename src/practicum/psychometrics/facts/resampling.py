"""Percentile intervals from bootstrap draws (Efron & Tibshirani 1993, chapter 13)."""

import numpy as np

from practicum.psychometrics.facts.findings import Estimate, Finding, Refused
from practicum.psychometrics.facts.intake import Floats

MAX_UNDEFINED = 0.05


def percentile_interval(*, value: float, draws: Floats, n: int, method: str, level: float) -> Finding:
    """The percentile interval of `draws`, NaN marking resamples in which the statistic is undefined.

    Widened to hold the value where the percentiles miss it (a biased bootstrap). Refused where more than 5 % of the
    resamples are undefined: the data then sit on the edge of what the statistic can say.
    """
    defined = draws[~np.isnan(draws)]
    if defined.size < (1 - MAX_UNDEFINED) * draws.size:
        return Refused(
            code="unstable",
            reason=f"The statistic is undefined in {draws.size - defined.size} of {draws.size} resamples.",
            n_needed=None,
            n=n,
        )
    low, high = np.quantile(defined, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(
        value=value, low=min(float(low), value), high=max(float(high), value), n=n, method=method, level=level
    )
