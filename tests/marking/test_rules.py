"""How a capstone is weighed, how marks settle, and who may mark."""

import time
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.kernel.errors import InvalidState, Refusal
from practicum.marking.rules import (
    ALLOCATION_STATES,
    CAPSTONE_STATES,
    TEXT_MOST,
    ExaminerFacts,
    Settled,
    Unsettled,
    blocks_of,
    check_levels,
    count_words,
    decide_submission,
    disagreement,
    settle_marks,
    weigh_levels,
)
from practicum.pack.api import Mode, Rubric
from tests.factories.curriculum import shipped_pack
from tests.factories.marking import make_levels, make_text

RUBRIC = next(rubric for rubric in shipped_pack().programme.rubrics if rubric.key == "capstone")
FORMATIVE = next(rubric for rubric in shipped_pack().programme.rubrics if rubric.key == "allocation-memo")
levels = st.fixed_dictionaries({criterion.key: st.integers(0, 4) for criterion in RUBRIC.criteria})


def rubric_with(weights: list[int], highest: int, pass_percent: int) -> Rubric:
    """A rubric of criteria c0, c1 … on a scale from 0 to `highest`."""
    scale = range(highest + 1)
    return Rubric.model_validate(
        {
            "key": "made",
            "title": "Made",
            "kind": "summative",
            "pass_percent": pass_percent,
            "scale": [{"level": level, "name": f"Level {level}"} for level in scale],
            "criteria": [
                {
                    "key": f"c{number}",
                    "name": f"Criterion {number}",
                    "weight": weight,
                    "descriptors": {level: f"What {level} is" for level in scale},
                }
                for number, weight in enumerate(weights)
            ],
        }
    )


# States


@pytest.mark.parametrize("table", [CAPSTONE_STATES, ALLOCATION_STATES], ids=lambda table: table.noun)
def test_only_the_moves_of_the_table_are_made(table: object) -> None:
    expected = {
        "capstone": {("draft", "submitted"), ("submitted", "marked"), ("marked", "final"), ("final", "draft")},
        "marking": {("allocated", "marked"), ("allocated", "withdrawn")},
    }[table.noun]  # type: ignore[attr-defined]
    for before, after in product(table.states, repeat=2):  # type: ignore[attr-defined]
        assert table.may_move(before, after) == ((before, after) in expected)  # type: ignore[attr-defined]


# Words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("one two three", 3),
        ("don't re-price 1,234.5 it", 4),
        ("a — b", 2),
        ("before\n| a | b |\n|---|---|\n| c | d |\nafter", 2),
        ("before\n```\nselect 1 from bill\n```\nafter", 2),
        ("## Diagnosis\n\none two\n\n## Sources\n\nbook by someone\n\n### More\n\nanother\n\n## Plan\n\nthree", 5),
        ("## Working:\nhidden words\n# Story\nshown", 2),
        ("![a picture of cost](x.png) caption", 1),
    ],
)
def test_words_that_count(text: str, words: int) -> None:
    assert count_words(text) == words


@given(st.integers(0, 200))
def test_a_text_of_so_many_words_counts_so_many(words: int) -> None:
    assert count_words(make_text(words)) == words


@given(st.text(), st.text())
def test_a_table_adds_no_words(before: str, cell: str) -> None:
    table = "".join(f"\n| {part} |" for part in cell.splitlines())
    assert count_words(before) <= count_words(before + "\nend") <= count_words(before) + 1
    assert count_words("intro" + table) == 1


