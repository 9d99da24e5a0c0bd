"""Reads of people."""

from datetime import datetime
from decimal import Decimal
from typing import TypeGuard

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.urls import reverse

from practicum.kernel.errors import NotFound, NotPermitted
from practicum.kernel.ids import normalize_code
from practicum.notices.api import Notice, stuck_notices
from practicum.pages.api import Todo
from practicum.people.models import Accommodation, InterestDeclaration, Person
from practicum.people.rules import ADMISSIONS_OFFICER, PROGRAMME_MANAGER, Standing, conflict_between

SYSTEM_CODE = "SYSTEM"
# Who decides what a person needs in order to show what they can do.
DECIDE_ACCOMMODATIONS = (PROGRAMME_MANAGER, ADMISSIONS_OFFICER)
# Who sees what is mailed to people, and may hold it.
KEEP_OUTBOX = (PROGRAMME_MANAGER, ADMISSIONS_OFFICER)


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


def access_accommodation(reader: Person | AnonymousUser, code: str) -> Accommodation:
    """The open request of the person with this code, for those who decide on it. Raises NotPermitted, NotFound."""
    require_role(reader, *DECIDE_ACCOMMODATIONS)
    asked = open_accommodations().filter(person__code=code).first()
    if asked is None:
        raise NotFound("This person has no open request.")
    return asked


def accommodations_of(person: Person) -> QuerySet[Accommodation]:
    """What the person asked for, newest first."""
    return person.accommodations.order_by("-requested_at", "-id")


def interests_of(person: Person) -> QuerySet[InterestDeclaration]:
    """The person's own declarations, newest first."""
    return person.interests.select_related("about").order_by("-declared_at", "-id")


def person_called(text: str) -> Person:
    """The one person with this address or code, as somebody typed it. Raises NotFound."""
    text = text.strip()
    person = (
        Person.objects.filter(Q(email__iexact=text) | Q(code=normalize_code(text))).exclude(code=SYSTEM_CODE).first()
    )
    if person is None:
        raise NotFound("There is no account with this address or code.", mend="Check how it is written.")
    return person


def todo_for(person: Person, now: datetime) -> list[Todo]:
    """Requests for accommodation that wait for a decision, and letters of which nobody knows whether they went out."""
    if not has_role(person, *DECIDE_ACCOMMODATIONS, *KEEP_OUTBOX):
        return []
    todos = []
    number = open_accommodations().exclude(person=person).count()
    if number:
        noun = "request" if number == 1 else "requests"
        title = f"Decide on {number} {noun} for accommodation"
        todos.append(Todo(title=title, url=reverse("people:accommodations"), room="people"))
    number = stuck_notices(now=now).count()
    if number:
        noun = "letter" if number == 1 else "letters"
        title = f"Say of {number} {noun} whether {'it' if number == 1 else 'they'} went out"
        todos.append(Todo(title=title, url=f"{reverse('people:outbox')}?state=sending", room="people"))
    return todos


def find_people(text: str) -> QuerySet[Person]:
    return Person.objects.filter(Q(name__icontains=text) | Q(email__icontains=text) | Q(code__iexact=text))


def access_notice(person: Person | AnonymousUser, code: str) -> Notice:
    """A letter in the outbox, for those who keep it."""
    require_role(person, *KEEP_OUTBOX)
    notice = Notice.objects.select_related("person", "digest").filter(code=code).first()
    if notice is None:
        raise NotFound(f"There is no letter {code}.")
    return notice
