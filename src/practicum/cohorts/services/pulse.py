"""Answering a week's pulse. See docs/decisions/0030-a-pulse-that-nobody-can-read-back.md for what is not stored."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from practicum.cohorts.models import Pulse, Seat, Session
from practicum.cohorts.queries.week import find_week
from practicum.cohorts.rules.pulse import add_levels, check_levels, check_text, open_window
from practicum.cohorts.rules.states import COHORT_STATES
from practicum.cohorts.services.week import lock_own_seat
from practicum.curriculum.api import programme_of
from practicum.kernel.errors import NotFound, Refusal
from practicum.people.api import Person


@transaction.atomic
def answer_pulse(*, actor: Person, seat: Seat, week: int, levels: Mapping[str, int], text: str, now: datetime) -> None:
    """Add one answer to the sums. It cannot be changed afterwards, because nothing tells which one it was.

    The one write of this room without a record in the ledger and without a time: both would point at who said what.
    """
    locked = lock_own_seat(actor, seat)
    COHORT_STATES.require(locked.cohort.state, ("running", "completed"), act="asked")
    programme = programme_of(locked.cohort.programme_version)
    find_week(programme, week)
    if not programme.pulse:
        raise NotFound("This programme has no pulse.")
    session = Session.objects.get(cohort=locked.cohort, week=week)
    opens_at, closes_at = open_window(session.starts_at, session.minutes)
    if not opens_at <= now < closes_at:
        raise Refusal("pulse_closed", "This pulse is not open: it is from the end of the session on, for five days.")
    levels = check_levels(levels, [question.key for question in programme.pulse])
    text = check_text(text)
    Pulse.objects.bulk_create([Pulse(cohort=locked.cohort, week=week)], ignore_conflicts=True)
    pulse = Pulse.objects.select_for_update(no_key=True).get(cohort=locked.cohort, week=week)
    if pulse.closed_at is not None:
        raise Refusal("pulse_closed", "This pulse is closed.")
    if locked.pk in pulse.answered:
        raise Refusal("pulse_answered", "You have answered this pulse already. Thank you.")
    pulse.answered = sorted([*pulse.answered, locked.pk])
    pulse.counts = add_levels(pulse.counts, levels)
    if text:
        texts = [*pulse.texts, text]
        secrets.SystemRandom().shuffle(texts)
        pulse.texts = texts
    pulse.answers += 1
    pulse.save()
