"""Who was there, recorded by the facilitator."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from practicum.cohorts.events import AttendanceRecorded
from practicum.cohorts.letters import write_to
from practicum.cohorts.models import Attendance, Cohort, Seat, Session
from practicum.cohorts.queries.week import MISSED, find_week
from practicum.cohorts.rules.states import COHORT_STATES, SESSION_STATES
from practicum.cohorts.rules.training import check_attendance
from practicum.cohorts.services.running import lock_cohort, require_leader
from practicum.curriculum.api import programme_of
from practicum.kernel.errors import Refusal
from practicum.ledger.api import record
from practicum.people.api import Person


@transaction.atomic
def record_attendance(
    *, actor: Person, session: Session, statuses: Mapping[int, tuple[str, str]], now: datetime
) -> list[Attendance]:
    """Record or correct who was there: seat id -> (status, reason). Returns what is new or changed.

    By the cohort's facilitator or a programme manager, from the beginning of the session on, and after the cohort has
    ended too: make-up work may come late. Who missed the session is told how to catch up. Refusals name the seat's
    field as `<seat id>-status` or `<seat id>-reason`, and then nothing is kept.
    """
    require_leader(actor, session.cohort, now=now)
    cohort = lock_cohort(session.cohort)
    COHORT_STATES.require(cohort.state, ("running", "completed"), act="given attendance")
    SESSION_STATES.require(session.state, ("scheduled", "moved"), act="given attendance")
    if now < session.starts_at:
        raise Refusal("session_to_come", "This session has not begun yet.")
    seats = {seat.pk: seat for seat in cohort.seats.exclude(state="left").select_related("candidacy__person")}
    kept = {row.seat_id: row for row in Attendance.objects.filter(session=session)}
    new, changed = [], []
    for seat_id, (status, written) in statuses.items():
        if seat_id not in seats:
            raise Refusal("seat_unknown", "One of these seats is not in this cohort.", field=f"{seat_id}-status")
        try:
            reason = check_attendance(status, written)
        except Refusal as refusal:
            refusal.field = f"{seat_id}-{refusal.field}"
            raise
        row = kept.get(seat_id)
        if row is None:
            row = Attendance(session=session, seat_id=seat_id)
            new.append(row)
        elif (row.status, row.reason) == (status, reason):
            continue
        else:
            changed.append(row)
        row.status, row.reason, row.recorded_by, row.recorded_at = status, reason, actor, now
    Attendance.objects.bulk_create(new)
    Attendance.objects.bulk_update(changed, ["status", "reason", "recorded_by", "recorded_at"])
    rows = [*new, *changed]
    if rows:
        told = {seats[row.seat_id].candidacy.code: row.status for row in rows}
        event = AttendanceRecorded(cohort=cohort.code, week=session.week, statuses=told)
        record(event, actor=actor.code, now=now)
    _tell_missed(cohort, session, [seats[row.seat_id] for row in rows if row.status in MISSED], now=now)
    return rows


def _tell_missed(cohort: Cohort, session: Session, missed: list[Seat], *, now: datetime) -> None:
    """How to catch up; once for each session, whatever is corrected later."""
    if not missed or not find_week(programme_of(cohort.programme_version), session.week).make_up:
        return
    for seat in missed:
        write_to(
            seat.candidacy.person,
            subject=f"You missed week {session.week}: how to catch up",
            text=(
                f"the session of week {session.week} of {cohort.name} was held without you. Its page shows the recording, "
                "if there is one, and a make-up prompt. When your answer is accepted, the session counts as attended."
            ),
            path=f"/journey/week/{session.week}/catch-up/",
            key=f"missed {cohort.code} {session.week} {seat.candidacy.code}",
            kind="reminder",
            now=now,
        )
