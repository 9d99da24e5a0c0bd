"""Judgements, adoption, scores, precision, release and appeals, as rules."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.kernel.errors import InvalidState, NotPermitted, Refusal
from practicum.kernel.states import StateTable
from practicum.psychometrics.api import RUNGS
from practicum.results.rules import (
    APPEAL_STATES,
    CUT_STATES,
    GROUNDS_LEAST,
    RUNG_WORDS,
    SETTING_STATES,
    AdoptionFacts,
    AppealDeciderFacts,
    AttemptFacts,
    ItemScore,
    add_up,
    appeal_blocks,
    binomial_error,
    check_probability,
    check_round,
    complete_judges,
    decide_adoption,
    decide_lodging,
    decide_release,
    describe_precision,
    panel_medians,
    points_needed,
    require_panel,
    require_words,
)
from tests.factories.people import NOON

LATER = NOON + timedelta(hours=6)
shares = st.integers(0, 100).map(lambda percent: Decimal(percent) / 100)
EXPECTED: Mapping[str, set[tuple[str, str]]] = {
    "standard setting": {("first_round", "second_round"), ("second_round", "closed"), ("closed", "second_round")},
    "cut score": {("computed", "adopted"), ("computed", "rejected"), ("adopted", "replaced")},
    "appeal": {("lodged", "upheld"), ("lodged", "dismissed"), ("lodged", "withdrawn")},
}


@pytest.mark.parametrize("table", [SETTING_STATES, CUT_STATES, APPEAL_STATES], ids=lambda table: table.noun)
def test_only_the_moves_of_the_table_are_made(table: StateTable) -> None:
    for before, after in product(table.states, repeat=2):
        assert table.may_move(before, after) == ((before, after) in EXPECTED[table.noun])


# Judgements


@given(shares)
def test_whole_percentages_are_taken(share: Decimal) -> None:
    assert check_probability(share) == share == check_probability(str(share))


@pytest.mark.parametrize(
    "wrong", ["-0.01", "1.01", "0.555", "NaN", "Infinity", "", "half", None, True, 10**400, "1e99"]
)
def test_nothing_else_is_a_judgement(wrong: object) -> None:
    with pytest.raises(Refusal) as refused:
        check_probability(wrong)
    assert refused.value.code == "probability_range"


@pytest.mark.parametrize(
    ("state", "round_", "code"),
    [
        ("first_round", 1, ""),
        ("first_round", 2, "round_not_open"),
        ("second_round", 1, "round_over"),
        ("second_round", 2, ""),
        ("closed", 1, "invalid_state"),
        ("closed", 2, "invalid_state"),
        ("first_round", 3, "round_unknown"),
        ("first_round", 0, "round_unknown"),
    ],
)
def test_rounds_follow_one_another(state: str, round_: int, code: str) -> None:
    if not code:
        check_round(state, round_)
        return
    with pytest.raises(Refusal) as refused:
        check_round(state, round_)
    assert refused.value.code == code


@given(st.dictionaries(st.integers(1, 9), st.frozensets(st.integers(1, 5))))
def test_a_judge_is_done_who_judged_every_place(judgements: dict[int, frozenset[int]]) -> None:
    done = complete_judges(judgements, range(1, 6))
    assert done == tuple(sorted(judge for judge, versions in judgements.items() if len(versions) == 5))


@given(st.integers(0, 12))
def test_a_panel_has_six_judges(count: int) -> None:
    if count >= 6:
        require_panel(range(count), round_=1)
        return
    with pytest.raises(Refusal) as refused:
        require_panel(range(count), round_=1)
    assert refused.value.code == "judges_too_few"
    assert str(count) in refused.value.message


def test_medians() -> None:
    assert panel_medians(
        {1: [Decimal("0.1"), Decimal("0.5"), Decimal("0.9")], 2: [Decimal("0.4"), Decimal("0.5")]}
    ) == {
        1: Decimal("0.5"),
        2: Decimal("0.45"),
    }


def test_every_rung_of_the_ladder_has_its_words() -> None:
    assert set(RUNG_WORDS) == {rung.name for rung in RUNGS}


# Adoption


def adoption(**changes: object) -> AdoptionFacts:
    facts = {"state": "computed", "computed_by": "PER-A", "adopter": "PER-B", "has_results": False}
    return AdoptionFacts(**{**facts, **changes})  # type: ignore[arg-type]


def test_another_person_adopts() -> None:
    decide_adoption(adoption())
    with pytest.raises(NotPermitted):
        decide_adoption(adoption(adopter="PER-A"))


def test_a_cut_that_somebody_was_scored_against_is_not_replaced() -> None:
    with pytest.raises(Refusal) as refused:
        decide_adoption(adoption(has_results=True))
    assert refused.value.code == "cut_in_use"


@pytest.mark.parametrize("state", ["adopted", "rejected", "replaced"])
def test_only_a_computed_cut_is_adopted(state: str) -> None:
    with pytest.raises(InvalidState):
        decide_adoption(adoption(state=state))


# Scores

items = st.lists(
    st.builds(ItemScore, version=st.integers(), area=st.sampled_from("abc"), points=shares), min_size=1, max_size=30
)


@given(items, st.integers(0, 3000).map(lambda cents: Decimal(cents) / 100))
def test_the_score_is_the_exact_sum_and_the_areas_add_up_to_it(scores: list[ItemScore], cut: Decimal) -> None:
    score = add_up(scores, cut=cut)
    assert score.raw == sum(item.points for item in scores)
    assert sum(points for points, _ in score.by_area.values()) == score.raw
    assert sum(count for _, count in score.by_area.values()) == score.most == len(scores)
    assert score.passed == (score.raw >= cut)


@given(st.integers(0, 5000).map(lambda cents: Decimal(cents) / 100), st.integers(0, 50))
def test_whole_points_pass_exactly_from_the_points_needed_on(cut: Decimal, points: int) -> None:
    assert (points >= points_needed(cut)) == (Decimal(points) >= cut)


# Precision


def test_binomial_error_by_hand() -> None:
    # 33 of 50: sqrt(33 x 17 / 49) = 3.3836...
    assert round(binomial_error(Decimal(33), Decimal(50)), 4) == Decimal("3.3836")
    assert binomial_error(Decimal(0), Decimal(50)) == binomial_error(Decimal(50), Decimal(50)) == 0


@given(
    raw=st.integers(0, 60),
    most=st.integers(60, 80),
    cut=st.integers(0, 6000).map(lambda cents: Decimal(cents) / 100),
    sem=st.none() | st.floats(0.01, 10),
)
def test_the_band_holds_the_score_and_stays_on_the_scale(raw: int, most: int, cut: Decimal, sem: float | None) -> None:
    found = describe_precision(
        raw=Decimal(raw),
        most=Decimal(most),
        cut=cut,
        sem=sem,
        sem_low=sem,
        sem_high=sem,
        n=40 if sem else 0,
        method="m",
    )
    assert 0 <= found.low <= raw <= found.high <= most
    assert (found.n == 0) == (sem is None)
    error = (
        Decimal(repr(sem))
        if sem
        else max(binomial_error(Decimal(raw), Decimal(most)), binomial_error(cut, Decimal(most)))
    )
    assert found.is_borderline == (abs(raw - cut) <= error)


def test_a_score_at_the_end_of_the_scale_is_not_shown_as_free_of_error() -> None:
    found = describe_precision(
        raw=Decimal(50), most=Decimal(50), cut=Decimal(33), sem=None, sem_low=None, sem_high=None, n=0, method=""
    )
    assert found.low < 50


# Release


def attempt(code: str = "ATT-1", state: str = "scored", **changes: object) -> AttemptFacts:
    return AttemptFacts(code=code, state=state, window_closes_at=LATER, **changes)  # type: ignore[arg-type]


def test_scored_attempts_are_released_together() -> None:
    facts = [
        attempt("ATT-1"),
        attempt("ATT-2"),
        attempt("ATT-3", "released"),
        attempt("ATT-4", "expired", has_started=False),
    ]
    assert decide_release(facts, now=LATER) == ("ATT-1", "ATT-2")


@pytest.mark.parametrize(
    ("other", "code"),
    [
        (attempt("ATT-2", "in_progress"), "sitting_open"),
        (attempt("ATT-2", "checked_in"), "sitting_open"),
        (attempt("ATT-2", "scheduled"), "sitting_open"),
        (attempt("ATT-2", "submitted"), "attempts_unscored"),
        (attempt("ATT-2", "expired"), "attempts_unscored"),
        (attempt("ATT-2", is_borderline=True), "borderline_unreviewed"),
    ],
)
def test_release_waits(other: AttemptFacts, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        decide_release([attempt(), other], now=NOON)
    assert refused.value.code == code


def test_a_reviewed_borderline_result_is_released() -> None:
    assert decide_release([attempt(is_borderline=True, is_reviewed=True)], now=NOON) == ("ATT-1",)


def test_whoever_never_came_stops_nobody_once_the_window_has_closed() -> None:
    assert decide_release([attempt(), attempt("ATT-2", "scheduled")], now=LATER) == ("ATT-1",)


def test_nothing_to_release_is_said() -> None:
    with pytest.raises(Refusal) as refused:
        decide_release([attempt(state="released")], now=NOON)
    assert refused.value.code == "nothing_to_release"


# Appeals


def lodge(**changes: object) -> str:
    facts = {
        "released_at": NOON,
        "passed": False,
        "is_newest": True,
        "attempt_state": "released",
        "earlier": [],
        "grounds": "x" * GROUNDS_LEAST,
        "days": 30,
        "now": NOON + timedelta(days=30),
    }
    return decide_lodging(**{**facts, **changes})  # type: ignore[arg-type]


def test_the_last_moment_is_in_time() -> None:
    assert lodge() == "x" * GROUNDS_LEAST
    assert lodge(earlier=["withdrawn"])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"released_at": None}, "result_not_open"),
        ({"is_newest": False}, "result_not_open"),
        ({"attempt_state": "voided"}, "result_not_open"),
        ({"passed": True}, "result_passed"),
        ({"earlier": ["lodged"]}, "appeal_lodged"),
        ({"earlier": ["dismissed"]}, "appeal_decided"),
        ({"earlier": ["upheld"]}, "appeal_decided"),
        ({"now": NOON + timedelta(days=30, seconds=1)}, "appeal_late"),
        ({"grounds": "  "}, "grounds_missing"),
        ({"grounds": "unfair"}, "grounds_length"),
        ({"grounds": "x" * 9000}, "grounds_length"),
        ({"grounds": "x" * 50 + "\x00"}, "text_unreadable"),
    ],
)
def test_appeals_that_are_refused(changes: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        lodge(**changes)
    assert refused.value.code == code


def decider(**changes: object) -> AppealDeciderFacts:
    facts = {"is_decider": True, "conflict": "", "parts": (), "has_trained": False, "has_examined": False}
    return AppealDeciderFacts(**{**facts, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({}, ()),
        ({"is_decider": False}, ("they are not a decider",)),
        ({"conflict": "nobody judges themselves"}, ("nobody judges themselves",)),
        ({"parts": ("scored the attempt", "adopted the cut score")},
         ("they scored the attempt", "they adopted the cut score")),
        ({"has_trained": True}, ("they trained the candidate",)),
        ({"has_examined": True}, ("they marked the candidate's capstone",)),
    ],
)  # fmt: skip
def test_appeals_go_to_other_people(changes: dict[str, object], reasons: tuple[str, ...]) -> None:
    assert appeal_blocks(decider(**changes)) == reasons


def test_words_are_trimmed_and_bounded() -> None:
    assert require_words("  a reason \r\n", field="reason", name="The reason") == "a reason"
    with pytest.raises(Refusal) as refused:
        require_words("", field="reason", name="The reason")
    assert refused.value.field == "reason"
