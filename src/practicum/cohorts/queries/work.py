"""Reads of assignments and of the mentors' inbox."""

from dataclasses import dataclass
from datetime import datetime

from practicum.cohorts.models import AssignmentSubmission, Seat
from practicum.cohorts.rules.training import FEEDBACK_WITHIN
from practicum.curriculum.api import programme_of
from practicum.kernel.errors import NotFound
from practicum.pack.api import Assignment, Programme, Rubric
from practicum.people.api import Person


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Work that waits for feedback. `is_mine` when the reader is the candidate's own mentor."""

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


def inbox_of(mentor: Person, *, now: datetime) -> list[Waiting]:
    """Work of the mentor's cohorts that waits for feedback: their own mentees' first, then by when it is due."""
    rows = (
        AssignmentSubmission.objects.filter(
            state="submitted", submitted_at__isnull=False, seat__cohort__mentors__person=mentor
        )
        .exclude(seat__state="left")
        .select_related("seat__cohort__programme_version", "seat__candidacy__person", "seat__mentor")
        .prefetch_related("feedback")
    )
    waiting = []
    for row in rows:
        due_at = (row.submitted_at or now) + FEEDBACK_WITHIN
        title = find_assignment(programme_of(row.seat.cohort.programme_version), row.assignment).title
        waiting.append(
            Waiting(
                submission=row,
                title=title,
                due_at=due_at,
                is_mine=row.seat.mentor_id == mentor.pk,
                is_late=due_at < now,
                is_again=bool(row.feedback.all()),
            )
        )
    return sorted(waiting, key=lambda one: (not one.is_mine, one.due_at, one.submission.pk))
