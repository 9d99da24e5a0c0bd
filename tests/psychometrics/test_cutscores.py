"""Cut scores: closed forms and the defining properties of each method."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from practicum.kernel.errors import Refusal
from practicum.psychometrics.api import (
    Estimate,
    HofsteeResult,
    Refused,
    angoff_cut,
    beuk_cut,
    hofstee_cut,
    least_passing_score,
)

percents = st.integers(0, 100).map(lambda p: p / 100)
panels = hnp.arrays(np.float64, st.tuples(st.integers(6, 10), st.integers(5, 12)), elements=percents)


@given(probabilities=st.lists(percents, min_size=1, max_size=40), judges=st.integers(6, 12))
@settings(max_examples=60, deadline=None)
def test_a_unanimous_panel_gives_the_sum(probabilities: list[float], judges: int) -> None:
    found = angoff_cut([probabilities] * judges)
    assert not isinstance(found, Refused)
    assert found.cut.value == pytest.approx(sum(probabilities), abs=1e-9)
    assert found.standard_error == pytest.approx(0, abs=1e-9)
    assert all(without.shift == pytest.approx(0, abs=1e-9) for without in found.without)


@given(panel=panels, data=st.data())
@settings(max_examples=40, deadline=None)
def test_the_cut_does_not_depend_on_order_and_each_judge_pulls_as_far_as_the_mean_says(
    panel: np.ndarray, data: st.DataObject
) -> None:
    base = angoff_cut(panel)
    moved = angoff_cut(panel[data.draw(st.permutations(range(len(panel))))])
    assert not isinstance(base, Refused) and not isinstance(moved, Refused)
    assert moved.cut.value == pytest.approx(base.cut.value)
    assert base.cut.low <= base.cut.value <= base.cut.high
    n = len(panel)
    for without, own in zip(base.without, base.judge_cuts, strict=True):
        assert without.shift == pytest.approx((base.cut.value - own) / (n - 1), abs=1e-9)
    assert sum(without.shift for without in base.without) == pytest.approx(0, abs=1e-9)


def test_angoff_by_hand_with_points() -> None:
    """Judges' cuts 3, 4, 5, 3, 4, 5 on two items of 2 and 4 points: mean 4, SD sqrt(0.8), SE sqrt(0.8 / 6)."""
    ratings = [[0.5, 0.5], [0.5, 0.75], [0.5, 1.0]] * 2
    found = angoff_cut(ratings, points=[2, 4])
    assert not isinstance(found, Refused)
    assert found.judge_cuts == (3, 4, 5, 3, 4, 5)
    assert found.cut.value == 4
    assert found.standard_error == pytest.approx((0.8 / 6) ** 0.5)
    assert found.item_means == pytest.approx((0.5, 0.75))
    assert found.item_sds == pytest.approx((0, 0.05**0.5))
    # Student's 97.5 % point at 5 degrees of freedom is 2.570582.
    assert found.cut.high == pytest.approx(4 + 2.570582 * (0.8 / 6) ** 0.5, abs=1e-5)
    assert isinstance(found.agreement, Refused)  # two items are too few targets for an ICC


def test_angoff_agreement_is_reported_over_items() -> None:
    rng = np.random.default_rng(5)
    hard = rng.uniform(0.3, 0.9, size=20)
    found = angoff_cut(np.clip(hard + rng.normal(scale=0.03, size=(8, 20)), 0, 1))
    assert not isinstance(found, Refused) and not isinstance(found.agreement, Refused)
    assert isinstance(found.agreement.two_single, Estimate) and found.agreement.two_single.value > 0.9


def test_angoff_refusals() -> None:
    few = angoff_cut([[0.5, 0.5]] * 5)
    assert isinstance(few, Refused) and few.n_needed == 6
    assert not isinstance(angoff_cut([[0.5, 0.5]] * 5, min_judges=5), Refused)
    holed = angoff_cut([[0.5, float("nan")]] * 6)
    assert isinstance(holed, Refused) and holed.code == "missing"
    with pytest.raises(Refusal, match="maximum"):
        angoff_cut([[0.5, 50]] * 6)
    with pytest.raises(Refusal, match="at least 2"):
        angoff_cut([[0.5]] * 6, min_judges=1)


