"""Concerns and cells of the board, the moments of office hours, when somebody is away."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.cohorts.rules.concerns import (
    GROUPS,
    NUDGE_AGAIN_AFTER,
    Concern,
    cell_of,
    check_nudge,
    find_concerns,
    may_nudge_from,
    summarise,
    withdrawn,
)
from practicum.cohorts.rules.hand_over import away_between
from practicum.cohorts.rules.office_hours import (
    CLOSES_BEFORE,
    check_question,
    closes_at,
    find_clash,
    office_hour_moments,
)
from practicum.cohorts.rules.states import ATTENDANCE
from practicum.cohorts.rules.training import WeekLab, Work, count_attendance
from practicum.kernel.errors import Refusal

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
WEEKS = range(1, 9)
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC")


def work(state: str = "", due_at: datetime = NOW) -> Work:
    return Work(key="memo", title="Memo", due_at=due_at, state=state)


def worries(recorded: dict[int, str], held: int, *work_: Work, returned: tuple[int, ...] = ()) -> list[Concern]:
    counted = count_attendance(recorded, WEEKS, percent=75)
    weeks = range(1, held + 1)
    return find_concerns(recorded, weeks, counted, work_, reflected=weeks, returned=returned, now=NOW)


def concerns(recorded: dict[int, str], held: int, *work_: Work) -> list[str]:
    return [str(one) for one in worries(recorded, held, *work_)]


def test_who_falls_behind_and_why() -> None:
    assert concerns({1: "present", 2: "present"}, 2) == []
    assert concerns({1: "present", 2: "excused", 3: "absent"}, 3) == ["Missed the last two sessions (weeks 2 and 3)."]
    # week 4 is over and not recorded yet: nobody is reproached with it, and it hides nothing
    assert concerns({1: "present", 2: "excused", 3: "excused"}, 4) == ["Missed the last two sessions (weeks 2 and 3)."]
    assert concerns({1: "absent", 2: "present"}, 2) == ["Absent without an excuse in week 1."]
    assert concerns({1: "excused", 2: "present"}, 2) == []
    late = concerns(dict.fromkeys(range(1, 5), "absent") | {5: "present"}, 5)
    assert "Has to catch up with 2 sessions to reach 6." in late
    assert concerns({}, 0, work(due_at=NOW - timedelta(days=3, hours=1))) == ["“Memo” is 3 days overdue."]
    assert concerns({}, 0, work(due_at=NOW - timedelta(hours=1))) == ["“Memo” is a few hours overdue."]
    assert concerns({}, 0, work("submitted", NOW - timedelta(days=3)), work(due_at=NOW + timedelta(days=1))) == []


def test_an_overdue_lab_is_a_concern_until_it_is_handed_in_or_passed() -> None:
    def about(state: str, due_at: datetime) -> list[Concern]:
        lab = WeekLab(week=2, key="first-bill", due_at=due_at, state=state)
        counted = count_attendance({}, WEEKS, percent=75)
        return find_concerns({}, (), counted, (), labs=[lab], now=NOW)

    due = NOW - timedelta(days=6)
    (never,) = about("", due)
    assert (never.key, never.group, never.text) == ("lab-2", "work", "The lab of week 2 is 6 days overdue.")
    assert [str(one) for one in about("returned", due)] == ["The lab of week 2 came back and is 6 days overdue."]
    assert about("submitted", due) == about("passed", due) == about("", NOW) == []
    assert summarise([[never], []]) == "1 of 2 needs attention: 1 for open work. 1 on track."


def test_reflections_and_make_up_work_are_done_or_not_done() -> None:
    present = dict.fromkeys((1, 2, 3), "present")
    counted = count_attendance(present, WEEKS, percent=75)
    for reflected, worried in (((), True), ((1,), True), ((1, 2), False), ((3,), False)):
        found = find_concerns(present, (1, 2, 3), counted, (), reflected=reflected, now=NOW)
        assert [one.key for one in found] == ["reflection"] * worried
    assert find_concerns(present, (1,), counted, (), now=NOW) == [], "one week is no silence"
    (back,) = worries(present, 3, returned=(2,))
    assert (back.key, back.group) == ("make-up-2", "work")


@given(
    st.dictionaries(st.sampled_from(WEEKS), st.sampled_from(ATTENDANCE)),
    st.integers(0, 8),
    st.lists(st.timedeltas(timedelta(days=-60), timedelta(days=60)), max_size=3),
)
def test_every_concern_can_be_written_about_and_the_weightiest_comes_first(
    recorded: dict[int, str], held: int, dues: list[timedelta]
) -> None:
    found = worries(recorded, held, *(work(due_at=NOW + due) for due in dues))
    assert [one.weight for one in found] == sorted((one.weight for one in found), reverse=True)
    for one in found:
        assert one.group in GROUPS
        assert check_nudge(one.message) == one.message
    said = summarise([found, []])
    assert said.endswith("1 on track.") if found else "on track" in said


def test_cells_and_the_summary_in_words() -> None:
    assert cell_of(1, "present", is_over=True, has_open_work=False).words == "attended"
    assert cell_of(1, "caught_up", is_over=True, has_open_work=True).words == "caught up, open work"
    assert cell_of(1, "", is_over=True, has_open_work=False).words == "not recorded"
    assert cell_of(1, "", is_over=False, has_open_work=False).words == "to come"
    assert {cell_of(1, one, is_over=True, has_open_work=False).tone for one in ATTENDANCE} == {"good", "wait", "bad"}
    late = worries({}, 0, work(due_at=NOW - timedelta(days=1)))
    assert summarise([]) == "Nobody sits here."
    assert summarise([[], []]).startswith("All 2 are on track")
    assert summarise([late, []]) == "1 of 2 needs attention: 1 for open work. 1 on track."
    assert "1 who withdrew" in summarise([late, [withdrawn()]])


def test_a_nudge_is_refused_empty_long_or_too_soon() -> None:
    for text in ("", " \n", "x" * 2001, "a\x00b"):
        with pytest.raises(Refusal) as caught:
            check_nudge(text)
        assert caught.value.field == "text"
    assert may_nudge_from(None) is None
    assert may_nudge_from(NOW) == NOW + NUDGE_AGAIN_AFTER == NOW + timedelta(hours=48)


@given(
    st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    st.times(),
    st.sampled_from(ZONES),
    st.integers(10, 120),
    st.tuples(st.integers(1, 12), st.integers(0, 20)),
)
def test_office_hours_keep_the_wall_clock(day: date, at: time, zone: str, minutes: int, size: tuple[int, int]) -> None:
    slots, weeks = size
    at = at.replace(second=0, microsecond=0)
    place = ZoneInfo(zone)
    begin = datetime.combine(day, at).replace(tzinfo=place).astimezone(UTC)
    found = office_hour_moments(
        day=day, at=at, zone=zone, minutes=minutes, slots=slots, until=begin + timedelta(weeks=weeks, hours=2)
    )
    assert len(found) == (weeks + 1) * slots
    assert find_clash(found, minutes, [(one + timedelta(minutes=minutes), 1) for one in found[-1:]]) is None
    for number, first in enumerate(found[::slots]):
        wall = datetime.combine(day, at) + timedelta(weeks=number)
        shown = first.astimezone(place).replace(tzinfo=None)
        gap = shown - wall
        assert gap == timedelta() or timedelta() < gap <= timedelta(hours=1), "only where the clocks leap over it"
        row = found[number * slots : (number + 1) * slots]
        assert all(later - one == timedelta(minutes=minutes) for one, later in pairwise(row))


def test_office_hours_across_the_clock_change_and_what_is_refused() -> None:
    given_ = {"day": date(2026, 10, 21), "at": time(17), "zone": "Europe/Berlin", "minutes": 30, "slots": 1}
    until = datetime(2026, 11, 5, tzinfo=UTC)
    assert [one.hour for one in office_hour_moments(**given_, until=until)] == [15, 16, 16]
    assert len(office_hour_moments(**given_)) == 1
    for wrong, field in (
        ({"minutes": 9}, "minutes"),
        ({"minutes": 121}, "minutes"),
        ({"slots": 0}, "slots"),
        ({"slots": 13}, "slots"),
        ({"day": date(9999, 12, 31)}, "day"),
    ):
        with pytest.raises(Refusal) as caught:
            office_hour_moments(**{**given_, **wrong})
        assert caught.value.field == field
    assert find_clash([NOW], 30, [(NOW - timedelta(minutes=30), 30), (NOW + timedelta(minutes=30), 30)]) is None
    assert find_clash([NOW], 30, [(NOW + timedelta(minutes=29), 30)]) == NOW
    assert closes_at(NOW) == NOW - CLOSES_BEFORE
    for text in ("", "x" * 2001, "a\x00"):
        with pytest.raises(Refusal):
            check_question(text)


def test_who_is_away_is_so_from_midnight_to_midnight_where_they_are() -> None:
    begin, end = away_between(date(2026, 10, 24), date(2026, 10, 25), zone="Europe/Berlin", now=NOW)
    assert (begin, end) == (datetime(2026, 10, 23, 22, tzinfo=UTC), datetime(2026, 10, 25, 23, tzinfo=UTC))
    assert end - begin == timedelta(hours=49), "the clocks are set back"
    assert away_between(date(2026, 9, 1), date(2026, 9, 1), zone="UTC", now=NOW)[0] == NOW, "today begins now"
    for first, last, field in (
        (date(2026, 8, 31), date(2026, 9, 2), "first_day"),
        (date(2026, 9, 3), date(2026, 9, 2), "last_day"),
        (date(2026, 9, 3), date(2026, 12, 2), "last_day"),
        (date(9999, 12, 31), date(9999, 12, 31), "first_day"),
    ):
        with pytest.raises(Refusal) as caught:
            away_between(first, last, zone="UTC", now=NOW)
        assert caught.value.field == field
