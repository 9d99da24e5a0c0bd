"""The modified Angoff method: judges say how likely a borderline candidate is to get each item right.

Source: Angoff (1971), in Thorndike (ed.), Educational Measurement, 2nd edition, 514-515. A judge's cut is the sum over
items of probability x points; the panel's cut is the mean of the judges' cuts.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from practicum.kernel.errors import Refusal
from practicum.kernel.later import Later
from practicum.psychometrics.agreement.icc import IntraclassCorrelations, intraclass_correlations
from practicum.psychometrics.facts.findings import Estimate, Refused, hold, too_few
from practicum.psychometrics.facts.intake import Numbers, Rows, check_level, read_matrix, read_points

if TYPE_CHECKING:
    from scipy import stats
else:
    stats = Later("scipy.stats")

MIN_JUDGES = 6


@dataclass(frozen=True, kw_only=True)
class WithoutJudge:
    """The panel's cut, in raw points, when one judge (row index) is left out, and how far it moves."""

    judge: int
    cut: float
    shift: float


@dataclass(frozen=True, kw_only=True)
class AngoffResult:
    """The panel's result. All cuts in raw points; probabilities and their spread on [0, 1].

    `standard_error`: SD of the judges' cuts (n - 1) / sqrt(judges). `agreement`: the ICCs with items as targets.
    `item_means` and `item_sds` (n - 1): per item, over judges. `without`: one entry per judge.
    """

    cut: Estimate
    max_points: float
    standard_error: float
    judge_cuts: tuple[float, ...]
    item_means: tuple[float, ...]
    item_sds: tuple[float, ...]
    agreement: IntraclassCorrelations | Refused
    without: tuple[WithoutJudge, ...]


def angoff_cut(
    ratings: Rows, *, points: Numbers | None = None, min_judges: int = MIN_JUDGES, level: float = 0.95
) -> AngoffResult | Refused:
    """The modified Angoff cut of a judges x items table of probabilities in [0, 1].

    `points`: most points of each item, 1 each when None. The interval is Student's over judges: it says how far
    another panel of like judges might land, and nothing about candidates. A unanimous panel has zero width.
    Refused: fewer than `min_judges` (6; a scheme may set another number, never below 2), a missing rating.
    """
    check_level(level)
    if min_judges < 2:
        raise Refusal("min_judges_too_low", "A panel has at least 2 judges.", field="min_judges")
    read = read_matrix(ratings, field="ratings", low=0.0, high=1.0)
    if isinstance(read, Refused):
        return read
    n, k = read.shape
    if n < min_judges:
        return too_few(what="judges", n=n, n_needed=min_judges)
    most = read_points(points, n_items=k)
    cuts = read @ most
    # The mean of equal floats may differ from them in the last bit; a unanimous panel must give their sum.
    cut = float(cuts[0]) if bool((cuts == cuts[0]).all()) else float(cuts.mean())
    error = float(cuts.std(ddof=1)) / n**0.5
    reach = float(stats.t.ppf((1 + level) / 2, n - 1)) * error
    return AngoffResult(
        cut=hold(
            value=cut,
            low=max(0.0, cut - reach),
            high=min(float(most.sum()), cut + reach),
            n=n,
            method="modified Angoff, t interval over judges",
            level=level,
        ),
        max_points=float(most.sum()),
        standard_error=error,
        judge_cuts=tuple(float(c) for c in cuts),
        item_means=tuple(float(m) for m in read.mean(axis=0)),
        item_sds=tuple(float(s) for s in read.std(axis=0, ddof=1)),
        agreement=intraclass_correlations(read.T, level=level),
        without=tuple(_leave_out(cuts.tolist(), judge, cut) for judge in range(n)),
    )


def least_passing_score(cut: float, *, step: float = 1.0) -> float:
    """The least score on the scale 0, step, 2 step, ... that reaches the cut.

    A cut of 41.2 points asks for 42. Rounding noise under a millionth of a step does not raise the demand, so that
    0.1 + 0.2 + ... summing to 42.000000000000004 asks for 42, not 43.
    """
    if step <= 0 or not math.isfinite(cut):
        raise Refusal("bad_step", "The step must be positive and the cut finite.", field="step")
    return math.ceil(cut / step - 1e-6) * step


def _leave_out(cuts: list[float], judge: int, cut: float) -> WithoutJudge:
    rest = float(np.mean(cuts[:judge] + cuts[judge + 1 :]))
    return WithoutJudge(judge=judge, cut=rest, shift=rest - cut)
