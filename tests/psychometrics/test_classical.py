"""Classical statistics: published figures, invariances, refusals."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from practicum.kernel.errors import Refusal
from practicum.psychometrics.api import (
    Estimate,
    Refused,
    cronbach_alpha,
    evidence_ladder,
    intraclass_correlations,
    item_difficulty,
    item_discrimination,
    kr20,
    pass_rate,
    standard_error_of_measurement,
    summarise_scores,
)

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "lsat6.json").read_text())
LSAT6 = np.array([[int(c) for c in pattern] for pattern, count in GOLDEN["patterns"].items() for _ in range(count)])

tables = hnp.arrays(np.int64, st.tuples(st.integers(10, 25), st.integers(2, 8)), elements=st.integers(0, 1))


def test_lsat6_holds_a_thousand_candidates() -> None:
    assert LSAT6.shape == (1000, 5)


def test_kr20_of_lsat6() -> None:
    found = kr20(LSAT6)
    assert isinstance(found, Estimate)
    assert found.value == pytest.approx(GOLDEN["kr20"], abs=1e-10)
    assert found.value == cronbach_alpha(LSAT6).value  # type: ignore[union-attr]


def test_items_of_lsat6() -> None:
    assert [e.value for e in item_difficulty(LSAT6)] == pytest.approx(GOLDEN["difficulty"])  # type: ignore[union-attr]
    found = [e.value for e in item_discrimination(LSAT6)]  # type: ignore[union-attr]
    assert found == pytest.approx(GOLDEN["corrected_item_total"], abs=1e-10)


def test_wilson_against_the_published_example() -> None:
    """Newcombe (1998), Statistics in Medicine 17, 857-872, table I: 81/263 and 0/20."""
    some, none = pass_rate(n_passed=81, n_decided=263), pass_rate(n_passed=0, n_decided=20)
    assert isinstance(some, Estimate) and isinstance(none, Estimate)
    assert (some.low, some.high) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert (none.low, none.high) == pytest.approx((0.0, 0.1611), abs=5e-5)


@given(table=tables, level=st.sampled_from([0.8, 0.95, 0.99]))
@settings(max_examples=60, deadline=None)
def test_every_figure_lies_in_its_interval_and_is_finite(table: np.ndarray, level: float) -> None:
    found = [
        kr20(table, level=level),
        standard_error_of_measurement(table, level=level),
        *item_difficulty(table, level=level),
        *item_discrimination(table, level=level),
    ]
    for figure in found:
        assert isinstance(figure, Refused) or figure.low <= figure.value <= figure.high


@given(table=tables, data=st.data())
@settings(max_examples=40, deadline=None)
def test_alpha_is_unmoved_by_order_shift_and_scale(table: np.ndarray, data: st.DataObject) -> None:
    base = cronbach_alpha(table)
    if isinstance(base, Refused):
        return
    n, k = table.shape
    people, items = data.draw(st.permutations(range(n))), data.draw(st.permutations(range(k)))
    moved = cronbach_alpha(table[people][:, items] * 3.0 + np.arange(k), points=np.full(k, 30.0))
    assert isinstance(moved, Estimate)
    assert (moved.value, moved.low, moved.high) == pytest.approx((base.value, base.low, base.high), abs=1e-9)


@given(table=tables)
@settings(max_examples=40, deadline=None)
def test_alpha_is_the_consistency_icc_and_feldts_interval_is_its_interval(table: np.ndarray) -> None:
    alpha, icc = cronbach_alpha(table), intraclass_correlations(table)
    if isinstance(alpha, Refused) or isinstance(icc, Refused):
        return
    assert isinstance(icc.three_mean, Estimate)
    assert (alpha.value, alpha.low, alpha.high) == pytest.approx(
        (icc.three_mean.value, icc.three_mean.low, icc.three_mean.high), rel=1e-6, abs=1e-9
    )


def test_sem_is_the_sd_times_the_root_of_what_alpha_leaves() -> None:
    alpha, sem = cronbach_alpha(LSAT6), standard_error_of_measurement(LSAT6)
    assert isinstance(alpha, Estimate) and isinstance(sem, Estimate)
    assert sem.value == pytest.approx(LSAT6.sum(axis=1).std(ddof=1) * (1 - alpha.value) ** 0.5)
    assert sem.low < sem.value < sem.high


def test_feldt_and_sem_intervals_cover_as_often_as_they_say() -> None:
    """400 samples of 30 people x 8 parallel items, error SD 1, true SD 1: alpha = 8 / 9, SEM = sqrt 8."""
    rng = np.random.default_rng(20261101)
    hits_alpha = hits_sem = 0
    for _ in range(400):
        table = 50 + rng.normal(size=(30, 1)) + rng.normal(size=(30, 8))
        alpha = cronbach_alpha(table, points=np.full(8, 100.0), level=0.9)
        sem = standard_error_of_measurement(table, points=np.full(8, 100.0), level=0.9)
        assert isinstance(alpha, Estimate) and isinstance(sem, Estimate)
        hits_alpha += alpha.low <= 8 / 9 <= alpha.high
        hits_sem += sem.low <= 8**0.5 <= sem.high
    assert 0.86 <= hits_alpha / 400 <= 0.94
    assert 0.86 <= hits_sem / 400 <= 0.94


def test_small_constant_and_missing_data_are_refused_never_nan() -> None:
    varied = np.tile([[0, 1], [1, 0], [1, 1]], (4, 1))
    assert kr20(varied[:9]) == Refused(code="too_few", reason="9 candidates: at least 10 are needed.", n_needed=10, n=9)
    for figure in (kr20(np.ones((12, 3))), standard_error_of_measurement(np.ones((12, 3)))):
        assert isinstance(figure, Refused) and figure.code == "zero_variance"
    constant, other = item_discrimination(np.column_stack([np.ones(12), varied]))[:2]
    assert isinstance(constant, Refused) and constant.code == "zero_variance"
    assert isinstance(other, Estimate)
    twins = np.repeat([[0, 0], [1, 1]], 6, axis=0)
    assert all(isinstance(f, Refused) and f.code == "perfect_correlation" for f in item_discrimination(twins))
    assert kr20(twins).code == "zero_residual"  # type: ignore[union-attr]
    holed = varied.astype(float)
    holed[3, 1] = np.nan
    for figure in (*item_difficulty(holed), *item_discrimination(holed), kr20(holed), cronbach_alpha(holed)):
        assert isinstance(figure, Refused) and figure.code == "missing"
    summary = summarise_scores([5.0] * 12)
    assert isinstance(summary, Refused) and summary.code == "zero_variance"
    assert isinstance(pass_rate(n_passed=0, n_decided=0), Refused)


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ([[0, 2]] * 10, "out_of_range"),
        ([[0, -1]] * 10, "out_of_range"),
        ([0, 1, 1], "wrong_shape"),
        ([[0, 1], [1]], "not_numbers"),
        ([[0, float("inf")]] * 10, "not_finite"),
        ([[0.5, 1]] * 10, "not_binary"),
    ],
)
def test_malformed_input_is_told_to_the_caller(table: list[list[float]], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        kr20(table)
    assert refused.value.code == code


def test_summary_of_a_known_set() -> None:
    found = summarise_scores(range(1, 12))
    assert not isinstance(found, Refused)
    assert (found.mean.value, found.median, found.lower_quartile, found.upper_quartile) == (6, 6, 3.5, 8.5)
    assert found.sd.value == pytest.approx(11**0.5)
    assert found.skewness == pytest.approx(0)
    # Student's 97.5 % point at 10 degrees of freedom is 2.228139 (any table).
    assert found.mean.high == pytest.approx(6 + 2.228139)


@pytest.mark.parametrize(
    ("n", "name"),
    [
        (0, "judgement"),
        (9, "judgement"),
        (10, "description"),
        (59, "description"),
        (60, "anchored_rasch"),
        (250, "rasch"),
        (999, "rasch"),
        (1000, "two_parameter"),
        (5000, "adaptive"),
        (10**9, "adaptive"),
    ],
)
def test_the_ladder(n: int, name: str) -> None:
    rung = evidence_ladder(n)
    assert rung.name == name
    assert rung.n_from <= n and (rung.n_to is None or n < rung.n_to)


def test_the_ladder_refuses_negative_counts() -> None:
    with pytest.raises(Refusal):
        evidence_ladder(-1)
