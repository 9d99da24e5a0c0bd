"""Who withdraws leaves a seat behind: it is emptied once, what was booked is free, those who lead are told, and the place
goes to whoever waits, unless nobody can join any more."""

from datetime import time, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from practicum.admissions.api import FreedPlace, withdraw_application
from practicum.cohorts.api import (
    Booking,
    Seat,
    book_office_hour,
    end_seat,
    end_withdrawn_seats,
    offer_office_hours,
)
from practicum.cohorts.tasks import end_withdrawn_seat
from practicum.ledger.api import Record
from practicum.notices.api import notices_to
from tests.factories.cohorts import (
    make_completed_cohort,
    make_forming_cohort,
    make_manager,
    make_running_cohort,
    seats_of,
)
from tests.factories.people import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def booked(seat: Seat) -> Booking:
    """The candidate has booked an office hour of their mentor three days from now."""
    (office_hour,) = offer_office_hours(
        actor=seat.mentor, day=(NOON + 3 * DAY).date(), at=time(9), minutes=20, slots=1, place="Room 4", now=NOON
    )
    return book_office_hour(
        actor=seat.candidacy.person, seat=seat, office_hour=office_hour, question="How do I tag a shared VPC?", now=NOON
    )


def withdraw(seat: Seat) -> str:
    application = seat.candidacy.application
    withdraw_application(actor=application.person, application=application, now=NOON + DAY)
    return application.code


def subjects(person: object) -> list[str]:
    return [notice.subject for notice in notices_to(person.pk)]  # type: ignore[attr-defined]


def test_withdrawal_empties_the_seat_frees_the_booking_and_tells_who_leads() -> None:
    cohort = make_running_cohort(10)
    seat, other = seats_of(cohort)[:2]
    booking = booked(seat)
    code, name = withdraw(seat), seat.candidacy.person.name
    job = ProcrastinateJob.objects.get(task_name="cohorts.end_withdrawn_seat")
    assert job.args == {"application": code}
    assert end_withdrawn_seats(NOON + DAY, application=code) == 1
    seat.refresh_from_db()
    booking.refresh_from_db()
    assert (seat.state, seat.ended_at, booking.state) == ("left", NOON + DAY, "cancelled")
    for person in (cohort.facilitator, seat.mentor):
        assert f"{name} has left {cohort.name}" in subjects(person)
    assert f"An office hour with {name} falls away" in subjects(seat.mentor)
    assert any(subject.startswith("Cancelled: ") for subject in subjects(seat.candidacy.person))
    kinds = list(Record.objects.filter(subjects__contains=[seat.candidacy.code]).values_list("kind", flat=True))
    assert kinds[-3:] == ["admissions.candidacy_ended", "cohorts.seat_left", "cohorts.booking_cancelled"]
    other.refresh_from_db()
    assert other.state == "held"
    # again: nothing twice
    letters = len(subjects(seat.mentor))
    assert end_withdrawn_seats(NOON + DAY) == 0
    end_withdrawn_seat(application=code)
    assert len(subjects(seat.mentor)) == letters


def test_the_place_is_free_for_those_who_wait_while_somebody_can_still_join() -> None:
    cohort = make_forming_cohort(10)
    seat = seats_of(cohort)[0]
    withdraw(seat)
    assert end_withdrawn_seats(NOON + DAY) == 1
    assert FreedPlace.objects.get().state == "free"
    told = notices_to(cohort.facilitator.pk)[0]
    assert "9 members remain" in told.body
    assert "begins with 10 at least" in told.body


def test_the_place_is_given_up_where_nobody_can_join_any_more() -> None:
    cohort = make_running_cohort(10)
    late = cohort.sessions.latest("starts_at").starts_at - DAY
    withdraw(seats_of(cohort)[0])
    assert end_withdrawn_seats(late) == 1
    place = FreedPlace.objects.get()
    assert place.state == "given_up"
    assert "too late to join" in place.reason
    assert Record.objects.get(kind="admissions.place_given_up").data["reason"] == place.reason


def test_a_seat_of_a_completed_cohort_stays_and_its_bookings_go() -> None:
    cohort = make_completed_cohort(10)
    seat = seats_of(cohort)[0]
    booking = booked(seat)
    withdraw(seat)
    assert end_withdrawn_seats(NOON + DAY) == 1
    seat.refresh_from_db()
    booking.refresh_from_db()
    assert (seat.state, booking.state) == ("completed", "cancelled")
    assert end_withdrawn_seats(NOON + DAY) == 0


def test_a_seat_that_a_manager_ends_frees_what_was_booked_as_well() -> None:
    seat = seats_of(make_running_cohort(10))[0]
    booking = booked(seat)
    end_seat(actor=make_manager(), seat=seat, reason="Moved abroad.", now=NOON + DAY)
    booking.refresh_from_db()
    assert booking.state == "cancelled"
    assert f"{seat.candidacy.person.name} has left {seat.cohort.name}" in subjects(seat.mentor)
