"""Accuracy and consistency of pass/fail decisions from one sitting.

Source: Livingston & Lewis (1995), Journal of Educational Measurement 32, 179-197. The form is treated as if it had an
effective number of equal, independent items; true scores follow a beta law, observed scores a binomial around them.
Accuracy: the share of candidates whose decision agrees with their true status. Consistency: the share whose decision
would be the same on a second, parallel form; both forms use one and the same cut, so the table of the two decisions is
symmetric. The paper's last step (stretching the columns to the observed pass rate) is not taken: model figures stand.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from practicum.kernel.errors import Refusal
from practicum.kernel.later import Later
from practicum.psychometrics.classical.items import read_responses
from practicum.psychometrics.classical.reliability import cronbach_alpha
from practicum.psychometrics.decision.beta_true_scores import BetaLaw, ScoreMoments, fit_beta, moments_of
from practicum.psychometrics.facts.findings import Estimate, Finding, Refused, too_few
from practicum.psychometrics.facts.intake import Floats, Numbers, Rows, check_level, check_resamples, read_points
from practicum.psychometrics.facts.resampling import percentile_interval

if TYPE_CHECKING:
    from scipy import stats
else:
    stats = Later("scipy.stats")

MIN_CANDIDATES = 60
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(80)


@dataclass(frozen=True, kw_only=True)
class Classification:
    """Model figures for one cut. All shares of candidates on [0, 1].

    `false_pass`: truly below, decided pass; `false_fail`: truly at or above, decided fail. `kappa`: consistency beyond
    chance. `effective_length`: items, not rounded. `law`: the true scores, 4 parameters or 2.
    """

    accuracy: float
    false_pass: float
    false_fail: float
    consistency: float
    kappa: float
    effective_length: float
    law: BetaLaw


@dataclass(frozen=True, kw_only=True)
class DecisionConsistency:
    """The same figures with bootstrap intervals over candidates."""

    accuracy: Finding
    false_pass: Finding
    false_fail: Finding
    consistency: Finding
    kappa: Finding
    model: Classification


def classify_by_moments(
    moments: ScoreMoments, *, reliability: float, max_points: float, cut: float
) -> Classification | Refused:
    """Livingston-Lewis figures from the moments of the total scores, their reliability and the cut.

    Scale [0, max_points] in points; a candidate passes at `cut` points or more. Point figures without intervals: for
    a report take `decision_consistency`. Refused where no beta law fits (reliability 0 or 1, scores wider than a
    binomial mixture allows).
    """
    if not 0 < cut < max_points:
        raise Refusal("cut_out_of_range", "The cut must lie inside the score scale.", field="cut")
    n, variance = moments.n, moments.sample_variance if moments.n > 1 else 0.0
    if not 0 < reliability < 1 or variance <= 0:
        return Refused(
            code="no_reliability",
            reason="The method needs a reliability strictly between 0 and 1 and scores that vary.",
            n_needed=None,
            n=n,
        )
    spread = moments.m1 * (max_points - moments.m1)
    length = (spread - reliability * variance) / (variance * (1 - reliability))
    if length < 4:  # four factorial moments need four items
        return Refused(code="no_law", reason="The effective test length is under 4 items.", n_needed=None, n=n)
    law = fit_beta(moments, length=length, max_points=max_points)
    if law is None:
        return Refused(code="no_law", reason="No beta law of true scores fits these scores.", n_needed=None, n=n)
    return _classify(law, length=length, share=cut / max_points)


def decision_consistency(
    responses: Rows,
    *,
    cut: float,
    seed: int,
    points: Numbers | None = None,
    level: float = 0.95,
    resamples: int = 300,
) -> DecisionConsistency | Refused:
    """Livingston-Lewis accuracy and consistency of a candidates x items table, alpha as the reliability.

    Intervals: percentile bootstrap of candidates, alpha and law refitted in each resample. They do not cover the
    error of the model itself. Refused: fewer than 60 candidates, and wherever alpha or the law is refused.
    """
    check_level(level)
    check_resamples(resamples)
    read = read_responses(responses, points=points)
    if isinstance(read, Refused):
        return read
    n, k = read.shape
    if n < MIN_CANDIDATES:
        return too_few(what="candidates", n=n, n_needed=MIN_CANDIDATES)
    most = read_points(points, n_items=k)
    model = _of_table(read, most, cut=cut)
    if isinstance(model, Refused):
        return model
    rng = np.random.Generator(np.random.PCG64(seed))
    draws = np.full((resamples, 5), np.nan)
    for i in range(resamples):
        drawn = _of_table(read[rng.integers(n, size=n)], most, cut=cut)
        if not isinstance(drawn, Refused):
            draws[i] = _figures(drawn)
    method = f"Livingston-Lewis ({model.law.parameters}-parameter beta), bootstrap of {resamples}, seed {seed}"
    found = [
        percentile_interval(value=value, draws=draws[:, i], n=n, method=method, level=level)
        for i, value in enumerate(_figures(model))
    ]
    return DecisionConsistency(
        accuracy=found[0], false_pass=found[1], false_fail=found[2], consistency=found[3], kappa=found[4], model=model
    )


def _of_table(read: Floats, most: Floats, *, cut: float) -> Classification | Refused:
    alpha = cronbach_alpha(read, points=most)
    if not isinstance(alpha, Estimate):
        return alpha
    return classify_by_moments(
        moments_of(read.sum(axis=1)), reliability=alpha.value, max_points=float(most.sum()), cut=cut
    )


def _figures(model: Classification) -> tuple[float, float, float, float, float]:
    return model.accuracy, model.false_pass, model.false_fail, model.consistency, model.kappa


def _classify(law: BetaLaw, *, length: float, share: float) -> Classification:
    """Integrate over true scores by Gauss-Legendre on the quantile scale, split where the true status changes."""
    items = round(length)
    # Fail: fewer than share x items right. The small number keeps an exact product from being lifted by noise.
    most_failing = math.ceil(share * items - 1e-9) - 1
    below = law.cdf(share)
    fail_low, weight_low = _fail_shares(law, 0.0, below, most_failing=most_failing, items=items)
    fail_high, weight_high = _fail_shares(law, below, 1.0, most_failing=most_failing, items=items)
    true_fails = float(weight_low @ fail_low)
    false_fails = float(weight_high @ fail_high)
    failing = true_fails + false_fails
    twice_fail = float(weight_low @ fail_low**2 + weight_high @ fail_high**2)
    consistency = 1 - 2 * (failing - twice_fail)
    chance = failing**2 + (1 - failing) ** 2
    return Classification(
        accuracy=true_fails + (1 - below - false_fails),
        false_pass=below - true_fails,
        false_fail=false_fails,
        consistency=consistency,
        kappa=(consistency - chance) / (1 - chance),
        effective_length=float(length),
        law=law,
    )


def _fail_shares(law: BetaLaw, start: float, end: float, *, most_failing: int, items: int) -> tuple[Floats, Floats]:
    shares = start + (end - start) * (_NODES + 1) / 2
    fails: Floats = stats.binom.cdf(most_failing, items, law.quantiles(shares))
    weights: Floats = _WEIGHTS * (end - start) / 2
    return fails, weights
