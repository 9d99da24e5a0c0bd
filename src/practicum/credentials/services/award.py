"""The award: a person's decision on all the evidence. A score never awards by itself."""

from datetime import datetime

from django.db import transaction

from practicum.admissions.api import Candidacy, note_award
from practicum.credentials import rules
from practicum.credentials.events import AwardDecided
from practicum.credentials.models import AwardDecision
from practicum.credentials.summary import summarise_evidence
from practicum.kernel.canonical import digest
from practicum.kernel.ids import new_code
from practicum.ledger.api import record
from practicum.notices.api import queue_notice
from practicum.people.api import DECIDER, Person, require_role


@transaction.atomic
def decide_award(*, actor: Person, candidacy: Candidacy, outcome: str, reason: str, now: datetime) -> AwardDecision:
    """Award (`awarded`) or refuse (`refused`) the credential to a candidate, with a reason.

    NotPermitted for whoever is no decider, trained or examined the candidate, or has an interest in them. Refusals as in
    `rules.decide_award`. The evidence as it stood is kept with the decision; its hash is on the record.
    """
    require_role(actor, DECIDER)
    asked = (
        Candidacy.objects.select_for_update(no_key=True, of=("self",))
        .select_related("person", "application", "programme_version")
        .defer("programme_version__learning")
        .get(pk=candidacy.pk)
    )
    summary = summarise_evidence(asked, now=now)
    decision = rules.decide_award(summary.facts_for(actor, now=now), outcome=outcome, reason=reason)
    evidence = summary.to_json()
    award = AwardDecision.objects.create(
        code=new_code("AWD"),
        candidacy=asked,
        outcome=decision.outcome,
        reason=decision.reason,
        evidence=evidence,
        mode=str(summary.programme.mode),
        decided_by=actor,
        decided_at=now,
    )
    event = AwardDecided(
        award=award.code,
        candidacy=asked.code,
        person=asked.person.code,
        result=summary.report.result.code if summary.report else "",
        outcome=award.outcome,
        reason=award.reason,
        mode=award.mode,
        programme=asked.programme_version.code,
        version=asked.programme_version.version,
        evidence_digest=digest(evidence),
    )
    record(event, actor=actor.code, now=now)
    if award.outcome == "awarded":
        note_award(asked, now=now)
    name = summary.programme.name
    said = (
        "was awarded to you. You get the signed document with the next message."
        if award.outcome == "awarded"
        else f"was not awarded to you. The reason: {award.reason}"
    )
    queue_notice(
        person_id=asked.person.pk,
        to_address=asked.person.email,
        subject=f"The decision on your award: {name}",
        body=f"Dear {asked.person.name},\n\nthe credential {name} {said}\n",
        dedupe_key=f"award-{award.code}",
        kind="decision",
        now=now,
    )
    return award
