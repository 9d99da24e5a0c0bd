"""Office hours: offered by facilitators and mentors, booked by the candidates of their cohorts."""

from datetime import date, datetime, time

from django.db import IntegrityError, transaction

from practicum.cohorts import events
from practicum.cohorts.leaving import STAFF, free_booking
from practicum.cohorts.letters import say_moment, write_to
from practicum.cohorts.models import Booking, Cohort, OfficeHour, Seat
from practicum.cohorts.queries.hand_over import cohorts_of
from practicum.cohorts.queries.office_hours import hosts_of, keeps, last_moment, open_booking, sessions_of
from practicum.cohorts.rules import office_hours as rules
from practicum.cohorts.rules.links import check_link
from practicum.cohorts.rules.states import BOOKING_STATES, OFFICE_HOUR_STATES, SEAT_STATES
from practicum.cohorts.services.running import check_reason
from practicum.kernel.errors import NotPermitted, Refusal
from practicum.kernel.ids import new_code
from practicum.ledger.api import record
from practicum.people.api import FACILITATOR, MENTOR, Person, require_role

CANDIDATES = "/journey/office-hours/"


@transaction.atomic
def offer_office_hours(
    *,
    actor: Person,
    day: date,
    at: time,
    minutes: int,
    slots: int,
    now: datetime,
    cohort: Cohort | None = None,
    place: str = "",
    link: str = "",
) -> list[OfficeHour]:
    """Offer `slots` office hours in a row, from `day` and `at` on by the actor's clock.

    With `cohort`, one that the actor leads or mentors, the same each week until its last session. Refused where one would
    run at the same time as another of the actor's office hours or sessions.
    """
    require_role(actor, FACILITATOR, MENTOR)
    host = Person.objects.select_for_update(no_key=True).get(pk=actor.pk)  # two offers at once would not see each other
    if cohort is not None and not cohorts_of(host).filter(pk=cohort.pk).exists():
        raise NotPermitted("Only those who lead or mentor a cohort offer office hours over its weeks.")
    place, link = rules.check_place(place), check_link(link) if link.strip() else ""
    if not (place or link):
        raise Refusal("place_missing", "Say where.", field="place", mend="Give a place, or a link to meet by.")
    until = last_moment(cohort) if cohort is not None else None
    moments = rules.office_hour_moments(day=day, at=at, zone=host.time_zone, minutes=minutes, slots=slots, until=until)
    if moments[0] <= now:
        raise Refusal("offer_past", "This time is over.", field="day", mend="Name a time to come.")
    _refuse_clashes(host, moments, minutes, now=now)
    series = new_code("OFH")
    made = OfficeHour.objects.bulk_create(
        OfficeHour(
            code=new_code("OFH"),
            series=series,
            host=host,
            starts_at=moment,
            minutes=minutes,
            place=place,
            join_link=link,
            offered_at=now,
        )
        for moment in moments
    )
    event = events.OfficeHoursOffered(series=series, host=host.code, minutes=minutes, starts=moments)
    record(event, actor=actor.code, now=now)
    return made


def _refuse_clashes(host: Person, moments: tuple[datetime, ...], minutes: int, *, now: datetime) -> None:
    own = host.office_hours.filter(state="offered", starts_at__gte=now).values_list("starts_at", "minutes")
    for taken, what in (
        (list(own), "another of your office hours"),
        (sessions_of(host, now=now), "a session of yours"),
    ):
        if clash := rules.find_clash(moments, minutes, taken):
            when = say_moment(clash, host.time_zone)
            raise Refusal("office_hour_clash", f"The one on {when} would run at the same time as {what}.", field="at")


@transaction.atomic
def cancel_office_hour(*, actor: Person, office_hour: OfficeHour, reason: str, now: datetime) -> OfficeHour:
    """Take a slot back before it begins, with the reason. By its host or their stand-in; whoever booked it is told, and
    the host if it was the stand-in."""
    locked = _lock(office_hour)
    if not keeps(actor, locked, now=now):
        raise NotPermitted("Only who offers an office hour takes it back, or their stand-in.")
    state = OFFICE_HOUR_STATES.move(locked.state, "cancelled")
    if locked.starts_at <= now:
        raise Refusal("office_hour_over", "This office hour has begun.")
    reason = check_reason(reason)
    stands_in = "" if locked.host_id == actor.pk else f", who stands in for {locked.host.name},"
    booking = locked.bookings.filter(state="booked").select_related("seat__candidacy__person").first()
    locked.state, locked.reason, locked.cancelled_at = state, reason, now
    locked.save(update_fields=["state", "reason", "cancelled_at"])
    if booking is not None:
        booking.state = BOOKING_STATES.move(booking.state, "cancelled")
        booking.reason, booking.cancelled_at = reason, now
        booking.save(update_fields=["state", "reason", "cancelled_at"])
        person = booking.seat.candidacy.person
        write_to(
            person,
            subject=f"{locked.host.name} cannot keep your office hour",
            text=(
                f"your office hour on {say_moment(locked.starts_at, person.time_zone)} does not take place. "
                f"{actor.name}{stands_in} gives this reason: {reason}\n\nYou can book another one."
            ),
            path=CANDIDATES,
            key=f"office hour cancelled {locked.code}",
            now=now,
        )
    if stands_in:
        write_to(
            locked.host,
            subject=f"{actor.name} has cancelled an office hour of yours",
            text=f"your office hour on {say_moment(locked.starts_at, locked.host.time_zone)} does not take place: {reason}",
            path=STAFF,
            key=f"office hour cancelled for {locked.host.code} {locked.code}",
            now=now,
        )
    event = events.OfficeHourCancelled(
        office_hour=locked.code, host=locked.host.code, booking=booking.code if booking else ""
    )
    record(event, actor=actor.code, now=now)
    return locked


