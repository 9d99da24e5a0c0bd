"""What a facilitator keeps of a session: notes on the run sheet, and links to recordings."""

from datetime import date, datetime

from django.db import transaction

from practicum.cohorts.events import RecordingAdded
from practicum.cohorts.housekeeping import take_away
from practicum.cohorts.models import Recording, Session, SessionNote
from practicum.cohorts.rules.links import check_link
from practicum.cohorts.rules.recording import check_kept_until, check_note
from practicum.cohorts.rules.states import COHORT_STATES
from practicum.cohorts.rules.week import NOTES_MOST, check_private
from practicum.cohorts.services.running import check_reason, lock_cohort, require_leader
from practicum.kernel.canonical import digest
from practicum.kernel.errors import Refusal
from practicum.kernel.ids import new_code
from practicum.ledger.api import record
from practicum.people.api import Person


@transaction.atomic
def save_session_note(*, actor: Person, session: Session, text: str, now: datetime) -> SessionNote:
    """Notes on a session, for those who lead the cohort. Working notes are not on the record."""
    require_leader(actor, session.cohort, now=now)
    text = check_private(text, most=NOTES_MOST)
    note, _ = SessionNote.objects.update_or_create(
        session=session, defaults={"text": text, "saved_by": actor, "saved_at": now}
    )
    return note


@transaction.atomic
def add_recording(
    *, actor: Person, session: Session, link: str, note: str, kept_until: date, now: datetime
) -> Recording:
    """Give the cohort's people a link to the recording of a session that has begun, until a day."""
    require_leader(actor, session.cohort, now=now)
    cohort = lock_cohort(session.cohort)
    COHORT_STATES.require(cohort.state, ("running", "completed"), act="given a recording")
    if now < session.starts_at:
        raise Refusal("session_to_come", "This session has not begun yet.")
    link, note = check_link(link), check_note(note)
    kept_until = check_kept_until(kept_until, today=now.date())
    if session.recordings.filter(link=link, removed_at=None).exists():
        raise Refusal("recording_known", "This link is there already.", field="link")
    recording = Recording.objects.create(
        code=new_code("REC"),
        session=session,
        link=link,
        note=note,
        kept_until=kept_until,
        added_by=actor,
        added_at=now,
    )
    event = RecordingAdded(
        recording=recording.code,
        cohort=cohort.code,
        week=session.week,
        kept_until=kept_until,
        link_digest=digest(link),
    )
    record(event, actor=actor.code, now=now)
    return recording


@transaction.atomic
def remove_recording(*, actor: Person, recording: Recording, reason: str, now: datetime) -> Recording:
    """Take the link away before its day, with the reason."""
    require_leader(actor, recording.session.cohort, now=now)
    reason = check_reason(reason)
    removed = take_away(recording.pk, actor=actor.code, reason=reason, now=now)
    if removed is None:
        raise Refusal("recording_gone", "This recording is removed already.")
    return removed
