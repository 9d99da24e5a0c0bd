"""The applicant's own acts up to submission. A draft is kept from the first word."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from practicum.admissions.asking import ask_referees
from practicum.admissions.events import ApplicationStarted, ApplicationSubmitted
from practicum.admissions.letters import write_to_applicant
from practicum.admissions.models import Application
from practicum.admissions.queries import COLUMNS, diagnostic_of, draft_of, live_application
from practicum.admissions.rules import (
    APPLICATION_STATES,
    DraftRefused,
    Facts,
    FieldProblem,
    compute_eligibility,
    keep_field,
    read_facts,
)
from practicum.curriculum.api import ProgrammeVersion, current_version, programme_of
from practicum.kernel.canonical import digest
from practicum.kernel.errors import NotPermitted, Refusal
from practicum.kernel.ids import new_code
from practicum.ledger.api import record
from practicum.pack.api import Programme
from practicum.people.api import Person, give_consent, update_profile

# Fields of the form that belong to the person's account, not to one application.
PROFILE_FIELDS = ("name", "employer", "time_zone")


@transaction.atomic
def start_application(*, actor: Person, now: datetime) -> Application:
    """Open a draft under the current version of the programme; the draft that is open already, if there is one.

    Raises Refusal `application_live` when an application is under way.
    """
    version = current_version()
    Person.objects.select_for_update(no_key=True).get(
        pk=actor.pk
    )  # two clicks at once: the second finds the first one's draft
    live = live_application(actor, version)
    if live is not None:
        if live.state == "draft":
            return live
        raise Refusal(
            "application_live",
            f"Your application {live.code} is {live.state.replace('_', ' ')}.",
            mend="One application at a time; withdraw that one to begin again.",
        )
    draft, event = new_draft(actor, version, now=now)
    draft.save()
    record(event, actor=actor.code, now=now)
    return draft


@transaction.atomic
def save_draft(*, actor: Person, application: Application, fields: Mapping[str, Any], now: datetime) -> Application:
    """Keep what was entered, complete or not. `fields` maps names of `rules.FIELDS` (or `name`, `time_zone`) to values.

    Fields that are not named stay as they are; `complexity` replaces the dimensions that it names. Raises DraftRefused
    with every field that holds what could never be an answer, and keeps nothing then.
    """
    draft = lock_own(actor, application)
    APPLICATION_STATES.require(draft.state, ("draft",), act="changed")
    programme = programme_of(draft.programme_version)
    kept, problems = {}, []
    for name, value in fields.items():
        if name in PROFILE_FIELDS and name != "employer":
            continue
        try:
            kept[name] = keep_field(name, value, programme)
        except Refusal as refusal:
            problems.append(FieldProblem(field=refusal.field, message=refusal.message, mend=refusal.mend))
    if problems:
        raise DraftRefused(tuple(problems))
    if any(name in fields for name in PROFILE_FIELDS):
        _save_profile(actor, fields, kept, now=now)
    fill(draft, kept)
    draft.save(update_fields=["facts", *COLUMNS.values()])
    return draft


@transaction.atomic
def submit_application(*, actor: Person, application: Application, now: datetime) -> Application:
    """Hand the draft in. Raises DraftRefused with every field that needs attention; the draft stays as it was then."""
    draft = lock_own(actor, application)
    return hand_in(draft, actor=actor, now=now)


@transaction.atomic
def hand_in(draft: Application, *, actor: Person, now: datetime) -> Application:
    """Check the whole draft, compute eligibility, record, thank."""
    programme = programme_of(draft.programme_version)
    facts, event = complete(draft, programme, now=now)
    draft.save(update_fields=["state", "submitted_at", "eligibility"])
    for purpose in sorted(facts.agreed):
        give_consent(actor=draft.person, purpose=purpose, version=programme.version, now=now)
    record(event, actor=actor.code, now=now)
    ask_referees(draft, actor=actor.code, now=now)
    write_to_applicant(draft, "submitted", now=now)
    return draft


def new_draft(person: Person, version: ProgrammeVersion, *, now: datetime) -> tuple[Application, ApplicationStarted]:
    """An empty draft and what the record says of it; neither is saved yet."""
    draft = Application(
        code=new_code("APP"),
        person=person,
        programme_version=version,
        created_at=now,
        facts={"employer": person.employer},
    )
    return draft, ApplicationStarted(application=draft.code, person=person.code, programme_digest=version.digest)


def fill(draft: Application, kept: Mapping[str, Any]) -> None:
    """Put answers that were checked into their places; not saved yet."""
    for name, value in kept.items():
        if name in COLUMNS:
            setattr(draft, COLUMNS[name], value or ([] if name == "free_hours" else ""))
        elif name == "complexity":
            draft.facts = {**draft.facts, name: {**draft.facts.get(name, {}), **(value or {})}}
        else:
            draft.facts = {**draft.facts, name: value}


def complete(draft: Application, programme: Programme, *, now: datetime) -> tuple[Facts, ApplicationSubmitted]:
    """Turn a whole draft into a submitted application: its facts, and what the record says; not saved yet.

    Raises DraftRefused with every field that needs attention.
    """
    state = APPLICATION_STATES.move(draft.state, "submitted")
    facts = read_facts(draft_of(draft), programme)
    diagnostic = diagnostic_of(draft.person) if facts.baseline == "diagnostic" else None
    eligibility = compute_eligibility(facts, programme.policies, now, diagnostic=diagnostic)
    draft.state, draft.submitted_at, draft.eligibility = state, now, eligibility.as_data()
    return facts, ApplicationSubmitted(
        application=draft.code,
        person=draft.person.code,
        programme_digest=programme.digest,
        scheme_version=programme.version,
        route=facts.route,
        role_profile=facts.role_profile,
        facts_digest=_facts_digest(facts),
        eligibility=eligibility.outcome,
        points=eligibility.points,
        threshold=eligibility.threshold,
        criteria=tuple((reason.key, reason.verdict) for reason in eligibility.reasons),
    )


def lock_own(actor: Person, application: Application) -> Application:
    """One's own application, locked until the transaction ends. Raises NotPermitted for anybody else's."""
    locked = (
        Application.objects.select_for_update(of=("self",))
        .select_related("person", "programme_version")
        .defer("programme_version__learning", "programme_version__content")
        .get(pk=application.pk)
    )
    if locked.person_id != actor.pk:
        raise NotPermitted("Only the applicant fills in and submits an application.")
    return locked


def _save_profile(actor: Person, fields: Mapping[str, Any], kept: Mapping[str, Any], *, now: datetime) -> None:
    texts = {name: fields.get(name, getattr(actor, name)) for name in PROFILE_FIELDS}
    update_profile(
        actor=actor,
        name=str(texts["name"] or ""),
        employer=str(kept.get("employer", actor.employer) or ""),
        time_zone=str(texts["time_zone"] or ""),
        now=now,
    )


def _facts_digest(facts: Facts) -> str:
    plain = {name: getattr(facts, name) for name in facts.__dataclass_fields__}
    return digest({**plain, "agreed": sorted(facts.agreed)})
