"""What a candidate's training has come to, and who trained them."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db.models import F

from practicum.admissions.api import Candidacy
from practicum.cohorts.models import (
    AssignmentFeedback,
    AssignmentSubmission,
    Attendance,
    Booking,
    Cohort,
    LabProgress,
    MakeUpDecision,
    Nudge,
    Seat,
    Session,
)
from practicum.cohorts.rules.training import Attended, WeekLab, Work, assignment_due, count_attendance, missing_training
from practicum.curriculum.api import programme_of
from practicum.pack.api import Programme
from practicum.people.api import Person


def cohort_of(candidacy: Candidacy) -> Cohort | None:
    """The cohort in which the candidate has a seat, or had it until its end; none for those who left, or never had one."""
    seat = seat_of(candidacy)
    return seat.cohort if seat else None


def seat_of(candidacy: Candidacy) -> Seat | None:
    """The candidate's seat with its cohort, or nothing."""
    return (
        Seat.objects.filter(candidacy=candidacy)
        .exclude(state="left")
        .select_related("cohort__programme_version", "cohort__facilitator", "mentor", "candidacy__person")
        .first()
    )


def training_complete(candidacy: Candidacy) -> list[str]:
    """What is missing of attendance and assignments, in sentences; empty when the training is complete.

    The experience route asks for no training: always empty there.
    """
    if candidacy.route != "cohort":
        return []
    seat = seat_of(candidacy)
    if seat is None:
        return ["A seat in a cohort."]
    return missing_training(attendance_of(seat), required_work_of(seat))


def attendance_of(seat: Seat) -> Attended:
    """The seat's attendance, added up."""
    programme = programme_of(seat.cohort.programme_version)
    return count_for(programme, statuses_of([seat.pk]).get(seat.pk, {}), cancelled_weeks(seat.cohort))


def cancelled_weeks(cohort: Cohort) -> frozenset[int]:
    return frozenset(Session.objects.filter(cohort=cohort, state="cancelled").values_list("week", flat=True))


def count_for(programme: Programme, statuses: Mapping[int, str], cancelled: frozenset[int]) -> Attended:
    """`statuses` (week -> status), added up by the programme's policies. Nobody has to attend a cancelled session."""
    weeks = [week.number for week in programme.weeks if week.number not in cancelled]
    return count_attendance(statuses, weeks, percent=programme.policies.cohort.attendance_percent)


def required_work_of(seat: Seat) -> list[Work]:
    """The assignments that the programme asks for, with how far this candidate has come."""
    programme = programme_of(seat.cohort.programme_version)
    sessions = dict(Session.objects.filter(cohort=seat.cohort).values_list("week", "starts_at"))
    return work_for(programme, sessions, submission_states([seat.pk]).get(seat.pk, {}))


def work_for(programme: Programme, sessions: Mapping[int, datetime], states: Mapping[str, str]) -> list[Work]:
    """The assignments of the weeks, in their order. `sessions` are the beginnings by week, `states` by assignment."""
    titles = {one.key: one.title for one in programme.assignments}
    return [
        Work(
            key=week.assignment,
            title=titles[week.assignment],
            due_at=assignment_due(week.number, sessions),
            state=states.get(week.assignment, ""),
        )
        for week in programme.weeks
        if week.assignment
    ]


def labs_for(programme: Programme, sessions: Mapping[int, datetime], states: Mapping[str, str]) -> list[WeekLab]:
    """The labs that the weeks ask for, in their order. `sessions` are the beginnings by week, `states` by lab."""
    return [
        WeekLab(week=week.number, key=week.lab, due_at=sessions[week.number], state=states.get(week.lab, ""))
        for week in programme.weeks
        if week.lab
    ]


def statuses_of(seats: Iterable[int]) -> dict[int, dict[int, str]]:
    """Seat -> week -> status."""
    found: dict[int, dict[int, str]] = {}
    rows = Attendance.objects.filter(seat__in=list(seats)).values_list("seat_id", "session__week", "status")
    for seat_id, week, status in rows:
        found.setdefault(seat_id, {})[week] = status
    return found


