"""Seats that change by hand: a member moves to another forming cohort, or leaves; a mentor comes in where they are needed.
Checked at once, like a proposal."""

from collections import Counter
from datetime import datetime

from django.db import transaction

from practicum.admissions.api import Application, note_trainers, seat_application
from practicum.cohorts import events
from practicum.cohorts.invitations import invite
from practicum.cohorts.leaving import empty_seat, lock_seat
from practicum.cohorts.letters import JOURNEY, say_moment, write_to
from practicum.cohorts.models import Cohort, CohortMentor, Seat
from practicum.cohorts.queries.moving import broken_by_move, idle_mentors, needs_mentor
from practicum.cohorts.rules.formation import check_late_seat, least_loaded
from practicum.cohorts.rules.states import COHORT_STATES, LIVE, SEAT_STATES
from practicum.cohorts.services.attendance import record_attendance
from practicum.cohorts.services.running import check_reason, lock_cohort
from practicum.curriculum.api import programme_of
from practicum.kernel.errors import Refusal
from practicum.ledger.api import record
from practicum.people.api import PROGRAMME_MANAGER, Person, require_role


@transaction.atomic
def move_member(
    *, actor: Person, seat: Seat, to_cohort: Cohort, reason: str, may_bring_in: bool = False, now: datetime
) -> Seat:
    """Move a candidate to another forming cohort, to its mentor with the fewest members.

    Every hard rule of a cohort is checked for the new one at once, and the refusal names what it would break. The old
    one may fall below the least size: it cannot start then. With `may_bring_in` an idle mentor comes in where all of the
    cohort's are full.
    """
    require_role(actor, PROGRAMME_MANAGER)
    first, second = sorted((seat.cohort, to_cohort), key=lambda one: one.pk)  # one order of locks for all moves
    locked = {one.pk: lock_cohort(one) for one in (first, second)}
    before, after = locked[seat.cohort_id], locked[to_cohort.pk]
    moved = lock_seat(seat.pk)
    reason = check_reason(reason)
    SEAT_STATES.require(moved.state, ("held",), act="moved")
    for one in (before, after):
        COHORT_STATES.require(one.state, ("forming",), act="changed")
    if before == after:
        raise Refusal("same_cohort", f"{moved.candidacy.person.name} sits in {after.name} already.", field="to_cohort")
    if may_bring_in:
        _bring_in_if_needed(moved.candidacy.application, after, actor=actor, now=now)
    if broken := broken_by_move(moved.candidacy.application, after, settled_on=before.hour, now=now):
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
def seat_waiting(
    *,
    actor: Person,
    application: Application,
    cohort: Cohort,
    reason: str,
    may_bring_in: bool = False,
    now: datetime,
) -> Seat:
    """Give somebody who waits a seat in a forming cohort, or in a running one of which at least half is still to come, with
    its mentor who has the fewest members.

    Every hard rule of a cohort is checked at once, and the refusal names what the newcomer would break. With
    `may_bring_in` an idle mentor comes in where all of the cohort's are full. In a running cohort the newcomer is invited
    to the sessions to come, and told how to catch up with those that were held.
    """
    require_role(actor, PROGRAMME_MANAGER)
    locked = lock_cohort(cohort)
    reason = check_reason(reason)
    COHORT_STATES.require(locked.state, LIVE, act="changed")
    planned = list(locked.sessions.exclude(state="cancelled").order_by("starts_at"))
    coming = [one for one in planned if one.starts_at > now]
    if locked.state == "running":
        check_late_seat(planned=len(planned), to_come=len(coming))
    if application.programme_version_id != locked.programme_version_id:
        raise Refusal("other_version", "This application is for another version of the programme.", field="application")
    if may_bring_in:
        _bring_in_if_needed(application, locked, actor=actor, now=now)
    if broken := broken_by_move(application, locked, now=now):
        raise Refusal("move_breaks_rules", " ".join(broken), field="application", mend="Choose somebody else.")
    mentor, opening = free_mentor(locked), (coming or planned)[0]
    seat = take_seat(locked, application, mentor, opening.starts_at, trainers=trainers_in(locked), actor=actor, now=now)
    event = events.SeatGivenByHand(candidacy=seat.candidacy.code, cohort=locked.code, reason=reason)
    record(event, actor=actor.code, now=now)
    if locked.state == "running":
        invite(locked, [application.person], now=now)
        for session in planned[: len(planned) - len(coming)]:
            record_attendance(actor=actor, session=session, statuses={seat.pk: ("absent", "")}, now=now)
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


