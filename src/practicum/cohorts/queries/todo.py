"""What a person has to do next in cohorts."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.urls import reverse

from practicum.admissions.api import candidacy_of, first_seat_due
from practicum.cohorts.models import Cohort, MakeUp, Proposal, Seat, Session, StaffAvailability
from practicum.cohorts.queries.hand_over import hands_of
from practicum.cohorts.queries.inbox import read_inbox
from practicum.cohorts.queries.journey import Journey, journey_of
from practicum.cohorts.queries.office_hours import own_bookings
from practicum.cohorts.queries.week import pulse_open_until
from practicum.cohorts.rules.pulse import open_window
from practicum.cohorts.rules.week import MAKE_UP_WITHIN
from practicum.curriculum.api import current_version
from practicum.kernel.errors import NotFound
from practicum.pages.api import Todo
from practicum.people.api import FACILITATOR, MENTOR, PROGRAMME_MANAGER, Person, roles_of

ROOM = "cohorts"
SOON = timedelta(days=7)


def todo_for(person: Person, now: datetime) -> list[Todo]:
    """What waits for this person: as candidate, mentor, facilitator, programme manager."""
    roles = roles_of(person)
    todos = _for_candidate(person, now)
    if roles & {FACILITATOR, MENTOR} and not StaffAvailability.objects.filter(person=person).exists():
        url = reverse("cohorts:availability")
        todos.append(Todo(title="Say when you can take a cohort", url=url, room=ROOM))
    if roles & {FACILITATOR, MENTOR}:
        todos += _inbox(person, now)
        todos += _for_facilitator(person, now)
    if PROGRAMME_MANAGER in roles:
        todos += _for_manager()
    return todos


def _for_candidate(person: Person, now: datetime) -> list[Todo]:
    candidacy = candidacy_of(person)
    journey = journey_of(candidacy, now=now) if candidacy is not None and candidacy.route == "cohort" else None
    if journey is None or journey.seat.cohort.state == "cancelled":
        return []
    return [
        *_sessions(journey, now),
        *_assignments(journey),
        *_catching_up(journey),
        *_pulses(journey, now),
        *_office_hours(journey, now),
    ]


def _sessions(journey: Journey, now: datetime) -> list[Todo]:
    coming = journey.next_session
    if coming is None or coming.session.starts_at - now > SOON:
        return []
    number, title = coming.week.number, coming.week.title
    return [
        Todo(
            title=f"Prepare and attend the session of week {number}",
            url=reverse("cohorts:journey_week", args=[number]),
            detail=f"{title}; about {coming.minutes} minutes of preparation.",
            due_at=coming.session.starts_at,
            room=ROOM,
            is_deadline=False,
        )
    ]


def _assignments(journey: Journey) -> list[Todo]:
    todos = []
    if journey.next_work is not None and journey.seat.cohort.state in ("running", "completed"):
        work = journey.next_work
        verb = "Finish and hand in" if work.state == "draft" else "Write"
        url = reverse("cohorts:assignment", args=[work.key])
        todos.append(Todo(title=f"{verb} the assignment “{work.title}”", url=url, due_at=work.due_at, room=ROOM))
    for work in journey.returned:
        todos.append(
            Todo(
                title=f"Read the feedback on “{work.title}”",
                url=reverse("cohorts:assignment", args=[work.key]),
                detail="You may revise it and hand it in again.",
                room=ROOM,
            )
        )
    return todos


def _catching_up(journey: Journey) -> list[Todo]:
    """Make-up work for sessions that were missed without an excuse; for the excused it is offered on the week's page."""
    states = dict(MakeUp.objects.filter(seat=journey.seat).values_list("session__week", "state"))
    verbs = {
        "": "Catch up on",
        "open": "Finish and hand in the make-up work of",
        "returned": "Mend the make-up work of",
    }
    return [
        Todo(
            title=f"{verbs[states.get(one.week.number, '')]} week {one.week.number}",
            url=reverse("cohorts:catch_up", args=[one.week.number]),
            detail=one.week.title,
            due_at=one.session.starts_at + MAKE_UP_WITHIN,
            room=ROOM,
        )
        for one in journey.weeks
        if one.status == "absent" and one.week.make_up and states.get(one.week.number, "") in verbs
    ]


def _pulses(journey: Journey, now: datetime) -> list[Todo]:
    """The pulses that are open and not answered."""
    todos = []
    for one in journey.weeks:
        opens_at, closes_at = open_window(one.session.starts_at, one.session.minutes)
        if not opens_at <= now < closes_at:
            continue
        until = pulse_open_until(journey.seat, one.session, journey.programme, now=now)
        if until is not None:
            number = one.week.number
            url = reverse("cohorts:pulse", args=[number])
            todos.append(
                Todo(
                    title=f"Say how week {number} was",
                    url=url,
                    detail="Anonymous; one minute.",
                    due_at=until,
                    room=ROOM,
                )
            )
    return todos


