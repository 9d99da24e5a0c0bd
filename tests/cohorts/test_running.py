"""Cohorts that start, complete and are cancelled, members who move or leave, and attendance."""

from datetime import datetime, timedelta

import pytest

from practicum.admissions.api import withdraw_application
from practicum.cohorts.api import (
    Attendance,
    Cohort,
    cancel_cohort,
    cohort_of,
    complete_cohort,
    confirm_proposal,
    end_seat,
    move_member,
    propose_cohorts,
    record_attendance,
    start_cohort,
)
from practicum.kernel.errors import InvalidState, NotPermitted, Refusal
from practicum.ledger.api import records_about, verify_ledger
from practicum.notices.api import notices_to
from practicum.people.api import declare_interest, end_qualification
from tests.factories.cohorts import (
    hold_session,
    make_facilitator,
    make_forming_cohort,
    make_manager,
    make_mentor,
    make_running_cohort,
    make_waiting,
    over,
    seats_of,
)
from tests.factories.looking import kinds_about
from tests.factories.people import NOON, system
from tests.ground import stand_on
from tests.replay import replayed

pytestmark = pytest.mark.django_db
ground = stand_on(make_forming_cohort)


def test_a_cohort_starts_by_its_facilitator_and_tells_its_members() -> None:
    cohort = make_forming_cohort(10)
    started = start_cohort(actor=cohort.facilitator, cohort=cohort, now=NOON)
    assert (started.state, started.started_at) == ("running", NOON)
    assert kinds_about(cohort.code)[-1] == "cohorts.started"
    told = list(notices_to(seats_of(cohort)[0].candidacy.person_id)[:9])
    assert [one.kind for one in told] == ["invitation"] * 8 + ["news"]
    assert told[-1].subject == f"{cohort.name} begins"
    with pytest.raises(InvalidState):
        start_cohort(actor=cohort.facilitator, cohort=cohort, now=NOON)


def test_a_cohort_below_the_least_size_does_not_start() -> None:
    cohort = make_forming_cohort(10)
    end_seat(actor=make_manager(), seat=seats_of(cohort)[0], reason="Ill.", now=NOON)
    with pytest.raises(Refusal) as caught:
        start_cohort(actor=cohort.facilitator, cohort=cohort, now=NOON)
    assert caught.value.code == "cohort_small"


def test_somebody_who_withdrew_does_not_count_towards_the_least_size() -> None:
    cohort = make_forming_cohort(10)
    gone = seats_of(cohort)[0].candidacy
    withdraw_application(actor=gone.person, application=gone.application, now=NOON)
    with pytest.raises(Refusal) as caught:
        start_cohort(actor=cohort.facilitator, cohort=cohort, now=NOON)
    assert caught.value.code == "cohort_small"


def test_a_facilitator_whose_certificate_has_ended_does_not_start() -> None:
    cohort = make_forming_cohort(10)
    end_qualification(actor=system(), source=f"first holder {cohort.facilitator.code}", reason="revoked", now=NOON)
    with pytest.raises(Refusal) as caught:
        start_cohort(actor=make_manager(), cohort=cohort, now=NOON)
    assert caught.value.code == "facilitator_not_current"


def test_nobody_else_starts_or_completes() -> None:
    cohort = make_forming_cohort(10)
    for actor in (make_facilitator(), cohort.mentors.first().person, seats_of(cohort)[0].candidacy.person):
        with pytest.raises(NotPermitted):
            start_cohort(actor=actor, cohort=cohort, now=NOON)
        with pytest.raises(NotPermitted):
            complete_cohort(actor=actor, cohort=cohort, now=NOON)


