"""Agreement of markers: published tables, definitions, invariances."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from practicum.kernel.errors import Refusal
from practicum.psychometrics.api import Estimate, Refused, Weights, cohen_kappa, intraclass_correlations

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "shrout_fleiss_1979.json").read_text())
marks = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=10, max_size=40)


def test_the_six_iccs_of_shrout_and_fleiss() -> None:
    found = intraclass_correlations(GOLDEN["ratings"])
    assert not isinstance(found, Refused)
    for form, published in GOLDEN["published"].items():
        estimate = getattr(found, form)
        assert round(estimate.value, 2) == published
        assert (estimate.low, estimate.high) == pytest.approx(GOLDEN["limits"][form], abs=1e-9)


@given(order=st.permutations(range(6)), judges=st.permutations(range(4)), shift=st.integers(-5, 5))
@settings(max_examples=20, deadline=None)
def test_iccs_do_not_depend_on_order_or_origin(order: list[int], judges: list[int], shift: int) -> None:
    table = np.array(GOLDEN["ratings"], dtype=float)
    base, moved = intraclass_correlations(table), intraclass_correlations(table[order][:, judges] * 2.0 + shift)
    assert not isinstance(base, Refused) and not isinstance(moved, Refused)
    for form in GOLDEN["published"]:
        assert getattr(moved, form).value == pytest.approx(getattr(base, form).value)


def test_consistency_ignores_a_severe_judge_and_absolute_agreement_does_not() -> None:
    table = np.array(GOLDEN["ratings"], dtype=float)
    severe = table - np.array([0, 0, 0, 3])
    base, moved = intraclass_correlations(table), intraclass_correlations(severe)
    assert not isinstance(base, Refused) and not isinstance(moved, Refused)
    assert moved.three_single.value == pytest.approx(base.three_single.value)  # type: ignore[union-attr]
    assert moved.two_single.value != pytest.approx(base.two_single.value)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (np.ones((6, 3)), "zero_variance"),
        (np.arange(12.0).reshape(4, 3), "too_few"),
        (np.arange(6.0).reshape(6, 1), "single_judge"),
        (np.where(np.eye(6, 3) > 0, np.nan, 1.0), "missing"),
    ],
)
def test_iccs_are_refused_where_nothing_can_be_said(table: np.ndarray, code: str) -> None:
    found = intraclass_correlations(table)
    assert isinstance(found, Refused) and found.code == code


def test_perfect_agreement_has_no_icc_interval() -> None:
    found = intraclass_correlations(np.repeat(np.arange(6.0)[:, None], 3, axis=1))
    assert not isinstance(found, Refused)
    assert all(getattr(found, form).code == "zero_residual" for form in GOLDEN["published"])


@given(
    table=hnp.arrays(np.int64, st.tuples(st.integers(5, 9), st.integers(2, 5)), elements=st.integers(0, 3)),
)
@settings(max_examples=60, deadline=None)
def test_every_icc_lies_in_its_interval_or_is_refused(table: np.ndarray) -> None:
    found = intraclass_correlations(table)
    if isinstance(found, Refused):
        assert found.code == "zero_variance"
        return
    for form in GOLDEN["published"]:
        figure = getattr(found, form)
        assert isinstance(figure, Refused) or figure.low <= figure.value <= figure.high


def test_an_icc_of_the_mean_without_a_lower_end_is_refused() -> None:
    table = np.array([[0, 2], [2, 0], [0, 2], [2, 0], [0, 3], [3, 1]])
    found = intraclass_correlations(table)
    assert not isinstance(found, Refused)
    assert isinstance(found.two_mean, Refused) and found.two_mean.code == "unbounded"
    assert isinstance(found.two_single, Estimate)


def _table(counts: list[list[int]]) -> tuple[list[int], list[int]]:
    pairs = [(i, j) for i, row in enumerate(counts) for j, count in enumerate(row) for _ in range(count)]
    return [a for a, _ in pairs], [b for _, b in pairs]


def test_kappa_by_hand() -> None:
    """20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: observed 0.7, chance 0.5, kappa 0.4."""
    found = cohen_kappa(*_table([[20, 5], [10, 15]]), categories=[0, 1], seed=1)
    assert isinstance(found, Estimate)
    assert found.value == pytest.approx(0.4)
    # Large-sample standard error 0.1265 (Fleiss, Cohen & Everitt 1969): the bootstrap should be of that size.
    assert 0.35 < found.high - found.low < 0.65


def test_weights_by_hand() -> None:
    """Three grades, margins equal thirds of 30; all disagreements are one step, 3 of them."""
    first, second = _table([[9, 1, 0], [1, 8, 1], [0, 1, 9]])
    plain, linear, quadratic = (
        cohen_kappa(first, second, categories=[0, 1, 2], seed=1, weights=w) for w in ("none", "linear", "quadratic")
    )
    # Chance disagreement: 2/3 plain; linear (4 x 1 + 2 x 2) / 9 = 8/9; quadratic (4 x 1 + 2 x 4) / 9 = 12/9.
    assert plain.value == pytest.approx(1 - (4 / 30) / (2 / 3))  # type: ignore[union-attr]
    assert linear.value == pytest.approx(1 - (4 / 30) / (8 / 9))  # type: ignore[union-attr]
    assert quadratic.value == pytest.approx(1 - (4 / 30) / (12 / 9))  # type: ignore[union-attr]


@given(pairs=marks, weights=st.sampled_from(["none", "linear", "quadratic"]), seed=st.integers(0, 99))
@settings(max_examples=50, deadline=None)
def test_kappa_is_symmetric_repeatable_and_in_its_interval(
    pairs: list[tuple[int, int]], weights: Weights, seed: int
) -> None:
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    one, again, turned = (
        cohen_kappa(a, b, categories=range(4), seed=seed, weights=weights, resamples=200)
        for a, b in ((first, second), (first, second), (second, first))
    )
    assert one == again
    if isinstance(one, Refused):
        assert one.code in ("zero_variance", "unstable")
        return
    assert isinstance(turned, Estimate)
    assert turned.value == pytest.approx(one.value)
    assert one.low <= one.value <= one.high


def test_perfect_agreement_is_not_certainty() -> None:
    few = cohen_kappa([0, 1] * 5, [0, 1] * 5, categories=[0, 1], seed=1)
    many = cohen_kappa([0, 1] * 100, [0, 1] * 100, categories=[0, 1], seed=1)
    assert isinstance(few, Estimate) and isinstance(many, Estimate)
    assert few.value == many.value == 1
    assert few.low < many.low < 1


def test_kappa_refusals() -> None:
    same = cohen_kappa([0] * 12, [0] * 12, categories=[0, 1], seed=1)
    assert isinstance(same, Refused) and same.code == "zero_variance"
    few = cohen_kappa([0, 1], [0, 1], categories=[0, 1], seed=1)
    assert isinstance(few, Refused) and few.n_needed == 10
    holed = cohen_kappa([0, None] * 6, [0, 1] * 6, categories=[0, 1], seed=1)
    assert isinstance(holed, Refused) and holed.code == "missing"
    with pytest.raises(Refusal, match="not among"):
        cohen_kappa([0] * 12, [7] * 12, categories=[0, 1], seed=1)
    with pytest.raises(Refusal, match="same targets"):
        cohen_kappa([0] * 12, [0] * 11, categories=[0, 1], seed=1)
