"""Writes about people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from practicum.kernel.errors import InvalidState, NotPermitted, Refusal
from practicum.kernel.ids import new_code
from practicum.ledger.api import record, record_all
from practicum.notices.api import Notice, queue_notice
from practicum.notices.api import decide_on_notice as decide_on
from practicum.people import events
from practicum.people.models import (
    Accommodation,
    Consent,
    InterestDeclaration,
    Person,
    Qualification,
    RoleGrant,
)
from practicum.people.queries import DECIDE_ACCOMMODATIONS, KEEP_OUTBOX, SYSTEM_CODE, conflict, require_role
from practicum.people.rules import OPERATOR, PROGRAMME_MANAGER, ROLES, is_name, known_zones


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """An account to be made."""

    email: str
    name: str
    employer: str = ""
    time_zone: str = "UTC"


@transaction.atomic
def ensure_system_person(*, now: datetime) -> Person:
    """Make the account under which the program acts, once."""
    person, _ = Person.objects.get_or_create(
        code=SYSTEM_CODE,
        defaults={"email": "system@practicum.invalid", "name": "Practicum", "created_at": now, "is_active": False},
    )
    if person.has_usable_password():
        person.set_unusable_password()
        person.save(update_fields=["password"])
    return person


@transaction.atomic
def register_person(
    *, email: str, name: str, now: datetime, employer: str = "", time_zone: str = "UTC", password: str | None = None
) -> Person:
    """Make an account. Without a password the person signs in by a link or a passkey."""
    email, name = email.strip().lower(), " ".join(name.split())
    check_identity(email=email, name=name, time_zone=time_zone)
    if Person.objects.filter(email=email).exists():
        raise Refusal("email_taken", "There is an account with this address.", field="email", mend="Sign in instead.")
    person = Person(
        code=new_code("PER"), email=email, name=name, employer=employer.strip(), time_zone=time_zone, created_at=now
    )
    if password is None:
        person.set_unusable_password()
    else:
        person.set_password(password)
    person.save()
    note_registration(person=person, now=now)
    return person


@transaction.atomic
def register_people(entries: Iterable[NewPerson], *, now: datetime) -> list[Person]:
    """Make many accounts at once, in the order of the entries; they sign in by a link or a passkey.

    Raises Refusal for the first one that cannot be made, and makes none then.
    """
    made = []
    for entry in entries:
        email, name = entry.email.strip().lower(), " ".join(entry.name.split())
        check_identity(email=email, name=name, time_zone=entry.time_zone)
        person = Person(
            code=new_code("PER"),
            email=email,
            name=name,
            employer=entry.employer.strip(),
            time_zone=entry.time_zone,
            created_at=now,
        )
        person.set_unusable_password()
        made.append(person)
    taken = Person.objects.filter(email__in=[person.email for person in made]).values_list("email", flat=True).first()
    if taken is not None:
        raise Refusal("email_taken", f"There is an account with the address {taken}.", field="email")
    Person.objects.bulk_create(made)
    record_all(((events.PersonRegistered(person=person.code), person.code) for person in made), now=now)
    return made


def note_registration(*, person: Person, now: datetime) -> None:
    """Put a new account on the record; sign-up by allauth calls it too."""
    record(events.PersonRegistered(person=person.code), actor=person.code, now=now)


def check_identity(*, email: str, name: str, time_zone: str) -> None:
    """Refuse an address, a name or a zone that cannot be one."""
    try:
        check_address(email)
    except ValidationError:
        raise Refusal(
            "email_invalid",
            f"“{email}” is not an e-mail address.",
            field="email",
            mend="Write it like name@example.org.",
        ) from None
    check_name(name)
    if time_zone not in known_zones():
        raise Refusal(
            "time_zone_unknown",
            f"“{time_zone}” is not a time zone.",
            field="time_zone",
            mend="Use a name such as Europe/Berlin.",
        )


def check_address(email: str) -> None:
    """Refuse (ValidationError) what is no address. The standard lets line feeds and the like stand between quotes; in the
    header of a mail they are a way to write more headers, and no mail is made then."""
    validate_email(email)
    if not email.isprintable():
        raise ValidationError("This is no address that a mail can be sent to.")


def check_name(name: str) -> None:
    """Refuse what cannot stand on a certificate: nothing, no letter at all, or characters that nobody sees."""
    if not name or len(name) > 200:
        raise Refusal(
            "name_missing",
            "A name of 1 to 200 characters is needed.",
            field="name",
            mend="Write it as it should stand on a certificate.",
        )
    if not is_name(name):
        raise Refusal(
            "name_unreadable",
            "The name has no letters, or holds characters that cannot be printed.",
            field="name",
            mend="Type it, instead of pasting it.",
        )


@transaction.atomic
def update_profile(
    *, actor: Person, name: str, employer: str, time_zone: str, now: datetime, by: Person | None = None
) -> Person:
    """A person corrects their own name, employer and zone. That name or employer changed is on the record; `by` whom, when
    somebody did it for them (an import)."""
    check_identity(email=actor.email, name=name, time_zone=time_zone)
    before = Person.objects.select_for_update(no_key=True).get(pk=actor.pk)
    actor.name, actor.employer, actor.time_zone = " ".join(name.split()), employer.strip(), time_zone
    actor.save(update_fields=["name", "employer", "time_zone"])
    changed = tuple(field for field in ("name", "employer") if getattr(before, field) != getattr(actor, field))
    if changed:
        record(events.ProfileChanged(person=actor.code, fields=changed), actor=(by or actor).code, now=now)
    return actor


@transaction.atomic
def grant_role(*, actor: Person, person: Person, role: str, now: datetime) -> RoleGrant:
    """Give a role. Operators and programme managers may; the program itself when it is set up."""
    if actor.code != SYSTEM_CODE:
        require_role(actor, OPERATOR, PROGRAMME_MANAGER)
    if role not in ROLES:
        raise Refusal(
            "role_unknown", f"There is no role “{role}”.", field="role", mend=f"Use one of: {', '.join(ROLES)}."
        )
    grant, made = RoleGrant.objects.get_or_create(
        person=person, role=role, ended_at=None, defaults={"granted_by": actor, "granted_at": now}
    )
    if made:
        record(events.RoleGranted(person=person.code, role=role), actor=actor.code, now=now)
    return grant


@transaction.atomic
def end_role(*, actor: Person, person: Person, role: str, now: datetime) -> None:
    """Take a role away; what was done under it stays on record."""
    if actor.code != SYSTEM_CODE:
        require_role(actor, OPERATOR, PROGRAMME_MANAGER)
    if RoleGrant.objects.filter(person=person, role=role, ended_at=None).update(ended_at=now):
        record(events.RoleEnded(person=person.code, role=role), actor=actor.code, now=now)


@transaction.atomic
def record_qualification(
    *,
    actor: Person,
    person: Person,
    programme_code: str,
    source: str,
    valid_from: datetime,
    valid_until: datetime,
    now: datetime,
) -> Qualification:
    """Note that a person holds a certificate of a programme: by our own credential, or as one of the first holders."""
    qualification = Qualification.objects.create(
        person=person, programme_code=programme_code, source=source, valid_from=valid_from, valid_until=valid_until
    )
    event = events.QualificationRecorded(
        person=person.code, programme=programme_code, source=source, valid_until=valid_until
    )
    record(event, actor=actor.code, now=now)
    return qualification


@transaction.atomic
def end_qualification(*, actor: Person, source: str, reason: str, now: datetime) -> None:
    """The certificate named by `source` no longer stands (suspended, revoked)."""
    for held in Qualification.objects.select_for_update().filter(source=source, ended_at=None):
        held.ended_at = now
        held.save(update_fields=["ended_at"])
        event = events.QualificationEnded(person=held.person.code, source=source, reason=reason)
        record(event, actor=actor.code, now=now)


@transaction.atomic
def declare_interest(*, actor: Person, about: Person, relation: str, now: datetime) -> InterestDeclaration:
    """A person declares why they may not judge another. The same relation to the same person is on record once: declaring
    it again changes nothing and returns what stands."""
    if actor == about:
        raise Refusal(
            "interest_in_oneself", "Everybody has an interest in themselves; it needs no declaration.", field="about"
        )
    relation = relation.strip()[:200]
    if not relation:
        raise Refusal("relation_missing", "Say in a few words what the relation is.", field="relation")
    Person.objects.select_for_update(no_key=True).get(pk=actor.pk)  # two posts at once would not see each other
    if stands := InterestDeclaration.objects.filter(person=actor, about=about, relation__iexact=relation).first():
        return stands
    declaration = InterestDeclaration.objects.create(person=actor, about=about, relation=relation, declared_at=now)
    event = events.InterestDeclared(person=actor.code, about=about.code, relation=declaration.relation)
    record(event, actor=actor.code, now=now)
    return declaration


@transaction.atomic
def request_accommodation(
    *, actor: Person, need: str, now: datetime, time_factor: Decimal = Decimal(1)
) -> Accommodation:
    """Ask for what one needs to be able to show what one can do. `time_factor` is what the person asks for, 1 to 3."""
    if not need.strip():
        raise Refusal("need_missing", "Say what you need.", field="need")
    if not Decimal(1) <= time_factor <= Decimal(3):
        raise Refusal("time_factor_range", "The time factor lies between 1 and 3.", field="time_factor")
    Person.objects.select_for_update(no_key=True).get(pk=actor.pk)
    if Accommodation.objects.filter(person=actor, state="requested").exists():
        raise Refusal(
            "accommodation_open",
            "Your earlier request is not decided yet.",
            field="need",
            mend="Wait for that decision; you can ask again afterwards.",
        )
    asked = Accommodation.objects.create(person=actor, need=need.strip(), time_factor=time_factor, requested_at=now)
    record(events.AccommodationRequested(person=actor.code), actor=actor.code, now=now)
    return asked


@transaction.atomic
def decide_accommodation(
    *, actor: Person, accommodation: Accommodation, approved: bool, time_factor: Decimal, reason: str, now: datetime
) -> Accommodation:
    """Approve or decline, with a reason. An approved factor extends both the window and the duration of every exam.

    The person is told. Nobody decides on their own request, nor on that of somebody with whom they are in conflict.
    """
    require_role(actor, *DECIDE_ACCOMMODATIONS)
    if why := conflict(actor, accommodation.person):
        raise NotPermitted(f"You may not decide on this request: {why}.", mend="Somebody else decides.")
    asked = Accommodation.objects.select_for_update().get(pk=accommodation.pk)
    if asked.state != "requested":
        raise InvalidState("accommodation request", asked.state, "decided again")
    if not Decimal(1) <= time_factor <= Decimal(3):
        raise Refusal("time_factor_range", "The time factor lies between 1 and 3.", field="time_factor")
    if not reason.strip():
        raise Refusal("reason_missing", "Give the reason for your decision.", field="reason")
    asked.state = "approved" if approved else "declined"
    asked.time_factor = time_factor if approved else Decimal(1)
    asked.reason, asked.decided_at, asked.decided_by = reason.strip(), now, actor
    asked.save()
    event = events.AccommodationDecided(
        person=asked.person.code, approved=approved, time_factor=Decimal(asked.time_factor)
    )
    record(event, actor=actor.code, now=now)
    verdict = f"approved; the time factor is {asked.time_factor}" if approved else "declined"
    queue_notice(
        person_id=asked.person_id,
        to_address=asked.person.email,
        subject="Our decision on what you asked for",
        body=f"Dear {asked.person.name},\n\nyour request is {verdict}.\n\nThe reason: {asked.reason}\n",
        dedupe_key=f"accommodation {asked.pk}",
        kind="decision",
        now=now,
    )
    return asked


@transaction.atomic
def give_consent(*, actor: Person, purpose: str, version: str, now: datetime) -> Consent:
    """A person agrees to a text in a version."""
    consent = Consent.objects.create(person=actor, purpose=purpose, version=version, given_at=now)
    record(events.ConsentGiven(person=actor.code, purpose=purpose, version=version), actor=actor.code, now=now)
    return consent


def decide_on_notice(*, actor: Person, notice: Notice, act: str, reason: str, now: datetime) -> Notice:
    """Hold, release or cancel a letter, or say what became of one that may have gone out. On the record, with the reason."""
    require_role(actor, *KEEP_OUTBOX)
    if notice.person_id == actor.pk:
        raise NotPermitted("You may not decide on a letter to yourself.", mend="Somebody else decides.")
    return decide_on(actor=actor.code, notice=notice, act=act, reason=reason, now=now)


@transaction.atomic
def give_consents(given: Iterable[tuple[Person, str]], *, version: str, now: datetime) -> None:
    """Many people agree at once, each to the text of a purpose in this version: what an import brings along."""
    rows = [Consent(person=person, purpose=purpose, version=version, given_at=now) for person, purpose in given]
    Consent.objects.bulk_create(rows)
    record_all(
        (
            (events.ConsentGiven(person=row.person.code, purpose=row.purpose, version=version), row.person.code)
            for row in rows
        ),
        now=now,
    )