def test_a_cohort_completes_after_its_last_session_with_all_attendance() -> None:
    cohort = make_running_cohort(10)
    with pytest.raises(Refusal) as caught:
        complete_cohort(actor=cohort.facilitator, cohort=cohort, now=over(cohort) - timedelta(minutes=1))
    assert caught.value.code == "sessions_left"
    for week in range(1, 8):
        hold_session(cohort, week)
    with pytest.raises(Refusal) as caught:
        complete_cohort(actor=cohort.facilitator, cohort=cohort, now=over(cohort))
    assert caught.value.code == "attendance_missing"
    assert seats_of(cohort)[0].candidacy.person.name in caught.value.message
    hold_session(cohort, 8)
    completed = complete_cohort(actor=cohort.facilitator, cohort=cohort, now=over(cohort))
    assert (completed.state, completed.ended_at) == ("completed", over(cohort))
    assert {seat.state for seat in seats_of(cohort)} == {"completed"}
    ended = records_about(seats_of(cohort)[0].candidacy.code).last()
    assert (ended.kind, ended.data["sessions_attended"], ended.data["sessions_needed"]) == (
        "cohorts.training_ended",
        8,
        6,
    )
    assert ended.data["missing"] == [
        "Assignment “An allocation policy memo: who pays for what nobody owns” is not handed in."
    ]
    assert verify_ledger().verified


def test_only_an_empty_forming_cohort_is_cancelled() -> None:
    cohort = make_forming_cohort(10)
    with pytest.raises(Refusal) as caught:
        cancel_cohort(actor=make_manager(), cohort=cohort, reason="Too small.", now=NOON)
    assert caught.value.code == "cohort_has_members"
    for seat in seats_of(cohort):
        end_seat(actor=make_manager(), seat=seat, reason="Other plans.", now=NOON)
    with pytest.raises(NotPermitted):
        cancel_cohort(actor=cohort.facilitator, cohort=cohort, reason="Empty.", now=NOON)
    assert cancel_cohort(actor=make_manager(), cohort=cohort, reason="Empty.", now=NOON).state == "cancelled"
    with pytest.raises(InvalidState):
        start_cohort(actor=make_manager(), cohort=cohort, now=NOON)


@replayed()
def two_cohorts() -> tuple[Cohort, Cohort]:
    """One in hour 40, for people who are free in hour 60 as well; one in hour 60, most of whom are not free in 40.

    Of the twelve who could sit in either, ten at least sit in the first: the second has at most 14, and room for one.
    """
    make_waiting(12, hours=(40, 41, 60, 61))
    make_waiting(12, hours=(60, 61))
    for hours in ((40, 41), (60, 61)):
        make_facilitator(hours=hours)
    for _ in range(9):
        make_mentor(hours=(40, 41, 60, 61))
    proposal = propose_cohorts(actor=make_manager(), seed=1, seconds=5, now=NOON)
    first, second = confirm_proposal(actor=make_manager(), proposal=proposal, starts_on=proposal.starts_on, now=NOON)
    return (first, second) if first.hour == 40 else (second, first)


def test_a_member_moves_to_the_mentor_with_the_fewest_members_and_is_told() -> None:
    early, late = two_cohorts()
    seat = seats_of(early)[0]
    loads = {row.person_id: late.seats.filter(mentor=row.person).count() for row in late.mentors.all()}
    moved = move_member(actor=make_manager(), seat=seat, to_cohort=late, reason="Works on Tuesdays now.", now=NOON)
    assert moved.cohort == late
    assert loads[moved.mentor_id] == min(loads.values())
    assert kinds_about(seat.candidacy.code)[-1] == "cohorts.member_moved"
    assert "Works on Tuesdays now." in notices_to(seat.candidacy.person_id)[0].body
    assert cohort_of(seat.candidacy) == late


def test_a_move_that_breaks_a_rule_is_refused_with_names() -> None:
    early, late = two_cohorts()
    busy = seats_of(late)[-1]
    member = next(seat for seat in seats_of(late) if 40 not in seat.candidacy.application.free_hours)
    with pytest.raises(Refusal) as caught:
        move_member(actor=make_manager(), seat=member, to_cohort=early, reason="Wish.", now=NOON)
    assert caught.value.code == "move_breaks_rules"
    assert f"{member.candidacy.person.name} is not free in Tue 16:00 UTC" in caught.value.message
    declare_interest(actor=late.facilitator, about=seats_of(early)[0].candidacy.person, relation="kin", now=NOON)
    with pytest.raises(Refusal) as caught:
        move_member(actor=make_manager(), seat=seats_of(early)[0], to_cohort=late, reason="Wish.", now=NOON)
    assert late.facilitator.name in caught.value.message
    assert busy.cohort == late


