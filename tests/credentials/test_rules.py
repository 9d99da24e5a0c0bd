"""The rules of awards and credentials."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.credentials.rules import (
    CREDENTIAL_STATES,
    AwardFacts,
    ResultFacts,
    add_months,
    award_lacks,
    check_reason,
    decide_award,
    free_index,
    standing_in_words,
    status_bits,
)
from practicum.kernel.errors import InvalidState, NotPermitted, Refusal

PASSED = ResultFacts(code="RES-1", passed=True, released=True)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def facts(**changes: Any) -> AwardFacts:
    known = {"conflict": "", "trained_recently": False, "trainer_years": 2, "examined": False}
    return AwardFacts(**{**known, "missing": (), "result": PASSED, **changes})


def test_a_person_awards_a_ready_candidate() -> None:
    decision = decide_award(facts(), outcome="awarded", reason="  All met. ")
    assert (decision.outcome, decision.reason) == ("awarded", "All met.")


@given(
    st.booleans(),
    st.booleans(),
    st.sampled_from(["", "they have the same employer"]),
    st.sampled_from(["awarded", "refused"]),
)
def test_whoever_trained_examined_or_is_involved_never_decides(
    trained: bool, examined: bool, conflict: str, outcome: str
) -> None:
    asked = facts(trained_recently=trained, examined=examined, conflict=conflict)
    if trained or examined or conflict:
        with pytest.raises(NotPermitted) as error:
            decide_award(asked, outcome=outcome, reason="Because.")
        assert ("trained" in error.value.message) == trained
        assert ("examined" in error.value.message) == examined
        assert ("same employer" in error.value.message) == bool(conflict)
    else:
        assert decide_award(asked, outcome=outcome, reason="Because.").outcome == outcome


@pytest.mark.parametrize(
    "changes",
    [
        {"missing": ("The lab is not passed.",)},
        {"result": None},
        {"result": ResultFacts(code="R", passed=False, released=True)},
        {"result": ResultFacts(code="R", passed=True, released=False)},
    ],
)
def test_what_is_missing_bars_an_award_but_not_a_refusal(changes: dict[str, Any]) -> None:
    assert award_lacks(facts(**changes))
    with pytest.raises(Refusal) as error:
        decide_award(facts(**changes), outcome="awarded", reason="Because.")
    assert error.value.code == "not_ready"
    assert decide_award(facts(**changes), outcome="refused", reason="Because.").outcome == "refused"


@pytest.mark.parametrize(
    ("changes", "outcome", "reason", "code"),
    [
        ({}, "awarded", "   ", "reason"),
        ({}, "awarded", "x" * 2001, "reason"),
        ({}, "awarded", "a\0b", "reason"),
        ({}, "perhaps", "Because.", "outcome"),
        ({"awarded_already": True}, "awarded", "Because.", "awarded_already"),
        ({"awarded_already": True}, "refused", "Because.", "awarded_already"),
        ({"ended": True}, "awarded", "Because.", "candidacy_ended"),
    ],
)
def test_refusals(changes: dict[str, Any], outcome: str, reason: str, code: str) -> None:
    with pytest.raises(Refusal) as error:
        decide_award(facts(**changes), outcome=outcome, reason=reason)
    assert error.value.code == code


def test_a_reason_of_full_length_fits() -> None:
    assert len(check_reason("x" * 2000)) == 2000


@given(MOMENTS, st.integers(0, 240))
def test_months(moment: datetime, months: int) -> None:
    later = add_months(moment, months)
    assert (later.year - moment.year) * 12 + later.month - moment.month == months
    assert later.day == moment.day or (later.day < moment.day and (later + timedelta(days=1)).day == 1)
    assert later.time() == moment.time()


@given(st.sampled_from(list(CREDENTIAL_STATES.moves)), st.sampled_from(list(CREDENTIAL_STATES.moves)))
def test_bits_follow_the_table(before: str, after: str) -> None:
    if not CREDENTIAL_STATES.may_move(before, after):
        with pytest.raises(InvalidState):
            status_bits(before, after)
        return
    bits = status_bits(before, after)
    assert bits.get("revocation", False) == (after == "revoked")
    assert bits.get("suspension") == {"suspended": True, "issued": False}.get(after)


@given(st.sampled_from(list(CREDENTIAL_STATES.moves)), st.integers(-10, 10))
def test_standing(state: str, days: int) -> None:
    now = datetime(2026, 9, 1, tzinfo=UTC)
    said = standing_in_words(state, valid_until=now + timedelta(days=days), now=now)
    if state == "revoked":
        assert said == "withdrawn"
    elif state == "renewed":
        assert said == "renewed"
    elif state == "expired" or days <= 0:
        assert said == "expired"
    else:
        assert said == {"issued": "current", "suspended": "suspended"}[state]


@given(st.sets(st.integers(0, 15)), st.integers(0, 1000))
def test_an_index_is_free_or_the_list_is_full(taken: set[int], draw: int) -> None:
    if len(taken) == 16:
        with pytest.raises(Refusal):
            free_index(taken, size=16, draw=draw)
    else:
        index = free_index(taken, size=16, draw=draw)
        assert index in set(range(16)) - taken
        assert index == draw % 16 or draw % 16 in taken
