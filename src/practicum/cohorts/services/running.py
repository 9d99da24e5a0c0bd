"""A cohort's life after it was confirmed: started, completed, cancelled."""

from datetime import datetime, timedelta

from django.db import transaction

from practicum.cohorts import events
from practicum.cohorts.invitations import invite
from practicum.cohorts.letters import JOURNEY, say_moment, write_to
from practicum.cohorts.models import Attendance, Cohort, Seat
from practicum.cohorts.queries.hand_over import hands_of
from practicum.cohorts.queries.meetings import people_of
from practicum.cohorts.queries.training import attendance_of, required_work_of
from practicum.cohorts.rules.states import COHORT_STATES, SEAT_STATES
from practicum.cohorts.rules.training import missing_training
from practicum.curriculum.api import programme_of
from practicum.kernel.errors import NotPermitted, Refusal
from practicum.ledger.api import record
from practicum.people.api import PROGRAMME_MANAGER, Person, has_role, holds_credential, require_role

REASON_MOST = 500


@transaction.atomic
def start_cohort(*, actor: Person, cohort: Cohort, now: datetime) -> Cohort:
    """Open the programme to the cohort's members. By its facilitator or a programme manager.

    Refuses below the least size of the policies, and when the facilitator holds no current certificate.
    """
    require_leader(actor, cohort, now=now)
    locked = lock_cohort(cohort)
    state = COHORT_STATES.move(locked.state, "running")
    rules = programme_of(locked.programme_version).policies.cohort
    seats = list(
        locked.seats.filter(state="held", candidacy__ended_at=None).select_related("candidacy__person").order_by("id")
    )
    if len(seats) < rules.min:
        raise Refusal(
            "cohort_small",
            f"{locked.name} has {len(seats)} members; {rules.min} are the least.",
            mend="Move members here, or move these to another forming cohort and cancel this one.",
        )
    if not holds_credential(locked.facilitator, programme_code=locked.programme_version.code, now=now):
        raise Refusal("facilitator_not_current", f"{locked.facilitator.name} holds no current certificate.")
    locked.state, locked.started_at = state, now
    locked.save(update_fields=["state", "started_at"])
    record(events.CohortStarted(cohort=locked.code, size=len(seats)), actor=actor.code, now=now)
    first = locked.sessions.order_by("starts_at")[0]
    for seat in seats:
        person = seat.candidacy.person
        write_to(
            person,
            subject=f"{locked.name} begins",
            text=(
                f"your cohort begins. Your journey shows what to prepare for the first session on "
                f"{say_moment(first.starts_at, person.time_zone)}."
            ),
            path=JOURNEY,
            key=f"started {locked.code} {person.code}",
            now=now,
        )
    invite(locked, people_of(locked), now=now)
    return locked


@transaction.atomic
def complete_cohort(*, actor: Person, cohort: Cohort, now: datetime) -> Cohort:
    """Close the training of a cohort. By its facilitator or a programme manager.

    Refuses before the last session is over, and while anybody's attendance is not recorded. What a candidate still
    lacks is written to them and put on the record; they may catch up afterwards.
    """
    require_leader(actor, cohort, now=now)
    locked = lock_cohort(cohort)
    state = COHORT_STATES.move(locked.state, "completed")
    sessions = list(locked.sessions.exclude(state="cancelled"))
    over_at = max(one.starts_at + timedelta(minutes=one.minutes) for one in sessions)
    if now < over_at:
        raise Refusal("sessions_left", f"The last session ends on {say_moment(over_at, actor.time_zone)}.")
    seats = list(
        locked.seats.filter(state="held")
        .select_related("cohort__programme_version", "candidacy__person")
        .order_by("id")
    )
    _refuse_gaps(seats, sessions=len(sessions))
    locked.state, locked.ended_at = state, now
    locked.save(update_fields=["state", "ended_at"])
    record(events.CohortCompleted(cohort=locked.code, size=len(seats)), actor=actor.code, now=now)
    for seat in seats:
        _complete_seat(seat, actor=actor, now=now)
    return locked


def _refuse_gaps(seats: list[Seat], *, sessions: int) -> None:
    recorded = dict.fromkeys((seat.pk for seat in seats), 0)
    rows = Attendance.objects.filter(seat__in=recorded).exclude(session__state="cancelled")
    for seat_id in rows.values_list("seat_id", flat=True):
        recorded[seat_id] += 1
    names = [seat.candidacy.person.name for seat in seats if recorded[seat.pk] < sessions]
    if names:
        raise Refusal(
            "attendance_missing", f"Attendance is not complete for: {', '.join(names)}.", mend="Record it week by week."
        )


def _complete_seat(seat: Seat, *, actor: Person, now: datetime) -> None:
    seat.state, seat.ended_at = SEAT_STATES.move(seat.state, "completed"), now
    seat.save(update_fields=["state", "ended_at"])
    attended, person = attendance_of(seat), seat.candidacy.person
    missing = missing_training(attended, required_work_of(seat))
    event = events.TrainingEnded(
        candidacy=seat.candidacy.code,
        cohort=seat.cohort.code,
        sessions_attended=attended.attended,
        sessions_needed=attended.needed,
        missing=tuple(missing),
    )
    record(event, actor=actor.code, now=now)
    rest = "What is still missing of your training:\n" + "\n".join(f"- {line}" for line in missing)
    write_to(
        person,
        subject=f"{seat.cohort.name} is completed",
        text=f"your cohort has held its last session. {rest if missing else 'Your training is complete.'}",
        path=JOURNEY,
        key=f"completed {seat.candidacy.code}",
        now=now,
    )


@transaction.atomic
def cancel_cohort(*, actor: Person, cohort: Cohort, reason: str, now: datetime) -> Cohort:
    """Give up a forming cohort that has no members left: they are moved to others first, so that nobody loses a seat. Its
    facilitator and mentors are told."""
    require_role(actor, PROGRAMME_MANAGER)
    locked = lock_cohort(cohort)
    state = COHORT_STATES.move(locked.state, "cancelled")
    reason = check_reason(reason)
    members = locked.seats.filter(state="held").count()
    if members:
        raise Refusal(
            "cohort_has_members",
            f"{locked.name} still has {members} member{'' if members == 1 else 's'}.",
            mend="Move them to another forming cohort first.",
        )
    locked.state, locked.ended_at = state, now
    locked.save(update_fields=["state", "ended_at"])
    record(events.CohortCancelled(cohort=locked.code, reason=reason), actor=actor.code, now=now)
    for person in people_of(locked):
        write_to(
            person,
            subject=f"{locked.name} is not held",
            text=f"the cohort {locked.name} is given up before it begins. The reason: {reason}",
            path="/cohorts/",
            key=f"cancelled {locked.code} {person.code}",
            now=now,
        )
    return locked


def require_leader(actor: Person, cohort: Cohort, *, now: datetime) -> None:
    """Its facilitator, who stands in for them, or a programme manager; else NotPermitted."""
    if cohort.facilitator_id not in hands_of(actor, now) and not has_role(actor, PROGRAMME_MANAGER):
        raise NotPermitted("Only the cohort's facilitator or a programme manager does this.")


def lock_cohort(cohort: Cohort) -> Cohort:
    return (
        Cohort.objects.select_for_update(no_key=True, of=("self",))
        .select_related("facilitator", "programme_version")
        .get(pk=cohort.pk)
    )


def check_reason(reason: str) -> str:
    """The reason, trimmed; refused when it is empty."""
    reason = " ".join(reason.replace("\x00", "").split())[:REASON_MOST]
    if not reason:
        raise Refusal("reason_missing", "Say why, in a few words.", field="reason")
    return reason
