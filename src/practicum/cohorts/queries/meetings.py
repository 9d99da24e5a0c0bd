"""A cohort's sessions, and office hours that are booked, as calendars see them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q, QuerySet

from practicum.cohorts.models import Booking, Cohort, HandOver, Seat, Session
from practicum.cohorts.queries.hand_over import cohorts_of
from practicum.cohorts.rules.states import LIVE
from practicum.curriculum.api import programme_of
from practicum.notices.api import CANCELLED, CONFIRMED, TENTATIVE, Entry
from practicum.people.api import Person


def meetings_for(person: Person, now: datetime) -> list[Entry]:
    """What cohorts put into a person's calendar, past things too: the sessions of every cohort that they lead, mentor or
    sit in, those that they take over while somebody is away, and office hours that are booked.

    Sessions of a forming cohort are tentative: until it begins, people and hours may change.
    """
    hand_overs = list(_hand_overs(stand_in=person))
    return [*_own_sessions(person), *_taken_sessions(person, hand_overs), *_office_hours(person, hand_overs)]


def _own_sessions(person: Person) -> list[Entry]:
    sessions = Session.objects.filter(cohort__in=_own_cohorts(person)).select_related(
        "cohort__programme_version", "cohort__facilitator"
    )
    away = list(_hand_overs(person=person))
    entries = []
    for one in sessions.order_by("starts_at", "id"):
        told = [f"{hand.stand_in.name} stands in for you." for hand in away if _covers(hand, one.starts_at)]
        entries.append(entry_of(one, one.cohort, note=" ".join(told)))
    return entries


def _taken_sessions(person: Person, hand_overs: list[HandOver]) -> list[Entry]:
    """Sessions that fall into the days in which the person stands in for somebody; cancelled for them, where that somebody
    came back sooner. A cohort of their own is in their calendar anyway."""
    entries: dict[int, Entry] = {}
    for one in hand_overs:
        cohorts = cohorts_of(one.person).exclude(pk__in=_own_cohorts(person))
        sessions = Session.objects.filter(
            cohort__in=cohorts, starts_at__gte=one.away_from, starts_at__lt=one.away_until
        ).select_related("cohort__programme_version", "cohort__facilitator")
        for session in sessions.order_by("starts_at", "id"):
            entry = entry_of(session, session.cohort, note=f"You stand in for {one.person.name}.")
            if _covers(one, session.starts_at):
                entries[session.pk] = entry
            else:
                # the calendar knew it: a higher number, so that it takes it out
                entries.setdefault(session.pk, replace(entry, status=CANCELLED, sequence=entry.sequence + 1))
    return list(entries.values())


def _office_hours(person: Person, hand_overs: list[HandOver]) -> list[Entry]:
    """Booked ones: the person's own as host or candidate, and those that they hold for somebody who is away; cancelled for
    them, where that somebody came back sooner."""
    keeps = Q()
    for hand in hand_overs:
        keeps |= Q(
            office_hour__host=hand.person,
            office_hour__starts_at__gte=hand.away_from,
            office_hour__starts_at__lt=hand.away_until,
        )
    rows = Booking.objects.filter(Q(seat__candidacy__person=person) | Q(office_hour__host=person) | keeps)
    rows = rows.select_related("office_hour__host", "seat__candidacy__person").order_by("office_hour__starts_at", "id")
    entries = []
    for one in rows:
        hour = one.office_hour
        is_theirs = person.pk in (hour.host_id, one.seat.candidacy.person_id)
        holds = any(hand.person_id == hour.host_id and _covers(hand, hour.starts_at) for hand in hand_overs)
        entries.append(_booked(one, person, is_over=one.state == "cancelled" or not (is_theirs or holds)))
    return entries


def _booked(booking: Booking, reader: Person, *, is_over: bool) -> Entry:
    """An office hour for a calendar. A booking changes once at most: it is cancelled."""
    hour, candidate = booking.office_hour, booking.seat.candidacy.person
    sits = candidate.pk == reader.pk
    page = settings.PRACTICUM.base_url + ("/journey/office-hours/" if sits else "/cohorts/office-hours/")
    stands_in = "" if sits or hour.host_id == reader.pk else f"You stand in for {hour.host.name}."
    lines = [
        f"{hour.minutes} minutes.",
        stands_in,
        booking.question,
        f"Join: {hour.join_link}" if hour.join_link else "",
    ]
    return Entry(
        uid=f"{booking.code.lower()}@{urlsplit(settings.PRACTICUM.base_url).hostname}",
        sequence=int(is_over),
        starts_at=hour.starts_at,
        minutes=hour.minutes,
        title=f"Office hour: {hour.host.name} and {candidate.name}",
        text="\n".join(line for line in (*lines, f"Your office hours: {page}") if line),
        page=page,
        place=hour.join_link or hour.place,
        status=CANCELLED if is_over else CONFIRMED,
    )


def _hand_overs(**whose: Person) -> QuerySet[HandOver]:
    return HandOver.objects.filter(**whose).select_related("person", "stand_in").order_by("away_from", "id")


def _covers(one: HandOver, moment: datetime) -> bool:
    """Whether somebody stands in at a moment: not after it was ended sooner than was said."""
    until = min(one.away_until, one.ended_at) if one.ended_at else one.away_until
    return one.away_from <= moment < until


def _own_cohorts(person: Person) -> QuerySet[Cohort]:
    sits = Seat.objects.filter(candidacy__person=person, candidacy__ended_at=None).exclude(state="left")
    mine = Q(facilitator=person) | Q(mentors__person=person) | Q(pk__in=sits.values("cohort_id"))
    return Cohort.objects.filter(mine, state__in=(*LIVE, "completed")).distinct()


def entry_of(session: Session, cohort: Cohort, *, note: str = "") -> Entry:
    """One session for a calendar. `uid` and `sequence` are the same in an invitation and in the feed."""
    status = TENTATIVE if cohort.state == "forming" else CONFIRMED
    # one address for all: it asks to sign in and leads on to what the reader may see
    page = f"{settings.PRACTICUM.base_url}/cohorts/{cohort.code}/"
    lines = [
        f"{session.minutes} minutes, led by {cohort.facilitator.name}.",
        note,
        f"Moved or cancelled: {session.change_reason}" if session.change_reason else "",
        f"Join: {session.join_link}" if session.join_link else "",
        f"Place and notes: {session.place}" if session.place else "",
        f"Your cohort: {page}",
    ]
    return Entry(
        uid=str(session.uid),
        sequence=session.sequence,
        starts_at=session.starts_at,
        minutes=session.minutes,
        title=title_of(session, cohort),
        text="\n".join(line for line in lines if line),
        page=page,
        place=session.join_link or session.place,
        status=CANCELLED if session.state == "cancelled" else status,
    )


def title_of(session: Session, cohort: Cohort) -> str:
    """`Cohort Birch, week 3: Allocation`."""
    weeks = programme_of(cohort.programme_version).weeks
    title = next((week.title for week in weeks if week.number == session.week), "")
    return f"{cohort.name}, week {session.week}: {title}"


def people_of(cohort: Cohort) -> list[Person]:
    """Everybody who comes to the sessions: the facilitator, the mentors, the members."""
    mentors = [row.person for row in cohort.mentors.select_related("person").order_by("id")]
    seats = (
        cohort.seats.filter(state="held", candidacy__ended_at=None).select_related("candidacy__person").order_by("id")
    )
    everybody: Iterable[Person] = (cohort.facilitator, *mentors, *(seat.candidacy.person for seat in seats))
    return list({person.pk: person for person in everybody}.values())
