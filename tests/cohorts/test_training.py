"""Assignments and feedback, and what other rooms ask: whether the training is complete, and who trained whom."""

from datetime import timedelta

import pytest

from practicum.cohorts.api import (
    cohort_of,
    complete_cohort,
    end_seat,
    give_feedback,
    record_attendance,
    save_assignment_draft,
    start_cohort,
    submit_assignment,
    trainers_of,
    training_complete,
)
from practicum.kernel.errors import InvalidState, NotFound, NotPermitted
from practicum.ledger.api import records_about
from practicum.notices.api import notices_to
from practicum.people.api import MENTOR, declare_interest, end_role
from tests.factories.admissions import make_candidacy
from tests.factories.cohorts import (
    ASSIGNMENT,
    hold_session,
    make_completed_cohort,
    make_feedback,
    make_forming_cohort,
    make_manager,
    make_mentor,
    make_running_cohort,
    make_staff,
    make_submission,
    over,
    seats_of,
)
from tests.factories.looking import kinds_about
from tests.factories.people import NOON, make_person, system
from tests.ground import stand_on

pytestmark = pytest.mark.django_db
ground = stand_on(make_forming_cohort)
LEVELS = {"decision": 2, "baseline": 3, "methods": 1, "hard-lines": 0, "people": 4}


def test_a_draft_is_kept_handed_in_returned_and_handed_in_again() -> None:
    cohort = make_running_cohort(10)
    seat = seats_of(cohort)[0]
    candidate, mentor = seat.candidacy.person, seat.mentor
    work = save_assignment_draft(actor=candidate, seat=seat, assignment=ASSIGNMENT, text="First words", now=NOON)
    assert (work.state, work.draft, work.text) == ("draft", "First words", "")
    work = submit_assignment(actor=candidate, seat=seat, assignment=ASSIGNMENT, text="A memo", now=NOON)
    assert (work.state, work.text, work.submitted_at) == ("submitted", "A memo", NOON)
    assert notices_to(mentor.pk)[0].subject == f"{candidate.name} has handed in an assignment"
    for act in (save_assignment_draft, submit_assignment):
        with pytest.raises(InvalidState):
            act(actor=candidate, seat=seat, assignment=ASSIGNMENT, text="Changed", now=NOON)
    feedback = give_feedback(actor=mentor, submission=work, levels=LEVELS, comment="Name who loses.", now=NOON)
    assert (feedback.text, feedback.levels) == ("A memo", LEVELS)
    assert notices_to(candidate.pk)[0].subject == "There is feedback on your assignment"
    with pytest.raises(InvalidState):
        give_feedback(actor=mentor, submission=work, levels=LEVELS, comment="Twice.", now=NOON)
    again = save_assignment_draft(actor=candidate, seat=seat, assignment=ASSIGNMENT, text="Better", now=NOON)
    assert (again.state, again.draft, again.text) == ("returned", "Better", "A memo")
    again = submit_assignment(actor=candidate, seat=seat, assignment=ASSIGNMENT, text="Better", now=NOON)
    assert (again.pk, again.state, again.text) == (work.pk, "submitted", "Better")
    assert kinds_about(work.code) == [
        "cohorts.assignment_submitted",
        "cohorts.feedback_given",
        "cohorts.assignment_submitted",
    ]
    given = records_about(work.code)[1].data
    assert "levels" not in given
    assert "Name who loses." not in str(given)


def test_only_the_candidate_works_on_their_assignment_and_only_on_one_that_exists() -> None:
    cohort = make_running_cohort(10)
    seat, other = seats_of(cohort)[:2]
    for actor in (other.candidacy.person, seat.mentor, cohort.facilitator):
        with pytest.raises(NotPermitted):
            save_assignment_draft(actor=actor, seat=seat, assignment=ASSIGNMENT, text="x", now=NOON)
    with pytest.raises(NotFound):
        save_assignment_draft(actor=seat.candidacy.person, seat=seat, assignment="no-such", text="x", now=NOON)


def test_nobody_works_before_the_cohort_starts_or_after_leaving() -> None:
    cohort = make_forming_cohort(10)
    seat = seats_of(cohort)[0]
    with pytest.raises(InvalidState):
        make_submission(seat, now=NOON)
    start_cohort(actor=cohort.facilitator, cohort=cohort, now=NOON)
    end_seat(actor=make_manager(), seat=seat, reason="Other plans.", now=NOON)
    with pytest.raises(InvalidState):
        make_submission(seat, now=NOON)