def bring_in(cohort: Cohort, mentor: Person, *, actor: Person, now: datetime) -> None:
    """A mentor joins a cohort, on the record. Inside the transaction of the act that has checked it."""
    CohortMentor.objects.create(cohort=cohort, person=mentor)
    event = events.MentorJoined(cohort=cohort.code, mentor=mentor.code)
    record(event, actor=actor.code, now=now)
    for seat in cohort.seats.filter(state="held").select_related("candidacy").order_by("id"):
        note_trainers(actor=actor, candidacy=seat.candidacy, trainers=(mentor,), now=now)
    coming = cohort.sessions.exclude(state="cancelled").filter(starts_at__gt=now).order_by("starts_at")
    first = coming.first() or cohort.sessions.latest("starts_at")
    write_to(
        mentor,
        subject=f"You mentor the cohort {cohort.name}",
        text=(
            f"{actor.name} has asked you into the cohort {cohort.name}. Your first session is on "
            f"{say_moment(first.starts_at, mentor.time_zone)}."
        ),
        path=f"/cohorts/{cohort.code}/",
        key=f"joined {cohort.code} {mentor.code}",
        now=now,
    )
    if cohort.state == "running":
        invite(cohort, [mentor], now=now)


def let_go(cohort: Cohort, mentor: Person, *, actor: Person, now: datetime) -> None:
    """A mentor leaves a forming cohort for another one; its other mentors take their members. Inside the transaction of
    the act that has checked it."""
    CohortMentor.objects.filter(cohort=cohort, person=mentor).delete()
    record(events.MentorLeft(cohort=cohort.code, mentor=mentor.code), actor=actor.code, now=now)
    mine = cohort.seats.filter(state="held", mentor=mentor).select_related("candidacy__person").order_by("id")
    for seat in mine:
        seat.mentor = taking = free_mentor(cohort)
        seat.save(update_fields=["mentor"])
        event = events.MentorChanged(
            candidacy=seat.candidacy.code, cohort=cohort.code, mentor_before=mentor.code, mentor=taking.code
        )
        record(event, actor=actor.code, now=now)
        write_to(
            seat.candidacy.person,
            subject="You have another mentor",
            text=f"{taking.name} is your mentor in {cohort.name} from now on, instead of {mentor.name}.",
            path=JOURNEY,
            key=f"mentor {seat.candidacy.code} {taking.code} {now.isoformat()}",
            now=now,
        )
    write_to(
        mentor,
        subject=f"You no longer mentor the cohort {cohort.name}",
        text=f"{actor.name} has asked you into another cohort instead of {cohort.name}.",
        path="/cohorts/",
        key=f"left {cohort.code} {mentor.code} {now.isoformat()}",
        now=now,
    )


def _bring_in_if_needed(newcomer: Application, cohort: Cohort, *, actor: Person, now: datetime) -> None:
    if not needs_mentor(cohort):
        return
    found = idle_mentors(newcomer, cohort, now=now)
    if not found:
        raise Refusal(
            "no_idle_mentor",
            f"Every mentor of {cohort.name} is full, and no other mentor can come in: none is free at its hour, speaks "
            "its language, has room for one more cohort and has no conflict of interest with its members.",
            field="may_bring_in",
            mend="Ask somebody to say when they are free to mentor, or choose another cohort.",
        )
    bring_in(cohort, found[0], actor=actor, now=now)


@transaction.atomic
def end_seat(*, actor: Person, seat: Seat, reason: str, now: datetime) -> Seat:
    """A candidate has left: their seat is empty from now on. What they did stays on record; facilitator and mentor are
    told, and what they had booked is free again."""
    require_role(actor, PROGRAMME_MANAGER)
    left = lock_seat(seat.pk)
    empty_seat(left, reason=check_reason(reason), actor=actor.code, now=now)
    return left
