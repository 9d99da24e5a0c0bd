"""Scores are exact; what cannot be an answer is refused, not scored as wrong."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicum.qti.api import (
    Choice,
    Mapping,
    MultipleChoice,
    NumericEntry,
    QtiItem,
    SingleChoice,
    Tolerance,
    read_item,
    score,
    without_key,
    write_item,
)
from tests.qti.strategies import items, refused_code

OPTIONS = tuple(Choice(identifier=code, text=code) for code in "ABCD")


def item(interaction: SingleChoice | MultipleChoice | NumericEntry, *, points: str = "1") -> QtiItem:
    return QtiItem(identifier="i", title="T", stem=("?",), interaction=interaction, points=Decimal(points))


def test_single_choice() -> None:
    asked = item(SingleChoice(choices=OPTIONS, correct="B"), points="2.5")
    assert [score(asked, given) for given in ("B", ["B"], "A", None, "", [])] == [Decimal("2.5")] * 2 + [Decimal(0)] * 4


@given(chosen=st.sets(st.sampled_from("ABCD")))
def test_multiple_choice_is_all_or_nothing(chosen: set[str]) -> None:
    asked = item(MultipleChoice(choices=OPTIONS, correct=frozenset("AC")))
    assert score(asked, chosen) == (1 if chosen == {"A", "C"} else 0)


def test_mapping_gives_partial_credit_within_its_bounds() -> None:
    mapping = Mapping(
        entries=(("A", Decimal("0.5")), ("C", Decimal("1.5"))),
        default=Decimal(-1),
        lower_bound=Decimal(0),
        upper_bound=Decimal("1.75"),
    )
    asked = item(MultipleChoice(choices=OPTIONS, correct=frozenset("AC"), mapping=mapping), points="1.75")
    given_and_earned = {"A": "0.5", "AC": "1.75", "AB": "0", "C": "1.5", "BD": "0", "": "0", "CB": "0.5"}
    for chosen, earned in given_and_earned.items():
        assert score(asked, list(chosen)) == Decimal(earned)


def test_a_mapping_must_yield_the_points_it_promises() -> None:
    mapping = Mapping(entries=(("A", Decimal(1)), ("B", Decimal(1))))
    code = refused_code(
        item, MultipleChoice(choices=OPTIONS, correct=frozenset("AB"), mapping=mapping, max_choices=2), points="3"
    )
    assert code == "points_differ"


@pytest.mark.parametrize(
    ("tolerance", "right", "wrong"),
    [
        (Tolerance(), ["0.3", "0.30", "3e-1", " 0.3 "], ["0.30000000000000004", "-0.3", "0.299"]),
        (
            Tolerance(mode="absolute", below=Decimal("0.1"), above=Decimal("0.2")),
            ["0.2", "0.5", "0.3"],
            ["0.1999999", "0.5000001"],
        ),
        (Tolerance(mode="relative", below=Decimal(10), above=Decimal(0)), ["0.27", "0.3"], ["0.2699999", "0.3000001"]),
    ],
)
def test_numeric_tolerance_holds_its_ends_exactly(tolerance: Tolerance, right: list[str], wrong: list[str]) -> None:
    """0.1 + 0.2 is 0.30000000000000004 in binary floats; here it is 0.3."""
    asked = item(NumericEntry(correct=Decimal("0.3"), tolerance=tolerance))
    assert [score(asked, given) for given in right] == [Decimal(1)] * len(right)
    assert [score(asked, given) for given in wrong] == [Decimal(0)] * len(wrong)
    assert score(asked, None) == 0


def test_a_relative_tolerance_of_a_negative_key_keeps_its_sides() -> None:
    """10 % below -100 in QTI's sense is the end -100 x 0.9 = -90: below counts towards 0."""
    asked = item(
        NumericEntry(correct=Decimal(-100), tolerance=Tolerance(mode="relative", below=Decimal(10), above=Decimal(20)))
    )
    assert [score(asked, given) for given in ("-90", "-120", "-89.9", "-120.1")] == [1, 1, 0, 0]


def test_what_cannot_be_an_answer_is_refused() -> None:
    single = item(SingleChoice(choices=OPTIONS, correct="B"))
    several = item(MultipleChoice(choices=OPTIONS, correct=frozenset("AB"), max_choices=2))
    number = item(NumericEntry(correct=Decimal(1)))
    assert refused_code(score, single, "Z") == "unknown_choice"
    assert refused_code(score, single, ["A", "B"]) == "too_many_choices"
    assert refused_code(score, several, ["A", "B", "C"]) == "too_many_choices"
    assert refused_code(score, several, ["A", "A"]) == "too_many_choices"
    for text in ("12 USD", "1,5", "NaN", "Infinity", "1e999999999", "9" * 200):
        assert refused_code(score, number, text) in ("not_a_number", "bad_number")
    assert refused_code(score, without_key(number), "1") == "no_key"


@given(asked=items(), data=st.data())
@settings(max_examples=80, deadline=None)
def test_the_file_scores_as_the_item_does_and_never_above_its_points(asked: QtiItem, data: st.DataObject) -> None:
    kind = asked.interaction
    if isinstance(kind, NumericEntry):
        response: object = data.draw(st.decimals(min_value=-100, max_value=100, places=2) | st.just(kind.correct))
    else:
        codes = [choice.identifier for choice in kind.choices]
        most = 1 if isinstance(kind, SingleChoice) else kind.max_choices or len(codes)
        response = data.draw(st.lists(st.sampled_from(codes), max_size=most, unique=True))
    back = read_item(write_item(asked, include_key=True)).item
    assert back is not None
    earned = score(asked, response)  # type: ignore[arg-type]
    assert earned == score(back, response) <= asked.points  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (lambda: SingleChoice(choices=OPTIONS[:1], correct="A"), "too_few_choices"),
        (lambda: SingleChoice(choices=(OPTIONS[0], OPTIONS[0]), correct="A"), "choice_twice"),
        (lambda: SingleChoice(choices=OPTIONS, correct="Z"), "unknown_choice"),
        (lambda: MultipleChoice(choices=OPTIONS, correct=frozenset()), "empty_key"),
        (lambda: MultipleChoice(choices=OPTIONS, correct=frozenset("AB"), max_choices=1), "key_out_of_reach"),
        (lambda: Tolerance(mode="absolute", below=Decimal(-1)), "bad_tolerance"),
        (lambda: NumericEntry(correct=Decimal("NaN")), "bad_number"),
        (lambda: NumericEntry(correct=Decimal("1e99")), "bad_number"),
        (lambda: Choice(identifier="A", text="a\x00b"), "unwritable_text"),
        (lambda: Choice(identifier="A", text=" \n"), "empty_text"),
        (lambda: Choice(identifier="A b", text="x"), "bad_identifier"),
        (lambda: item(NumericEntry(correct=Decimal(1)), points="0"), "bad_points"),
    ],
)
def test_impossible_items_are_refused(made: object, code: str) -> None:
    assert refused_code(made) == code
