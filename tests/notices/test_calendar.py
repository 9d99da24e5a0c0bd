"""Calendar objects, read back by another library than the one that writes them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ics import Calendar
from ics.event import Event

from practicum.cohorts.rules.timetable import session_moments
from practicum.notices.api import Entry, Party, write_cancel, write_feed, write_request

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
ORGANISER = Party(name="Practicum", address="practicum@example.org")
GUEST = Party(name='Åsa "Ace" Öberg; näste', address="asa@example.org")


def entry(starts_at: datetime, **changes: object) -> Entry:
    facts = {
        "uid": "5b0c5f7e-4a52-4f3e-9d53-0d7e4f4a1f00",
        "sequence": 3,
        "starts_at": starts_at,
        "minutes": 90,
        "title": "Cohort Birch, week 3: Who pays, and why; a, b",
        "text": "Line one\nline two, with a comma; and more " + "words " * 30,
        "page": "https://example.org/cohorts/COH-1/",
    }
    return Entry(**{**facts, **changes})  # type: ignore[arg-type]


def read(text: str) -> tuple[str, Event]:
    calendar = Calendar(text)
    (event,) = calendar.events
    return calendar.method or "", event


def extra(event: Event, name: str) -> str:
    return next(str(line.value) for line in event.extra if line.name == name)


def test_an_invitation_says_what_a_calendar_needs() -> None:
    starts_at = datetime(2026, 10, 6, 16, tzinfo=UTC)
    text = write_request(
        entry(starts_at, place="https://meet.example.org/birch"), organiser=ORGANISER, attendee=GUEST, now=NOW
    )
    method, event = read(text)
    assert (method, event.uid, extra(event, "SEQUENCE")) == ("REQUEST", entry(starts_at).uid, "3")
    assert (event.begin.datetime, event.duration) == (starts_at, timedelta(minutes=90))
    assert (event.name, event.description) == (entry(starts_at).title, entry(starts_at).text.rstrip(" ") + " ")
    assert (event.status, event.location) == ("CONFIRMED", "https://meet.example.org/birch")
    assert event.organizer is not None
    assert event.organizer.email == "practicum@example.org"
    (guest,) = event.attendees
    assert guest.email == "asa@example.org"
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.count("BEGIN:VEVENT") == 1


def test_a_cancelling_takes_the_same_entry_out() -> None:
    starts_at = datetime(2026, 10, 6, 16, tzinfo=UTC)
    method, event = read(write_cancel(entry(starts_at, sequence=4), organiser=ORGANISER, attendee=GUEST, now=NOW))
    assert (method, event.status, event.uid, extra(event, "SEQUENCE")) == (
        "CANCEL",
        "CANCELLED",
        entry(starts_at).uid,
        "4",
    )


def test_a_feed_holds_everything_and_names_nobody() -> None:
    entries = [entry(NOW + timedelta(days=day), uid=f"uid-{day}") for day in range(3)]
    text = write_feed(entries, name="Practicum", now=NOW)
    calendar = Calendar(text)
    assert calendar.method == "PUBLISH"
    assert {event.uid for event in calendar.events} == {"uid-0", "uid-1", "uid-2"}
    assert "mailto:" not in text.lower()


@pytest.mark.parametrize(
    ("zone", "first", "walls"),
    [
        # eight weekly sessions at one wall hour, over a change of clocks, in both directions
        ("Europe/Berlin", "2027-03-09T17:00+00:00", {"18:00"}),
        ("Europe/Berlin", "2026-10-06T16:00+00:00", {"18:00"}),
        ("America/New_York", "2027-02-23T23:00+00:00", {"18:00"}),
        ("America/New_York", "2026-10-13T22:00+00:00", {"18:00"}),
        ("Australia/Sydney", "2027-03-16T08:00+00:00", {"19:00"}),
        ("Australia/Sydney", "2026-09-15T09:00+00:00", {"19:00"}),
        ("Australia/Lord_Howe", "2027-03-16T08:00+00:00", {"19:00"}),
        ("Australia/Lord_Howe", "2026-09-15T08:00+00:00", {"18:30"}),
        ("Asia/Kolkata", "2026-10-06T13:00+00:00", {"18:30"}),
        ("UTC", "2028-02-15T18:00+00:00", {"18:00"}),  # with 29 February among them
    ],
)
def test_a_reader_of_the_zone_sees_the_cohorts_hour(zone: str, first: str, walls: set[str]) -> None:
    start = datetime.fromisoformat(first)
    hour = start.weekday() * 24 + start.hour
    moments = session_moments(hour=hour, starts_on=start.date(), weeks=8, anchor=zone)
    text = write_feed([entry(one, uid=f"uid-{one}") for one in moments], name="x", now=NOW)
    local = [event.begin.datetime.astimezone(ZoneInfo(zone)) for event in Calendar(text).events]
    assert {f"{one:%H:%M}" for one in local} == walls
    assert sorted(one.astimezone(UTC) for one in local) == list(moments)
    assert zone in {"UTC", "Asia/Kolkata"} or len({one.utcoffset() for one in local}) == 2


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60).map(str.strip).filter(bool)


@given(title=texts, name=texts, minutes=st.integers(0, 2_000_000))
def test_any_words_of_people_come_through(title: str, name: str, minutes: int) -> None:
    at = NOW + timedelta(minutes=minutes)
    text = write_request(
        entry(at, title=title), organiser=ORGANISER, attendee=Party(name=name, address="a@example.org"), now=NOW
    )
    _, event = read(text)
    assert event.begin.datetime == at
    assert event.name == title
    (guest,) = event.attendees
    assert guest.email == "a@example.org"