@transaction.atomic
def book_office_hour(*, actor: Person, seat: Seat, office_hour: OfficeHour, question: str, now: datetime) -> Booking:
    """A candidate books a free slot of somebody who leads or mentors their cohort, with what they want to talk about.

    One open booking with each of them at a time, and until 12 hours before it begins.
    """
    if seat.candidacy.person_id != actor.pk:
        raise NotPermitted("Only the candidate books.")
    mine = (
        Seat.objects.select_for_update(no_key=True, of=("self",)).select_related("cohort", "candidacy").get(pk=seat.pk)
    )
    SEAT_STATES.require(mine.state, ("held", "completed"), act="given an office hour")
    locked = _lock(office_hour)
    if locked.host_id not in hosts_of(mine):
        raise NotPermitted("Only the candidates of their cohorts book with them.")
    OFFICE_HOUR_STATES.require(locked.state, ("offered",), act="booked")
    if now >= rules.closes_at(locked.starts_at):
        raise Refusal("booking_late", "It is too late for this one: an office hour is booked 12 hours before.")
    question = rules.check_question(question)
    if (other := open_booking(mine, locked.host_id, now=now)) is not None:
        when = say_moment(other.office_hour.starts_at, actor.time_zone)
        raise Refusal(
            "booked_already", f"You have an office hour with {locked.host.name} on {when}.", mend="Cancel it first."
        )
    try:
        with transaction.atomic():
            booking = Booking.objects.create(
                code=new_code("BKG"), office_hour=locked, seat=mine, question=question, booked_at=now
            )
    except IntegrityError:
        raise Refusal("office_hour_taken", "Somebody else has just booked this one.", mend="Choose another.") from None
    event = events.OfficeHourBooked(
        booking=booking.code,
        office_hour=locked.code,
        candidacy=mine.candidacy.code,
        host=locked.host.code,
        starts_at=locked.starts_at,
    )
    record(event, actor=actor.code, now=now)
    where = " ".join(part for part in (locked.place, locked.join_link) if part)
    for person, other_name, path in (
        (locked.host, actor.name, STAFF),
        (actor, locked.host.name, CANDIDATES),
    ):
        write_to(
            person,
            subject=f"Office hour with {other_name}",
            text=(
                f"{actor.name} has booked an office hour with {locked.host.name}: "
                f"{say_moment(locked.starts_at, person.time_zone)}, {locked.minutes} minutes. {where}\n\n{question}"
            ),
            path=path,
            key=f"booked {booking.code} {person.code}",
            kind="work",
            now=now,
        )
    return booking


@transaction.atomic
def cancel_booking(*, actor: Person, booking: Booking, now: datetime) -> Booking:
    """The candidate gives the slot back, until 12 hours before it begins; its host is told and it is free again."""
    office_hour = _lock(booking.office_hour)
    locked = (
        Booking.objects.select_for_update(no_key=True, of=("self",))
        .select_related("seat__candidacy__person")
        .get(pk=booking.pk)
    )
    if locked.seat.candidacy.person_id != actor.pk:
        raise NotPermitted("Only who booked gives a booking back.")
    BOOKING_STATES.move(locked.state, "cancelled")
    if now >= rules.closes_at(office_hour.starts_at):
        raise Refusal(
            "cancelling_late",
            "A booking is cancelled 12 hours before it begins at the latest.",
            mend=f"Write to {office_hour.host.name}.",
        )
    free_booking(locked, office_hour, seat=locked.seat, actor=actor.code, now=now)
    host = office_hour.host
    write_to(
        actor,
        subject="Your office hour is cancelled",
        text=f"you have cancelled your office hour with {host.name} on {say_moment(office_hour.starts_at, actor.time_zone)}.",
        path=CANDIDATES,
        key=f"booking cancelled {locked.code} {actor.code}",
        now=now,
    )
    return locked


def _lock(office_hour: OfficeHour) -> OfficeHour:
    return OfficeHour.objects.select_for_update(no_key=True, of=("self",)).select_related("host").get(pk=office_hour.pk)
