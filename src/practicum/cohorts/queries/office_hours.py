"""Reads of office hours: what a host offers, and what a candidate can book."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet

from practicum.cohorts.models import Booking, Cohort, CohortMentor, OfficeHour, Seat, Session
from practicum.cohorts.queries.hand_over import cohorts_of, handed_to, stands_in_at
from practicum.cohorts.rules.office_hours import closes_at
from practicum.kernel.errors import NotFound
from practicum.people.api import Person


@dataclass(frozen=True, kw_only=True)
class Slot:
    """One office hour with who booked it. `may_change`: it can still be booked, or its booking be cancelled."""

    office_hour: OfficeHour
    booking: Booking | None
    closes_at: datetime
    may_change: bool

    @property
    def ends_at(self) -> datetime:
        return self.office_hour.starts_at + timedelta(minutes=self.office_hour.minutes)


def slots_offered(host: Person, *, now: datetime) -> list[Slot]:
    """What this person offers from now on, in the order of time."""
    return [_slot(one, now) for one in _to_come(now).filter(host=host)]


def bookings_to_keep(person: Person, *, now: datetime) -> list[Slot]:
    """Booked office hours to come: the person's own, and those of people whom they stand in for until they are back."""
    handed = handed_to(person, now).filter(person=OuterRef("host"), away_until__gt=OuterRef("starts_at"))
    hosts = Q(host=person) | Q(Exists(handed))
    return [_slot(one, now) for one in _to_come(now).filter(hosts, bookings__state="booked")]


def stood_in_for(person: Person, *, now: datetime) -> list[Slot]:
    """Booked office hours of those for whom the person stands in."""
    return [one for one in bookings_to_keep(person, now=now) if one.office_hour.host_id != person.pk]


def free_slots(seat: Seat, *, now: datetime) -> list[Slot]:
    """What the candidate can book now, in the order of time."""
    slots = _to_come(now).filter(host__in=hosts_of(seat)).exclude(bookings__state="booked")
    return [slot for one in slots if (slot := _slot(one, now)).may_change]


def own_bookings(seat: Seat, *, now: datetime) -> list[Slot]:
    """The candidate's bookings that are not over."""
    return [_slot(one, now) for one in _to_come(now).filter(bookings__seat=seat, bookings__state="booked")]


def hosts_of(seat: Seat) -> set[int]:
    """With whom the candidate can book: the facilitator and the mentors of their cohort."""
    mentors = CohortMentor.objects.filter(cohort=seat.cohort).values_list("person_id", flat=True)
    return {seat.cohort.facilitator_id, *mentors}


def open_booking(seat: Seat, host: int, *, now: datetime) -> Booking | None:
    """The candidate's booking with this host that is not over, if there is one."""
    rows = Booking.objects.filter(seat=seat, state="booked", office_hour__host=host)
    return rows.filter(office_hour__starts_at__gt=now).select_related("office_hour").first()


def last_moment(cohort: Cohort) -> datetime | None:
    """The end of the day of the cohort's last session."""
    last = Session.objects.filter(cohort=cohort).aggregate(last=Max("starts_at"))["last"]
    return last + timedelta(days=1) if last else None


def sessions_of(host: Person, *, now: datetime) -> list[tuple[datetime, int]]:
    """The sessions to come that the host leads or mentors: (beginning, minutes)."""
    rows = Session.objects.filter(cohort__in=cohorts_of(host), starts_at__gte=now - timedelta(days=1))
    rows = rows.exclude(state="cancelled")
    return list(rows.values_list("starts_at", "minutes"))


def access_office_hour(person: Person, code: str, *, now: datetime) -> OfficeHour:
    """An office hour of one's own, or one that one keeps for somebody who is away. Raises NotFound."""
    found = OfficeHour.objects.filter(code=code).select_related("host").first()
    if found is None or not keeps(person, found, now=now):
        raise NotFound(f"You offer no office hour {code}.")
    return found


def keeps(person: Person, office_hour: OfficeHour, *, now: datetime) -> bool:
    """Whether it is the person who holds it: its host, or their stand-in while they are away."""
    host = office_hour.host_id
    return host == person.pk or stands_in_at(person, host, office_hour.starts_at, now=now)


def bookable_office_hour(seat: Seat, code: str) -> OfficeHour:
    """An office hour of somebody with whom the candidate can book. Raises NotFound."""
    found = OfficeHour.objects.filter(code=code, host__in=hosts_of(seat)).select_related("host").first()
    if found is None:
        raise NotFound(f"There is no office hour {code} that you may book.")
    return found


def access_booking(person: Person, code: str) -> Booking:
    """One's own booking. Raises NotFound."""
    found = (
        Booking.objects.filter(code=code, seat__candidacy__person=person)
        .select_related("office_hour__host", "seat__candidacy")
        .first()
    )
    if found is None:
        raise NotFound(f"You have no booking {code}.")
    return found


def _to_come(now: datetime) -> QuerySet[OfficeHour]:
    booked = Booking.objects.filter(state="booked").select_related("seat__candidacy__person", "seat__cohort")
    rows = OfficeHour.objects.filter(state="offered", starts_at__gt=now).select_related("host")
    return rows.prefetch_related(Prefetch("bookings", queryset=booked, to_attr="booked")).order_by("starts_at", "id")


def _slot(office_hour: OfficeHour, now: datetime) -> Slot:
    booked: list[Booking] = office_hour.booked  # type: ignore[attr-defined]
    until = closes_at(office_hour.starts_at)
    return Slot(office_hour=office_hour, booking=booked[0] if booked else None, closes_at=until, may_change=now < until)
