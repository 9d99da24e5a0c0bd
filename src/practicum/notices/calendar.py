"""Calendar objects (RFC 5545) and what they ask of a calendar (iTIP, RFC 5546). Pure: the same facts, the same bytes.

Moments are written in UTC: a single meeting needs no time zone of its own, and every calendar shows it by its reader's
clocks, on whichever side of a change of clocks it lies. The same `uid` in an invitation and in the feed makes a calendar
take both for one thing; of two versions it keeps the one with the higher `sequence`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, vCalAddress, vText

PRODUCT = "-//Practicum//Practicum//EN"
REFRESH = timedelta(hours=1)
CONFIRMED, TENTATIVE, CANCELLED = "CONFIRMED", "TENTATIVE", "CANCELLED"


@dataclass(frozen=True, kw_only=True)
class Party:
    """Who invites, or who is invited."""

    name: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Something with a beginning and a length in somebody's calendar. `page` is where it is told of; `place` may be a link."""

    uid: str
    sequence: int
    starts_at: datetime
    minutes: int
    title: str
    text: str
    page: str
    place: str = ""
    status: str = CONFIRMED


def write_request(entry: Entry, *, organiser: Party, attendee: Party, now: datetime) -> str:
    """The invitation to one meeting, or its new version: method REQUEST."""
    return _write("REQUEST", [_event(entry, now, organiser, attendee)])


def write_cancel(entry: Entry, *, organiser: Party, attendee: Party, now: datetime) -> str:
    """The meeting is cancelled for the attendee: method CANCEL."""
    event = _event(entry, now, organiser, attendee)
    event["STATUS"] = vText(CANCELLED)
    return _write("CANCEL", [event])


def write_feed(entries: Iterable[Entry], *, name: str, now: datetime) -> str:
    """All entries of one person, for a calendar that asks again and again: method PUBLISH."""
    return _write("PUBLISH", [_event(entry, now) for entry in entries], name=name)


def _write(method: str, events: list[Event], *, name: str = "") -> str:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name:
        # the name and the interval in the words of RFC 7986, and in those that older calendars know
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    for event in events:
        calendar.add_component(event)
    return str(calendar.to_ical(), "utf-8")


def _event(entry: Entry, now: datetime, organiser: Party | None = None, attendee: Party | None = None) -> Event:
    event = Event()
    starts_at = entry.starts_at.astimezone(UTC)
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", starts_at)
    event.add("dtend", starts_at + timedelta(minutes=entry.minutes))
    event.add("summary", entry.title)
    event.add("description", entry.text)
    event.add("url", entry.page)
    event.add("status", entry.status)
    event.add("transp", "OPAQUE")
    if entry.place:
        event.add("location", entry.place)
    if organiser is not None:
        event["ORGANIZER"] = _address(organiser)
    if attendee is not None:
        invited = _address(attendee)
        # nobody waits for an answer: who comes is seen in the session
        invited.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE"})
        event["ATTENDEE"] = invited
    return event


def _address(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{party.address}")
    # a parameter holds neither quotes nor line breaks
    address.params["CN"] = " ".join(party.name.replace('"', "'").split())
    return address
