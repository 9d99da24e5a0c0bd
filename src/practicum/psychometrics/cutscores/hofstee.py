"""The Hofstee compromise, used as a reality check on a judges' cut.

Source: Hofstee (1983), in Anderson & Helmick (eds), On Educational Testing, 109-127. Each judge names the lowest and
highest acceptable cut and the lowest and highest acceptable fail rate. The line from (lowest cut, highest fail rate)
to (highest cut, lowest fail rate), all panel means, is the diagonal; the cut is where the fail-rate curve crosses it.
"""

from dataclasses import dataclass

import numpy as np

from practicum.kernel.errors import Refusal
from practicum.psychometrics.cutscores.angoff import MIN_JUDGES
from practicum.psychometrics.cutscores.curve import fail_rate_curve, knots, zero_of
from practicum.psychometrics.facts.findings import Finding, Refused, too_few
from practicum.psychometrics.facts.intake import Floats, Numbers, check_level, check_resamples, read_vector
from practicum.psychometrics.facts.ladder import MIN_DESCRIBED
from practicum.psychometrics.facts.resampling import percentile_interval


@dataclass(frozen=True, kw_only=True)
class HofsteeResult:
    """`cut` in raw points; `fail_rate` in [0, 1], read off the diagonal at the cut; the panel's mean bounds."""

    cut: Finding
    fail_rate: float
    min_cut: float
    max_cut: float
    min_fail_rate: float
    max_fail_rate: float


def hofstee_cut(
    *,
    scores: Numbers,
    min_cuts: Numbers,
    max_cuts: Numbers,
    min_fail_rates: Numbers,
    max_fail_rates: Numbers,
    max_points: float,
    seed: int,
    min_judges: int = MIN_JUDGES,
    level: float = 0.95,
    resamples: int = 1000,
) -> HofsteeResult | Refused:
    """The crossing of the fail-rate curve and the diagonal, with a bootstrap interval over candidates and judges.

    `scores`: total points of the candidates. The other four: one number per judge, cuts in raw points on
    [0, max_points], fail rates in [0, 1]. In a resample without a crossing, the corner of the rectangle nearest to the
    curve stands in. Refused: fewer than 10 candidates or `min_judges` judges, missing values, a panel without room
    between its mean bounds, a curve that misses the diagonal (the judges' bounds do not fit these candidates).
    """
    check_level(level)
    check_resamples(resamples)
    read = read_vector(scores, field="scores", low=0.0, high=max_points)
    if isinstance(read, Refused):
        return read
    if read.size < MIN_DESCRIBED:
        return too_few(what="candidates", n=int(read.size), n_needed=MIN_DESCRIBED)
    bounds = _read_bounds(
        min_cuts, max_cuts, min_fail_rates, max_fail_rates, max_points=max_points, min_judges=max(2, min_judges)
    )
    if isinstance(bounds, Refused):
        return bounds
    k_min, k_max, f_min, f_max = (float(b) for b in bounds.mean(axis=0))
    if not (k_min < k_max and f_min < f_max):
        return Refused(
            code="no_room", reason="The panel leaves no room between its bounds.", n_needed=None, n=read.size
        )
    cut = _crossing(read, (k_min, k_max, f_min, f_max))
    if cut is None:
        return Refused(
            code="no_crossing",
            reason="The fail-rate curve misses the judges' diagonal: their bounds do not fit these candidates.",
            n_needed=None,
            n=int(read.size),
        )
    interval = percentile_interval(
        value=cut,
        draws=_resample(read, bounds, seed=seed, resamples=resamples),
        n=int(read.size),
        method=f"Hofstee, percentile bootstrap of candidates and judges, {resamples}, seed {seed}",
        level=level,
    )
    fail_rate = f_max + (f_min - f_max) * (cut - k_min) / (k_max - k_min)
    return HofsteeResult(
        cut=interval, fail_rate=fail_rate, min_cut=k_min, max_cut=k_max, min_fail_rate=f_min, max_fail_rate=f_max
    )


def _read_bounds(
    min_cuts: Numbers, max_cuts: Numbers, min_rates: Numbers, max_rates: Numbers, *, max_points: float, min_judges: int
) -> Floats | Refused:
    columns: list[Floats] = []
    for field, values, high in (
        ("min_cuts", min_cuts, max_points),
        ("max_cuts", max_cuts, max_points),
        ("min_fail_rates", min_rates, 1.0),
        ("max_fail_rates", max_rates, 1.0),
    ):
        read = read_vector(values, field=field, low=0.0, high=high)
        if isinstance(read, Refused):
            return read
        columns.append(read)
    if len({column.size for column in columns}) != 1:
        raise Refusal("unequal_lengths", "Each judge gives all four numbers.", field="min_cuts")
    if bool((columns[0] > columns[1]).any() or (columns[2] > columns[3]).any()):
        raise Refusal("bounds_crossed", "A judge's lowest value lies above the highest.", field="min_cuts")
    if columns[0].size < min_judges:
        return too_few(what="judges", n=int(columns[0].size), n_needed=min_judges)
    return np.column_stack(columns)


def _crossing(scores: Floats, bounds: tuple[float, float, float, float]) -> float | None:
    k_min, k_max, f_min, f_max = bounds
    at = knots(k_min, k_max)
    diagonal = f_max + (f_min - f_max) * (at - k_min) / (k_max - k_min)
    return zero_of(at, fail_rate_curve(scores, at) - diagonal, towards=k_min)


def _resample(scores: Floats, bounds: Floats, *, seed: int, resamples: int) -> Floats:
    rng = np.random.Generator(np.random.PCG64(seed))
    draws = np.full(resamples, np.nan)
    for i in range(resamples):
        people = scores[rng.integers(scores.size, size=scores.size)]
        k_min, k_max, f_min, f_max = bounds[rng.integers(bounds.shape[0], size=bounds.shape[0])].mean(axis=0).tolist()
        if not (k_min < k_max and f_min < f_max):
            continue
        cut = _crossing(people, (k_min, k_max, f_min, f_max))
        if cut is None:  # the whole curve lies above the diagonal, or below it
            cut = k_min if fail_rate_curve(people, np.array([k_min]))[0] > f_max else k_max
        draws[i] = cut
    return draws
