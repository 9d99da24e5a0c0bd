"""What examiners and candidates are told by mail, in the transaction of the act that it tells of. No mark is ever mailed."""

from datetime import datetime

from django.conf import settings

from practicum.marking.models import Capstone, MarkAllocation
from practicum.notices.api import queue_notice
from practicum.people.api import Person


def write_to_examiner(allocation: MarkAllocation, *, now: datetime) -> None:
    """A capstone waits. The letter names its code only: marking is blind."""
    capstone = allocation.capstone
    _write(
        allocation.examiner,
        subject=f"A capstone to mark: {capstone.code}",
        text=f"the capstone {capstone.code} is allocated to you. You see its code, not its author.\n\n"
        "If you recognise the work, or have any other interest in it, please return it unmarked and say why.",
        path=f"/marking/{capstone.code}/mark/",
        key=f"allocated {allocation.pk}",
        kind="work",
        now=now,
    )


def write_to_candidate(capstone: Capstone, *, now: datetime) -> None:
    """The marking is over; what came of it stands on the page."""
    _write(
        capstone.candidacy.person,
        subject="Your capstone has been marked",
        text="the marking of your capstone is final. You find the levels and the examiners' comments on your page.",
        path="/capstone/",
        key=f"final {capstone.code} {capstone.number}",
        kind="decision",
        now=now,
    )


def _write(person: Person, *, subject: str, text: str, path: str, key: str, kind: str, now: datetime) -> None:
    queue_notice(
        person_id=person.pk,
        to_address=person.email,
        subject=subject,
        body=f"Dear {person.name},\n\n{text}\n\n{settings.PRACTICUM.base_url}{path}\n",
        dedupe_key=f"marking {key}",
        kind=kind,
        now=now,
    )
