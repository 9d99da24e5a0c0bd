"""After the examination: the states that other rooms' decisions lead to, and voiding."""

from datetime import datetime

from django.db import transaction

from practicum.exams.events import AttemptMarked, AttemptVoided
from practicum.exams.models import Attempt
from practicum.exams.rules import ATTEMPT_STATES
from practicum.kernel.errors import Refusal
from practicum.ledger.api import record
from practicum.people.api import DECIDER, PROGRAMME_MANAGER, Person, require_role

_SCORED_ALREADY = ("scored", "released", "under_appeal")


def mark_scored(*, actor: Person, attempt: Attempt, now: datetime) -> Attempt:
    """A closed attempt has a score. Scored again, in whatever later state, it stays where it is.

    This and the other `mark_…` are called by `results` inside its own decision, which checked who may.
    """
    if attempt.state in _SCORED_ALREADY:
        return attempt
    return _mark(attempt, "scored", actor=actor, now=now)


def mark_released(*, actor: Person, attempt: Attempt, now: datetime) -> Attempt:
    """The candidate may see the result: for the first time, or after an appeal."""
    return _mark(attempt, "released", actor=actor, now=now)


def mark_under_appeal(*, actor: Person, attempt: Attempt, now: datetime) -> Attempt:
    """The candidate appealed against a released result."""
    return _mark(attempt, "under_appeal", actor=actor, now=now)


@transaction.atomic
def void_attempt(*, actor: Person, attempt: Attempt, reason: str, now: datetime) -> Attempt:
    """Declare that an attempt does not count, with the reason; it does not use up one of the attempts allowed.

    A programme manager does, or a decider who upholds an appeal.
    """
    require_role(actor, PROGRAMME_MANAGER, DECIDER)
    if not reason.strip():
        raise Refusal("reason_missing", "Give the reason for voiding this attempt.", field="reason")
    held = Attempt.objects.select_for_update(of=("self",)).select_related("candidacy").get(pk=attempt.pk)
    before = held.state
    held.state = ATTEMPT_STATES.move(held.state, "voided")
    held.closed_at = held.closed_at or now
    held.save(update_fields=["state", "closed_at"])
    event = AttemptVoided(attempt=held.code, candidacy=held.candidacy.code, before=before, reason=reason.strip()[:1000])
    record(event, actor=actor.code, now=now)
    return held


@transaction.atomic
def _mark(attempt: Attempt, state: str, *, actor: Person, now: datetime) -> Attempt:
    held = Attempt.objects.select_for_update(of=("self",)).select_related("candidacy").get(pk=attempt.pk)
    held.state = ATTEMPT_STATES.move(held.state, state)
    held.save(update_fields=["state"])
    event = AttemptMarked(attempt=held.code, candidacy=held.candidacy.code, state=state)
    record(event, actor=actor.code, now=now)
    return held
