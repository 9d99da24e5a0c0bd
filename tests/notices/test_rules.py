"""Kinds of letters, and quiet hours by people's own clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.kernel.errors import Refusal
from practicum.notices.rules.kinds import CHOOSABLE, KINDS, check_choices, setting_for
from practicum.notices.rules.quiet import Quiet, digest_at, due_at, moment_of, quiet_until
from practicum.notices.rules.states import ACTS, NOTICE_STATES, acts_on

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Chatham")
zones = st.sampled_from(ZONES).map(ZoneInfo)
walls = st.times().map(lambda one: one.replace(second=0, microsecond=0))
quiets = st.builds(Quiet, starts=walls, ends=walls)
moments = st.integers(0, 1_500_000).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))
NIGHT = Quiet(starts=time(22), ends=time(7))


@given(moments, quiets, zones)
def test_a_quiet_period_ends_soon_and_once(now: datetime, quiet: Quiet, zone: ZoneInfo) -> None:
    ends = quiet_until(now, quiet, zone)
    if ends is None:
        return
    assert now < ends <= now + timedelta(hours=26)
    # at its end the clock on the wall shows the end, or what it shows after a leap over it
    assert ends == moment_of(ends.astimezone(zone).date(), quiet.ends, zone)
    again = quiet_until(ends, quiet, zone)
    assert again is None or quiet.starts <= ends.astimezone(zone).time()


@given(moments, quiets, zones)
def test_on_days_without_a_change_of_clocks_the_wall_decides(now: datetime, quiet: Quiet, zone: ZoneInfo) -> None:
    offsets = {(now + timedelta(hours=step)).astimezone(zone).utcoffset() for step in range(-50, 51, 2)}
    if len(offsets) > 1:
        return
    wall = now.astimezone(zone).time()
    inside = (
        quiet.starts <= wall < quiet.ends if quiet.starts <= quiet.ends else wall >= quiet.starts or wall < quiet.ends
    )
    assert (quiet_until(now, quiet, zone) is not None) == (inside and not quiet.is_none)


@given(moments, quiets, zones, st.booleans())
def test_a_letter_is_never_due_before_it_is_written(now: datetime, quiet: Quiet, zone: ZoneInfo, urgent: bool) -> None:
    assert due_at(now, quiet, zone, urgent=True, needed_by=None) == now
    assert due_at(now, quiet, zone, urgent=urgent, needed_by=now) == now
    assert due_at(now, quiet, zone, urgent=False, needed_by=None) >= now
    assert now < digest_at(now, quiet, zone) <= now + timedelta(hours=26)


@pytest.mark.parametrize(
    ("zone", "now", "ends"),
    [
        # the clocks leap forward, fall back, by an hour and by half an hour
        ("Europe/Berlin", "2027-03-28T00:30+00:00", "2027-03-28T05:00+00:00"),
        ("Europe/Berlin", "2027-10-31T00:30+00:00", "2027-10-31T06:00+00:00"),
        ("America/New_York", "2027-03-14T06:30+00:00", "2027-03-14T11:00+00:00"),
        ("America/New_York", "2027-11-07T05:30+00:00", "2027-11-07T12:00+00:00"),
        ("Australia/Lord_Howe", "2027-10-02T15:00+00:00", "2027-10-02T20:00+00:00"),
        ("Australia/Lord_Howe", "2027-04-03T15:00+00:00", "2027-04-03T20:30+00:00"),
        ("Asia/Kolkata", "2028-02-28T20:00+00:00", "2028-02-29T01:30+00:00"),
        ("UTC", "2028-02-29T23:00+00:00", "2028-03-01T07:00+00:00"),
        ("UTC", "2028-02-29T07:00+00:00", ""),
        ("UTC", "2028-02-29T21:59+00:00", ""),
    ],
)
def test_quiet_hours_over_changes_of_clocks(zone: str, now: str, ends: str) -> None:
    found = quiet_until(datetime.fromisoformat(now), NIGHT, ZoneInfo(zone))
    assert (found.isoformat(timespec="minutes") if found else "") == ends


def test_an_hour_that_comes_twice_is_quiet_once() -> None:
    berlin, quiet = ZoneInfo("Europe/Berlin"), Quiet(starts=time(23), ends=time(2, 30))
    first, second = (datetime(2027, 10, 31, hour, 15, tzinfo=UTC) for hour in (0, 1))
    assert first.astimezone(berlin).time() == second.astimezone(berlin).time() == time(2, 15)
    assert quiet_until(first, quiet, berlin) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert quiet_until(second, quiet, berlin) is None


def test_an_end_that_the_clocks_leap_over_is_after_the_leap() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert moment_of(date(2027, 3, 28), time(2, 30), berlin).astimezone(berlin).time() == time(3, 30)


def test_what_may_be_muted() -> None:
    assert setting_for("decision", {"decision": "off"}) == "at_once"
    assert setting_for("security", {"security": "daily"}) == "at_once"
    assert setting_for("discussion", {}) == "at_once"
    assert setting_for("nudge", {"nudge": "off"}) == "off"
    assert {key for key, kind in KINDS.items() if kind.urgent} == {"security"}
    assert "decision" not in CHOOSABLE
    assert check_choices({"nudge": "at_once", "news": "off"}) == {"news": "off"}
    for wrong in ({"decision": "off"}, {"news": "sometimes"}, {"invitation": "daily"}, {"none": "off"}):
        with pytest.raises(Refusal):
            check_choices(wrong)


@pytest.mark.parametrize("state", NOTICE_STATES.states)
def test_acts_follow_the_table_of_states(state: str) -> None:
    for act, (before, after) in ACTS.items():
        assert (act in acts_on(state)) == (state in before)
        if state in before:
            assert NOTICE_STATES.may_move(state, after)
