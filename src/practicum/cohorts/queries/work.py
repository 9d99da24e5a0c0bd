"""Reads of assignments and of the mentors' inbox."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from practicum.cohorts.models import AssignmentSubmission, CohortMentor, Seat
from practicum.cohorts.queries.hand_over import hands_of
from practicum.curriculum.api import programme_of
from practicum.kernel.errors import NotFound
from practicum.pack.api import Assignment, Programme, Rubric
from practicum.people.api import Person


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Work that waits for feedback. `is_mine` when the reader is the candidate's own mentor, or stands in for
    them."""

    submission: AssignmentSubmission
    title: str
    due_at: datetime
    is_mine: bool
    is_late: bool
    is_again: bool


def find_assignment(programme: Programme, key: str) -> Assignment:
    """The assignment of a week of the programme. Raises NotFound."""
    asked = {week.assignment for week in programme.weeks}
    found = next((one for one in programme.assignments if one.key == key and key in asked), None)
    if found is None:
        raise NotFound(f"The programme has no assignment “{key}”.")
    return found


def rubric_of(programme: Programme, assignment: str) -> Rubric:
    """The rubric of an assignment. Raises NotFound."""
    key = find_assignment(programme, assignment).rubric
    return next(one for one in programme.rubrics if one.key == key)


def read_work(seat: Seat, assignment: str) -> AssignmentSubmission | None:
    """The candidate's work on an assignment, or nothing while not a word was written."""
    return AssignmentSubmission.objects.filter(seat=seat, assignment=assignment).first()


def feedback_within(programme: Programme) -> timedelta:
    """How soon a mentor answers what a candidate hands in, by the programme's policies."""
    return timedelta(days=programme.policies.feedback_days)


def inbox_of(person: Person, *, now: datetime) -> list[Waiting]:
    """Work that waits for feedback in the cohorts that the person mentors, also for somebody whom they stand in for.

    What waits for the person (or for those whom they stand in for) comes first, then by when it is due.
    """
    hands = hands_of(person, now)
    mentored = CohortMentor.objects.filter(person__in=hands).values("cohort_id")
    waiting = []
    for row in submitted_work().filter(seat__cohort__in=mentored):
        programme = programme_of(row.seat.cohort.programme_version)
        due_at = (row.submitted_at or now) + feedback_within(programme)
        waiting.append(
            Waiting(
                submission=row,
                title=find_assignment(programme, row.assignment).title,
                due_at=due_at,
                is_mine=row.seat.mentor_id in hands,
                is_late=due_at < now,
                is_again=bool(row.feedback.all()),
            )
        )
    return sorted(waiting, key=lambda one: (not one.is_mine, one.due_at, one.submission.pk))


def submitted_work() -> QuerySet[AssignmentSubmission]:
    """Everything that was handed in and waits for feedback, wherever."""
    return (
        AssignmentSubmission.objects.filter(state="submitted", submitted_at__isnull=False)
        .exclude(seat__state="left")
        .select_related("seat__cohort__programme_version", "seat__candidacy__person", "seat__mentor")
        .prefetch_related("feedback")
    )
