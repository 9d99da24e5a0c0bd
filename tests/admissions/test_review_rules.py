"""Blind reading, weighted scores, recommendation and the choice of reviewers: the rules alone."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.admissions.rules import (
    Eligibility,
    Identity,
    Piece,
    Reader,
    Reason,
    choose_readers,
    deviates,
    names_person,
    recommend,
    redact,
    review_conflict,
    tenths,
    weigh,
)
from practicum.pack.api import ReviewRules
from tests.factories.curriculum import shipped_pack

RULES = shipped_pack().programme.review
KEYS = [one.key for one in RULES.criteria]
ADA = Identity(names=("Linnéa Ødegård-Smith",), employers=("Northwind Bank",), addresses=("lode", "PER-1234567890"))


def shown(text: str, identity: Identity = ADA) -> str:
    return "".join(piece.text or f"[{piece.gap}]" for piece in redact(text, identity))


# Blind reading


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("I, Linnéa Ødegård-Smith, lead it.", "I, [name], lead it."),
        ("LINNEA ODEGARD SMITH", "[name]"),
        ("linnea's plan; Smith’s figures", "[name]'s plan; [name]’s figures"),
        ("Lin\u200bn\u00e9a and Linne\u0301a", "[name] and [name]"),
        ("linnea_odegard99 wrote", "[name]_[name]99 wrote"),
        ("At Northwind we bank on NORTHWIND BANK.", "At [employer] we bank on [employer]."),
        ("Blacksmith and linneas stay", "Blacksmith and linneas stay"),
        ("write to lode@northwind.example or +49 (30) 1234-567", "write to [address] or [address]"),
        ("see https://linkedin.com/in/abc?x=1 and www.abc.test", "see [address] and [address]"),
        ("my number PER-1234567890, handle @finlin", "my number [address], handle [address]"),
        (
            "USD 12 000 000, 5.000.000 EUR in 2023-2024, 11 units",
            "USD 12 000 000, 5.000.000 EUR in 2023-2024, 11 units",
        ),
        ("", ""),
    ],
)
def test_what_tells_who_somebody_is_goes_and_the_gap_is_shown(text: str, left: str) -> None:
    assert shown(text) == left


def test_names_are_found_where_words_have_no_spaces_between_them() -> None:
    assert shown("我叫王伟,做财务。", Identity(names=("王伟",))) == "我叫[name],做财务。"


@given(
    st.text(max_size=60),
    st.sampled_from(["Linnéa", "SMITH", "ødegård", "odegard", "Northwind", "northwind bank", "PER-1234567890"]),
    st.text(max_size=60),
)
def test_no_name_is_left_between_any_other_texts(before: str, name: str, after: str) -> None:
    pieces = redact(f"{before} {name} {after}", ADA)
    assert any(piece.gap for piece in pieces)
    assert all(name.casefold() not in piece.text.casefold().split() for piece in pieces)
    assert all(bool(piece.text) != bool(piece.gap) for piece in pieces)


@given(st.text(alphabet="abcxyz ,.\n", max_size=80))
def test_a_text_without_names_stays_as_it_is(text: str) -> None:
    assert redact(text, ADA) == ((Piece(text),) if text else ())


# Scores and recommendation


def all_at(level: int, **changed: int) -> dict[str, int]:
    return dict.fromkeys(KEYS, level) | changed


def found(outcome: str, verdict: str = "met") -> Eligibility:
    reason = Reason(key="practice", verdict=verdict, text="1 months of FinOps practice; at least 6 are asked.")
    return Eligibility(outcome=outcome, points=9, points_at_most=9, threshold=7, reasons=(reason,))


levels = st.fixed_dictionaries({key: st.integers(0, 4) for key in KEYS})


@given(levels)
def test_a_weighted_score_is_exact_and_lies_between_the_least_and_the_greatest_level(one: dict[str, int]) -> None:
    score = weigh(one, RULES)
    assert Fraction(25 * min(one.values())) <= score <= Fraction(25 * max(one.values()))
    assert score == sum(Fraction(c.weight * one[c.key], 4) for c in RULES.criteria)


@given(st.lists(levels, min_size=1, max_size=4))
def test_means_spread_and_number_of_each_criterion(reviews: list[dict[str, int]]) -> None:
    for row in recommend(reviews, RULES, None).criteria:
        given_levels = [one[row.key] for one in reviews]
        assert (row.least, row.most, row.n) == (min(given_levels), max(given_levels), len(reviews))
        assert row.spread == row.most - row.least
        assert abs(row.mean - Decimal(sum(given_levels)) / len(reviews)) <= Decimal("0.005")


@given(st.lists(levels, min_size=2, max_size=2), st.sampled_from(KEYS))
def test_a_better_review_never_recommends_less(reviews: list[dict[str, int]], key: str) -> None:
    order = ["declined", "waitlisted", "offered"]
    wide = RULES.model_copy(update={"gap_percent": 100})
    raised = [one | {key: min(one[key] + 1, 4)} for one in reviews]
    before, after = recommend(reviews, wide, None), recommend(raised, wide, None)
    assert order.index(before.outcome) <= order.index(after.outcome)


def test_thresholds_are_compared_exactly_not_as_rounded() -> None:
    bands = RULES.model_dump()["bands"]
    bands[0]["from_percent"], bands[1]["from_percent"] = 67, 66
    thirds = RULES.model_copy(
        update={
            "criteria": tuple(
                one.model_copy(update={"weight": 100 if place == 0 else 0, "levels": one.levels[:4]})
                for place, one in enumerate(RULES.criteria)
            ),
            "bands": ReviewRules.model_validate(RULES.model_dump() | {"bands": bands}).bands,
        }
    )
    told = recommend([all_at(2), all_at(2)], thirds, None)
    assert (told.percent, told.outcome) == (Decimal("66.7"), "waitlisted")
    assert tenths(Fraction(1, 3)) == Decimal("0.3")


def test_nothing_is_recommended_before_all_reviews_are_in() -> None:
    for reviews, waiting, text in (
        ([], 2, "0 of 2 reviews are in."),
        ([all_at(3)], 1, "1 of 2 reviews are in."),
        ([all_at(3)], 0, "1 of 2 reviews are in."),
        ([all_at(3), all_at(3)], 1, "2 of 3 reviews are in."),
    ):
        told = recommend(reviews, RULES, found("eligible"), waiting=waiting)
        assert (told.outcome, told.reasons[0], told.wants_third) == ("", text, False)


def test_two_that_lie_too_far_apart_ask_for_a_third() -> None:
    apart = [all_at(4), all_at(1)]
    told = recommend(apart, RULES, found("eligible"))
    assert (told.outcome, told.gap, told.needed, told.wants_third) == ("", Decimal("75.0"), 3, True)
    asked = recommend(apart, RULES, found("eligible"), waiting=1)
    assert (asked.outcome, asked.wants_third) == ("", False)
    settled = recommend([*apart, all_at(3)], RULES, found("eligible"))
    assert (settled.outcome, settled.percent, settled.wants_third) == ("offered", Decimal("66.7"), False)
    assert "read their reasons" in settled.reasons[-1]
    close = recommend([all_at(3), all_at(2)], RULES, found("eligible"))
    assert (close.gap, close.needed) == (Decimal("25.0"), 2)  # not more than the gap


def test_a_criterion_that_is_not_met_declines_by_itself_and_judgement_is_handed_over() -> None:
    told = recommend([all_at(4), all_at(4)], RULES, found("not_eligible", "not_met"))
    assert (told.outcome, told.percent) == ("declined", Decimal("100.0"))
    assert "at least 6 are asked" in told.reasons[0]
    judged = recommend([all_at(3), all_at(3)], RULES, found("needs_judgement", "to_judge"))
    assert judged.outcome == "offered"
    assert judged.reasons[-1].startswith("For you to judge: ")


def test_the_waiting_list_says_nothing_against_somebody_who_is_recommended() -> None:
    told = recommend([all_at(3), all_at(3)], RULES, None)
    assert [deviates(one, told) for one in ("offered", "waitlisted", "declined")] == [False, False, True]
    nothing = recommend([], RULES, None)
    assert all(deviates(one, nothing) for one in ("offered", "waitlisted", "declined"))


# Who reviews


def test_conflicts_of_a_reviewer() -> None:
    clear = {"judging": "", "trained": False, "named": False, "may_look_up": False}
    assert review_conflict(**clear) == ""  # type: ignore[arg-type]
    for name, value in (("judging", "kin"), ("trained", True), ("named", True), ("may_look_up", True)):
        assert review_conflict(**{**clear, name: value}) != ""  # type: ignore[arg-type]
    assert names_person("My manager is  lucía SERRANO.", "Lucía Serrano")
    assert not names_person("none", "Lucía Serrano")


@given(
    st.integers(2, 6), st.integers(1, 40), st.lists(st.sets(st.integers(0, 5), max_size=2), min_size=40, max_size=40)
)
def test_load_stays_even_and_nobody_in_conflict_reads(people: int, applications: int, barred: list[set[int]]) -> None:
    load: Counter[str] = Counter()
    for number in range(applications):
        readers = [
            Reader(code=f"R{place}", conflict="kin" if place in barred[number] else "", waiting=load[f"R{place}"])
            for place in range(people)
        ]
        chosen = choose_readers(readers, number=2)
        assert len({one.code for one in chosen}) == len(chosen) == min(2, sum(not one.conflict for one in readers))
        assert not any(one.conflict for one in chosen)
        left = [load[one.code] for one in readers if not one.conflict and one not in chosen]
        assert all(one.waiting <= least for one in chosen for least in left)
        load.update(one.code for one in chosen)
    if not any(barred[:applications]):
        assert max(load.values()) - min(load[f"R{place}"] for place in range(people)) <= 1


def test_nobody_is_asked_twice() -> None:
    readers = [Reader(code="A"), Reader(code="B", waiting=3), Reader(code="C", waiting=1)]
    assert [one.code for one in choose_readers(readers, number=2, taken={"A"})] == ["C", "B"]
    assert choose_readers(readers, number=-1) == ()
