"""Office hours: offered, booked by one only, given back, taken back; across a change of clocks."""

from datetime import time, timedelta
from functools import partial
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, connections

from practicum.cohorts.api import (
    Booking,
    OfficeHour,
    Seat,
    book_office_hour,
    cancel_booking,
    cancel_office_hour,
    offer_office_hours,
    staff_load,
    todo_for,
    trainers_of,
)
from practicum.cohorts.queries.inbox import read_inbox
from practicum.cohorts.queries.office_hours import (
    access_booking,
    access_office_hour,
    bookable_office_hour,
    free_slots,
    own_bookings,
    slots_offered,
)
from practicum.kernel.errors import InvalidState, NotFound, NotPermitted, Refusal
from practicum.ledger.api import Record
from practicum.notices.api import notices_to
from practicum.people.api import Person
from tests.factories.cohorts import make_mentor, make_running_cohort, seats_of
from tests.factories.people import NOON, make_person


@pytest.mark.django_db
def test_from_the_offer_to_the_cancellation() -> None:
    cohort = make_running_cohort(10)
    seat, second = seats_of(cohort)[:2]
    person, other, host = seat.candidacy.person, second.candidacy.person, seat.mentor
    Person.objects.filter(pk=host.pk).update(time_zone="Europe/Berlin")
    host.refresh_from_db()
    last = cohort.sessions.latest("starts_at").starts_at
    given = {
        "actor": host,
        "day": (NOON + timedelta(days=3)).date(),
        "at": time(9),
        "minutes": 20,
        "slots": 2,
        "cohort": cohort,
        "link": "https://meet.example.org/room",
        "now": NOON,
    }
    for actor in (person, make_person()):
        with pytest.raises(NotPermitted):
            offer_office_hours(**{**given, "actor": actor})
    with pytest.raises(NotPermitted):
        offer_office_hours(**{**given, "actor": make_mentor()})
    for wrong, field in (
        ({"link": "http://meet.example.org"}, "link"),
        ({"link": ""}, "place"),
        ({"day": (NOON - timedelta(days=1)).date()}, "day"),
        ({"minutes": 500}, "minutes"),
    ):
        with pytest.raises(Refusal) as caught:
            offer_office_hours(**{**given, **wrong})
        assert caught.value.field == field
    made = offer_office_hours(**given)
    clocks = {one.starts_at.astimezone(ZoneInfo("Europe/Berlin")).strftime("%H:%M") for one in made}
    assert clocks == {"09:00", "09:20"}
    assert last - timedelta(weeks=1) < made[-1].starts_at <= last + timedelta(days=1)
    with pytest.raises(Refusal, match="another of your office hours"):
        offer_office_hours(**{**given, "cohort": None, "at": time(9, 10)})
    meeting = cohort.sessions.get(week=1).starts_at.astimezone(ZoneInfo("Europe/Berlin"))
    with pytest.raises(Refusal, match="a session of yours"):
        offer_office_hours(**{**given, "cohort": None, "day": meeting.date(), "at": meeting.time()})

    first, next_one = made[:2]
    assert [slot.office_hour for slot in free_slots(seat, now=NOON)] == made
    booking_of = {"actor": person, "seat": seat, "office_hour": first, "question": "My secret plan", "now": NOON}
    with pytest.raises(NotPermitted):
        book_office_hour(**{**booking_of, "actor": other})
    with pytest.raises(Refusal) as caught:
        book_office_hour(**{**booking_of, "question": " "})
    assert caught.value.field == "question"
    limit = first.starts_at - timedelta(hours=12)
    with pytest.raises(Refusal, match="too late"):
        book_office_hour(**{**booking_of, "now": limit})
    booking = book_office_hour(**booking_of)
    with pytest.raises(Refusal, match="You have an office hour"):
        book_office_hour(**{**booking_of, "office_hour": next_one})
    with pytest.raises(Refusal, match="Somebody else"):
        book_office_hour(**{**booking_of, "actor": other, "seat": second})
    for reader in (person, host):
        assert notices_to(reader.pk)[0].subject.startswith("Office hour with")
    assert "CEST" in notices_to(host.pk)[0].body or "CET" in notices_to(host.pk)[0].body
    assert first not in [slot.office_hour for slot in free_slots(second, now=NOON)]
    assert [one.booking for one in slots_offered(host, now=NOON)][:2] == [booking, None]
    assert [one.kind for one in read_inbox(host, now=NOON)] == ["office_hour"]
    assert f"Keep your office hour with {host.name}" in [one.title for one in todo_for(person, NOON)]
    (load,) = [one for one in staff_load(NOON) if one.person == host]
    assert (load.office_hours, load.booked) == (len(made), 1)
    for reach, who, code in (
        (access_booking, other, booking.code),
        (partial(access_office_hour, now=NOON), person, first.code),
        (partial(access_office_hour, now=NOON), make_mentor(), first.code),
    ):
        with pytest.raises(NotFound):
            reach(who, code)
    stranger = make_mentor()
    strange = offer_office_hours(**{**given, "actor": stranger, "cohort": None})[0]
    with pytest.raises(NotFound):
        bookable_office_hour(seat, strange.code)
    with pytest.raises(NotPermitted):
        book_office_hour(**{**booking_of, "office_hour": strange})

    with pytest.raises(NotPermitted):
        cancel_booking(actor=other, booking=booking, now=NOON)
    with pytest.raises(Refusal, match="12 hours before"):
        cancel_booking(actor=person, booking=booking, now=limit)
    cancel_booking(actor=person, booking=booking, now=limit - timedelta(seconds=1))
    with pytest.raises(InvalidState):
        cancel_booking(actor=person, booking=booking, now=NOON)
    assert own_bookings(seat, now=NOON) == []
    assert "free again" in notices_to(host.pk)[0].body
    again = book_office_hour(**{**booking_of, "actor": other, "seat": second})
    with pytest.raises(NotPermitted):
        cancel_office_hour(actor=person, office_hour=first, reason="x", now=NOON)
    with pytest.raises(Refusal):
        cancel_office_hour(actor=host, office_hour=first, reason=" ", now=NOON)
    with pytest.raises(Refusal, match="has begun"):
        cancel_office_hour(actor=host, office_hour=first, reason="Ill.", now=first.starts_at)
    assert dict(trainers_of(other))[host] >= first.starts_at
    cancel_office_hour(actor=host, office_hour=first, reason="I am ill.", now=NOON)
    assert "I am ill." in notices_to(other.pk)[0].body
    for act in (
        lambda: cancel_office_hour(actor=host, office_hour=first, reason="x", now=NOON),
        lambda: book_office_hour(**booking_of),
    ):
        with pytest.raises(InvalidState):
            act()
    again.refresh_from_db()
    assert again.state == "cancelled"
    told = Record.objects.filter(subjects__contains=[host.code], kind__contains="ook").order_by("sequence")
    assert list(told.values_list("kind", flat=True)) == [
        "cohorts.office_hour_booked",
        "cohorts.booking_cancelled",
        "cohorts.office_hour_booked",
    ]
    everything = str(list(Record.objects.filter(subjects__contains=[host.code]).values_list("data", flat=True)))
    assert "secret" not in everything
    assert "ill" not in everything


