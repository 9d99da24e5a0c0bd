"""A cohort's sessions as calendars see them."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import Q

from practicum.cohorts.models import Cohort, Seat, Session
from practicum.cohorts.rules.states import LIVE
from practicum.curriculum.api import programme_of
from practicum.notices.api import CANCELLED, CONFIRMED, TENTATIVE, Entry
from practicum.people.api import Person


def meetings_for(person: Person, now: datetime) -> list[Entry]:
    """The sessions of every cohort that the person leads, mentors or sits in, past ones too, for their calendar.

    Those of a forming cohort are tentative: until it begins, people and hours may change.
    """
    sits = Seat.objects.filter(candidacy__person=person, candidacy__ended_at=None).exclude(state="left")
    mine = Q(facilitator=person) | Q(mentors__person=person) | Q(pk__in=sits.values("cohort_id"))
    cohorts = Cohort.objects.filter(mine, state__in=(*LIVE, "completed")).distinct()
    sessions = Session.objects.filter(cohort__in=cohorts).select_related(
        "cohort__programme_version", "cohort__facilitator"
    )
    return [entry_of(one, one.cohort) for one in sessions.order_by("starts_at", "id")]


def entry_of(session: Session, cohort: Cohort) -> Entry:
    """One session for a calendar. `uid` and `sequence` are the same in an invitation and in the feed."""
    status = TENTATIVE if cohort.state == "forming" else CONFIRMED
    # one address for all: it asks to sign in and leads on to what the reader may see
    page = f"{settings.PRACTICUM.base_url}/cohorts/{cohort.code}/"
    lines = [
        f"{session.minutes} minutes, led by {cohort.facilitator.name}.",
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
