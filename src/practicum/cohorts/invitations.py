"""Sessions into calendars: one mail for each session and person, because a calendar acts on one meeting a message."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db.models import QuerySet

from practicum.cohorts.letters import JOURNEY, draft_to, say_moment
from practicum.cohorts.models import Cohort, Session
from practicum.cohorts.queries.meetings import entry_of, people_of
from practicum.notices.api import Draft, Invitation, Party, queue_notices, write_cancel, write_request
from practicum.people.api import Person

# Who hears of a session later than this before it may hear too late: quiet hours give way.
IN_TIME = timedelta(hours=3)


def invite(cohort: Cohort, people: Iterable[Person], *, now: datetime) -> None:
    """Everybody in a cohort that begins, or somebody who comes into it, gets every session that is still to come."""
    sessions = list(_to_come(cohort, now))
    drafts = []
    for person in people:
        for session in sessions:
            text = (
                f"you are invited to session {session.week} of {cohort.name}. Your calendar takes it from this letter."
            )
            drafts.append(
                _request(cohort, session, person, subject="Invitation", text=text, by=session.starts_at, now=now)
            )
    queue_notices(drafts, now=now)


def uninvite(cohort: Cohort, person: Person, *, now: datetime) -> None:
    """Somebody leaves a running cohort: its sessions to come go out of their calendar."""
    text = f"you are no longer in {cohort.name}. Your calendar takes this session out."
    queue_notices([_cancel(cohort, one, person, text=text, now=now) for one in _to_come(cohort, now)], now=now)


def tell_of_move(cohort: Cohort, moved: Mapping[datetime, Session], *, reason: str, now: datetime) -> None:
    """`moved` maps when each session was to be held to the session as it is now."""
    drafts = []
    for person in people_of(cohort):
        for before, session in moved.items():
            text = (
                f"the session of week {session.week} has moved from {say_moment(before, person.time_zone)} to "
                f"{say_moment(session.starts_at, person.time_zone)}. The reason: {reason}"
            )
            by = min(before, session.starts_at)
            drafts.append(_request(cohort, session, person, subject="Moved", text=text, by=by, now=now))
    queue_notices(drafts, now=now)


def tell_of_link(cohort: Cohort, sessions: Iterable[Session], *, now: datetime) -> None:
    """Where these sessions are held has changed."""
    drafts = []
    for session in sessions:
        where = session.join_link or session.place or "no place is named any more"
        text = f"the session of week {session.week} is held here: {where}"
        drafts += [
            _request(cohort, session, person, subject="Where it is held", text=text, by=session.starts_at, now=now)
            for person in people_of(cohort)
        ]
    queue_notices(drafts, now=now)


def tell_of_cancelling(cohort: Cohort, session: Session, *, reason: str, now: datetime) -> None:
    text = f"the session of week {session.week} is cancelled. The reason: {reason}"
    queue_notices([_cancel(cohort, session, one, text=text, now=now) for one in people_of(cohort)], now=now)


def _request(
    cohort: Cohort, session: Session, person: Person, *, subject: str, text: str, by: datetime, now: datetime
) -> Draft:
    """The session as it is now, for one person's calendar. It is needed by the moment `by`."""
    entry = entry_of(session, cohort)
    calendar = write_request(entry, organiser=_organiser(), attendee=_party(person), now=now)
    local = say_moment(session.starts_at, person.time_zone)
    return draft_to(
        person,
        subject=f"{subject}: {entry.title}",
        text=f"{text}\n\n{entry.title}\n{local}, {session.minutes} minutes"
        + (f"\nJoin: {session.join_link}" if session.join_link else ""),
        path=_page(cohort, person),
        key=f"session {session.uid} {session.sequence} {person.code}",
        kind="invitation",
        invitation=Invitation(calendar, "REQUEST"),
        needed_by=by - IN_TIME,
    )


def _cancel(cohort: Cohort, session: Session, person: Person, *, text: str, now: datetime) -> Draft:
    entry = entry_of(session, cohort)
    calendar = write_cancel(entry, organiser=_organiser(), attendee=_party(person), now=now)
    return draft_to(
        person,
        subject=f"Cancelled: {entry.title}",
        text=f"{text}\n\n{entry.title}\n{say_moment(session.starts_at, person.time_zone)}",
        path=_page(cohort, person),
        key=f"session {session.uid} cancelled {person.code}",
        kind="invitation",
        invitation=Invitation(calendar, "CANCEL"),
        needed_by=session.starts_at - IN_TIME,
    )


def _to_come(cohort: Cohort, now: datetime) -> QuerySet[Session]:
    return cohort.sessions.filter(starts_at__gt=now).exclude(state="cancelled").order_by("starts_at")


def _organiser() -> Party:
    """Who invites is who sends the mail: calendars compare the two."""
    name, address = parseaddr(settings.PRACTICUM.mail_from)
    return Party(name=name or "Practicum", address=address)


def _party(person: Person) -> Party:
    return Party(name=person.name, address=person.email)


def _page(cohort: Cohort, person: Person) -> str:
    leads = person.pk == cohort.facilitator_id
    return f"/cohorts/{cohort.code}/" if leads else JOURNEY