def _inbox(person: Person, now: datetime) -> list[Todo]:
    """What waits in the inbox: one's own, and that of those whom one stands in for; others' only once it is late."""
    return [
        Todo(
            title=f"{one.act} {one.candidate}",
            url=one.url,
            detail=f"{one.about}; of {one.owner}, who is late" if not one.is_mine else f"{one.about}, {one.cohort}",
            due_at=one.due_at,
            room=ROOM,
        )
        for one in read_inbox(person, now=now)
        if one.is_mine or one.is_late
    ]


def _office_hours(journey: Journey, now: datetime) -> list[Todo]:
    return [
        Todo(
            title=f"Keep your office hour with {slot.office_hour.host.name}",
            url=reverse("cohorts:book"),
            due_at=slot.office_hour.starts_at,
            room=ROOM,
            is_deadline=False,
        )
        for slot in own_bookings(journey.seat, now=now)
    ]


def _for_facilitator(person: Person, now: datetime) -> list[Todo]:
    """For the cohorts that the person leads, and those whose facilitator they stand in for."""
    led = Cohort.objects.filter(facilitator__in=hands_of(person, now), state__in=("forming", "running"))
    cohorts = list(led.order_by("starts_on"))
    # two queries for all: a session is recorded when it has a row for every held seat
    seats = Counter(Seat.objects.filter(cohort__in=cohorts, state="held").values_list("cohort_id", flat=True))
    held = Count("attendance", filter=Q(attendance__seat__state="held"))
    planned = Session.objects.filter(cohort__in=cohorts).exclude(state="cancelled")
    sessions = list(planned.annotate(rows=held).order_by("starts_at"))
    open_ones = {one.pk for one in sessions if one.rows < seats[one.cohort_id]}
    todos = []
    for cohort in cohorts:
        mine = [one for one in sessions if one.cohort_id == cohort.pk]
        todos += _for_leader(cohort, mine, open_ones, now)
    return todos


def _for_leader(cohort: Cohort, sessions: Sequence[Session], unrecorded: set[int], now: datetime) -> list[Todo]:
    page = reverse("cohorts:cohort", args=[cohort.code])
    if cohort.state == "forming":
        first = sessions[0].starts_at
        return [Todo(title=f"Start {cohort.name}", url=page, due_at=first, room=ROOM)] if first - now <= SOON else []
    over = [one for one in sessions if one.starts_at + timedelta(minutes=one.minutes) <= now]
    open_ones = [one for one in over if one.pk in unrecorded]
    todos = [
        Todo(
            title=f"Record who attended week {one.week} of {cohort.name}",
            url=reverse("cohorts:attendance", args=[cohort.code, one.week]),
            due_at=one.starts_at + timedelta(days=2),
            room=ROOM,
        )
        for one in open_ones
    ]
    if not open_ones and len(over) == len(sessions):
        todos.append(Todo(title=f"Complete {cohort.name}", url=page, detail="Its last session is over.", room=ROOM))
    coming = next((one for one in sessions if one not in over), None)
    if coming is not None and coming.starts_at - now <= SOON:
        todos.append(
            Todo(
                title=f"Lead week {coming.week} of {cohort.name}",
                url=reverse("cohorts:run_sheet", args=[cohort.code, coming.week]),
                detail="The run sheet of the session, minute by minute.",
                due_at=coming.starts_at,
                room=ROOM,
                is_deadline=False,
            )
        )
    return todos


def _for_manager() -> list[Todo]:
    todos = []
    for proposal in Proposal.objects.filter(state="proposed").order_by("proposed_at"):
        url = reverse("cohorts:proposal", args=[proposal.code])
        todos.append(Todo(title="Confirm or discard the proposed cohorts", url=url, detail=proposal.code, room=ROOM))
    try:
        waiting, due = first_seat_due(current_version())
    except NotFound:  # no programme is loaded yet
        waiting, due = 0, None
    if waiting and not todos:
        people = "1 person waits" if waiting == 1 else f"{waiting} people wait"
        url = reverse("cohorts:propose")
        detail = f"{people} for a seat."
        todos.append(Todo(title="Let the system propose cohorts", url=url, detail=detail, due_at=due, room=ROOM))
    gone = Seat.objects.filter(state="held", candidacy__ended_at__isnull=False)
    for seat in gone.select_related("candidacy__person", "cohort"):
        url = reverse("cohorts:member", args=[seat.candidacy.code])
        title = f"End the seat of {seat.candidacy.person.name}"
        todos.append(Todo(title=title, url=url, detail=f"Has withdrawn from {seat.cohort.name}.", room=ROOM))
    return todos
