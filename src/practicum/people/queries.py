"""Reads of people."""

from datetime import datetime
from decimal import Decimal
from typing import TypeGuard

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from practicum.kernel.errors import NotFound, NotPermitted
from practicum.people.models import Accommodation, InterestDeclaration, Person
from practicum.people.rules import Standing, conflict_between

SYSTEM_CODE = "SYSTEM"


def is_person(user: Person | AnonymousUser) -> TypeGuard[Person]:
    return user.is_authenticated


def system_person() -> Person:
    """The account under which the program acts by itself; nobody can sign in as it."""
    return Person.objects.get(code=SYSTEM_CODE)


def get_person(code: str) -> Person:
    person = Person.objects.filter(code=code).first()
    if person is None:
        raise NotFound(f"There is no person {code}.")
    return person


def roles_of(person: Person) -> frozenset[str]:
    """The roles that the person holds now."""
    return frozenset(person.grants.filter(ended_at=None).values_list("role", flat=True))


def has_role(person: Person | AnonymousUser, *roles: str) -> bool:
    return is_person(person) and person.grants.filter(ended_at=None, role__in=roles).exists()


def require_role(person: Person | AnonymousUser, *roles: str) -> Person:
    """The person, if they hold one of `roles`; else NotPermitted."""
    if is_person(person) and has_role(person, *roles):
        return person
    wanted = " or ".join(role.replace("_", " ") for role in roles)
    raise NotPermitted(f"This needs the role of {wanted}.")


def people_with_role(role: str) -> QuerySet[Person]:
    return Person.objects.filter(grants__role=role, grants__ended_at=None, is_active=True).order_by("name", "id")


def holds_credential(person: Person, *, programme_code: str, now: datetime) -> bool:
    """Whether the person's certificate in this programme is current: a facilitator must hold it."""
    return person.qualifications.filter(
        programme_code=programme_code, valid_from__lte=now, valid_until__gt=now, ended_at=None
    ).exists()


def standing_of(person: Person) -> Standing:
    """What impartiality asks of a person."""
    declared = InterestDeclaration.objects.filter(person=person).values_list("about__code", flat=True)
    return Standing(code=person.code, employer=person.employer, declared=frozenset(declared))


def conflict(judge: Person, person: Person) -> str:
    """Why `judge` may not judge `person`, or an empty text."""
    return conflict_between(standing_of(judge), standing_of(person))


def declared_pairs() -> list[tuple[str, str]]:
    """All declared relations as pairs of codes."""
    return list(InterestDeclaration.objects.values_list("person__code", "about__code"))


def time_factor_of(person: Person) -> Decimal:
    """The largest approved time factor; 1 without one."""
    factors = person.accommodations.filter(state="approved").values_list("time_factor", flat=True)
    return max(factors, default=Decimal(1))


def open_accommodations() -> QuerySet[Accommodation]:
    return Accommodation.objects.filter(state="requested").select_related("person").order_by("requested_at")


def find_people(text: str) -> QuerySet[Person]:
    return Person.objects.filter(Q(name__icontains=text) | Q(email__icontains=text) | Q(code__iexact=text))
