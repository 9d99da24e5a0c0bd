"""Decision consistency against a published fit and against closed forms."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy import stats
from scipy.special import betaln, gammaln

from practicum.kernel.errors import Refusal
from practicum.psychometrics.api import (
    Classification,
    Estimate,
    Refused,
    ScoreMoments,
    classify_by_moments,
    decision_consistency,
)

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "livingston_lewis_sat12.json").read_text())


def _sat12() -> Classification:
    m1, m2, m3, m4 = (total / GOLDEN["n"] for total in GOLDEN["power_sums"])
    found = classify_by_moments(
        ScoreMoments(n=GOLDEN["n"], m1=m1, m2=m2, m3=m3, m4=m4),
        reliability=GOLDEN["alpha"],
        max_points=GOLDEN["max_points"],
        cut=GOLDEN["cut"],
    )
    assert not isinstance(found, Refused)
    return found


def _agree(alpha: float, beta: float, *, items: int, first: int, second: int) -> float:
    """P(two binomial forms decide alike), failing up to `first` and `second`: beta-binomial, summed exactly."""
    x, y = np.meshgrid(np.arange(items + 1), np.arange(items + 1), indexing="ij")
    choose = gammaln(items + 1) - gammaln(x + 1) - gammaln(items - x + 1)
    choose = choose + choose.T
    joint = np.exp(choose + betaln(x + y + alpha, 2 * items - x - y + beta) - betaln(alpha, beta))
    assert joint.sum() == pytest.approx(1)
    return float(joint[(x <= first) == (y <= second)].sum())


def test_accuracy_on_sat12() -> None:
    found = _sat12()
    assert found.effective_length == pytest.approx(GOLDEN["effective_length"], abs=1e-8)
    assert (found.law.alpha, found.law.beta) == pytest.approx((6.4564033952, 4.8944752045), abs=1e-8)
    assert found.accuracy == pytest.approx(GOLDEN["accuracy"], abs=1e-10)
    assert found.false_pass == pytest.approx(GOLDEN["false_pass"], abs=1e-10)
    assert found.false_fail == pytest.approx(GOLDEN["false_fail"], abs=1e-10)


def test_consistency_on_sat12_is_that_of_two_forms_with_one_cut() -> None:
    """19 of 32 is 26.7 of 45: a candidate fails with 26 or fewer. The package's second form fails up to 25 only."""
    found, law = _sat12(), _sat12().law
    assert found.consistency == pytest.approx(_agree(law.alpha, law.beta, items=45, first=26, second=26), abs=1e-10)
    assert found.consistency == pytest.approx(0.7995948964, abs=1e-9)
    mixed = _agree(law.alpha, law.beta, items=45, first=26, second=25)
    assert mixed == pytest.approx(GOLDEN["consistency_of_the_package"], abs=1e-9)


def test_kappa_follows_from_consistency_and_the_fail_rate() -> None:
    found = _sat12()
    failing = float(stats.betabinom.cdf(26, 45, found.law.alpha, found.law.beta))
    chance = failing**2 + (1 - failing) ** 2
    assert found.kappa == pytest.approx((found.consistency - chance) / (1 - chance), abs=1e-9)


def test_accuracy_and_its_two_errors_make_one() -> None:
    found = _sat12()
    assert found.accuracy + found.false_pass + found.false_fail == pytest.approx(1)


def test_four_parameters_are_found_where_they_lie_on_the_scale() -> None:
    """Scores binomial(60) around true scores 0.3 + 0.6 Beta(2, 3): the exact moments give the law back."""
    low, high, a, b, items = 0.3, 0.9, 2.0, 3.0, 60
    nodes, weights = np.polynomial.legendre.leggauss(200)
    at = (nodes + 1) / 2
    weight = weights / 2 * stats.beta.pdf(at, a, b)
    chances = stats.binom.pmf(np.arange(items + 1)[:, None], items, low + (high - low) * at) @ weight
    m1, m2, m3, m4 = (float((np.arange(items + 1.0) ** power) @ chances) for power in (1, 2, 3, 4))
    n = 10**9  # so large that n / (n - 1) is 1
    variance = m2 - m1**2
    true_variance = (high - low) ** 2 * a * b / ((a + b) ** 2 * (a + b + 1)) * items**2
    found = classify_by_moments(
        ScoreMoments(n=n, m1=m1, m2=m2, m3=m3, m4=m4), reliability=true_variance / variance, max_points=60, cut=33
    )
    assert not isinstance(found, Refused)
    # The effective length supposes the spread of a two-moment law: it comes out as the true number of items here.
    assert found.effective_length == pytest.approx(items, rel=1e-6)
    assert found.law.parameters == 4
    assert (found.law.alpha, found.law.beta) == pytest.approx((a, b), rel=1e-3)
    assert (found.law.low, found.law.high) == pytest.approx((low, high), abs=1e-3)


def _responses(n: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    ability, hardness = rng.normal(size=(n, 1)), rng.normal(scale=0.7, size=30)
    return (rng.random((n, 30)) < 1 / (1 + np.exp(hardness - ability))).astype(int)


def test_intervals_repeat_by_seed_and_hold_the_figures() -> None:
    table = _responses(80, 4)
    one, again, other = (decision_consistency(table, cut=16, seed=s, resamples=100) for s in (1, 1, 2))
    assert one == again and one != other
    assert not isinstance(one, Refused)
    for figure in (one.accuracy, one.false_pass, one.false_fail, one.consistency, one.kappa):
        assert isinstance(figure, Estimate) and figure.low <= figure.value <= figure.high
    assert one.accuracy.value == one.model.accuracy  # type: ignore[union-attr]


def test_decision_refusals() -> None:
    few = decision_consistency(_responses(59, 1), cut=16, seed=1)
    assert isinstance(few, Refused) and few.n_needed == 60
    noise = decision_consistency(np.eye(60)[:, :30], cut=10, seed=1)
    assert isinstance(noise, Refused)
    with pytest.raises(Refusal, match="inside"):
        decision_consistency(_responses(60, 1), cut=31, seed=1)
