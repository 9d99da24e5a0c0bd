"""The door of marking."""

from practicum.marking.models import Capstone, CapstoneSubmission, Mark, MarkAllocation
from practicum.marking.queries import (
    ExaminerChoice,
    access_capstone,
    allocations_now,
    capstone_of,
    eligible_examiners,
    examiner_choices,
    examiners_of,
    rubric_of,
    todo_for,
)
from practicum.marking.services import (
    allocate_examiner,
    mark_capstone,
    reopen_capstone,
    save_capstone_draft,
    submit_capstone,
    withdraw_allocation,
)

__all__ = [
    "Capstone",
    "CapstoneSubmission",
    "ExaminerChoice",
    "Mark",
    "MarkAllocation",
    "access_capstone",
    "allocate_examiner",
    "allocations_now",
    "capstone_of",
    "eligible_examiners",
    "examiner_choices",
    "examiners_of",
    "mark_capstone",
    "reopen_capstone",
    "rubric_of",
    "save_capstone_draft",
    "submit_capstone",
    "todo_for",
    "withdraw_allocation",
]
