"""Times, bookings and what may be recorded, as pure rules."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.exams.rules import (
    ATTEMPT_STATES,
    GRACE,
    BookingFacts,
    decide_booking,
    decide_check_in,
    decide_recording,
    decide_sitting,
    decide_start,
    decide_times,
    extended_close,
    extended_minutes,
    flags_after,
    is_overdue,
    months_after,
    months_before,
)
from practicum.kernel.errors import InvalidState, NotFound, Refusal

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
FACTORS = st.decimals("1", "3", places=2)
FACTS = BookingFacts(
    same_programme=True,
    candidacy_ended=False,
    missing=(),
    knows_form=False,
    open_attempt="",
    started=(),
    most_attempts=3,
    within_months=12,
    opens_at=NOW + HOUR,
    window_closes_at=NOW + 6 * HOUR,
)


def test_the_extension_that_the_pages_print() -> None:
    assert extended_minutes(75, Decimal("1.25")) == 94
    assert extended_minutes(75, Decimal(1)) == 75
    assert extended_close(NOW, NOW + 4 * HOUR, Decimal("1.50")) == NOW + 6 * HOUR


@given(st.integers(1, 600), FACTORS, st.integers(1, 500))
def test_nobody_gets_less_than_the_factor_and_the_window_grows_with_it(
    minutes: int, factor: Decimal, hours: int
) -> None:
    assert minutes * factor <= extended_minutes(minutes, factor) < minutes * factor + 1
    window = extended_close(NOW, NOW + hours * HOUR, factor) - NOW
    assert hours * 3600 * factor <= window.total_seconds() < hours * 3600 * factor + 1


@given(FACTORS, FACTORS, st.none() | st.integers(0, 300))
def test_a_larger_factor_never_gives_less_time(one: Decimal, other: Decimal, minute: int | None) -> None:
    facts = {"form_minutes": 75, "opens_at": NOW, "closes_at": NOW + 4 * HOUR}
    started_at = None if minute is None else NOW + timedelta(minutes=minute)
    less, more = (decide_times(**facts, time_factor=f, started_at=started_at) for f in sorted((one, other)))
    assert less.minutes <= more.minutes
    assert less.window_closes_at <= more.window_closes_at
    assert (less.deadline_at is None) == (more.deadline_at is None) == (minute is None)
    assert less.deadline_at is None or less.deadline_at <= more.deadline_at <= more.window_closes_at


@given(st.datetimes(datetime(2001, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)), st.integers(0, 60))  # noqa: DTZ001
def test_months_go_back_by_the_calendar(moment: datetime, months: int) -> None:
    before = months_before(moment, months)
    assert (moment.year - before.year) * 12 + moment.month - before.month == months
    assert before.day == moment.day or (before + timedelta(days=1)).day == 1
    assert months_after(before, months).month == moment.month


def test_a_leap_day_goes_back_to_the_end_of_february() -> None:
    assert months_before(datetime(2028, 2, 29, tzinfo=UTC), 12) == datetime(2027, 2, 28, tzinfo=UTC)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (replace(FACTS, same_programme=False), "not_a_candidate"),
        (replace(FACTS, candidacy_ended=True), "not_a_candidate"),
        (replace(FACTS, missing=("A capstone.",)), "gate_closed"),
        (replace(FACTS, knows_form=True), "knows_items"),
        (replace(FACTS, window_closes_at=NOW), "sitting_over"),
        (replace(FACTS, open_attempt="ATT-1"), "booked_already"),
        (replace(FACTS, started=(NOW, NOW - HOUR, NOW - 2 * HOUR)), "attempts_used"),
    ],
)
def test_refused_bookings(facts: BookingFacts, code: str) -> None:
    decide_booking(FACTS, now=NOW)
    with pytest.raises(Refusal) as refused:
        decide_booking(facts, now=NOW)
    assert refused.value.code == code


def test_the_refusal_names_the_day_from_which_an_attempt_is_free() -> None:
    started = tuple(NOW - timedelta(days=days) for days in (300, 100, 50))
    facts = replace(FACTS, started=started)
    with pytest.raises(Refusal, match="after 05 November 2026"):
        decide_booking(facts, now=NOW)
    free = months_after(started[0], 12)
    decide_booking(replace(facts, opens_at=free, window_closes_at=free + HOUR), now=NOW)


@given(st.lists(st.integers(0, 900), max_size=6))
def test_at_most_three_starts_in_any_twelve_months(days: list[int]) -> None:
    facts = replace(FACTS, started=tuple(NOW - timedelta(days=day) for day in days))
    recent = sum(NOW - timedelta(days=day) > months_before(facts.opens_at, 12) for day in days)
    if recent < 3:
        decide_booking(facts, now=NOW)
    else:
        with pytest.raises(Refusal, match="3 attempts within 12 months"):
            decide_booking(facts, now=NOW)


def test_checking_in_opens_half_an_hour_before() -> None:
    times = {"opens_at": NOW, "window_closes_at": NOW + HOUR}
    half = timedelta(minutes=30)
    assert decide_check_in(state="scheduled", now=NOW - half, **times) == "checked_in"
    for now, code in ((NOW - half - timedelta(seconds=1), "too_early"), (NOW + HOUR, "sitting_over")):
        with pytest.raises(Refusal) as refused:
            decide_check_in(state="scheduled", now=now, **times)
        assert refused.value.code == code


def test_the_deadline_is_all_the_minutes_or_the_end_of_the_window() -> None:
    times = {"minutes": 75, "opens_at": NOW, "window_closes_at": NOW + 2 * HOUR}
    assert decide_start(state="checked_in", now=NOW, **times) == ("in_progress", NOW + timedelta(minutes=75))
    assert decide_start(state="checked_in", now=NOW + HOUR, **times) == ("in_progress", NOW + 2 * HOUR)
    for now, code in ((NOW - timedelta(seconds=1), "too_early"), (NOW + 2 * HOUR, "sitting_over")):
        with pytest.raises(Refusal) as refused:
            decide_start(state="checked_in", now=now, **times)
        assert refused.value.code == code


@pytest.mark.parametrize("state", [state for state in ATTEMPT_STATES.states if state != "checked_in"])
def test_only_who_checked_in_starts(state: str) -> None:
    with pytest.raises(InvalidState):
        decide_start(state=state, minutes=75, opens_at=NOW, window_closes_at=NOW + HOUR, now=NOW)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"form_state": "assembled"}, "form_unpublished"),
        ({"closes_at": NOW + HOUR}, "window_short"),
        ({"opens_at": NOW - 9 * HOUR, "closes_at": NOW}, "window_past"),
        ({"closes_at": NOW + timedelta(days=93)}, "window_long"),
        ({"opens_at": NOW + timedelta(days=732), "closes_at": NOW + timedelta(days=733)}, "window_far"),
    ],
)
def test_refused_sittings(change: dict[str, object], code: str) -> None:
    facts = {"form_state": "published", "minutes": 75, "opens_at": NOW, "closes_at": NOW + 75 * HOUR / 60, "now": NOW}
    decide_sitting(**facts)
    with pytest.raises(Refusal) as refused:
        decide_sitting(**facts | change)
    assert refused.value.code == code


@given(st.booleans(), st.sampled_from(ATTEMPT_STATES.states), st.integers(-20, 20))
def test_recording_and_expiry_never_overlap(is_owner: bool, state: str, seconds: int) -> None:
    """What may still be recorded is not overdue, and what is overdue can no longer be recorded."""
    now = NOW + timedelta(seconds=seconds)
    overdue = is_overdue(state=state, deadline_at=NOW, window_closes_at=NOW + HOUR, now=now)
    try:
        decide_recording(is_owner=is_owner, state=state, deadline_at=NOW, now=now)
    except (NotFound, Refusal):
        assert not is_owner or state != "in_progress" or overdue
    else:
        assert is_owner
        assert state == "in_progress"
        assert now < NOW + GRACE
        assert not overdue


@given(st.lists(st.integers(1, 50)), st.integers(1, 50))
def test_a_flag_is_set_once_and_taken_away(flags: list[int], position: int) -> None:
    with_it = flags_after(flags, position=position, flagged=True)
    assert with_it == sorted({*flags, position})
    assert position not in flags_after(with_it, position=position, flagged=False)
