"""Closing an attempt, by its candidate or by the clock. Apart from the services, because the periodic task calls it too."""

from datetime import datetime

from django.db import transaction

from practicum.exams.events import AttemptClosed
from practicum.exams.models import Attempt
from practicum.exams.queries import answers_digest, overdue_attempts
from practicum.exams.rules import ATTEMPT_STATES, is_overdue
from practicum.ledger.api import record
from practicum.people.api import SYSTEM_CODE


def close_attempt(attempt: Attempt, state: str, *, closed_at: datetime, actor: str, now: datetime) -> Attempt:
    """Close an attempt that the caller has locked, and put the digest of its final answers on the record.

    The lock (FOR UPDATE) keeps answers out while the digest is taken: the hot path waits for it, then finds it closed.
    """
    attempt.state = ATTEMPT_STATES.move(attempt.state, state)
    attempt.closed_at = closed_at
    attempt.save(update_fields=["state", "closed_at"])
    answered, answers = answers_digest(attempt)
    event = AttemptClosed(
        attempt=attempt.code,
        candidacy=attempt.candidacy.code,
        state=attempt.state,
        closed_at=closed_at,
        answered=answered,
        answers_digest=answers,
    )
    record(event, actor=actor, now=now)
    return attempt


def expire_overdue(now: datetime) -> int:
    """Close every open attempt whose time is over; return how many. Each in a transaction of its own.

    A running attempt closes at its deadline, and its answers stand; one that was never begun closes with its window.
    """
    return sum(_expire(pk, now) for pk in list(overdue_attempts(now).values_list("pk", flat=True)))


def expire_if_overdue(attempt: Attempt, now: datetime) -> Attempt:
    """The attempt as it stands at `now`: closed if its time is over, whether or not the periodic task has run."""
    overdue = is_overdue(
        state=attempt.state, deadline_at=attempt.deadline_at, window_closes_at=attempt.window_closes_at, now=now
    )
    if overdue:
        _expire(attempt.pk, now)
        attempt.refresh_from_db(fields=["state", "closed_at"])
    return attempt


@transaction.atomic
def _expire(pk: int, now: datetime) -> bool:
    # Another process may have closed it meanwhile: then there is nothing left to do.
    attempt = overdue_attempts(now).select_for_update(of=("self",)).select_related("candidacy").filter(pk=pk).first()
    if attempt is None:
        return False
    end = attempt.deadline_at if attempt.state == "in_progress" and attempt.deadline_at else attempt.window_closes_at
    close_attempt(attempt, "expired", closed_at=end, actor=SYSTEM_CODE, now=now)
    return True
