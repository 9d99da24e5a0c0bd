"""What happens to a seat when its candidate goes. Apart from the services, because a task does it too: admissions, where
people withdraw, knows no cohorts and leaves the seat to the worker, in the transaction of the withdrawal."""

from datetime import datetime

from django.db import transaction

from practicum.admissions.api import give_up_place
from practicum.cohorts import events
from practicum.cohorts.invitations import uninvite
from practicum.cohorts.letters import say_moment, write_to
from practicum.cohorts.models import Booking, OfficeHour, Seat
from practicum.cohorts.rules.formation import check_late_seat
from practicum.cohorts.rules.states import BOOKING_STATES, LIVE, SEAT_STATES
from practicum.curriculum.api import programme_of
from practicum.kernel.errors import NotFound, Refusal
from practicum.ledger.api import record
from practicum.people.api import SYSTEM_CODE, system_person

STAFF = "/cohorts/office-hours/"


def end_withdrawn_seats(now: datetime, *, application: str = "") -> int:
    """Empty every seat whose candidate withdrew, or that of one `application`, and free what they had booked; return how
    many. Each in a transaction of its own; done again it finds nothing to do."""
    gone = Seat.objects.filter(candidacy__application__state="withdrawn")
    if application:
        gone = gone.filter(candidacy__application__code=application)
    booked = Booking.objects.filter(state="booked", office_hour__starts_at__gt=now)
    keys = gone.filter(state="held").union(gone.filter(pk__in=booked.values("seat"))).values_list("id", flat=True)
    return sum(_end_withdrawn(pk, now) for pk in sorted(keys))


@transaction.atomic
def _end_withdrawn(seat_id: int, now: datetime) -> bool:
    seat = lock_seat(seat_id)
    if seat.state != "held":  # the cohort is over, or somebody was faster
        return free_bookings(seat, actor=SYSTEM_CODE, now=now) > 0
    empty_seat(seat, reason="The candidate has withdrawn.", actor=SYSTEM_CODE, now=now)
    _close_place(seat, now=now)
    return True


def lock_seat(seat_id: int) -> Seat:
    """The seat with all that a change of it needs."""
    return (
        Seat.objects.select_for_update(no_key=True, of=("self",))
        .select_related(
            "cohort__facilitator", "cohort__programme_version", "candidacy__person", "candidacy__application", "mentor"
        )
        .get(pk=seat_id)
    )


def empty_seat(seat: Seat, *, reason: str, actor: str, now: datetime) -> None:
    """Nobody sits there from now on, on the record: booked office hours are free again, sessions to come go out of the
    calendar, and facilitator and mentor are told. The caller holds the lock on the seat."""
    seat.state, seat.ended_at = SEAT_STATES.move(seat.state, "left"), now
    seat.save(update_fields=["state", "ended_at"])
    event = events.SeatLeft(candidacy=seat.candidacy.code, cohort=seat.cohort.code, reason=reason)
    record(event, actor=actor, now=now)
    free_bookings(seat, actor=actor, now=now)
    if seat.cohort.state == "running":
        uninvite(seat.cohort, seat.candidacy.person, now=now)
    _tell_those_who_lead(seat, now=now)


def free_bookings(seat: Seat, *, actor: str, now: datetime) -> int:
    """Give back every office hour to come that the candidate has booked, however soon it is; return how many. The caller
    holds the lock on the seat."""
    booked = Booking.objects.filter(seat=seat, state="booked", office_hour__starts_at__gt=now)
    hours = OfficeHour.objects.select_for_update(no_key=True, of=("self",)).select_related("host").order_by("id")
    freed = 0
    for office_hour in list(hours.filter(pk__in=booked.values("office_hour"))):
        booking = booked.select_for_update(no_key=True, of=("self",)).filter(office_hour=office_hour).first()
        if booking is not None:
            free_booking(booking, office_hour, seat=seat, actor=actor, now=now)
            freed += 1
    return freed


def free_booking(booking: Booking, office_hour: OfficeHour, *, seat: Seat, actor: str, now: datetime) -> None:
    """End a booking, on the record, and tell the host that the hour is free. The caller holds the locks."""
    booking.state, booking.cancelled_at = BOOKING_STATES.move(booking.state, "cancelled"), now
    booking.save(update_fields=["state", "cancelled_at"])
    host = office_hour.host
    event = events.BookingCancelled(
        booking=booking.code, office_hour=office_hour.code, candidacy=seat.candidacy.code, host=host.code
    )
    record(event, actor=actor, now=now)
    who = seat.candidacy.person.name
    write_to(
        host,
        subject=f"{who} has cancelled an office hour"
        if seat.state != "left"
        else f"An office hour with {who} falls away",
        text=f"the office hour on {say_moment(office_hour.starts_at, host.time_zone)} is free again.",
        path=STAFF,
        key=f"booking cancelled {booking.code} {host.code}",
        now=now,
    )


def _tell_those_who_lead(seat: Seat, *, now: datetime) -> None:
    cohort, name = seat.cohort, seat.candidacy.person.name
    remain = cohort.seats.filter(state="held").count()
    least = programme_of(cohort.programme_version).policies.cohort.min
    text = f"{name} has left {cohort.name}, and the seat is empty from now on. {remain} members remain."
    if cohort.state == "forming" and remain < least:
        text += f" A cohort begins with {least} at least, so this one waits for more."
    told = {one.pk: one for one in (cohort.facilitator, seat.mentor) if one is not None}
    for person in told.values():
        write_to(
            person,
            subject=f"{name} has left {cohort.name}",
            text=text,
            path=f"/cohorts/{cohort.code}/",
            key=f"seat left {seat.candidacy.code} {person.code}",
            now=now,
        )


def _close_place(seat: Seat, *, now: datetime) -> None:
    """The withdrawal freed a place for whoever waits; where nobody can join this cohort any more, there is none."""
    if why := _why_nobody_joins(seat, now):
        application = seat.candidacy.application
        try:
            give_up_place(
                actor=system_person(),
                freed_by=application.code,
                version=seat.candidacy.programme_version,
                reason=why,
                now=now,
            )
        except NotFound:  # an officer has passed it on or given it up already
            return


def _why_nobody_joins(seat: Seat, now: datetime) -> str:
    cohort = seat.cohort
    if cohort.state not in LIVE:
        return f"{cohort.name} is {cohort.state}."
    if cohort.state == "forming":
        return ""
    planned = cohort.sessions.exclude(state="cancelled")
    try:
        check_late_seat(planned=planned.count(), to_come=planned.filter(starts_at__gt=now).count())
    except Refusal as late:
        return late.message
    return ""