def submit(**changes: object) -> object:
    facts = {
        "state": "draft",
        "title": "Title",
        "text": make_text(30),
        "ai_use": "None used.",
        "acknowledged": True,
        "words_min": 20,
        "words_max": 40,
    }
    return decide_submission(**{**facts, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"title": "  "}, "title_missing", "title"),
        ({"text": ""}, "text_missing", "text"),
        ({"text": make_text(19)}, "words_out_of_range", "text"),
        ({"text": make_text(41)}, "words_out_of_range", "text"),
        ({"text": "a\x00b"}, "text_unreadable", "text"),
        ({"text": "x" * (TEXT_MOST + 1)}, "text_long", "text"),
        ({"ai_use": "\n"}, "ai_use_missing", "ai_use"),
        ({"acknowledged": False}, "ai_policy_unacknowledged", "acknowledged"),
    ],
)
def test_what_is_handed_in_is_checked(changes: dict[str, object], code: str, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        submit(**changes)
    assert (refused.value.code, refused.value.field) == (code, field)


@pytest.mark.parametrize("words", [20, 40])
def test_the_limits_themselves_are_within(words: int) -> None:
    assert submit(text=make_text(words)).words == words  # type: ignore[attr-defined]


@pytest.mark.parametrize("state", [state for state in CAPSTONE_STATES.states if state != "draft"])
def test_only_a_draft_is_handed_in(state: str) -> None:
    with pytest.raises(InvalidState):
        submit(state=state)


# Weighing


@pytest.mark.parametrize(
    ("given_levels", "percent", "passed"),
    [
        (make_levels(0), "0.00", False),
        (make_levels(2), "50.00", False),
        (make_levels(3), "75.00", True),
        (make_levels(4), "100.00", True),
        # 20 x 3 + 25 x 2 + 20 x 3 + 20 x 2 + 15 x 3 = 255 of 400
        (make_levels(3, numbers=2, governance=2), "63.75", False),
        # 20 x 3 + 25 x 3 + 20 x 2 + 20 x 2 + 15 x 3 = 260 of 400: exactly the pass mark
        (make_levels(3, plan=2, governance=2), "65.00", True),
    ],
)
def test_weighted_percent_by_hand(given_levels: dict[str, int], percent: str, passed: bool) -> None:
    weighed = weigh_levels(RUBRIC, given_levels)
    assert (weighed.percent, weighed.passed) == (Decimal(percent), passed)


@given(st.lists(st.integers(1, 60), min_size=1, max_size=6), st.integers(1, 6), st.integers(1, 100), st.data())
def test_percent_is_exact_and_never_promises_more(
    weights: list[int], highest: int, pass_percent: int, data: st.DataObject
) -> None:
    rubric = rubric_with(weights, highest, pass_percent)
    given_levels = {one.key: data.draw(st.integers(0, highest)) for one in rubric.criteria}
    weighed = weigh_levels(rubric, given_levels)
    exact = Fraction(
        100 * sum(weight * given_levels[f"c{number}"] for number, weight in enumerate(weights)), sum(weights) * highest
    )
    assert weighed.exact == exact
    assert 0 <= exact - Fraction(weighed.percent) < Fraction(1, 100)
    assert weighed.passed == (exact >= pass_percent) == (weighed.percent >= pass_percent)


@given(levels, st.sampled_from([criterion.key for criterion in RUBRIC.criteria]))
def test_a_higher_level_never_lowers_the_percent(given_levels: dict[str, int], key: str) -> None:
    higher = {**given_levels, key: min(4, given_levels[key] + 1)}
    assert weigh_levels(RUBRIC, higher).exact >= weigh_levels(RUBRIC, given_levels).exact


@given(levels)
def test_levels_of_the_scale_are_taken_as_they_are(given_levels: dict[str, int]) -> None:
    assert check_levels(RUBRIC, given_levels) == given_levels


@pytest.mark.parametrize("wrong", [None, 5, -1, 2.0, "3", True, 10**30])
def test_any_other_level_is_refused_by_its_criterion(wrong: object) -> None:
    with pytest.raises(Refusal) as refused:
        check_levels(RUBRIC, {**make_levels(3), "plan": wrong})
    assert refused.value.field == "plan"


def test_a_formative_rubric_decides_nothing() -> None:
    with pytest.raises(Refusal, match="formative"):
        check_levels(FORMATIVE, {})


def test_an_unknown_criterion_is_refused() -> None:
    with pytest.raises(Refusal, match="no criterion"):
        check_levels(RUBRIC, {**make_levels(3), "charm": 4})


# Settling


@given(levels)
def test_one_mark_stands_for_itself(given_levels: dict[str, int]) -> None:
    outcome = settle_marks(RUBRIC, [given_levels], still_open=0)
    assert outcome == Settled(weighed=weigh_levels(RUBRIC, given_levels), marks=1)


@given(st.lists(levels, min_size=1, max_size=3))
def test_nothing_settles_while_somebody_still_marks(marks: list[dict[str, int]]) -> None:
    assert isinstance(settle_marks(RUBRIC, marks, still_open=1), Unsettled)


@given(levels, levels)
def test_two_marks_stand_as_their_mean_or_not_at_all(first: dict[str, int], second: dict[str, int]) -> None:
    outcome = settle_marks(RUBRIC, [first, second], still_open=0)
    one, other = weigh_levels(RUBRIC, first), weigh_levels(RUBRIC, second)
    if isinstance(outcome, Settled):
        assert outcome.weighed.exact == (one.exact + other.exact) / 2
        assert outcome.weighed.passed == one.passed == other.passed
        assert all(abs(first[key] - second[key]) < 2 for key in first)
    else:
        assert one.passed != other.passed or any(abs(first[key] - second[key]) >= 2 for key in first)
    assert disagreement(RUBRIC, first, second) == disagreement(RUBRIC, second, first)


@given(levels, levels, levels)
def test_of_three_marks_the_middle_percent_decides(
    first: dict[str, int], second: dict[str, int], third: dict[str, int]
) -> None:
    outcome = settle_marks(RUBRIC, [first, second, third], still_open=0)
    assert isinstance(outcome, Settled)
    ordered = sorted(weigh_levels(RUBRIC, one).exact for one in (first, second, third))
    assert outcome.weighed.exact == ordered[1]
    assert outcome == settle_marks(RUBRIC, [third, first, second], still_open=0)


def test_without_a_mark_nothing_is_settled() -> None:
    assert isinstance(settle_marks(RUBRIC, [], still_open=0), Unsettled)


# Who may mark


def facts(**changes: object) -> ExaminerFacts:
    return ExaminerFacts(
        **{
            "is_examiner": True,
            "conflict": "",
            "has_trained": False,
            "trainer_years": 2,
            "mode": Mode.CERTIFICATION,
            **changes,
        }  # type: ignore[arg-type]
    )


def test_an_examiner_from_outside_may_mark() -> None:
    assert blocks_of(facts()) == ()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"is_examiner": False}, "they are not an examiner"),
        ({"conflict": "they have the same employer"}, "they have the same employer"),
        ({"has_trained": True}, "they trained the candidate within the last 2 years"),
    ],
)
def test_each_block_has_its_reason(changes: dict[str, object], reason: str) -> None:
    assert blocks_of(facts(**changes)) == (reason,)


