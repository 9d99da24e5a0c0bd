"""What time ends: recordings whose day is over, and pulses. Apart from the services, because the hourly task calls it too."""

from datetime import datetime

from django.db import transaction

from practicum.cohorts.events import PulseClosed, RecordingRemoved
from practicum.cohorts.models import Pulse, Recording, Session
from practicum.cohorts.rules.pulse import may_show, open_window
from practicum.ledger.api import record
from practicum.people.api import SYSTEM_CODE


def remove_old_recordings(now: datetime) -> int:
    """Take away every link whose last day is over; return how many. Each in a transaction of its own."""
    over = Recording.objects.filter(removed_at=None, kept_until__lt=now.date()).order_by("id")
    keys = list(over.values_list("id", flat=True))
    reason = "The day until which it was kept is over."
    return sum(take_away(key, actor=SYSTEM_CODE, reason=reason, now=now) is not None for key in keys)


@transaction.atomic
def take_away(recording_id: int, *, actor: str, reason: str, now: datetime) -> Recording | None:
    """Remove a link, on the record; nothing when somebody has done so already."""
    recording = (
        Recording.objects.select_for_update(no_key=True, of=("self",))
        .select_related("session__cohort")
        .filter(pk=recording_id, removed_at=None)
        .first()
    )
    if recording is None:
        return None
    recording.link, recording.removed_at, recording.removal_reason = "", now, reason
    recording.save(update_fields=["link", "removed_at", "removal_reason"])
    session = recording.session
    event = RecordingRemoved(recording=recording.code, cohort=session.cohort.code, week=session.week, reason=reason)
    record(event, actor=actor, now=now)
    return recording


def close_pulses(now: datetime) -> int:
    """Close every pulse whose time is over; return how many. Each in a transaction of its own."""
    keys = Pulse.objects.filter(closed_at=None).order_by("id").values_list("id", flat=True)
    return sum(_close_pulse(key, now) for key in list(keys))


@transaction.atomic
def _close_pulse(pulse_id: int, now: datetime) -> bool:
    pulse = (
        Pulse.objects.select_for_update(no_key=True, of=("self",))
        .select_related("cohort")
        .filter(pk=pulse_id, closed_at=None)
        .first()
    )
    if pulse is None:
        return False
    session = Session.objects.get(cohort=pulse.cohort, week=pulse.week)
    if now < open_window(session.starts_at, session.minutes)[1]:
        return False
    # From now on nobody can tell who answered; and what may not be shown is not kept.
    pulse.answered, pulse.closed_at = [], now
    if not may_show(pulse.answers):
        pulse.counts, pulse.texts, pulse.answers = {}, [], 0
    pulse.save()
    event = PulseClosed(cohort=pulse.cohort.code, week=pulse.week, answers=pulse.answers)
    record(event, actor=SYSTEM_CODE, now=now)
    return True