def test_feedback_is_for_the_cohorts_mentors_without_a_conflict() -> None:
    cohort = make_running_cohort(10)
    seat = seats_of(cohort)[0]
    work = make_submission(seat, now=NOON)
    colleague = next(row.person for row in cohort.mentors.all() if row.person_id != seat.mentor_id)
    for actor in (cohort.facilitator, make_mentor(), make_manager(), seat.candidacy.person):
        with pytest.raises(NotPermitted):
            make_feedback(work, mentor=actor, now=NOON)
    declare_interest(actor=seat.mentor, about=seat.candidacy.person, relation="business partner", now=NOON)
    with pytest.raises(NotPermitted, match="a relation between them is declared"):
        make_feedback(work, now=NOON)
    make_feedback(work, mentor=colleague, now=NOON)
    work.refresh_from_db()
    assert work.state == "returned"


def test_a_mentor_who_lost_the_role_gives_no_feedback() -> None:
    cohort = make_running_cohort(10)
    work = make_submission(seats_of(cohort)[0], now=NOON)
    end_role(actor=system(), person=work.seat.mentor, role=MENTOR, now=NOON)
    with pytest.raises(NotPermitted):
        make_feedback(work, now=NOON)


def test_training_is_complete_when_sessions_and_assignment_are_there() -> None:
    cohort = make_completed_cohort(10)
    for seat in seats_of(cohort):
        assert training_complete(seat.candidacy) == []
        assert cohort_of(seat.candidacy) == cohort


def test_what_is_missing_can_be_caught_up_with_after_the_cohort_has_ended() -> None:
    cohort = make_running_cohort(10)
    seat = seats_of(cohort)[0]
    assert len(training_complete(seat.candidacy)) == 2
    for week in range(1, 9):
        hold_session(cohort, week, {seat.pk: ("absent", "")} if week > 5 else None)
    complete_cohort(actor=cohort.facilitator, cohort=cohort, now=over(cohort))
    missing = training_complete(seat.candidacy)
    assert missing[0] == "Attendance: 5 of 8 sessions, 6 are needed."
    later = over(cohort) + timedelta(days=10)
    session = cohort.sessions.get(week=8)
    record_attendance(
        actor=cohort.facilitator, session=session, statuses={seat.pk: ("caught_up", "an essay")}, now=later
    )
    make_submission(seat, now=later)
    assert training_complete(seat.candidacy) == []


def test_the_experience_route_asks_for_no_training() -> None:
    candidacy = make_candidacy("experience")
    assert training_complete(candidacy) == []
    assert cohort_of(candidacy) is None
    assert trainers_of(candidacy.person) == []


def test_the_cohort_route_without_a_seat_lacks_a_seat() -> None:
    assert training_complete(make_candidacy("cohort")) == ["A seat in a cohort."]


def test_trainers_are_the_cohorts_facilitator_and_all_its_mentors() -> None:
    cohort = make_running_cohort(10)
    seat = seats_of(cohort)[0]
    trainers = trainers_of(seat.candidacy.person)
    assert {person for person, _ in trainers} == {cohort.facilitator, *(row.person for row in cohort.mentors.all())}
    assert {until for _, until in trainers} == {over(cohort)}
    late = over(cohort) + timedelta(days=30)
    assert {until for _, until in trainers_of(seat.candidacy.person, now=late)} == {late}


def test_late_feedback_prolongs_the_training_by_that_mentor() -> None:
    cohort = make_running_cohort(10)
    seat = seats_of(cohort)[0]
    late = over(cohort) + timedelta(days=3)
    make_feedback(make_submission(seat, now=late), now=late)
    assert dict(trainers_of(seat.candidacy.person))[seat.mentor] == late


def test_who_left_was_trained_until_then() -> None:
    cohort = make_running_cohort(10)
    seat = seats_of(cohort)[0]
    left_at = cohort.sessions.get(week=2).starts_at
    end_seat(actor=make_manager(), seat=seat, reason="Other plans.", now=left_at)
    assert {until for _, until in trainers_of(seat.candidacy.person)} == {left_at}


def test_a_stranger_was_trained_by_nobody() -> None:
    make_staff(5)
    assert trainers_of(make_person()) == []
