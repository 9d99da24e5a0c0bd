"""Seats that change by hand: a member moves to another forming cohort, or leaves. Checked at once, like a proposal."""

from collections import Counter
from datetime import datetime

from django.db import transaction

from practicum.admissions.api import Application, note_trainers, seat_application
from practicum.cohorts import events
from practicum.cohorts.invitations import uninvite
from practicum.cohorts.letters import JOURNEY, say_moment, write_to
from practicum.cohorts.models import Cohort, Seat
from practicum.cohorts.queries.moving import broken_by_move
from practicum.cohorts.rules.formation import least_loaded
from practicum.cohorts.rules.states import COHORT_STATES, SEAT_STATES
from practicum.cohorts.services.running import check_reason, lock_cohort
from practicum.curriculum.api import programme_of
from practicum.kernel.errors import Refusal
from practicum.ledger.api import record
from practicum.people.api import PROGRAMME_MANAGER, Person, require_role


@transaction.atomic
def move_member(*, actor: Person, seat: Seat, to_cohort: Cohort, reason: str, now: datetime) -> Seat:
    """Move a candidate to another forming cohort, to its mentor with the fewest members.

    Every hard rule of a cohort is checked for the new one at once, and the refusal names what it would break. The old
    one may fall below the least size: it cannot start then.
    """
    require_role(actor, PROGRAMME_MANAGER)
    first, second = sorted((seat.cohort, to_cohort), key=lambda one: one.pk)  # one order of locks for all moves
    locked = {one.pk: lock_cohort(one) for one in (first, second)}
    before, after = locked[seat.cohort_id], locked[to_cohort.pk]
    moved = _lock_seat(seat)
    reason = check_reason(reason)
    SEAT_STATES.require(moved.state, ("held",), act="moved")
    for one in (before, after):
        COHORT_STATES.require(one.state, ("forming",), act="changed")
    if before == after:
        raise Refusal("same_cohort", f"{moved.candidacy.person.name} sits in {after.name} already.", field="to_cohort")
    if broken := broken_by_move(moved.candidacy.application, after, now=now):
        raise Refusal("move_breaks_rules", " ".join(broken), field="to_cohort", mend="Choose another cohort.")
    mentor = free_mentor(after)
    moved.cohort, moved.mentor = after, mentor
    moved.save(update_fields=["cohort", "mentor"])
    note_trainers(actor=actor, candidacy=moved.candidacy, trainers=trainers_in(after), now=now)
    event = events.MemberMoved(
        candidacy=moved.candidacy.code, cohort_before=before.code, cohort=after.code, mentor=mentor.code, reason=reason
    )
    record(event, actor=actor.code, now=now)
    person, opening = moved.candidacy.person, after.sessions.order_by("starts_at")[0]
    write_to(
        person,
        subject="Your seat has moved to another cohort",
        text=(
            f"you now sit in the cohort {after.name}. {after.facilitator.name} leads it, and {mentor.name} is "
            f"your mentor. The first session is on {say_moment(opening.starts_at, person.time_zone)}. The reason: {reason}"
        ),
        path=JOURNEY,
        key=f"moved {moved.candidacy.code} {after.code} {now.isoformat()}",
        now=now,
    )
    return moved


@transaction.atomic
def seat_waiting(*, actor: Person, application: Application, cohort: Cohort, reason: str, now: datetime) -> Seat:
    """Give somebody who waits a seat in a forming cohort, with its mentor who has the fewest members.

    Every hard rule of a cohort is checked at once, and the refusal names what the newcomer would break.
    """
    require_role(actor, PROGRAMME_MANAGER)
    locked = lock_cohort(cohort)
    reason = check_reason(reason)
    COHORT_STATES.require(locked.state, ("forming",), act="changed")
    if application.programme_version_id != locked.programme_version_id:
        raise Refusal("other_version", "This application is for another version of the programme.", field="application")
    if broken := broken_by_move(application, locked, now=now):
        raise Refusal("move_breaks_rules", " ".join(broken), field="application", mend="Choose somebody else.")
    mentor, opening = free_mentor(locked), locked.sessions.order_by("starts_at")[0]
    seat = take_seat(locked, application, mentor, opening.starts_at, trainers=trainers_in(locked), actor=actor, now=now)
    event = events.SeatGivenByHand(candidacy=seat.candidacy.code, cohort=locked.code, reason=reason)
    record(event, actor=actor.code, now=now)
    return seat


def take_seat(
    cohort: Cohort,
    application: Application,
    mentor: Person,
    first: datetime,
    *,
    trainers: tuple[Person, ...],
    actor: Person,
    now: datetime,
) -> Seat:
    """Seat one applicant, on the record, and write to them. Inside the transaction of the act that has checked it."""
    candidacy = seat_application(actor=actor, application=application, now=now)
    seat = Seat.objects.create(cohort=cohort, candidacy=candidacy, mentor=mentor, seated_at=now)
    note_trainers(actor=actor, candidacy=candidacy, trainers=trainers, now=now)
    event = events.SeatTaken(candidacy=candidacy.code, cohort=cohort.code, mentor=mentor.code)
    record(event, actor=actor.code, now=now)
    person = application.person
    write_to(
        person,
        subject="You have a seat in a cohort",
        text=(
            f"you have a seat in the cohort {cohort.name}. {cohort.facilitator.name} leads it, and {mentor.name} is "
            f"your mentor. The first session is on {say_moment(first, person.time_zone)}, then every week. Your "
            "journey shows each week, its preparation and its time where you are."
        ),
        path=JOURNEY,
        key=f"seat {candidacy.code}",
        now=now,
    )
    return seat


def trainers_in(cohort: Cohort) -> tuple[Person, ...]:
    """Who trains the members of a cohort: its facilitator and every mentor."""
    return (cohort.facilitator, *(row.person for row in cohort.mentors.select_related("person").order_by("id")))


def free_mentor(cohort: Cohort) -> Person:
    """The mentor of the cohort with the fewest members; a refusal when all of them are full."""
    mentors = {row.person.code: row.person for row in cohort.mentors.select_related("person")}
    loads = Counter(dict.fromkeys(mentors, 0))
    loads.update(cohort.seats.filter(state="held").values_list("mentor__code", flat=True))
    limit = programme_of(cohort.programme_version).policies.cohort.candidates_per_mentor
    chosen = least_loaded({code: loads[code] for code in mentors}, per_mentor=limit)
    if chosen is None:
        raise Refusal("mentors_full", f"Every mentor of {cohort.name} accompanies {limit} members.", field="to_cohort")
    return mentors[chosen]


@transaction.atomic
def end_seat(*, actor: Person, seat: Seat, reason: str, now: datetime) -> Seat:
    """A candidate has left: their seat is empty from now on. What they did stays on record."""
    require_role(actor, PROGRAMME_MANAGER)
    left = _lock_seat(seat)
    reason = check_reason(reason)
    left.state, left.ended_at = SEAT_STATES.move(left.state, "left"), now
    left.save(update_fields=["state", "ended_at"])
    event = events.SeatLeft(candidacy=left.candidacy.code, cohort=left.cohort.code, reason=reason)
    record(event, actor=actor.code, now=now)
    if left.cohort.state == "running":
        uninvite(left.cohort, left.candidacy.person, now=now)
    return left


def _lock_seat(seat: Seat) -> Seat:
    return (
        Seat.objects.select_for_update(of=("self",))
        .select_related(
            "cohort__facilitator", "cohort__programme_version", "candidacy__person", "candidacy__application"
        )
        .get(pk=seat.pk)
    )
