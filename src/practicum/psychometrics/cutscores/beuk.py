"""The Beuk compromise between a judged cut and an expected pass rate.

Source: Beuk (1984), Journal of Educational Measurement 21, 147-152. Each judge names a cut x and the pass rate v they
expect. Through the point of means runs a line of slope SD(v) / SD(x); the cut is where it meets the pass-rate curve.
Whatever the judges agree on more weighs more: with no spread of the judged cuts the line is upright and the result is
their mean (the Angoff cut); with no spread of the pass rates it is level and the result is the cut that yields their
mean pass rate.
"""

from dataclasses import dataclass

import numpy as np

from practicum.kernel.errors import Refusal
from practicum.psychometrics.cutscores.angoff import MIN_JUDGES
from practicum.psychometrics.cutscores.curve import fail_rate_curve, knots, zero_of
from practicum.psychometrics.facts.findings import Finding, Refused, too_few
from practicum.psychometrics.facts.intake import (
    Floats,
    Numbers,
    check_level,
    check_resamples,
    is_constant,
    read_vector,
)
from practicum.psychometrics.facts.ladder import MIN_DESCRIBED
from practicum.psychometrics.facts.resampling import percentile_interval


@dataclass(frozen=True, kw_only=True)
class BeukResult:
    """`cut` in raw points; `pass_rate` of these candidates on the curve at the cut; the panel's two means."""

    cut: Finding
    pass_rate: float
    mean_cut: float
    mean_pass_rate: float


def beuk_cut(
    *,
    scores: Numbers,
    cuts: Numbers,
    pass_rates: Numbers,
    max_points: float,
    seed: int,
    min_judges: int = MIN_JUDGES,
    level: float = 0.95,
    resamples: int = 1000,
) -> BeukResult | Refused:
    """The Beuk cut with a bootstrap interval over candidates and judges.

    `scores`: total points on [0, max_points]; `cuts` in raw points and `pass_rates` in [0, 1], one per judge.
    Refused: fewer than 10 candidates or `min_judges` judges, missing values, a panel agreed on both (no slope), a line
    that meets the curve nowhere on the scale.
    """
    check_level(level)
    check_resamples(resamples)
    read = _read(scores, cuts, pass_rates, max_points=max_points, min_judges=max(2, min_judges))
    if isinstance(read, Refused):
        return read
    people, judged, rates = read
    n = int(people.size)
    if is_constant(judged) and is_constant(rates):
        return Refused(
            code="zero_variance",
            reason="The judges agree on cut and pass rate alike: no slope says which gives way.",
            n_needed=None,
            n=n,
        )
    cut = _meet(people, judged, rates, max_points=max_points)
    if cut is None:
        return Refused(
            code="no_crossing", reason="The line meets the pass-rate curve nowhere on the scale.", n_needed=None, n=n
        )
    rng = np.random.Generator(np.random.PCG64(seed))
    draws = np.full(resamples, np.nan)
    for i in range(resamples):
        panel = rng.integers(judged.size, size=judged.size)
        drawn = _meet(people[rng.integers(n, size=n)], judged[panel], rates[panel], max_points=max_points)
        draws[i] = np.nan if drawn is None else drawn
    return BeukResult(
        cut=percentile_interval(
            value=cut,
            draws=draws,
            n=n,
            method=f"Beuk, percentile bootstrap of candidates and judges, {resamples}, seed {seed}",
            level=level,
        ),
        pass_rate=1 - float(fail_rate_curve(people, np.array([cut]))[0]),
        mean_cut=float(judged.mean()),
        mean_pass_rate=float(rates.mean()),
    )


def _read(
    scores: Numbers, cuts: Numbers, pass_rates: Numbers, *, max_points: float, min_judges: int
) -> tuple[Floats, Floats, Floats] | Refused:
    people = read_vector(scores, field="scores", low=0.0, high=max_points)
    if isinstance(people, Refused):
        return people
    judged = read_vector(cuts, field="cuts", low=0.0, high=max_points)
    if isinstance(judged, Refused):
        return judged
    rates = read_vector(pass_rates, field="pass_rates", low=0.0, high=1.0)
    if isinstance(rates, Refused):
        return rates
    if judged.size != rates.size:
        raise Refusal("unequal_lengths", "Each judge gives a cut and a pass rate.", field="pass_rates")
    if people.size < MIN_DESCRIBED:
        return too_few(what="candidates", n=int(people.size), n_needed=MIN_DESCRIBED)
    if judged.size < min_judges:
        return too_few(what="judges", n=int(judged.size), n_needed=min_judges)
    return people, judged, rates


def _meet(people: Floats, judged: Floats, rates: Floats, *, max_points: float) -> float | None:
    mean_cut, mean_rate = float(judged.mean()), float(rates.mean())
    if is_constant(judged):
        return None if is_constant(rates) else mean_cut
    slope = 0.0 if is_constant(rates) else float(rates.std(ddof=1) / judged.std(ddof=1))
    at = knots(0.0, max_points)
    line = mean_rate + slope * (at - mean_cut)
    return zero_of(at, line - (1 - fail_rate_curve(people, at)), towards=mean_cut)
