"""What candidates, facilitators and mentors are told by mail, in the transaction of the act that it tells of."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from practicum.notices.api import queue_notice
from practicum.people.api import Person

JOURNEY = "/journey/"


def write_to(person: Person, *, subject: str, text: str, path: str, key: str, now: datetime) -> None:
    """Queue one letter; `path` is where its link leads, `key` keeps a repeated act from sending it twice."""
    queue_notice(
        person_id=person.pk,
        to_address=person.email,
        subject=subject,
        body=f"Dear {person.name},\n\n{text}\n\n{settings.PRACTICUM.base_url}{path}\n",
        dedupe_key=f"cohorts {key}",
        now=now,
    )


def say_moment(moment: datetime, zone: str) -> str:
    """`Tuesday 6 October 2026, 18:00 (CEST)`: a moment in a reader's zone."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M} ({local:%Z})"