def test_all_reasons_are_told_at_once() -> None:
    assert len(blocks_of(facts(is_examiner=False, conflict="nobody judges themselves", has_trained=True))) == 3


def test_only_a_certificate_that_ends_a_training_lets_trainers_mark() -> None:
    assert blocks_of(facts(has_trained=True, mode=Mode.ASSESSMENT_BASED_CERTIFICATE)) == ()
    assert blocks_of(facts(has_trained=True, mode=Mode.CERTIFICATION)) != ()
    relaxed = facts(has_trained=True, conflict="they have the same employer", mode=Mode.ASSESSMENT_BASED_CERTIFICATE)
    assert blocks_of(relaxed) == ("they have the same employer",)


@pytest.mark.parametrize("unit", [" ", "#", "# ", "![", "![](", "!["])
@pytest.mark.parametrize("start", ["# a", "", "![a](b"])
def test_a_hostile_text_is_counted_at_once(start: str, unit: str) -> None:
    """As long as a text may be: a pattern that goes back over what it read would take minutes here."""
    text = start + unit * ((TEXT_MOST - 10) // len(unit)) + "b"
    before = time.process_time()
    count_words(text)
    assert time.process_time() - before < 1


def test_words_under_a_closed_heading_are_left_out() -> None:
    assert count_words("one\n## Sources ##\ntwo three\n## Next\nfour ![five six](seven) eight") == 4
