"""The way of an attempt and its time: each act, its record, each refusal."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from practicum.exams.api import (
    Attempt,
    Response,
    access_attempt,
    access_own_attempt,
    access_sittings,
    answered_counts,
    attempts_of_sitting,
    check_in,
    closed_attempts,
    expire_if_overdue,
    expire_overdue,
    extend_attempt,
    final_answers,
    mark_released,
    mark_scored,
    mark_under_appeal,
    record_response,
    require_durable_database,
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
from practicum.people.api import PROGRAMME_MANAGER, PSYCHOMETRICIAN
from tests.factories.exams import (
    answers_with,
    give_time_factor,
    make_booked_attempt,
    make_cleared_candidacy,
    make_closed_attempt,
    make_running_attempt,
    make_sitting,
)
from tests.factories.itembank import make_published_form
from tests.factories.looking import kinds_about
from tests.factories.people import make_person
from tests.ground import stand_on

pytestmark = pytest.mark.django_db
ground = stand_on(make_published_form)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


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
    assert kinds_about(attempt.code, "exams") == [
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
    assert kinds_about(attempt.code, "exams")[-1] == "attempt_closed"
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
