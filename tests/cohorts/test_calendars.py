"""What comes into whose calendar: who joins late, office hours, and what a stand-in takes over."""

from datetime import datetime, time, timedelta

import pytest
from ics import Calendar

from practicum.admissions.api import Application
from practicum.cohorts.api import (
    Cohort,
    Seat,
    book_office_hour,
    cancel_booking,
    cancel_office_hour,
    cancel_session,
    end_hand_over,
    end_seat,
    hand_over,
    meetings_for,
    offer_office_hours,
    reschedule_session,
    seat_waiting,
)
from practicum.kernel.errors import InvalidState, NotPermitted, Refusal
from practicum.notices.api import Entry, notices_to, write_feed
from practicum.people.api import Person
from tests.factories.cohorts import (
    make_completed_cohort,
    make_manager,
    make_mentor,
    make_running_cohort,
    make_waiting,
    seats_of,
)
from tests.factories.people import NOON, sign_in

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def invitations_to(person: Person) -> dict[str, tuple[str, int, datetime]]:
    """Uid -> method, sequence and beginning, as another library reads them."""
    found = {}
    for notice in notices_to(person.pk).filter(kind="invitation").order_by("id"):
        (event,) = Calendar(notice.calendar).events
        sequence = next(int(line.value) for line in event.extra if line.name == "SEQUENCE")
        found[event.uid] = (notice.calendar_method, sequence, event.begin.datetime)
    return found


def give_seat(cohort: Cohort, application: Application, *, now: datetime) -> Seat:
    return seat_waiting(
        actor=make_manager(), application=application, cohort=cohort, reason="Asked.", may_bring_in=True, now=now
    )


def test_who_joins_late_is_invited_to_what_is_to_come_as_it_stands() -> None:
    cohort = make_running_cohort(10)
    sessions = list(cohort.sessions.order_by("week"))
    actor = cohort.facilitator
    reschedule_session(
        actor=actor, session=sessions[3], starts_at=sessions[3].starts_at + DAY, reason="A holiday.", now=NOON
    )
    cancel_session(actor=actor, session=sessions[5], reason="Ill.", now=NOON)
    late, too_late = make_waiting(2)
    idle = make_mentor()
    now = sessions[1].starts_at + HOUR * 2
    seat = give_seat(cohort, late, now=now)
    to_come = {
        str(one.uid): ("REQUEST", one.sequence, one.starts_at)
        for one in cohort.sessions.filter(starts_at__gt=now).exclude(state="cancelled")
    }
    assert len(to_come) == 5
    assert to_come[str(sessions[3].uid)][1:] == (1, sessions[3].starts_at + DAY)
    assert invitations_to(late.person) == invitations_to(idle) == to_come  # the mentor who came in with them too
    assert {entry.uid for entry in meetings_for(late.person, now)} == {str(one.uid) for one in sessions}
    # what was held counts as missed, and the newcomer is told how to catch up
    rows = seat.attendance.order_by("session__week")
    assert [(row.session.week, row.status) for row in rows] == [(1, "absent"), (2, "absent")]
    subjects = set(notices_to(late.person_id).values_list("subject", flat=True))
    assert {"You missed week 1: how to catch up", "You missed week 2: how to catch up"} <= subjects
    # who leaves again gets them taken out
    end_seat(actor=make_manager(), seat=seat, reason="Moved abroad.", now=now)
    assert {method for method, _, _ in invitations_to(late.person).values()} == {"CANCEL"}

    with pytest.raises(Refusal) as caught:
        give_seat(cohort, too_late, now=sessions[4].starts_at)
    assert (caught.value.code, caught.value.field) == ("join_late", "application")


def test_nobody_joins_a_completed_cohort() -> None:
    cohort = make_completed_cohort(10)
    (late,) = make_waiting(1)
    with pytest.raises(InvalidState):
        give_seat(cohort, late, now=NOON)
    assert sign_in(make_manager()).get(f"/cohorts/{cohort.code}/seat/").status_code == 409


def entry_with(person: Person, words: str) -> Entry | None:
    """The entry of a person's feed whose title holds these words; the whole feed is read back by another library."""
    entries = meetings_for(person, NOON)
    assert {event.uid for event in Calendar(write_feed(entries, name="x", now=NOON)).events} == {e.uid for e in entries}
    return next((entry for entry in entries if words in entry.title), None)