@given(tenths=st.lists(st.integers(0, 10), min_size=1, max_size=80))
def test_noise_of_binary_sums_never_asks_for_a_point_more(tenths: list[int]) -> None:
    exact = Fraction(sum(tenths), 10)
    assert least_passing_score(sum(t / 10 for t in tenths)) == -(-exact.numerator // exact.denominator)


def test_the_least_passing_score_follows_the_scale() -> None:
    assert least_passing_score(41.2) == 42
    assert least_passing_score(41.2, step=0.5) == 41.5


def _hofstee(scores: list[int], k_min: float, k_max: float, f_min: float, f_max: float) -> HofsteeResult | Refused:
    return hofstee_cut(
        scores=scores,
        min_cuts=[k_min] * 6,
        max_cuts=[k_max] * 6,
        min_fail_rates=[f_min] * 6,
        max_fail_rates=[f_max] * 6,
        max_points=20,
        seed=7,
        resamples=100,
    )


@given(
    scores=st.lists(st.integers(0, 20), min_size=10, max_size=40),
    k=st.tuples(st.integers(0, 20), st.integers(0, 20)).filter(lambda k: k[0] < k[1]),
    f=st.tuples(percents, percents).filter(lambda f: f[0] < f[1]),
)
@settings(max_examples=60, deadline=None)
def test_hofstee_is_the_crossing_of_curve_and_diagonal(
    scores: list[int], k: tuple[int, int], f: tuple[float, float]
) -> None:
    def fail_rate(at: float) -> float:
        """Share below, between whole scores on a straight line: written out anew, not taken from the library."""
        low = int(at // 1)
        rates = [sum(s < whole for s in scores) / len(scores) for whole in (low, low + 1)]
        return rates[0] + (at - low) * (rates[1] - rates[0])

    found = _hofstee(scores, *k, *f)
    if isinstance(found, Refused):
        assert fail_rate(k[0]) > f[1] or fail_rate(k[1]) < f[0]
        return
    cut = found.cut
    assert isinstance(cut, Estimate) and k[0] <= cut.value <= k[1] and cut.low <= cut.value <= cut.high
    diagonal = f[1] + (f[0] - f[1]) * (cut.value - k[0]) / (k[1] - k[0])
    assert fail_rate(cut.value) == pytest.approx(diagonal, abs=1e-9)
    assert found.fail_rate == pytest.approx(diagonal)


def test_hofstee_by_hand() -> None:
    """Scores 1..20: fail rate (k - 1) / 20. Diagonal from (8, 0.5) to (12, 0.1): they meet at 9."""
    found = _hofstee(list(range(1, 21)), 8, 12, 0.1, 0.5)
    assert not isinstance(found, Refused)
    assert found.cut.value == pytest.approx(9)  # type: ignore[union-attr]
    assert found.fail_rate == pytest.approx(0.4)


def test_hofstee_refusals() -> None:
    miss = _hofstee([20] * 12, 5, 10, 0.1, 0.5)
    assert isinstance(miss, Refused) and miss.code == "no_crossing"
    narrow = _hofstee(list(range(1, 21)), 8, 8, 0.1, 0.5)
    assert isinstance(narrow, Refused) and narrow.code == "no_room"
    few = _hofstee([1, 2, 3], 5, 10, 0.1, 0.5)
    assert isinstance(few, Refused) and few.n_needed == 10
    with pytest.raises(Refusal, match="above the highest"):
        _hofstee(list(range(1, 21)), 12, 8, 0.1, 0.5)


def test_beuk_by_hand() -> None:
    """Scores 1..20: pass rate 1 - (k - 1) / 20. Judges' cuts 9 and 11, pass rates 0.6 and 0.8 (SDs 1.095, 0.1095).

    Line 0.7 + 0.1 (k - 10); curve 1.05 - 0.05 k: crossing where 0.15 k = 1.35, k = 9, pass rate 0.6.
    """
    found = beuk_cut(
        scores=range(1, 21), cuts=[9, 11] * 3, pass_rates=[0.6, 0.8] * 3, max_points=20, seed=1, resamples=200
    )
    assert not isinstance(found, Refused)
    assert isinstance(found.cut, Estimate) and found.cut.value == pytest.approx(9)
    assert found.pass_rate == pytest.approx(0.6)
    assert (found.mean_cut, found.mean_pass_rate) == (10, pytest.approx(0.7))


def test_beuk_leans_on_what_the_judges_agree_on() -> None:
    scores = range(1, 21)
    agreed_cut = beuk_cut(scores=scores, cuts=[13] * 6, pass_rates=[0.5, 0.9] * 3, max_points=20, seed=1, resamples=200)
    agreed_rate = beuk_cut(scores=scores, cuts=[11, 15] * 3, pass_rates=[0.7] * 6, max_points=20, seed=1, resamples=200)
    assert not isinstance(agreed_cut, Refused) and not isinstance(agreed_rate, Refused)
    assert agreed_cut.cut.value == 13  # type: ignore[union-attr]  # the Angoff mean
    assert agreed_rate.pass_rate == pytest.approx(0.7)  # the cut that yields the agreed pass rate
    assert agreed_rate.cut.value == pytest.approx(7)  # type: ignore[union-attr]


@given(
    scores=st.lists(st.integers(0, 20), min_size=10, max_size=30),
    judged=st.lists(st.tuples(st.integers(1, 20), percents), min_size=6, max_size=9),
)
@settings(max_examples=40, deadline=None)
def test_beuk_lies_between_the_judged_cut_and_the_judged_pass_rate(
    scores: list[int], judged: list[tuple[int, float]]
) -> None:
    cuts, rates = [c for c, _ in judged], [r for _, r in judged]
    found = beuk_cut(scores=scores, cuts=cuts, pass_rates=rates, max_points=20, seed=3, resamples=100)
    if isinstance(found, Refused):
        assert found.code in ("no_crossing", "zero_variance")
        return
    cut = found.cut
    if isinstance(cut, Refused):
        assert cut.code == "unstable"
        return
    assert cut.low <= cut.value <= cut.high
    # The line rises: a cut under the judges' mean means that fewer than they expected pass, and the other way round.
    gap = (cut.value - found.mean_cut) * (found.pass_rate - found.mean_pass_rate)
    assert gap >= -1e-9


def test_beuk_refusals() -> None:
    agreed = beuk_cut(scores=range(1, 21), cuts=[10] * 6, pass_rates=[0.6] * 6, max_points=20, seed=1)
    assert isinstance(agreed, Refused) and agreed.code == "zero_variance"
    few = beuk_cut(scores=range(1, 21), cuts=[10, 11], pass_rates=[0.6, 0.7], max_points=20, seed=1)
    assert isinstance(few, Refused) and few.n_needed == 6
    with pytest.raises(Refusal, match="cut and a pass rate"):
        beuk_cut(scores=range(1, 21), cuts=[10, 11], pass_rates=[0.6], max_points=20, seed=1)
