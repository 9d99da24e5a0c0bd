"""Cohorts of 10 to 20, who leads them, who sits in them, and what happens week by week."""

from practicum.cohorts.models.alternative import Alternative
from practicum.cohorts.models.cohort import Cohort, CohortMentor, Seat
from practicum.cohorts.models.discussion import DigestMark, Mention, Post, PostVersion, ThreadRead
from practicum.cohorts.models.hand_over import HandOver
from practicum.cohorts.models.lab_progress import LabProgress
from practicum.cohorts.models.makeup import MakeUp, MakeUpDecision
from practicum.cohorts.models.nudge import Nudge
from practicum.cohorts.models.office_hours import Booking, OfficeHour
from practicum.cohorts.models.proposal import Proposal, StaffAvailability
from practicum.cohorts.models.pulse import Pulse
from practicum.cohorts.models.session import Attendance, Session
from practicum.cohorts.models.week import PreparationDone, Recording, Reflection, SessionNote
from practicum.cohorts.models.work import AssignmentFeedback, AssignmentSubmission

__all__ = [
    "Alternative",
    "AssignmentFeedback",
    "AssignmentSubmission",
    "Attendance",
    "Booking",
    "Cohort",
    "CohortMentor",
    "DigestMark",
    "HandOver",
    "LabProgress",
    "MakeUp",
    "MakeUpDecision",
    "Mention",
    "Nudge",
    "OfficeHour",
    "Post",
    "PostVersion",
    "PreparationDone",
    "Proposal",
    "Pulse",
    "Recording",
    "Reflection",
    "Seat",
    "Session",
    "SessionNote",
    "StaffAvailability",
    "ThreadRead",
]