def test_moves_are_between_forming_cohorts_by_a_manager_with_a_reason() -> None:
    early, late = two_cohorts()
    seat = seats_of(early)[0]
    with pytest.raises(NotPermitted):
        move_member(actor=early.facilitator, seat=seat, to_cohort=late, reason="Wish.", now=NOON)
    with pytest.raises(Refusal) as caught:
        move_member(actor=make_manager(), seat=seat, to_cohort=late, reason=" ", now=NOON)
    assert caught.value.field == "reason"
    with pytest.raises(Refusal) as caught:
        move_member(actor=make_manager(), seat=seat, to_cohort=early, reason="Wish.", now=NOON)
    assert caught.value.code == "same_cohort"
    start_cohort(actor=late.facilitator, cohort=late, now=NOON)
    with pytest.raises(InvalidState):
        move_member(actor=make_manager(), seat=seat, to_cohort=late, reason="Wish.", now=NOON)


def test_who_left_cannot_leave_again_nor_be_moved() -> None:
    early, late = two_cohorts()
    seat = end_seat(actor=make_manager(), seat=seats_of(early)[0], reason="Other plans.", now=NOON)
    assert (seat.state, seat.ended_at) == ("left", NOON)
    assert kinds_about(seat.candidacy.code)[-1] == "cohorts.seat_left"
    assert cohort_of(seat.candidacy) is None
    with pytest.raises(InvalidState):
        end_seat(actor=make_manager(), seat=seat, reason="Again.", now=NOON)
    with pytest.raises(InvalidState):
        move_member(actor=make_manager(), seat=seat, to_cohort=late, reason="Back.", now=NOON)


def test_attendance_is_recorded_corrected_and_on_the_record() -> None:
    cohort = make_running_cohort(10)
    first, second, *_ = seats_of(cohort)
    session = hold_session(cohort, 1, {first.pk: ("absent", ""), second.pk: ("excused", "ill")})
    record = records_about(first.candidacy.code).last()
    assert record.data["statuses"][second.candidacy.code] == "excused"
    assert "ill" not in str(record.data)
    later = session.starts_at + timedelta(days=3)
    changed = record_attendance(
        actor=cohort.facilitator,
        session=session,
        statuses={first.pk: ("caught_up", "watched the recording, wrote a page"), second.pk: ("excused", "ill")},
        now=later,
    )
    assert [row.seat_id for row in changed] == [first.pk]
    assert records_about(first.candidacy.code).last().data["statuses"] == {first.candidacy.code: "caught_up"}
    assert Attendance.objects.filter(session=session).count() == 10
    count = records_about(cohort.code).count()
    record_attendance(actor=cohort.facilitator, session=session, statuses={second.pk: ("excused", "ill")}, now=later)
    assert records_about(cohort.code).count() == count


def test_attendance_that_is_refused_keeps_nothing() -> None:
    cohort = make_running_cohort(10)
    first, second, *_ = seats_of(cohort)
    session = cohort.sessions.get(week=1)

    def attempt(statuses: dict[int, tuple[str, str]], now: datetime = session.starts_at) -> Refusal:
        with pytest.raises(Refusal) as caught:
            record_attendance(actor=cohort.facilitator, session=session, statuses=statuses, now=now)
        return caught.value

    assert attempt({first.pk: ("present", "")}, session.starts_at - timedelta(seconds=1)).code == "session_to_come"
    assert attempt({first.pk: ("present", ""), second.pk: ("excused", "")}).field == f"{second.pk}-reason"
    assert attempt({first.pk: ("late", "")}).field == f"{first.pk}-status"
    assert attempt({10**9: ("present", "")}).code == "seat_unknown"
    assert not Attendance.objects.exists()
    for actor in (cohort.mentors.first().person, first.candidacy.person, make_facilitator()):
        with pytest.raises(NotPermitted):
            record_attendance(actor=actor, session=session, statuses={first.pk: ("present", "")}, now=session.starts_at)


def test_a_forming_cohort_has_no_attendance() -> None:
    cohort = make_forming_cohort(10)
    session = cohort.sessions.get(week=1)
    with pytest.raises(InvalidState):
        record_attendance(actor=cohort.facilitator, session=session, statuses={}, now=session.starts_at)