def offered(host: Person, day: int) -> dict[str, object]:
    given = {"actor": host, "day": (NOON + DAY * day).date(), "at": time(9), "minutes": 20, "slots": 1}
    return {**given, "place": "Room 4", "now": NOON}


def test_a_booked_office_hour_is_in_both_calendars_until_it_is_cancelled() -> None:
    cohort = make_running_cohort(10)
    seat = seats_of(cohort)[0]
    person, host = seat.candidacy.person, cohort.facilitator
    (slot,) = offer_office_hours(**offered(host, 3))  # type: ignore[arg-type]
    assert entry_with(host, "Office hour") is None
    booking = book_office_hour(actor=person, seat=seat, office_hour=slot, question="Why so?", now=NOON)
    mine, theirs = entry_with(person, host.name), entry_with(host, person.name)
    assert mine is not None
    assert theirs is not None
    assert mine.uid == theirs.uid
    assert (mine.starts_at, mine.minutes, mine.place, mine.status, mine.sequence) == (
        slot.starts_at,
        20,
        "Room 4",
        "CONFIRMED",
        0,
    )
    assert ("/journey/" in mine.page, "/journey/" in theirs.page) == (True, False)
    assert entry_with(seats_of(cohort)[1].candidacy.person, "Office hour") is None
    cancel_booking(actor=person, booking=booking, now=NOON)
    for reader in (person, host):
        gone = entry_with(reader, "Office hour")
        assert gone is not None
        assert (gone.uid, gone.status, gone.sequence) == (mine.uid, "CANCELLED", 1)


def test_a_stand_in_has_sessions_and_office_hours_of_those_days_and_can_cancel_one() -> None:
    cohort = make_running_cohort(10)
    seat, host, stand_in = seats_of(cohort)[0], cohort.facilitator, make_mentor()
    session = cohort.sessions.order_by("week")[0]
    begin = session.starts_at - DAY
    first, second = (
        offer_office_hours(**offered(host, (begin - NOON).days + day))[0]  # type: ignore[arg-type]
        for day in (1, 9)
    )
    book_office_hour(actor=seat.candidacy.person, seat=seat, office_hour=first, question="Why so?", now=NOON)
    agreed = hand_over(
        actor=host, person=host, stand_in=stand_in, first_day=begin.date(), last_day=(begin + DAY * 3).date(), now=NOON
    )
    taken = {entry.uid: entry for entry in meetings_for(stand_in, NOON)}
    assert len(taken) == 2
    assert taken[str(session.uid)].status == "CONFIRMED"
    assert f"You stand in for {host.name}." in taken[str(session.uid)].text
    own = {entry.uid: entry.text for entry in meetings_for(host, NOON)}
    assert [f"{stand_in.name} stands in" in own[str(one.uid)] for one in cohort.sessions.order_by("week")[:2]] == [
        True,
        False,
    ]
    # of another cohort's staff nothing is doubled
    mentor = cohort.mentors.select_related("person")[0].person
    assert len({entry.uid for entry in meetings_for(mentor, NOON)}) == len(meetings_for(mentor, NOON)) == 8

    # before the days and after them nobody stands in; the page and the act say so
    with pytest.raises(NotPermitted):
        cancel_office_hour(actor=stand_in, office_hour=first, reason="x", now=NOON)
    with pytest.raises(NotPermitted):
        cancel_office_hour(actor=stand_in, office_hour=second, reason="x", now=begin)
    cancel_office_hour(actor=stand_in, office_hour=first, reason="I am ill too.", now=begin)
    told = notices_to(seat.candidacy.person_id)[0]
    assert told.subject == f"{host.name} cannot keep your office hour"
    assert f"{stand_in.name}, who stands in for {host.name}, gives this reason: I am ill too." in told.body
    assert notices_to(host.pk)[0].subject == f"{stand_in.name} has cancelled an office hour of yours"
    gone = {entry.uid: entry for entry in meetings_for(stand_in, begin)}
    assert sorted(entry.status for entry in gone.values()) == ["CANCELLED", "CONFIRMED"]

    # back sooner: the session is no longer theirs, and their calendar takes it out
    end_hand_over(actor=host, hand_over=agreed, now=begin)
    back = {entry.uid: entry for entry in meetings_for(stand_in, begin)}[str(session.uid)]
    assert (back.status, back.sequence) == ("CANCELLED", session.sequence + 1)
