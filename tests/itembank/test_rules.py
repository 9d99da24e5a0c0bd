"""States, reviews and publication as pure rules."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.itembank.rules import (
    ITEM_STATES,
    PlaceFacts,
    ReviewFacts,
    decide_publication,
    decide_review,
    decide_submission,
    level_counts,
)
from practicum.kernel.errors import InvalidState, NotPermitted, Refusal

FACTS = ReviewFacts(
    item_state="in_review", is_newest_version=True, reviewer="PER-R", writer="PER-W", conflict="", verdicts=()
)


@pytest.mark.parametrize(
    ("earlier", "verdict", "after"),
    [
        ((), "approve", "in_review"),
        ((("PER-X", "approve"),), "approve", "approved"),
        ((), "revise", "draft"),
        ((("PER-X", "approve"),), "revise", "draft"),
        ((), "reject", "retired"),
    ],
)
def test_where_a_review_leads(earlier: tuple[tuple[str, str], ...], verdict: str, after: str) -> None:
    assert decide_review(replace(FACTS, verdicts=earlier), verdict=verdict, comment="because") == after


@pytest.mark.parametrize("change", [{"reviewer": "PER-W"}, {"conflict": "they have the same employer"}])
def test_writer_and_conflicted_reviewer_are_kept_out(change: dict[str, str]) -> None:
    with pytest.raises(NotPermitted):
        decide_review(replace(FACTS, **change), verdict="approve", comment="")


@pytest.mark.parametrize(
    ("facts", "verdict", "comment", "code"),
    [
        (replace(FACTS, is_newest_version=False), "approve", "", "version_replaced"),
        (replace(FACTS, verdicts=(("PER-R", "approve"),)), "approve", "", "reviewed_already"),
        (FACTS, "perhaps", "x", "verdict_unknown"),
        (FACTS, "revise", "  ", "comment_missing"),
        (FACTS, "reject", "", "comment_missing"),
    ],
)
def test_refused_reviews(facts: ReviewFacts, verdict: str, comment: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        decide_review(facts, verdict=verdict, comment=comment)
    assert refused.value.code == code


@given(st.sampled_from([state for state in ITEM_STATES.states if state != "in_review"]))
def test_only_items_in_review_are_reviewed(state: str) -> None:
    with pytest.raises(InvalidState):
        decide_review(replace(FACTS, item_state=state), verdict="approve", comment="")


def test_words_that_were_sent_back_cannot_be_submitted_again() -> None:
    assert decide_submission(item_state="draft", verdicts=["approve"]) == "in_review"
    with pytest.raises(Refusal, match="sent back"):
        decide_submission(item_state="draft", verdicts=["approve", "revise"])


@given(
    st.lists(
        st.builds(
            PlaceFacts,
            code=st.text("ab-0", min_size=1, max_size=4),
            state=st.sampled_from(ITEM_STATES.states),
            is_newest_version=st.booleans(),
        ),
        max_size=6,
    )
)
def test_a_form_is_published_only_when_every_item_is_approved_in_these_words(places: list[PlaceFacts]) -> None:
    bad = [
        place.code
        for place in places
        if place.state not in ("approved", "pilot", "operational") or not place.is_newest_version
    ]
    if places and not bad:
        assert decide_publication("assembled", places) == "published"
        return
    with pytest.raises(Refusal) as refused:
        decide_publication("assembled", places)
    assert all(code in refused.value.message for code in bad)


@given(
    st.integers(1, 200),
    st.dictionaries(
        st.sampled_from(["u", "a", "n"]), st.tuples(st.integers(0, 100), st.integers(0, 100)).map(sorted).map(tuple)
    ),
)
def test_level_counts_never_exceed_the_percents(length: int, levels: dict[str, tuple[int, int]]) -> None:
    for level, (least, most) in level_counts(levels, length).items():
        assert least * 100 >= levels[level][0] * length > (least - 1) * 100
        assert most * 100 <= levels[level][1] * length < (most + 1) * 100
