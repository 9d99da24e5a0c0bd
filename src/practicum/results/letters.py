"""What candidates are told by mail, in the transaction of the act that it tells of. No score is ever mailed."""

from datetime import datetime

from django.conf import settings

from practicum.notices.api import queue_notice
from practicum.people.api import Person
from practicum.results.models import Appeal, ExamResult


def write_of_release(result: ExamResult, *, now: datetime) -> None:
    """The result can be read."""
    _write(
        result.attempt.person,
        subject="Your examination result is ready",
        text=f"the result of your attempt {result.attempt.code} has been released. You find the report on your page.",
        path=f"/results/{result.code}/",
        key=f"released {result.code}",
        now=now,
    )


def write_of_appeal(appeal: Appeal, *, now: datetime) -> None:
    """The appeal is decided; the reason stands on the page."""
    outcome = {
        "upheld": "upheld: the attempt does not count, and you may book another",
        "dismissed": "dismissed: the result stands",
    }[appeal.state]
    _write(
        appeal.result.attempt.person,
        subject="Your appeal has been decided",
        text=f"your appeal {appeal.code} has been {outcome}. You find the reason on your page.",
        path=f"/results/{appeal.result.code}/",
        key=f"appeal {appeal.code}",
        now=now,
    )


def _write(person: Person, *, subject: str, text: str, path: str, key: str, now: datetime) -> None:
    queue_notice(
        person_id=person.pk,
        to_address=person.email,
        subject=subject,
        body=f"Dear {person.name},\n\n{text}\n\n{settings.PRACTICUM.base_url}{path}\n",
        dedupe_key=f"results {key}",
        kind="decision",
        now=now,
    )
