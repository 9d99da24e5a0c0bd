"""People for tests, made by the same services as real ones."""

from datetime import UTC, datetime, timedelta
from itertools import count

from django.test import Client

from practicum.people.api import (
    Person,
    ensure_system_person,
    grant_role,
    record_qualification,
    register_person,
)

# The moment of the `now` fixture: what a test means when it names no other.
NOON = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
_numbers = count(1)


def system(now: datetime = NOON) -> Person:
    """The account under which the program acts."""
    return ensure_system_person(now=now)


def make_person(
    role: str | tuple[str, ...] = (),
    *,
    name: str = "",
    employer: str = "",
    email: str = "",
    time_zone: str = "UTC",
    now: datetime = NOON,
) -> Person:
    """A person with an account of their own and the given role or roles.

    Without a name they get one that no other has; without an employer they have none, so that no two of them are in
    conflict by accident.
    """
    number = next(_numbers)
    person = register_person(
        email=email or f"person-{number}@example.org",
        name=name or f"Person {number}",
        employer=employer,
        time_zone=time_zone,
        now=now,
    )
    for one in (role,) if isinstance(role, str) else role:
        grant_role(actor=system(now), person=person, role=one, now=now)
    return person


def make_certified(person: Person, *, programme_code: str = "focp", now: datetime = NOON) -> Person:
    """Give `person` a current certificate of the programme: what a facilitator needs."""
    record_qualification(
        actor=system(now),
        person=person,
        programme_code=programme_code,
        source=f"first holder {person.code}",
        valid_from=now - timedelta(days=365),
        valid_until=now + timedelta(days=365),
        now=now,
    )
    return person


def sign_in(person: Person) -> Client:
    """A browser that is signed in as `person`."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client
