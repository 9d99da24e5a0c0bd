"""Letters to referees: the first with the link, one reminder, and the end. Apart from the services, because the hourly task
calls it too."""

from datetime import datetime

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from practicum.admissions.events import ReferenceAsked, ReferenceClosed
from practicum.admissions.models import Application, Reference
from practicum.admissions.rules import REFERENCE_STATES, expiry, reminder_due
from practicum.curriculum.api import programme_of
from practicum.ledger.api import record
from practicum.notices.api import queue_notice
from practicum.pack.api import ReferenceRules
from practicum.people.api import SYSTEM_CODE, system_person

SALT = "admissions.reference"  # a link made for anything else opens nothing here


def reference_token(reference: Reference) -> str:
    """What the link carries: the code of the reference and the end of its time, signed."""
    if reference.expires_at is None:
        raise ValueError("a reference that nobody was asked for has no link")
    return signing.Signer(salt=SALT).sign_object([reference.code, int(reference.expires_at.timestamp())])


def rules_of(application: Application) -> ReferenceRules | None:
    """What the programme asks of referees; None where it asks for none."""
    return programme_of(application.programme_version).policies.references


def ask_referees(application: Application, *, actor: str, now: datetime) -> None:
    """Write to every referee who was named and not asked yet; within the caller's transaction."""
    rules = rules_of(application)
    if rules is None:
        return
    for reference in application.references.select_for_update().filter(state="named"):
        reference.state = REFERENCE_STATES.move(reference.state, "asked")
        reference.asked_at, reference.expires_at = now, expiry(now, rules)
        reference.save(update_fields=["state", "asked_at", "expires_at"])
        event = ReferenceAsked(reference=reference.code, application=application.code, expires_at=reference.expires_at)
        record(event, actor=actor, now=now)
        _write(reference, application, "asked", now=now)


def tend_references(now: datetime) -> int:
    """Remind, once, whoever has not answered after a while; close what nobody answered in time. How many letters and ends."""
    waiting = Reference.objects.filter(state="asked").order_by("id").values_list("id", flat=True)
    return sum(_tend(pk, now) for pk in list(waiting))


@transaction.atomic
def _tend(pk: int, now: datetime) -> bool:
    reference = (
        Reference.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("application__person", "application__programme_version")
        .filter(pk=pk, state="asked")
        .first()
    )
    if reference is None or reference.asked_at is None or reference.expires_at is None:
        return False
    rules = rules_of(reference.application)
    if now >= reference.expires_at:
        close_reference(reference, "expired", actor=SYSTEM_CODE, now=now)
    elif rules is not None and reference.reminded_at is None and reminder_due(reference.asked_at, rules, now=now):
        reference.reminded_at = now
        reference.save(update_fields=["reminded_at"])
        _write(reference, reference.application, "reminded", now=now)
    else:
        return False
    return True


def close_reference(reference: Reference, state: str, *, actor: str, now: datetime) -> None:
    """End the asking without an answer; the link is dead from now on. Within the caller's transaction."""
    reference.state, reference.closed_at = REFERENCE_STATES.move(reference.state, state), now
    reference.save(update_fields=["state", "closed_at"])
    event = ReferenceClosed(reference=reference.code, application=reference.application.code, how=state)
    record(event, actor=actor, now=now)


def _write(reference: Reference, application: Application, about: str, *, now: datetime) -> None:
    """The letter names the applicant and the programme, and nothing else of the application.

    It is kept under the program's own account, so that the applicant never comes by the link.
    """
    applicant, programme = application.person.name, programme_of(application.programme_version).name
    link = settings.PRACTICUM.base_url + reverse("admissions:reference", args=[reference_token(reference)])
    until = f"{reference.expires_at:%A %d %B %Y}"
    again = "We wrote to you before; this is our only reminder.\n\n" if about == "reminded" else ""
    queue_notice(
        person_id=system_person().pk,
        to_address=reference.email,
        subject=f"{applicant} asks you for a reference",
        body=(
            f"Dear {reference.name},\n\n{again}{applicant} applies to the programme {programme} and named you as somebody "
            "who knows their work. Would you answer a few questions? It takes about five minutes and needs no account. "
            "Admissions staff read your answer; the applicant does not.\n\n"
            f"Answer, or say that you would rather not, until {until} (UTC):\n{link}\n\n"
            "The link is yours alone and works once. If you do not know this person, ignore this letter.\n"
        ),
        dedupe_key=f"admissions reference {about} {reference.code}",
        now=now,
    )
