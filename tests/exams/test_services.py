"""Clearance, sittings, bookings, the way of an attempt: each act, its record, each refusal."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from practicum.exams.api import (
    Attempt,
    Response,
    Sitting,
    access_attempt,
    access_own_attempt,
    access_sitting,
    access_sittings,
    answered_counts,
    attempts_of_sitting,
    book_attempt,
    bookable_sittings,
    check_in,
    closed_attempts,
    expire_if_overdue,
    expire_overdue,
    extend_attempt,
    final_answers,
    grant_clearance,
    mark_released,
    mark_scored,
    mark_under_appeal,
    missing_for_exam,
    record_response,
    require_durable_database,
    schedule_sitting,
    set_flag,
    start_attempt,
    submit_attempt,
    todo_for,
    void_attempt,
)
from practicum.exams.queries import answers_digest, layout_of
from practicum.exams.rules import ATTEMPT_STATES
from practicum.itembank.api import places_of
from practicum.kernel.errors import InvalidState, NotFound, NotPermitted, Refusal, Unavailable
from practicum.ledger.api import records_about, verify_ledger
from practicum.notices.api import notices_to
from practicum.people.api import EXAMINER, PROGRAMME_MANAGER, PSYCHOMETRICIAN
from tests.factories.admissions import make_candidacy
from tests.factories.exams import (
    answers_with,
    clear_capstone,
    give_time_factor,
    make_booked_attempt,
    make_cleared_candidacy,
    make_closed_attempt,
    make_running_attempt,
    make_sitting,
)
from tests.factories.itembank import make_assembled_form, make_published_form
from tests.factories.labs import make_passed_lab
from tests.factories.people import make_person
from tests.ground import stand_on

pytestmark = pytest.mark.django_db
ground = stand_on(make_published_form)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def kinds_about(code: str) -> list[str]:
    return [record.kind.removeprefix("exams.") for record in records_about(code)]


# Gate 2


def test_a_clearance_is_granted_once_and_recorded(now: datetime) -> None:
    candidacy, examiner = make_candidacy(), make_person(EXAMINER)
    assert "A capstone that an examiner passed." in missing_for_exam(candidacy)
    for _ in range(2):
        grant_clearance(actor=examiner, candidacy=candidacy, requirement="capstone", source="CAP-1", now=now)
    assert "A capstone that an examiner passed." not in missing_for_exam(candidacy)
    assert kinds_about("CAP-1") == ["clearance_granted"]


def test_who_may_not_clear(now: datetime) -> None:
    candidacy = make_candidacy(person=make_person(EXAMINER))
    facts = {"candidacy": candidacy, "source": "CAP-1", "now": now}
    for actor in (candidacy.person, make_person(PSYCHOMETRICIAN)):
        with pytest.raises(NotPermitted):
            grant_clearance(actor=actor, requirement="capstone", **facts)
    with pytest.raises(Refusal) as refused:
        grant_clearance(actor=make_person(EXAMINER), requirement="luck", **facts)
    assert refused.value.field == "requirement"


def test_the_gate_asks_for_training_lab_and_capstone(now: datetime) -> None:
    assert missing_for_exam(make_candidacy("cohort")) == [
        "A seat in a cohort.",
        "The lab “first-bill” is not passed.",
        "A capstone that an examiner passed.",
    ]
    candidacy = make_candidacy()  # of the experience route: no training is asked
    clear_capstone(candidacy)
    assert len(missing_for_exam(candidacy)) == 1
    make_passed_lab(candidacy)
    assert missing_for_exam(candidacy) == []


# Sittings


def test_a_sitting_is_on_record(now: datetime) -> None:
    sitting = make_sitting(now=now)
    assert kinds_about(sitting.code) == ["sitting_scheduled"]
    assert access_sitting(sitting.scheduled_by, sitting.code) == sitting


def test_refused_sittings(now: datetime) -> None:
    form = make_published_form(now=now)
    for name, hours, opens_in, field in (
        (" ", 6, 0, "name"),
        ("x" * 121, 6, 0, "name"),
        ("A", 1, 0, "closes_at"),
        ("A", 6, -10, "closes_at"),
    ):
        opens_at = now + opens_in * HOUR
        with pytest.raises(Refusal) as refused:
            schedule_sitting(
                actor=make_person(PROGRAMME_MANAGER),
                form=form,
                name=name,
                opens_at=opens_at,
                closes_at=opens_at + hours * HOUR,
                now=now,
            )
        assert refused.value.field == field
    assert not Sitting.objects.exists()


def test_a_sitting_needs_a_published_form_and_a_manager(now: datetime) -> None:
    form = make_assembled_form(now=now)
    window = {"opens_at": now, "closes_at": now + 6 * HOUR, "now": now}
    with pytest.raises(Refusal, match="published"):
        schedule_sitting(actor=make_person(PROGRAMME_MANAGER), form=form, name="A", **window)
    with pytest.raises(NotPermitted):
        schedule_sitting(actor=make_person(PSYCHOMETRICIAN), form=form, name="A", **window)


# Bookings


def test_a_booking_carries_the_accommodation_into_minutes_and_window(now: datetime) -> None:
    candidacy = make_cleared_candidacy()
    give_time_factor(candidacy.person, "1.25")
    attempt = make_booked_attempt(candidacy=candidacy)
    assert (attempt.number, attempt.minutes, str(attempt.time_factor)) == (1, 94, "1.25")
    assert attempt.window_closes_at == now + 7.5 * HOUR
    assert kinds_about(attempt.code) == ["attempt_booked"]
    assert records_about(attempt.code)[0].data["minutes"] == 94
    subjects = {notice.subject for notice in notices_to(candidacy.person.pk)}
    assert "Your examination is booked: September sitting" in subjects


def test_the_gate_is_closed_until_everything_is_done(now: datetime) -> None:
    candidacy, sitting = make_candidacy(), make_sitting()
    with pytest.raises(Refusal, match="capstone"):
        book_attempt(actor=candidacy.person, sitting=sitting, candidacy=candidacy, now=now)


def test_nobody_books_for_others_but_a_manager_does(now: datetime) -> None:
    candidacy, sitting = make_cleared_candidacy(), make_sitting()
    with pytest.raises(NotPermitted):
        book_attempt(actor=make_person(), sitting=sitting, candidacy=candidacy, now=now)
    attempt = book_attempt(actor=sitting.scheduled_by, sitting=sitting, candidacy=candidacy, now=now)
    assert attempt.person == candidacy.person


def test_one_booking_at_a_time(now: datetime) -> None:
    attempt = make_booked_attempt()
    with pytest.raises(Refusal, match="already"):
        make_booked_attempt(make_sitting(attempt.sitting.form), attempt.candidacy)


def test_three_attempts_in_twelve_months_and_voided_ones_do_not_count(now: datetime) -> None:
    candidacy, form = make_cleared_candidacy(), make_published_form()
    days = timedelta(days=1)
    attempts = []
    for number in range(3):
        moment = now + number * days
        sitting = make_sitting(form, opens_at=moment, now=moment)
        attempts.append(make_closed_attempt({}, sitting=sitting, candidacy=candidacy, now=moment))
    later = make_sitting(form, opens_at=now + 5 * days)
    with pytest.raises(Refusal, match="3 attempts within 12 months"):
        make_booked_attempt(later, candidacy, now=now + 4 * days)
    void_attempt(actor=later.scheduled_by, attempt=attempts[1], reason="Fire alarm", now=now + 4 * days)
    assert make_booked_attempt(later, candidacy, now=now + 4 * days).number == 4


def test_who_worked_on_the_items_cannot_sit_them(now: datetime) -> None:
    sitting = make_sitting()
    reviewer = places_of(sitting.form)[0].version.reviews.all()[0].reviewer
    candidacy = make_cleared_candidacy(reviewer)
    with pytest.raises(Refusal, match="worked on items"):
        book_attempt(actor=reviewer, sitting=sitting, candidacy=candidacy, now=now)


def test_sittings_on_offer_leave_out_what_is_over_or_booked(now: datetime) -> None:
    form, candidacy = make_published_form(), make_cleared_candidacy()
    over = make_sitting(form, opens_at=now - 10 * HOUR, now=now - 10 * HOUR)
    soon, late = make_sitting(form, opens_at=now + HOUR), make_sitting(form, opens_at=now + 9 * HOUR)
    assert bookable_sittings(candidacy, now) == [soon, late]
    assert over not in bookable_sittings(candidacy, now)
    give_time_factor(candidacy.person, "3")  # the window of the first now lasts 18 hours
    assert bookable_sittings(candidacy, now) == [over, soon, late]
    make_booked_attempt(soon, candidacy)
    assert bookable_sittings(candidacy, now) == [over, late]


# The way of an attempt


def test_the_whole_way_and_its_record(now: datetime) -> None:
    attempt = make_closed_attempt(right=3)
    assert (attempt.state, attempt.closed_at) == ("submitted", now)
    assert len(final_answers(attempt)) == 5
    psychometrician = make_person(PSYCHOMETRICIAN)
    for mark, state in ((mark_scored, "scored"), (mark_released, "released"), (mark_under_appeal, "under_appeal"),
                        (mark_released, "released")):  # fmt: skip
        attempt = mark(actor=psychometrician, attempt=attempt, now=now)
        assert attempt.state == state
    assert mark_scored(actor=psychometrician, attempt=attempt, now=now).state == "released"
    assert kinds_about(attempt.code) == [
        "attempt_booked",
        "attempt_checked_in",
        "attempt_started",
        "attempt_closed",
        *["attempt_marked"] * 4,
    ]
    assert verify_ledger().verified
    closed = records_about(attempt.code).get(kind="exams.attempt_closed").data
    assert (closed["state"], closed["answered"]) == ("submitted", 5)
    assert (5, closed["answers_digest"]) == answers_digest(attempt)


@pytest.mark.parametrize("given", [(False, True, "conduct"), (True, False, "ai_use")])
def test_checking_in_needs_both_acknowledgements(now: datetime, given: tuple[bool, bool, str]) -> None:
    attempt = make_booked_attempt()
    with pytest.raises(Refusal) as refused:
        check_in(actor=attempt.person, attempt=attempt, conduct=given[0], ai_use=given[1], now=now)
    assert refused.value.field == given[2]
    attempt.refresh_from_db()
    assert attempt.state == "scheduled"


def test_acknowledgements_are_kept_with_the_version(now: datetime) -> None:
    attempt = make_running_attempt()
    version = attempt.sitting.form.programme_version.version
    kept = set(attempt.person.consents.filter(purpose__startswith="exam").values_list("purpose", "version"))
    assert kept == {("exam_conduct", version), ("exam_ai_use", version)}


def test_only_the_candidate_acts_on_an_attempt(now: datetime) -> None:
    attempt = make_running_attempt()
    stranger = make_person(PROGRAMME_MANAGER)
    for act in (
        lambda: check_in(actor=stranger, attempt=attempt, conduct=True, ai_use=True, now=now),
        lambda: start_attempt(actor=stranger, attempt=attempt, now=now),
        lambda: set_flag(actor=stranger, attempt=attempt, position=1, flagged=True, now=now),
        lambda: submit_attempt(actor=stranger, attempt=attempt, now=now),
        lambda: access_own_attempt(stranger, attempt.code),
        lambda: access_own_attempt(attempt.person, "ATT-NOBODY0000"),
    ):
        with pytest.raises(NotFound):
            act()
    assert access_attempt(stranger, attempt.code) == attempt
    with pytest.raises(NotPermitted):
        access_attempt(attempt.person, attempt.code)
    with pytest.raises(NotPermitted):
        access_sittings(attempt.person)


@pytest.mark.parametrize("setting", ["synchronous_commit"])
def test_no_examination_on_a_forgetful_database(now: datetime, setting: str) -> None:
    attempt = make_booked_attempt()
    check_in(actor=attempt.person, attempt=attempt, conduct=True, ai_use=True, now=now)
    require_durable_database()
    with connection.cursor() as cursor:
        cursor.execute(f"set local {setting} = off")
    with pytest.raises(Unavailable, match=setting):
        start_attempt(actor=attempt.person, attempt=attempt, now=now)
    attempt.refresh_from_db()
    assert attempt.state == "checked_in"


def test_flags_are_kept_while_the_attempt_runs(now: datetime) -> None:
    attempt = make_running_attempt()
    person = attempt.person
    set_flag(actor=person, attempt=attempt, position=4, flagged=True, now=now)
    set_flag(actor=person, attempt=attempt, position=2, flagged=True, now=now)
    assert set_flag(actor=person, attempt=attempt, position=4, flagged=False, now=now).flags == [2]
    with pytest.raises(NotFound):
        set_flag(actor=person, attempt=attempt, position=6, flagged=True, now=now)
    submit_attempt(actor=person, attempt=attempt, now=now)
    with pytest.raises(InvalidState):
        set_flag(actor=person, attempt=attempt, position=1, flagged=True, now=now)


# Time


def test_overdue_attempts_close_at_their_deadline_and_answers_stand(now: datetime) -> None:
    attempt = make_running_attempt()
    place = places_of(attempt.sitting.form)[0]
    answer = answers_with(attempt.sitting.form, right=5)[1]
    record_response(actor=attempt.person, attempt_code=attempt.code, position=1, answer=answer, sequence=1, now=now)
    idle = make_booked_attempt(attempt.sitting)
    deadline = now + 75 * MINUTE
    assert expire_overdue(deadline + timedelta(seconds=4)) == 0
    assert expire_overdue(deadline + timedelta(seconds=5)) == 1
    attempt.refresh_from_db()
    assert (attempt.state, attempt.closed_at) == ("expired", deadline)
    assert final_answers(attempt) == {place.version_id: answer}
    assert kinds_about(attempt.code)[-1] == "attempt_closed"
    assert expire_overdue(now + 6 * HOUR) == 1
    idle.refresh_from_db()
    assert (idle.state, idle.closed_at, idle.started_at) == ("expired", now + 6 * HOUR, None)
    assert expire_overdue(now + 7 * HOUR) == 0
    assert list(closed_attempts(attempt.sitting.form)) == [attempt]


def test_whoever_looks_at_an_overdue_attempt_finds_it_closed(now: datetime) -> None:
    attempt = make_running_attempt()
    assert expire_if_overdue(attempt, now + 75 * MINUTE).state == "in_progress"
    assert expire_if_overdue(attempt, now + 76 * MINUTE).state == "expired"
    assert expire_if_overdue(attempt, now + 77 * MINUTE).closed_at == now + 75 * MINUTE


def test_submitting_late_closes_as_expired(now: datetime) -> None:
    attempt = make_running_attempt()
    closed = submit_attempt(actor=attempt.person, attempt=attempt, now=now + 80 * MINUTE)
    assert (closed.state, closed.closed_at) == ("expired", now + 75 * MINUTE)
    with pytest.raises(InvalidState):
        submit_attempt(actor=attempt.person, attempt=attempt, now=now + 81 * MINUTE)


def test_time_approved_later_is_taken_over_at_check_in(now: datetime) -> None:
    attempt = make_booked_attempt()
    give_time_factor(attempt.person, "1.50")
    held = check_in(actor=attempt.person, attempt=attempt, conduct=True, ai_use=True, now=now)
    assert (held.minutes, held.window_closes_at) == (113, now + 9 * HOUR)
    give_time_factor(attempt.person, "2")
    held = start_attempt(actor=attempt.person, attempt=attempt, now=now)
    assert (held.minutes, held.deadline_at) == (150, now + 150 * MINUTE)
    assert [record.data["minutes"] for record in records_about(attempt.code).filter(kind="exams.attempt_extended")] == [
        113,
        150,
    ]


def test_time_approved_while_the_attempt_runs_is_given_at_once_and_only_once(now: datetime) -> None:
    attempt = make_running_attempt()
    manager = make_person(PROGRAMME_MANAGER)
    with pytest.raises(Refusal, match="75 minutes"):
        extend_attempt(actor=manager, attempt=attempt, now=now)
    give_time_factor(attempt.person, "1.25")
    with pytest.raises(NotPermitted):
        extend_attempt(actor=make_person(PSYCHOMETRICIAN), attempt=attempt, now=now)
    extended = extend_attempt(actor=manager, attempt=attempt, now=now + 70 * MINUTE)
    assert (extended.minutes, extended.deadline_at) == (94, now + 94 * MINUTE)
    position = next(p for p, place in layout_of(attempt.code).items() if place.kind == "single_choice")
    late = {"actor": attempt.person, "attempt_code": attempt.code, "position": position, "now": now + 90 * MINUTE}
    assert record_response(answer="b", sequence=1, **late).is_new
    with pytest.raises(Refusal):
        extend_attempt(actor=manager, attempt=attempt, now=now + 90 * MINUTE)
    with pytest.raises(InvalidState):  # too late: it has closed by itself
        extend_attempt(actor=manager, attempt=attempt, now=now + 95 * MINUTE)


def test_voiding_needs_a_manager_and_a_reason(now: datetime) -> None:
    attempt = make_closed_attempt({})
    with pytest.raises(Refusal) as refused:
        void_attempt(actor=make_person(PROGRAMME_MANAGER), attempt=attempt, reason="  ", now=now)
    assert refused.value.field == "reason"
    with pytest.raises(NotPermitted):
        void_attempt(actor=make_person(PSYCHOMETRICIAN), attempt=attempt, reason="x", now=now)
    void_attempt(actor=make_person(PROGRAMME_MANAGER), attempt=attempt, reason="Fire alarm", now=now)
    assert records_about(attempt.code).get(kind="exams.attempt_voided").data["before"] == "submitted"
    assert not closed_attempts(attempt.sitting.form).exists()


def test_marks_follow_the_table(now: datetime) -> None:
    attempt = make_booked_attempt()
    psychometrician = make_person(PSYCHOMETRICIAN)
    for state in ATTEMPT_STATES.states:
        for mark, after in ((mark_released, "released"), (mark_under_appeal, "under_appeal")):
            Attempt.objects.update(state=state)
            if ATTEMPT_STATES.may_move(state, after):
                assert mark(actor=psychometrician, attempt=attempt, now=now).state == after
            else:
                with pytest.raises(InvalidState):
                    mark(actor=psychometrician, attempt=attempt, now=now)


def test_what_is_next_for_a_candidate(now: datetime) -> None:
    candidacy = make_cleared_candidacy()
    person = candidacy.person
    assert todo_for(person, now) == []
    sitting = make_sitting()
    assert [todo.title for todo in todo_for(person, now)] == ["Book your examination"]
    attempt = make_booked_attempt(sitting, candidacy)
    assert [todo.title for todo in todo_for(person, now)] == ["Take your examination"]
    check_in(actor=person, attempt=attempt, conduct=True, ai_use=True, now=now)
    start_attempt(actor=person, attempt=attempt, now=now)
    assert [todo.title for todo in todo_for(person, now)] == ["Continue your examination"]
    submit_attempt(actor=person, attempt=attempt, now=now)
    assert todo_for(person, now) == []
    assert todo_for(make_person(), now) == []


def test_taken_back_answers_do_not_count_as_answered(now: datetime) -> None:
    sitting = make_sitting()
    answers = {1: None, 2: answers_with(sitting.form, right=5)[2]}
    attempt = make_closed_attempt(answers, sitting=sitting)
    assert answered_counts(attempt.sitting) == {attempt.pk: 1}
    assert list(attempts_of_sitting(attempt.sitting)) == [attempt]
    assert Response.objects.count() == 2
    assert set(layout_of(attempt.code)) == {1, 2, 3, 4, 5}
