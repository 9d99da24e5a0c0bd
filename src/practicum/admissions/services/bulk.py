"""Places offered to many at once. Each in a transaction of its own: one that is refused keeps nobody else waiting."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app

from practicum.admissions.events import OffersAskedFor
from practicum.admissions.models import Application, OfferRound
from practicum.admissions.queries import list_applications
from practicum.admissions.rules import AT_ONCE, why_no_offer
from practicum.admissions.services.decisions import decide_application, take_up
from practicum.kernel.errors import NotPermitted, Refusal
from practicum.kernel.ids import new_code
from practicum.ledger.api import record
from practicum.people.api import ADMISSIONS_OFFICER, Person, Standing, conflict_between, declared_pairs, require_role


@dataclass(frozen=True, kw_only=True)
class OfferLine:
    """One application of a bulk decision: `why_not` is empty where a place is (or can be) offered."""

    application: Application
    why_not: str


@dataclass(frozen=True, kw_only=True)
class OfferReport:
    """What a bulk decision did. `accepted` of the offered had accepted in the system that they were imported from."""

    offered: int
    accepted: int
    left_out: tuple[OfferLine, ...]


def preview_offers(*, actor: Person, codes: Iterable[str], deviation: str = "") -> list[OfferLine]:
    """What offering places to these applications would do, in the order of submission. Raises NotPermitted, Refusal."""
    require_role(actor, ADMISSIONS_OFFICER)
    wanted = set(codes)
    if not wanted or len(wanted) > AT_ONCE:
        raise Refusal("selection_size", f"Choose 1 to {AT_ONCE} applications.", field="codes", mend="Tick them below.")
    declared = declared_pairs()
    own = Standing(actor.code, actor.employer, frozenset(about for one, about in declared if one == actor.code))
    about_us = {one for one, about in declared if about == actor.code}
    found = list_applications(actor).filter(code__in=wanted)
    lines = []
    for application in found:
        person = application.person
        theirs = frozenset({actor.code}) if person.code in about_us else frozenset[str]()
        conflict = conflict_between(own, Standing(person.code, person.employer, theirs))
        outcome = (application.eligibility or {}).get("outcome", "")
        why_not = why_no_offer(
            state=application.state, outcome=outcome, conflict=conflict, explained=bool(deviation.strip())
        )
        lines.append(OfferLine(application=application, why_not=why_not))
    if len(lines) < len(wanted):
        raise Refusal(
            "selection_unknown", "One of the applications is not there.", field="codes", mend="Choose them again."
        )
    return lines


def offer_places(
    *, actor: Person, codes: Iterable[str], reason: str, now: datetime, deviation: str = ""
) -> OfferReport:
    """Offer a place to every one of these that can be offered one, for one reason. What is refused is named and left.

    Reviewers are not asked any more; `deviation` says why a place is offered all the same where the reviews do not
    recommend it (yet). It is on the record of each such decision.
    """
    lines = preview_offers(actor=actor, codes=codes, deviation=deviation)
    if not reason.strip():
        raise Refusal("reason_missing", "Give the reason.", field="reason", mend="Every applicant reads it.")
    offered = accepted = 0
    left_out = [line for line in lines if line.why_not]
    for line in lines:
        if line.why_not:
            continue
        try:
            decided = _offer(line.application, actor=actor, reason=reason, deviation=deviation, now=now)
        except (Refusal, NotPermitted) as refusal:
            left_out.append(OfferLine(application=line.application, why_not=str(refusal)))
        else:
            offered += 1
            accepted += decided.state == "accepted"
    return OfferReport(offered=offered, accepted=accepted, left_out=tuple(left_out))


@transaction.atomic
def request_offers(
    *, actor: Person, codes: Iterable[str], reason: str, now: datetime, deviation: str = ""
) -> OfferRound:
    """As `offer_places`, done by a worker: the round says how far it is. For more than a request has time for."""
    lines = preview_offers(actor=actor, codes=codes, deviation=deviation)
    if not reason.strip():
        raise Refusal("reason_missing", "Give the reason.", field="reason", mend="Every applicant reads it.")
    asked = OfferRound.objects.create(
        code=new_code("OFR"),
        asked_by=actor,
        asked_at=now,
        reason=reason,
        deviation=deviation,
        codes=[line.application.code for line in lines],
        outcomes={line.application.code: line.why_not for line in lines if line.why_not},
    )
    event = OffersAskedFor(round=asked.code, applications=len(lines), reason=reason)
    record(event, actor=actor.code, now=now)
    # by its name: the task stands above the services that it calls
    app.configure_task("site.offer_places").defer(round_id=asked.pk)
    return asked


def carry_out_offers(*, round_id: int, now: datetime) -> OfferRound:
    """Offer the places of a round, one after the other. Run again after a kill it goes on with those that are not done."""
    asked = OfferRound.objects.select_related("asked_by").get(pk=round_id)
    for code in asked.codes:
        _carry_out(asked, code, now=now)
    OfferRound.objects.filter(pk=round_id, ended_at=None).update(ended_at=now)
    asked.refresh_from_db()
    return asked


@transaction.atomic
def _carry_out(asked: OfferRound, code: str, *, now: datetime) -> None:
    locked = OfferRound.objects.select_for_update(of=("self",)).get(pk=asked.pk)
    if code in locked.outcomes:
        return
    application = Application.objects.select_related("person").get(code=code)
    why_not = ""
    try:
        decided = _offer(application, actor=asked.asked_by, reason=asked.reason, deviation=asked.deviation, now=now)
    except (Refusal, NotPermitted) as refusal:
        why_not = str(refusal)
    else:
        locked.accepted += decided.state == "accepted"
    locked.outcomes[code] = why_not
    locked.save(update_fields=["outcomes", "accepted"])


@transaction.atomic
def _offer(application: Application, *, actor: Person, reason: str, deviation: str, now: datetime) -> Application:
    if application.state == "submitted":
        application = take_up(actor=actor, application=application, now=now)
    return decide_application(
        actor=actor, application=application, outcome="offered", reason=reason, deviation=deviation, now=now
    )
