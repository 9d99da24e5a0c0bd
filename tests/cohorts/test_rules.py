"""Formation, training and feedback: the pure part."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.admissions.api import read_free_hours
from practicum.cohorts.rules.availability import check_availability, write_free_hours
from practicum.cohorts.rules.feedback import check_feedback, check_text
from practicum.cohorts.rules.formation import (
    check_names,
    check_search,
    check_start,
    deal_mentors,
    find_clashes,
    least_loaded,
    name_cohorts,
    name_people,
    usual_start,
)
from practicum.cohorts.rules.states import ATTENDANCE, COHORT_STATES, PROPOSAL_STATES, SEAT_STATES, SUBMISSION_STATES
from practicum.cohorts.rules.training import (
    EXCUSED_MOST,
    Work,
    assignment_due,
    capability_shares,
    check_attendance,
    count_attendance,
    missing_training,
)
from practicum.kernel.errors import InvalidState, Refusal
from practicum.kernel.states import StateTable
from tests.factories.curriculum import shipped_pack

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
WEEKS = range(1, 9)
statuses = st.dictionaries(st.integers(1, 8), st.sampled_from(ATTENDANCE))


@pytest.mark.parametrize("table", [PROPOSAL_STATES, COHORT_STATES, SEAT_STATES, SUBMISSION_STATES])
def test_every_move_that_a_table_does_not_know_is_refused(table: StateTable) -> None:
    for before in table.states:
        for after in table.states:
            if after in table.moves[before]:
                assert table.move(before, after) == after
            else:
                with pytest.raises(InvalidState):
                    table.move(before, after)


@given(st.integers(1, 40), st.integers(1, 8), st.integers(0, 3))
def test_mentors_are_dealt_evenly(members: int, mentors: int, roles: int) -> None:
    people, staff = [f"m{i:02}" for i in range(members)], [f"s{i}" for i in range(mentors)]
    kinds = {one: f"role {place % (roles + 1)}" for place, one in enumerate(people)}
    if members > 5 * mentors:
        with pytest.raises(Refusal, match="one accompanies at most 5"):
            deal_mentors(people, staff, per_mentor=5, roles=kinds)
        return
    dealt = deal_mentors(people, staff, per_mentor=5, roles=kinds)
    assert set(dealt) == set(people)
    loads = Counter(dealt.values())
    assert max(loads.values()) <= 5
    assert max(loads[one] for one in staff) - min(loads[one] for one in staff) <= 1
    # people of one role are spread as evenly as the whole
    for role in set(kinds.values()):
        share = Counter(dealt[one] for one in people if kinds[one] == role)
        assert max(share[one] for one in staff) - min(share[one] for one in staff) <= 1


def test_the_least_loaded_mentor_takes_the_next() -> None:
    assert least_loaded({"b": 3, "a": 3, "c": 4}, per_mentor=5) == "a"
    assert least_loaded({"a": 5, "b": 5}, per_mentor=5) is None


def test_somebody_in_two_neighbouring_hours_clashes_when_sessions_are_longer_than_an_hour() -> None:
    plan = [(41, ["f1", "m1"]), (42, ["f2", "m1"]), (44, ["f1"])]
    assert find_clashes(plan, 90) == {"m1"}
    assert find_clashes(plan, 60) == frozenset()
    assert find_clashes([(167, ["m1"]), (0, ["m1"])], 90) == {"m1"}


def test_cohorts_are_named_by_month_and_the_next_free_letters() -> None:
    assert name_cohorts(date(2026, 10, 5), ["October 2026 A"], 2) == ["October 2026 B", "October 2026 C"]
    assert name_cohorts(date(2026, 10, 5), [], 28)[-2:] == ["October 2026 AA", "October 2026 AB"]


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["One"], "names_number"),
        (["One", " "], "name_length"),
        (["One", "x" * 121], "name_length"),
        (["One", "T\x00o"], "name_length"),
        (["One", "Taken"], "name_taken"),
        (["One", "One "], "name_taken"),
    ],
)
def test_names_that_cannot_be(names: list[str], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        check_names(names, taken=["Taken"], number=2)
    assert caught.value.code == code


@given(st.integers(0, 20 * 365 * 24))
def test_the_usual_start_is_a_monday_two_to_three_weeks_away(hours: int) -> None:
    now = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    start = usual_start(now)
    assert start.weekday() == 0
    assert 14 <= (start - now.date()).days <= 20
    check_start(start, now=now)


@pytest.mark.parametrize("start", [NOW.date(), date(2020, 1, 1), date(9999, 12, 31), NOW.date() + timedelta(days=367)])
def test_starts_that_are_past_or_too_far(start: date) -> None:
    with pytest.raises(Refusal) as caught:
        check_start(start, now=NOW)
    assert caught.value.field == "starts_on"


@pytest.mark.parametrize(
    ("seed", "seconds", "field"), [(-1, 5, "seed"), (2**31, 5, "seed"), (1, 0.5, "seconds"), (1, 601, "seconds")]
)
def test_searches_that_cannot_be(seed: int, seconds: float, field: str) -> None:
    with pytest.raises(Refusal) as caught:
        check_search(seed=seed, seconds=seconds)
    assert caught.value.field == field


def test_codes_become_names() -> None:
    text = "APP-7K3M9QX2TD and PER-AAAA have declared a conflict, XYZ-0000 not"
    names = {"APP-7K3M9QX2TD": "Ada", "PER-AAAA": "Bo"}
    assert name_people(text, names) == "Ada and Bo have declared a conflict, XYZ-0000 not"


@pytest.mark.parametrize(
    ("hours", "language", "capacity", "field"),
    [
        ([], "en", 1, "free_hours"),
        ([168], "en", 1, "free_hours"),
        ([-1], "en", 1, "free_hours"),
        ([1], "English", 1, "language"),
        ([1], "", 1, "language"),
        ([1], "en", 0, "capacity"),
        ([1], "en", 9, "capacity"),
    ],
)
def test_availability_that_cannot_be(hours: list[int], language: str, capacity: int, field: str) -> None:
    with pytest.raises(Refusal) as caught:
        check_availability(hours, language=language, capacity=capacity)
    assert caught.value.field == field


@given(statuses)
def test_attendance_adds_up(recorded: dict[int, str]) -> None:
    counted = count_attendance(recorded, WEEKS, percent=75)
    assert counted.attended + counted.excused + counted.absent + counted.unrecorded == 8
    assert 0 <= counted.needed <= 6
    # excusing one more session never asks for more
    for week in WEEKS:
        excused = count_attendance({**recorded, week: "excused"}, WEEKS, percent=75)
        assert excused.needed <= counted.needed or recorded.get(week) == "excused"
    if counted.is_complete:
        assert counted.is_reachable


@pytest.mark.parametrize(
    ("present", "caught_up", "excused", "complete"),
    [
        (6, 0, 0, True),  # 75 percent of 8
        (5, 0, 0, False),
        (5, 1, 0, True),  # caught up counts
        (5, 0, 1, False),  # 75 percent of 7, rounded up, is 6
        (5, 0, 2, True),  # 75 percent of 6, rounded up, is 5
        (4, 0, 4, False),  # only two excused sessions drop out
        (4, 1, 3, True),
    ],
)
def test_what_attendance_is_enough(present: int, caught_up: int, excused: int, complete: bool) -> None:
    days = ["present"] * present + ["caught_up"] * caught_up + ["excused"] * excused
    recorded = dict(enumerate(days, start=1))
    assert count_attendance(recorded, WEEKS, percent=75).is_complete is complete
    assert EXCUSED_MOST == 2


def work(state: str = "", due_at: datetime = NOW) -> Work:
    return Work(key="memo", title="Memo", due_at=due_at, state=state)


def test_what_is_missing_is_said_and_nothing_else() -> None:
    enough = count_attendance(dict.fromkeys(range(1, 7), "present"), WEEKS, percent=75)
    short = count_attendance({1: "present"}, WEEKS, percent=75)
    assert missing_training(enough, [work("submitted")]) == []
    assert missing_training(enough, [work("returned")]) == []
    assert missing_training(enough, [work("draft")]) == ["Assignment “Memo” is not handed in."]
    assert missing_training(short, []) == ["Attendance: 1 of 8 sessions, 6 are needed."]


def test_an_assignment_is_due_two_days_before_the_next_session() -> None:
    sessions = {week: NOW + timedelta(weeks=week) for week in WEEKS}
    assert assignment_due(2, sessions) == sessions[3] - timedelta(hours=48)
    assert assignment_due(8, sessions) == sessions[8] + timedelta(days=7)


@pytest.mark.parametrize(
    ("status", "reason", "field"),
    [
        ("late", "", "status"),
        ("", "", "status"),
        ("excused", " ", "reason"),
        ("caught_up", "", "reason"),
        ("absent", "x" * 301, "reason"),
        ("absent", "a\x00b", "reason"),
    ],
)
def test_attendance_that_cannot_be(status: str, reason: str, field: str) -> None:
    with pytest.raises(Refusal) as caught:
        check_attendance(status, reason)
    assert caught.value.field == field


def test_a_reason_is_trimmed_and_optional_for_the_absent() -> None:
    assert check_attendance("absent", "") == ""
    assert check_attendance("excused", "  ill \n today ") == "ill today"


def test_capabilities_come_as_far_as_their_sessions_and_work() -> None:
    weeks = [(1, ["a"], None), (2, ["a", "b"], "memo"), (3, ["c"], None)]
    assert capability_shares(weeks, {}, frozenset()) == {"a": 0, "b": 0, "c": 0}
    assert capability_shares(weeks, {1: "present", 2: "absent"}, frozenset()) == {"a": 1 / 3, "b": 0, "c": 0}
    done = capability_shares(weeks, {1: "present", 2: "caught_up"}, frozenset(["memo"]))
    assert done == {"a": 1, "b": 1, "c": 0}


FORMATIVE = next(one for one in shipped_pack().programme.rubrics if one.key == "allocation-memo")
SUMMATIVE = next(one for one in shipped_pack().programme.rubrics if one.kind == "summative")
FULL = {criterion.key: 3 for criterion in FORMATIVE.criteria}


def test_feedback_names_every_criterion_and_says_what_next() -> None:
    assert check_feedback(FORMATIVE, FULL, "  Go on.\r\nNext: people. ") == "Go on.\nNext: people."


@pytest.mark.parametrize(
    ("change", "comment", "code"),
    [
        ({"decision": 5}, "Good.", "level_missing"),
        ({"decision": -1}, "Good.", "level_missing"),
        ({"decision": True}, "Good.", "level_missing"),
        ({"decision": None}, "Good.", "level_missing"),
        ({"style": 1}, "Good.", "criterion_unknown"),
        ({}, " ", "comment_missing"),
        ({}, "x" * 10_001, "comment_long"),
        ({}, "a\x00", "comment_long"),
    ],
)
def test_feedback_that_cannot_be(change: dict[str, int], comment: str, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        check_feedback(FORMATIVE, {**FULL, **change}, comment)
    assert caught.value.code == code


def test_mentors_never_mark_what_counts() -> None:
    with pytest.raises(Refusal) as caught:
        check_feedback(SUMMATIVE, {criterion.key: 3 for criterion in SUMMATIVE.criteria}, "Good.")
    assert caught.value.code == "rubric_summative"


def test_texts_that_cannot_be_kept_or_handed_in() -> None:
    assert check_text("", complete=False) == ""
    assert check_text("a\r\nb", complete=True) == "a\nb"
    for text, complete in ((" \n", True), ("a\x00", False), ("x" * 60_001, False)):
        with pytest.raises(Refusal) as caught:
            check_text(text, complete=complete)
        assert caught.value.field == "text"


@given(st.frozensets(st.integers(0, 167)), st.sampled_from([0, 60, -300, 330, 345, 570, -210, 825]))
def test_hours_are_written_as_admissions_reads_them(hours: frozenset[int], offset: int) -> None:
    text = write_free_hours(hours, offset)
    back = set(read_free_hours(text, offset)) if text else set()
    # an hour over a local midnight belongs to two days and is left out
    assert back == {hour for hour in hours if (hour * 60 + offset) % 1440 <= 1380}


def test_hours_are_written_as_people_write_them() -> None:
    assert write_free_hours([39, 40, 41, 150], 0) == "Tue 15-18; Sun 06-07"
    assert write_free_hours([37, 38], 330) == "Tue 18:30-20:30"
    assert write_free_hours([23, 24], 0) == "Mon 23-24; Tue 00-01"
    assert write_free_hours([], 60) == ""
