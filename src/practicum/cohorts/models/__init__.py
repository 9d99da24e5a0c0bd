"""Cohorts of 10 to 20, who leads them, who sits in them, and what happens week by week."""

from practicum.cohorts.models.cohort import Cohort, CohortMentor, Seat
from practicum.cohorts.models.proposal import Proposal, StaffAvailability
from practicum.cohorts.models.session import Attendance, Session
from practicum.cohorts.models.work import AssignmentFeedback, AssignmentSubmission

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
]