@pytest.mark.django_db(transaction=True)
def test_two_who_book_at_the_same_moment() -> None:
    """Two connections, held at the same line: one gets the office hour, the other a refusal, and the database one row."""
    cohort = make_running_cohort(10)
    seats = seats_of(cohort)[:2]
    host = cohort.facilitator
    (slot,) = offer_office_hours(
        actor=host, day=(NOON + timedelta(days=3)).date(), at=time(9), minutes=20, slots=1, place="Room 4", now=NOON
    )
    line, heard = Barrier(2), []

    def book(seat: Seat) -> None:
        try:
            line.wait(timeout=30)
            book_office_hour(actor=seat.candidacy.person, seat=seat, office_hour=slot, question="Mine", now=NOON)
            heard.append("booked")
        except Refusal as refusal:
            heard.append(refusal.code)
        finally:
            connections.close_all()

    threads = [Thread(target=book, args=(seat,)) for seat in seats]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=60)
    assert sorted(heard) == ["booked", "office_hour_taken"]
    assert Booking.objects.filter(office_hour=slot, state="booked").count() == 1
    assert Record.objects.filter(kind="cohorts.office_hour_booked").count() == 1
    with connection.cursor() as cursor:  # not by the services' manners alone: the table itself refuses
        cursor.execute("select count(*) from pg_indexes where indexname = 'one_booking_an_office_hour'")
        assert cursor.fetchone() == (1,)
    assert OfficeHour.objects.get().state == "offered"
