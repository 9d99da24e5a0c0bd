"""Facilitators and mentors say when they can take a cohort."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from practicum.cohorts.events import AvailabilitySaid
from practicum.cohorts.models import StaffAvailability
from practicum.cohorts.rules.availability import check_availability
from practicum.ledger.api import record
from practicum.people.api import FACILITATOR, MENTOR, PROGRAMME_MANAGER, Person, require_role


@transaction.atomic
def say_availability(
    *,
    actor: Person,
    free_hours: Iterable[int],
    language: str,
    capacity: int,
    now: datetime,
    person: Person | None = None,
) -> StaffAvailability:
    """Keep when `person` (the actor, if nobody is named) can take how many cohorts, in which language.

    A programme manager may say it for others. Cohorts that exist stay as they are.
    """
    person = person or actor
    require_role(person, FACILITATOR, MENTOR)
    if person != actor:
        require_role(actor, PROGRAMME_MANAGER)
    hours = check_availability(free_hours, language=language, capacity=capacity)
    said, _ = StaffAvailability.objects.update_or_create(
        person=person,
        defaults={"free_hours": hours, "language": language, "capacity": capacity, "said_at": now},
    )
    event = AvailabilitySaid(person=person.code, hours=len(hours), language=language, capacity=capacity)
    record(event, actor=actor.code, now=now)
    return said
