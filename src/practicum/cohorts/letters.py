"""What candidates, facilitators and mentors are told by mail, in the transaction of the act that it tells of."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from practicum.notices.api import Draft, Invitation, queue_notices
from practicum.people.api import Person

JOURNEY = "/journey/"


def write_to(
    person: Person, *, subject: str, text: str, path: str, key: str, now: datetime, kind: str = "news"
) -> None:
    """Queue one letter; `path` is where its link leads, `key` keeps a repeated act from sending it twice."""
    queue_notices([draft_to(person, subject=subject, text=text, path=path, key=key, kind=kind)], now=now)


def draft_to(
    person: Person,
    *,
    subject: str,
    text: str,
    path: str,
    key: str,
    kind: str = "news",
    invitation: Invitation | None = None,
    needed_by: datetime | None = None,
) -> Draft:
    """One letter among many that are queued together."""
    return Draft(
        person_id=person.pk,
        to_address=person.email,
        subject=subject,
        body=f"Dear {person.name},\n\n{text}\n\n{settings.PRACTICUM.base_url}{path}\n",
        dedupe_key=f"cohorts {key}",
        kind=kind,
        invitation=invitation,
        needed_by=needed_by,
    )


def say_moment(moment: datetime, zone: str) -> str:
    """`Tuesday 6 October 2026, 18:00 (CEST)`: a moment in a reader's zone."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M} ({local:%Z})"
