"""Sittings and attempts for tests, made by the same services as real ones."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from practicum.admissions.api import (
    Candidacy,
    answer_offer,
    candidacy_of,
    decide_application,
    save_draft,
    start_application,
    start_review,
    submit_application,
)
from practicum.curriculum.api import store_pack
from practicum.exams.api import (
    Attempt,
    Sitting,
    book_attempt,
    check_in,
    grant_clearance,
    record_response,
    schedule_sitting,
    start_attempt,
    submit_attempt,
)
from practicum.itembank.api import TestForm, places_of
from practicum.people.api import (
    ADMISSIONS_OFFICER,
    EXAMINER,
    PROGRAMME_MANAGER,
    Person,
    decide_accommodation,
    request_accommodation,
)
from tests.factories.admissions import ALONE, ELIGIBLE_FIELDS
from tests.factories.itembank import make_published_form, right_answer, small_pack, wrong_answer
from tests.factories.people import NOON, make_person, system
from tests.replay import replayed


def make_sitting(
    form: TestForm | None = None,
    *,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    now: datetime = NOON,
) -> Sitting:
    """A sitting that opens now and closes after six hours."""
    opens_at = opens_at or now
    return schedule_sitting(
        actor=make_person(PROGRAMME_MANAGER, now=now),
        form=form or make_published_form(now=now),
        name="September sitting",
        opens_at=opens_at,
        closes_at=closes_at or opens_at + timedelta(hours=6),
        now=now,
    )


@replayed()
def make_cleared_candidacy(person: Person | None = None, *, now: datetime = NOON) -> Candidacy:
    """A candidate of the experience route and of the small programme, for whom gate 2 is open."""
    store_pack(small_pack(), actor=system(now), now=now)
    person = person or make_person(now=now)
    officer = make_person(ADMISSIONS_OFFICER, now=now)
    application = start_application(actor=person, now=now)
    fields = ELIGIBLE_FIELDS | {"route": "experience"}
    application = save_draft(actor=person, application=application, fields=fields, now=now)
    application = submit_application(actor=person, application=application, now=now)
    application = start_review(actor=officer, application=application, now=now)
    application = decide_application(
        actor=officer, application=application, outcome="offered", reason="By the criteria.", deviation=ALONE, now=now
    )
    answer_offer(actor=person, application=application, accept=True, now=now)
    candidacy = candidacy_of(person)
    assert candidacy is not None
    clear_capstone(candidacy, now=now)
    return candidacy


def clear_capstone(candidacy: Candidacy, *, now: datetime = NOON) -> None:
    """As marking does when an examiner passes the capstone."""
    examiner = make_person(EXAMINER, now=now)
    grant_clearance(actor=examiner, candidacy=candidacy, requirement="capstone", source="CAP-TEST", now=now)


def give_time_factor(person: Person, factor: str, *, now: datetime = NOON) -> None:
    """An approved accommodation of more time."""
    asked = request_accommodation(actor=person, need="More time", time_factor=Decimal(factor), now=now)
    decide_accommodation(
        actor=make_person(PROGRAMME_MANAGER, now=now),
        accommodation=asked,
        approved=True,
        time_factor=Decimal(factor),
        reason="As certified",
        now=now,
    )


@replayed()
def make_booked_attempt(
    sitting: Sitting | None = None, candidacy: Candidacy | None = None, *, now: datetime = NOON
) -> Attempt:
    sitting = sitting or make_sitting(now=now)
    candidacy = candidacy or make_cleared_candidacy(now=now)
    return book_attempt(actor=candidacy.person, sitting=sitting, candidacy=candidacy, now=now)


@replayed()
def make_running_attempt(
    sitting: Sitting | None = None, candidacy: Candidacy | None = None, *, now: datetime = NOON
) -> Attempt:
    """An attempt that was started at `now`."""
    attempt = make_booked_attempt(sitting, candidacy, now=now)
    check_in(actor=attempt.person, attempt=attempt, conduct=True, ai_use=True, now=now)
    return start_attempt(actor=attempt.person, attempt=attempt, now=now)


def answers_with(form: TestForm, *, right: int) -> dict[int, Any]:
    """Answers to every place of a form by position: the first `right` are right, the others wrong."""
    return {
        place.position: right_answer(place.version) if index < right else wrong_answer(place.version)
        for index, place in enumerate(places_of(form))
    }


def make_closed_attempt(
    answers: Mapping[int, Any] | None = None,
    *,
    sitting: Sitting | None = None,
    candidacy: Candidacy | None = None,
    right: int | None = None,
    now: datetime = NOON,
) -> Attempt:
    """A submitted attempt with `answers` by position; without them, `right` right answers (all of them by default)."""
    attempt = make_running_attempt(sitting, candidacy, now=now)
    form = attempt.sitting.form
    if answers is None:
        answers = answers_with(form, right=places_of(form).count() if right is None else right)
    for position, answer in answers.items():
        record_response(
            actor=attempt.person, attempt_code=attempt.code, position=position, answer=answer, sequence=1, now=now
        )
    return submit_attempt(actor=attempt.person, attempt=attempt, now=now)
