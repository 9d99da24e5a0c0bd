"""More time: an accommodation counts whenever it is approved, before the attempt, at its start or while it runs."""

from datetime import datetime

from django.db import transaction

from practicum.exams.closing import expire_if_overdue
from practicum.exams.events import AttemptExtended
from practicum.exams.models import Attempt
from practicum.exams.rules import ATTEMPT_STATES, OPEN_STATES, decide_times
from practicum.kernel.errors import Refusal
from practicum.ledger.api import record
from practicum.people.api import PROGRAMME_MANAGER, Person, require_role, time_factor_of


def extend_attempt(*, actor: Person, attempt: Attempt, now: datetime) -> Attempt:
    """Give an open attempt the time that the person's accommodation allows by now; a running one gets it at once.

    Raises InvalidState when the attempt is closed, Refusal when there is nothing to add.
    """
    require_role(actor, PROGRAMME_MANAGER)
    expire_if_overdue(attempt, now)
    with transaction.atomic():
        held = (
            Attempt.objects.select_for_update(of=("self",))
            .select_related("sitting__form", "candidacy", "person")
            .get(pk=attempt.pk)
        )
        ATTEMPT_STATES.require(held.state, OPEN_STATES, act="extended")
        if not take_over_accommodation(held, actor=actor, now=now):
            raise Refusal(
                "nothing_to_extend",
                f"The attempt has all the time that is approved ({held.minutes} minutes).",
                mend="Approve an accommodation with a larger time factor first.",
            )
    return held


def take_over_accommodation(attempt: Attempt, *, actor: Person, now: datetime) -> bool:
    """Extend an attempt that the caller has locked, if a larger factor is approved by now. Time is never taken away."""
    factor = time_factor_of(attempt.person)
    if factor <= attempt.time_factor:
        return False
    sitting = attempt.sitting
    times = decide_times(
        form_minutes=sitting.form.minutes,
        opens_at=sitting.opens_at,
        closes_at=sitting.closes_at,
        time_factor=factor,
        started_at=attempt.started_at,
    )
    attempt.time_factor, attempt.minutes = factor, times.minutes
    attempt.window_closes_at, attempt.deadline_at = times.window_closes_at, times.deadline_at
    attempt.save(update_fields=["time_factor", "minutes", "window_closes_at", "deadline_at"])
    event = AttemptExtended(
        attempt=attempt.code,
        candidacy=attempt.candidacy.code,
        minutes=times.minutes,
        time_factor=factor,
        deadline_at=times.deadline_at,
    )
    record(event, actor=actor.code, now=now)
    return True
