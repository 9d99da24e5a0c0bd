"""Kinds of items: what reads as an answer, what is refused, what scores."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.itembank.kinds.numeric.number import read_number, write_number
from practicum.itembank.kinds.registry import KINDS, kind_named
from practicum.kernel.errors import Refusal

IDS = ("a", "b", "c", "d")
KEYS: dict[str, Any] = {
    "single_choice": "b",
    "multiple_choice": ["a", "c"],
    "numeric": {"value": "12.5", "tolerance": "0.05", "unit": "percent"},
}
RIGHT: dict[str, Any] = {"single_choice": "b", "multiple_choice": ["a", "c"], "numeric": "12.5"}


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
)


def options_of(name: str) -> tuple[str, ...]:
    return () if name == "numeric" else IDS


def test_every_kind_has_a_case_here() -> None:
    assert set(KINDS) == set(KEYS) == set(RIGHT)


@pytest.mark.parametrize("name", KINDS)
def test_key_fits_its_item_and_scores_one_and_no_answer_scores_nothing(name: str) -> None:
    kind = kind_named(name)
    kind.check_item(option_ids=options_of(name), key=KEYS[name])
    assert kind.score(key=KEYS[name], answer=RIGHT[name]) == Decimal(1)
    assert kind.score(key=KEYS[name], answer=None) == Decimal(0)
    assert kind.read_answer([], option_ids=options_of(name)) is None
    assert kind.read_answer([""], option_ids=options_of(name)) is None


@pytest.mark.parametrize("name", KINDS)
@given(raw=st.lists(st.text(max_size=50) | st.sampled_from([*IDS, "12,5", "-3"]), max_size=4))
def test_anything_posted_reads_or_is_refused_and_what_reads_can_be_shown_again(name: str, raw: list[str]) -> None:
    kind, options = kind_named(name), options_of(name)
    try:
        answer = kind.read_answer(raw, option_ids=options)
    except Refusal as refusal:
        assert refusal.field == "answer"
        return
    assert kind.read_answer(kind.show_answer(answer), option_ids=options) == answer
    assert kind.check_answer(answer, option_ids=options) == answer
    assert kind.score(key=KEYS[name], answer=answer) in (Decimal(0), Decimal(1))


@pytest.mark.parametrize("name", KINDS)
@given(answer=ANY_JSON)
def test_any_json_is_an_answer_or_is_refused(name: str, answer: Any) -> None:
    try:
        checked = kind_named(name).check_answer(answer, option_ids=options_of(name))
    except Refusal as refusal:
        assert refusal.field == "answer"
    else:
        assert kind_named(name).check_answer(checked, option_ids=options_of(name)) == checked


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("single_choice", "z"),
        ("single_choice", ["b"]),
        ("multiple_choice", []),
        ("multiple_choice", ["a", "a"]),
        ("multiple_choice", ["a", "z"]),
        ("numeric", {"value": "x", "tolerance": "0", "unit": ""}),
        ("numeric", {"value": "1", "tolerance": "-1", "unit": ""}),
        ("numeric", {"value": "NaN", "tolerance": "0", "unit": ""}),
        ("numeric", {"value": "1", "tolerance": "0"}),
        ("numeric", "12.5"),
    ],
)
def test_a_key_that_cannot_be_one_is_refused(name: str, key: Any) -> None:
    with pytest.raises(Refusal) as refused:
        kind_named(name).check_item(option_ids=options_of(name), key=key)
    assert (refused.value.code, refused.value.field) == ("key_unknown", "key")


def test_an_unknown_kind_names_those_that_exist() -> None:
    with pytest.raises(Refusal, match="single_choice, multiple_choice, numeric"):
        kind_named("essay")


@pytest.mark.parametrize("chosen", [["a"], ["a", "b", "c"], ["a", "b", "c", "d"], ["c", "d"]])
def test_multiple_choice_is_all_or_nothing(chosen: list[str]) -> None:
    assert kind_named("multiple_choice").score(key=["a", "c"], answer=chosen) == 0


def test_order_and_repetition_of_ticks_do_not_matter() -> None:
    assert kind_named("multiple_choice").read_answer(["c", "a", "c"], option_ids=IDS) == ["a", "c"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12.5", "12.5"),
        ("12,5", "12.5"),
        (" -3 ", "-3"),
        ("\u22123", "-3"),
        ("0,125", "0.125"),
        (".5", "0.5"),
        ("5.", "5"),
        ("68400", "68400"),
        ("68 400", "68400"),
        ("68\u202f400,5", "68400.5"),
        ("68'400", "68400"),
        ("68,400.00", "68400"),
        ("1.234,50", "1234.5"),
        ("1,234,567", "1234567"),
        ("1.234.567,8", "1234567.8"),
        ("1.234", "1.234"),
        ("1,2345", "1.2345"),
        ("-0", "0"),
        ("1000", "1000"),
    ],
)
def test_numbers_as_people_write_them(text: str, value: str) -> None:
    assert write_number(read_number(text)) == value


@pytest.mark.parametrize("text", ["68,400", "-1,000", "+999,999"])
def test_a_number_with_two_readings_is_asked_back(text: str) -> None:
    with pytest.raises(Refusal, match="two ways"):
        read_number(text)


@pytest.mark.parametrize(
    "text", ["", " ", "abc", "12 %", "1e5", "NaN", "Infinity", "1_000", "5 4", "1,23,4", "--1", "\x00", "٣", "9" * 41]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="not a number"):
        read_number(text)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9))
def test_what_is_stored_reads_back_exactly(value: Decimal) -> None:
    assert read_number(write_number(value)) == value


@given(st.decimals("-0.2", "0.2", places=3))
def test_tolerance_is_inclusive_and_exact(offset: Decimal) -> None:
    points = kind_named("numeric").score(key=KEYS["numeric"], answer=write_number(Decimal("12.5") + offset))
    assert points == (1 if abs(offset) <= Decimal("0.05") else 0)
