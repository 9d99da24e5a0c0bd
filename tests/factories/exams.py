"""Sittings and attempts for tests, made by the same services as real ones."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from practicum.admissions.api import Candidacy
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
    EXAMINER,
    PROGRAMME_MANAGER,
    Person,
    decide_accommodation,
    request_accommodation,
)
from tests.factories.admissions import make_candidacy
from tests.factories.itembank import make_published_form, right_answer, wrong_answer
from tests.factories.people import NOON, make_person


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


def make_cleared_candidacy(person: Person | None = None, *, now: datetime = NOON) -> Candidacy:
    """A candidate of the experience route for whom gate 2 is open."""
    candidacy = make_candidacy("experience", person, now=now)
    grant_clearance(
        actor=make_person(EXAMINER, now=now),
        candidacy=candidacy,
        requirement="capstone",
        source="CAP-TEST",
        now=now,
    )
    return candidacy


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


def make_booked_attempt(
    sitting: Sitting | None = None, candidacy: Candidacy | None = None, *, now: datetime = NOON
) -> Attempt:
    sitting = sitting or make_sitting(now=now)
    candidacy = candidacy or make_cleared_candidacy(now=now)
    return book_attempt(actor=candidacy.person, sitting=sitting, candidacy=candidacy, now=now)


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
