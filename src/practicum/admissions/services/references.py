"""An applicant names referees; a referee answers, or declines, by a signed link and without an account."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from practicum.admissions.asking import ask_referees, close_reference, rules_of
from practicum.admissions.events import RefereeNamed, RefereeRemoved, ReferenceAnswered
from practicum.admissions.models import Application, Reference
from practicum.admissions.queries import access_reference
from practicum.admissions.rules import APPLICATION_STATES, NAMING, REFERENCE_STATES, check_answer, check_naming
from practicum.admissions.services.drafts import lock_own
from practicum.kernel.canonical import digest
from practicum.kernel.errors import NotFound, Refusal
from practicum.kernel.ids import new_code
from practicum.ledger.api import record
from practicum.people.api import SYSTEM_CODE, Person, check_identity


@transaction.atomic
def name_referee(
    *, actor: Person, application: Application, name: str, email: str, relation: str, now: datetime
) -> Reference:
    """Name somebody who knows one's work. They are written to when the application is submitted; at once, if it is."""
    own = lock_own(actor, application)
    APPLICATION_STATES.require(own.state, NAMING, act="changed")
    rules = rules_of(own)
    if rules is None:
        raise Refusal("no_references", "This programme asks for no references.")
    name, email, relation = " ".join(name.split()), email.strip().lower(), " ".join(relation.split())
    check_identity(email=email, name=name, time_zone="UTC")
    held = dict(own.references.values_list("email", "state"))
    check_naming(rules=rules, email=email, own_email=actor.email.lower(), held=held, relation=relation)
    reference = Reference.objects.create(
        code=new_code("REF"), application=own, name=name, email=email, relation=relation, named_at=now
    )
    record(RefereeNamed(reference=reference.code, application=own.code), actor=actor.code, now=now)
    if own.state != "draft":
        ask_referees(own, actor=actor.code, now=now)
        reference.refresh_from_db()
    return reference


@transaction.atomic
def remove_referee(*, actor: Person, application: Application, code: str, now: datetime) -> None:
    """Take back a referee who was not written to yet. Afterwards they are asked, and it stays so."""
    own = lock_own(actor, application)
    reference = own.references.select_for_update().filter(code=code).first()
    if reference is None:
        raise NotFound(f"There is no reference {code} in this application.")
    REFERENCE_STATES.require(reference.state, ("named",), act="removed")
    record(RefereeRemoved(reference=reference.code, application=own.code), actor=actor.code, now=now)
    reference.delete()


@transaction.atomic
def answer_reference(
    *, token: str, known_for: str, role: str, levels: Mapping[str, str], text: str, now: datetime
) -> Reference:
    """Keep what the referee says. The record has its digest only. Raises NotFound for a link that opens nothing, Refusal."""
    reference = _lock(token, now=now)
    rules = rules_of(reference.application)
    if rules is None:
        raise Refusal("no_references", "This programme asks for no references any more.")
    answer = check_answer(rules, known_for=known_for, role=role, levels=levels, text=text)
    reference.state, reference.closed_at = REFERENCE_STATES.move(reference.state, "answered"), now
    reference.answer = answer.as_data()
    reference.save(update_fields=["state", "closed_at", "answer"])
    event = ReferenceAnswered(
        reference=reference.code,
        application=reference.application.code,
        answer_digest=digest(reference.answer),
    )
    record(event, actor=SYSTEM_CODE, now=now)
    return reference


@transaction.atomic
def decline_reference(*, token: str, now: datetime) -> Reference:
    """The referee would rather not. The applicant is shown that, and may name somebody else."""
    reference = _lock(token, now=now)
    close_reference(reference, "declined", actor=SYSTEM_CODE, now=now)
    return reference


def _lock(token: str, *, now: datetime) -> Reference:
    """Two clicks at once: the second finds the link used."""
    found = access_reference(token, now=now)
    Reference.objects.select_for_update().get(pk=found.pk)
    return access_reference(token, now=now)
