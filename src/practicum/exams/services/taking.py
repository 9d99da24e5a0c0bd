"""The examination itself, apart from the answers: check in, start, flag, submit."""

from datetime import datetime

from django.db import transaction

from practicum.exams.closing import close_attempt
from practicum.exams.durability import require_durable_database
from practicum.exams.events import AttemptCheckedIn, AttemptStarted
from practicum.exams.models import Attempt
from practicum.exams.queries import layout_of
from practicum.exams.rules import (
    ATTEMPT_STATES,
    decide_check_in,
    decide_recording,
    decide_start,
    flags_after,
    is_overdue,
)
from practicum.exams.services.extending import take_over_accommodation
from practicum.kernel.errors import NotFound, Refusal
from practicum.ledger.api import record
from practicum.people.api import SYSTEM_CODE, Person, give_consent


@transaction.atomic
def check_in(*, actor: Person, attempt: Attempt, conduct: bool, ai_use: bool, now: datetime) -> Attempt:
    """The candidate arrives, and acknowledges the code of conduct and the statement on AI; both are kept as consent."""
    held = _own(actor, attempt)
    take_over_accommodation(held, actor=actor, now=now)
    state = decide_check_in(
        state=held.state, opens_at=held.sitting.opens_at, window_closes_at=held.window_closes_at, now=now
    )
    for given, field, text in ((conduct, "conduct", "the code of conduct"), (ai_use, "ai_use", "the statement on AI")):
        if not given:
            raise Refusal("not_acknowledged", f"Read and accept {text} to check in.", field=field)
    held.state, held.checked_in_at = state, now
    held.save(update_fields=["state", "checked_in_at"])
    version = held.sitting.form.programme_version.version
    for purpose in ("exam_conduct", "exam_ai_use"):
        give_consent(actor=actor, purpose=purpose, version=version, now=now)
    event = AttemptCheckedIn(attempt=held.code, candidacy=held.candidacy.code, acknowledged_version=version)
    record(event, actor=actor.code, now=now)
    return held


@transaction.atomic
def start_attempt(*, actor: Person, attempt: Attempt, now: datetime) -> Attempt:
    """The time begins. Raises Unavailable when the database could forget answers."""
    require_durable_database()
    held = _own(actor, attempt)
    take_over_accommodation(held, actor=actor, now=now)
    held.state, held.deadline_at = decide_start(
        state=held.state,
        minutes=held.minutes,
        opens_at=held.sitting.opens_at,
        window_closes_at=held.window_closes_at,
        now=now,
    )
    held.started_at = now
    held.save(update_fields=["state", "started_at", "deadline_at"])
    event = AttemptStarted(
        attempt=held.code,
        candidacy=held.candidacy.code,
        form=held.sitting.form.code,
        deadline_at=held.deadline_at,
    )
    record(event, actor=actor.code, now=now)
    return held


@transaction.atomic
def set_flag(*, actor: Person, attempt: Attempt, position: int, flagged: bool, now: datetime) -> Attempt:
    """Mark a question to come back to, or unmark it. A note of the candidate's own: it is not on the record."""
    held = _own(actor, attempt)
    decide_recording(is_owner=True, state=held.state, deadline_at=held.deadline_at, now=now)
    if position not in layout_of(held.code):
        raise NotFound("There is no such question.")
    held.flags = flags_after(held.flags, position=position, flagged=flagged)
    held.save(update_fields=["flags"])
    return held


@transaction.atomic
def submit_attempt(*, actor: Person, attempt: Attempt, now: datetime) -> Attempt:
    """Close the attempt for good. After the deadline it closes as expired instead, and the answers stand all the same."""
    held = _own(actor, attempt)
    ATTEMPT_STATES.require(held.state, ["in_progress"], act="submitted")
    overdue = is_overdue(
        state=held.state, deadline_at=held.deadline_at, window_closes_at=held.window_closes_at, now=now
    )
    if overdue and held.deadline_at:
        return close_attempt(held, "expired", closed_at=held.deadline_at, actor=SYSTEM_CODE, now=now)
    return close_attempt(held, "submitted", closed_at=now, actor=actor.code, now=now)


def _own(actor: Person, attempt: Attempt) -> Attempt:
    """The attempt, locked. Only its candidate acts on it: others find nothing."""
    held = (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("sitting__form__programme_version", "candidacy", "person")
        .filter(pk=attempt.pk, person=actor)
        .first()
    )
    if held is None:
        raise NotFound("There is no such attempt.")
    return held