def submission_states(seats: Iterable[int]) -> dict[int, dict[str, str]]:
    """Seat -> assignment -> state of the work."""
    found: dict[int, dict[str, str]] = {}
    rows = AssignmentSubmission.objects.filter(seat__in=list(seats)).values_list("seat_id", "assignment", "state")
    for seat_id, assignment, state in rows:
        found.setdefault(seat_id, {})[assignment] = state
    return found


def lab_states(seats: Iterable[int]) -> dict[int, dict[str, str]]:
    """Seat -> lab -> its state, as the room of labs told."""
    found: dict[int, dict[str, str]] = {}
    rows = LabProgress.objects.filter(candidacy__seat__in=list(seats))
    for seat_id, lab, state in rows.values_list("candidacy__seat", "lab", "state"):
        found.setdefault(seat_id, {})[lab] = state
    return found


def trainers_of(person: Person, *, now: datetime | None = None) -> list[tuple[Person, datetime]]:
    """Everybody who trained this person, and until when: facilitators and mentors of the cohorts they sit or sat in.

    Training ends with the last session that was planned while the person had their seat, or with the last act of that
    trainer towards the person (see `acts_towards`), whichever is later: so stand-ins count when they acted. In a cohort
    that is not over it lasts until `now` at least, if that is given.
    """
    until: dict[int, tuple[Person, datetime]] = {}
    seats = (
        Seat.objects.filter(candidacy__person=person)
        .select_related("cohort__facilitator")
        .prefetch_related("cohort__mentors__person", "cohort__sessions")
        .order_by("id")
    )
    for seat in seats:
        end = _training_end(seat, now)
        for trainer in (seat.cohort.facilitator, *(row.person for row in seat.cohort.mentors.all())):
            _extend(until, trainer, end)
    acts = acts_towards(person)
    actors = Person.objects.in_bulk({pk for pk, _ in acts})
    for pk, moment in acts:
        _extend(until, actors[pk], moment)
    return sorted(until.values(), key=lambda row: (row[0].name, row[0].pk))


def acts_towards(person: Person) -> list[tuple[int, datetime]]:
    """Who did something for this candidate's learning, and when: feedback, decisions on make-up work, office hours, nudges,
    and sessions led as a stand-in. One query."""
    feedback = AssignmentFeedback.objects.filter(submission__seat__candidacy__person=person)
    decided = MakeUpDecision.objects.filter(make_up__seat__candidacy__person=person)
    booked = Booking.objects.filter(seat__candidacy__person=person, state="booked")
    nudged = Nudge.objects.filter(seat__candidacy__person=person)
    led = Attendance.objects.filter(
        seat__candidacy__person=person,
        recorded_by__stands_in__person=F("session__cohort__facilitator"),
        recorded_by__stands_in__away_from__lte=F("recorded_at"),
        recorded_by__stands_in__away_until__gt=F("recorded_at"),
    )
    acts = (
        (feedback, "mentor_id", "given_at"),
        (decided, "decided_by_id", "decided_at"),
        (booked, "office_hour__host_id", "office_hour__starts_at"),
        (nudged, "sent_by_id", "sent_at"),
        (led, "recorded_by_id", "recorded_at"),
    )
    first, *rest = (rows.order_by().values_list(who, when) for rows, who, when in acts)
    return list(first.union(*rest))


def _training_end(seat: Seat, now: datetime | None) -> datetime:
    last = max(one.starts_at + timedelta(minutes=one.minutes) for one in seat.cohort.sessions.all())
    if seat.state == "left" and seat.ended_at is not None:
        return min(last, seat.ended_at)
    if seat.cohort.state == "running" and now is not None:
        return max(last, now)
    return last


def _extend(until: dict[int, tuple[Person, datetime]], trainer: Person, end: datetime) -> None:
    known = until.get(trainer.pk)
    until[trainer.pk] = (trainer, max(known[1], end) if known else end)
