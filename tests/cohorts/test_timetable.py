"""From a weekly hour to moments: what holds in every zone, and the days on which clocks change."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.cohorts.rules.timetable import (
    LocalTime,
    first_moment,
    hours_at,
    hours_taken,
    local_label,
    local_times,
    overlap,
    session_moments,
    shift_hours,
    starting_hours,
    weeks_outside,
)

ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "America/St_Johns",
)
hours = st.integers(0, 167)
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
zones = st.sampled_from(ZONES)


def week_hour(moment: datetime) -> int:
    return moment.weekday() * 24 + moment.hour


@given(hours, days)
def test_the_first_session_is_in_the_hour_and_within_a_week_of_the_start(hour: int, starts_on: date) -> None:
    first = first_moment(hour, starts_on)
    assert week_hour(first) == hour
    assert (first.minute, first.second) == (0, 0)
    assert timedelta(0) <= first.date() - starts_on < timedelta(days=7)


@given(hours, days, zones)
def test_sessions_keep_the_anchors_wall_clock(hour: int, starts_on: date, zone: str) -> None:
    moments = session_moments(hour=hour, starts_on=starts_on, weeks=8, anchor=zone)
    assert moments[0] == first_moment(hour, starts_on)
    first = moments[0].astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    for week, moment in enumerate(moments):
        wall = first + timedelta(weeks=week)
        local = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        exists = (
            wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall
        )
        # a wall time that the clocks leap over is held after the leap, within the hour
        assert local == wall if exists else timedelta(0) < local - wall <= timedelta(hours=1)


@given(hours, days, zones)
def test_sessions_are_a_week_apart_but_for_the_clock_change(hour: int, starts_on: date, zone: str) -> None:
    moments = session_moments(hour=hour, starts_on=starts_on, weeks=8, anchor=zone)
    for one, following in pairwise(moments):
        assert abs(following - one - timedelta(weeks=1)) <= timedelta(hours=1)


@given(hours, days)
def test_without_clock_changes_every_session_is_in_the_same_utc_hour(hour: int, starts_on: date) -> None:
    for zone in ("UTC", "Asia/Kolkata"):
        moments = session_moments(hour=hour, starts_on=starts_on, weeks=8, anchor=zone)
        assert {week_hour(moment) for moment in moments} == {hour}


def test_autumn_in_europe_moves_the_utc_hour_and_not_the_wall_clock() -> None:
    # Tuesday 17:00 UTC is 19:00 in Berlin until 25 October 2026
    moments = session_moments(hour=41, starts_on=date(2026, 10, 12), weeks=4, anchor="Europe/Berlin")
    assert [f"{moment:%m-%d %H:%M}" for moment in moments] == [
        "10-13 17:00",
        "10-20 17:00",
        "10-27 18:00",
        "11-03 18:00",
    ]
    assert local_times(moments, "Europe/Berlin") == (LocalTime(label="Tuesday 19:00", first_week=1, last_week=4),)
    # New York changes a week later: one week of 14:00 between weeks of 13:00
    assert [(run.label, run.first_week, run.last_week) for run in local_times(moments, "America/New_York")] == [
        ("Tuesday 13:00", 1, 2),
        ("Tuesday 14:00", 3, 3),
        ("Tuesday 13:00", 4, 4),
    ]
    # India never changes, so it sees the change
    assert [run.label for run in local_times(moments, "Asia/Kolkata")] == ["Tuesday 22:30", "Tuesday 23:30"]


def test_an_anchor_without_clock_changes_leaves_the_moving_to_others() -> None:
    moments = session_moments(hour=41, starts_on=date(2026, 10, 12), weeks=4, anchor="Asia/Kolkata")
    assert {f"{moment:%H:%M}" for moment in moments} == {"17:00"}
    assert [run.label for run in local_times(moments, "Europe/Berlin")] == ["Tuesday 19:00", "Tuesday 18:00"]


def test_the_other_half_of_the_year_for_the_south() -> None:
    moments = session_moments(hour=41, starts_on=date(2026, 3, 30), weeks=2, anchor="Australia/Adelaide")
    assert [f"{moment:%H:%M}" for moment in moments] == ["17:00", "18:00"]
    assert {local_label(moment, "Australia/Adelaide") for moment in moments} == {"Wednesday 03:30"}


def test_half_an_hour_of_summer_time() -> None:
    # Lord Howe moves by 30 minutes, on Sunday 4 October 2026
    moments = session_moments(hour=24, starts_on=date(2026, 9, 28), weeks=2, anchor="Australia/Lord_Howe")
    assert [f"{moment:%H:%M}" for moment in moments] == ["00:00", "23:30"]
    assert {local_label(moment, "Australia/Lord_Howe") for moment in moments} == {"Tuesday 10:30"}


def test_a_local_time_that_is_leapt_over_is_held_after_the_leap() -> None:
    # Berlin, Sunday 29 March 2026: 02:00 becomes 03:00. Sunday 01:00 UTC is 02:00 there in winter.
    moments = session_moments(hour=145, starts_on=date(2026, 3, 22), weeks=3, anchor="Europe/Berlin")
    assert [local_label(moment, "Europe/Berlin") for moment in moments] == [
        "Sunday 02:00",
        "Sunday 03:00",
        "Sunday 02:00",
    ]


def test_a_local_time_that_comes_twice_is_held_the_first_time() -> None:
    # Berlin, Sunday 25 October 2026: 02:00 to 03:00 comes twice. Sunday 00:00 UTC is 02:00 there in summer.
    moments = session_moments(hour=144, starts_on=date(2026, 10, 18), weeks=3, anchor="Europe/Berlin")
    assert [f"{moment:%d %H:%M}" for moment in moments] == ["18 00:00", "25 00:00", "01 01:00"]
    assert {local_label(moment, "Europe/Berlin") for moment in moments} == {"Sunday 02:00"}


def test_a_first_session_in_the_second_of_two_like_hours_stays_there() -> None:
    moments = session_moments(hour=145, starts_on=date(2026, 10, 25), weeks=2, anchor="Europe/Berlin")
    assert [f"{moment:%m-%d %H:%M}" for moment in moments] == ["10-25 01:00", "11-01 01:00"]


def test_over_the_end_of_the_year_and_a_leap_day() -> None:
    # 2026 has 53 ISO weeks; 2028 has a 29 February, a Tuesday
    moments = session_moments(hour=41, starts_on=date(2026, 12, 21), weeks=3, anchor="America/New_York")
    assert [f"{moment:%Y-%m-%d}" for moment in moments] == ["2026-12-22", "2026-12-29", "2027-01-05"]
    moments = session_moments(hour=41, starts_on=date(2028, 2, 21), weeks=3, anchor="UTC")
    assert [f"{moment:%m-%d}" for moment in moments] == ["02-22", "02-29", "03-07"]


@given(hours, days, zones, zones)
def test_local_times_name_every_week_once_and_truly(hour: int, starts_on: date, anchor: str, zone: str) -> None:
    moments = session_moments(hour=hour, starts_on=starts_on, weeks=8, anchor=anchor)
    runs = local_times(moments, zone)
    named = {week: run.label for run in runs for week in range(run.first_week, run.last_week + 1)}
    assert named == {week: local_label(moment, zone) for week, moment in enumerate(moments, start=1)}
    assert all(one.label != following.label for one, following in pairwise(runs))


@given(st.frozensets(hours), st.integers(-26 * 60, 26 * 60))
def test_shifted_hours_lie_wholly_inside_what_was_said(free: frozenset[int], minutes: int) -> None:
    said = {(hour * 60 + minute + minutes) % (168 * 60) for hour in free for minute in range(60)}
    shifted = shift_hours(free, minutes)
    assert all({(hour * 60 + minute) % (168 * 60) for minute in range(60)} <= said for hour in shifted)
    assert len(shifted) <= len(free)
    if minutes % 60 == 0:
        assert len(shifted) == len(free)


def test_hours_said_in_summer_are_other_utc_hours_in_winter() -> None:
    summer, winter = datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
    assert hours_at([16, 17], zone="Europe/Berlin", said_at=summer, at=winter) == {17, 18}
    assert hours_at([16, 17], zone="Asia/Kolkata", said_at=summer, at=winter) == {16, 17}
    assert hours_at([167], zone="Europe/Berlin", said_at=summer, at=winter) == {0}
    # 30 minutes later in summer: of three hours said, two are whole afterwards
    assert hours_at([16, 17, 18], zone="Australia/Lord_Howe", said_at=summer, at=winter) == {16, 17}


@pytest.mark.parametrize(
    ("minutes", "starts"), [(60, {10, 11, 12, 167, 0}), (90, {10, 11, 167}), (120, {10, 11, 167}), (180, {10})]
)
def test_a_session_begins_where_it_can_also_end(minutes: int, starts: set[int]) -> None:
    assert starting_hours([10, 11, 12, 167, 0], minutes) == starts


@given(st.frozensets(hours), st.integers(1, 240))
def test_a_session_in_a_starting_hour_takes_free_hours_only(free: frozenset[int], minutes: int) -> None:
    for hour in starting_hours(free, minutes):
        assert hours_taken([first_moment(hour, date(2026, 1, 5))], minutes) <= free


def test_weeks_outside_the_hours_that_were_given() -> None:
    moments = session_moments(hour=41, starts_on=date(2026, 10, 12), weeks=4, anchor="Europe/Berlin")
    said_at = datetime(2026, 9, 1, tzinfo=UTC)
    assert weeks_outside(moments, 90, [41, 42], zone="Europe/Berlin", said_at=said_at) == ()
    assert weeks_outside(moments, 90, [41, 42], zone="Asia/Kolkata", said_at=said_at) == (3, 4)
    assert weeks_outside(moments, 90, [41, 42, 43], zone="Asia/Kolkata", said_at=said_at) == ()
    assert weeks_outside(moments, 90, [41], zone="Europe/Berlin", said_at=said_at) == (1, 2, 3, 4)


def test_sessions_overlap_when_one_begins_before_the_other_ends() -> None:
    start = datetime(2026, 9, 1, 17, tzinfo=UTC)
    assert overlap([start], [start + timedelta(minutes=90)], 90) is None
    assert overlap([start], [start + timedelta(minutes=89)], 90) == start
    assert overlap([start, start + timedelta(weeks=1)], [start + timedelta(weeks=1)], 90) == start + timedelta(weeks=1)
