"""The door of cohorts."""

from practicum.cohorts.models import (
    AssignmentFeedback,
    AssignmentSubmission,
    Attendance,
    Cohort,
    CohortMentor,
    Proposal,
    Seat,
    Session,
    StaffAvailability,
)
from practicum.cohorts.queries.access import access_cohort, access_proposal, access_submission, cohorts_for
from practicum.cohorts.queries.todo import todo_for
from practicum.cohorts.queries.training import cohort_of, seat_of, trainers_of, training_complete
from practicum.cohorts.services.attendance import record_attendance
from practicum.cohorts.services.availability import say_availability
from practicum.cohorts.services.proposals import (
    confirm_proposal,
    discard_proposal,
    propose_cohorts,
    request_proposal,
)
from practicum.cohorts.services.running import cancel_cohort, complete_cohort, start_cohort
from practicum.cohorts.services.seats import end_seat, move_member
from practicum.cohorts.services.work import give_feedback, save_assignment_draft, submit_assignment

__all__ = [
    "AssignmentFeedback",
    "AssignmentSubmission",
    "Attendance",
    "Cohort",
    "CohortMentor",
    "Proposal",
    "Seat",
    "Session",
    "StaffAvailability",
    "access_cohort",
    "access_proposal",
    "access_submission",
    "cancel_cohort",
    "cohort_of",
    "cohorts_for",
    "complete_cohort",
    "confirm_proposal",
    "discard_proposal",
    "end_seat",
    "give_feedback",
    "move_member",
    "propose_cohorts",
    "record_attendance",
    "request_proposal",
    "save_assignment_draft",
    "say_availability",
    "seat_of",
    "start_cohort",
    "submit_assignment",
    "todo_for",
    "trainers_of",
    "training_complete",
]
