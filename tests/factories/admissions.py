"""Applications and candidacies for tests, made by the same services as real ones."""

from datetime import datetime
from typing import Any

from practicum.admissions.api import (
    Application,
    Candidacy,
    answer_offer,
    candidacy_of,
    decide_application,
    save_draft,
    seat_application,
    start_application,
    start_review,
    submit_application,
)
from practicum.people.api import ADMISSIONS_OFFICER, PROGRAMME_MANAGER, Person
from tests.factories.curriculum import make_programme
from tests.factories.people import NOON, make_person
from tests.replay import replayed

# An applicant who meets every criterion, with 9 points of complexity where 7 are asked.
ELIGIBLE_FIELDS: dict[str, Any] = {
    "route": "cohort",
    "language": "en",
    "conflicts": "none",
    "agreed": ["ai_use", "code_of_conduct", "data_use"],
    "role_profile": "finops-practitioner",
    "job_title": "FinOps lead",
    "motivation": "I lead the practice of a group with many entities and want to test what I know.",
    "complexity": {
        "scopes": "several",
        "entities": "several",
        "spend": "5m-25m",
        "commitments": "several",
        "shared-platforms": "one",
    },
    "years": 9,
    "practice_months": 30,
    "baseline": "practitioner",
    "baseline_detail": "Practitioner certificate, number P-1234",
    "evidence": "I wrote the allocation policy of eleven entities and replayed it for the auditors.",
    "free_hours": [15, 16, 17, 40, 41],
}

# Why an officer decides although nobody has reviewed: most tests need a place, and no reviews.
ALONE = "The officer decides alone in this test."


def make_draft(person: Person | None = None, *, now: datetime = NOON, **fields: Any) -> Application:
    """A draft with every answer of an eligible applicant, changed by `fields`; a field given as None is left out."""
    make_programme(now)
    person = person or make_person(now=now)
    application = start_application(actor=person, now=now)
    answers = {key: value for key, value in {**ELIGIBLE_FIELDS, **fields}.items() if value is not None}
    return save_draft(actor=person, application=application, fields=answers, now=now)


@replayed()
def make_submitted_application(person: Person | None = None, *, now: datetime = NOON, **fields: Any) -> Application:
    draft = make_draft(person, now=now, **fields)
    return submit_application(actor=draft.person, application=draft, now=now)


@replayed()
def make_reviewed_application(person: Person | None = None, *, now: datetime = NOON, **fields: Any) -> Application:
    """An application under review."""
    application = make_submitted_application(person, now=now, **fields)
    return start_review(actor=make_person(role=ADMISSIONS_OFFICER, now=now), application=application, now=now)


@replayed()
def make_decided_application(
    outcome: str, person: Person | None = None, *, now: datetime = NOON, **fields: Any
) -> Application:
    """An application that an officer decided: `offered`, `waitlisted` or `declined`."""
    application = make_reviewed_application(person, now=now, **fields)
    officer = make_person(role=ADMISSIONS_OFFICER, now=now)
    return decide_application(
        actor=officer,
        application=application,
        outcome=outcome,
        reason="By the criteria of the programme.",
        deviation=ALONE,
        now=now,
    )


@replayed()
def make_accepted_application(person: Person | None = None, *, now: datetime = NOON, **fields: Any) -> Application:
    """An application whose offer was accepted; by default on the cohort route, waiting for a seat."""
    application = make_decided_application("offered", person, now=now, **fields)
    return answer_offer(actor=application.person, application=application, accept=True, now=now)


@replayed()
def make_candidacy(
    route: str = "experience", person: Person | None = None, *, now: datetime = NOON, **fields: Any
) -> Candidacy:
    """A live candidacy. `cohort` seats the application without a cohort: the room of cohorts makes those with one."""
    application = make_accepted_application(person, now=now, route=route, **fields)
    if route == "cohort":
        manager = make_person(role=PROGRAMME_MANAGER, now=now)
        return seat_application(actor=manager, application=application, now=now)
    candidacy = candidacy_of(application.person)
    assert candidacy is not None
    return candidacy
