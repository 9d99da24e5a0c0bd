"""The door of examinations."""

from practicum.exams.closing import expire_if_overdue, expire_overdue
from practicum.exams.durability import require_durable_database
from practicum.exams.models import Attempt, Clearance, Response, Sitting
from practicum.exams.queries import (
    access_attempt,
    access_own_attempt,
    access_sitting,
    access_sittings,
    answered_counts,
    attempts_of,
    attempts_of_sitting,
    bookable_sittings,
    closed_attempts,
    database_clock,
    final_answers,
    missing_for_exam,
    todo_for,
)
from practicum.exams.rules import attempts_free_from
from practicum.exams.services.extending import extend_attempt
from practicum.exams.services.outcomes import mark_released, mark_scored, mark_under_appeal, void_attempt
from practicum.exams.services.planning import book_attempt, grant_clearance, schedule_sitting
from practicum.exams.services.recording import Receipt, record_response
from practicum.exams.services.taking import check_in, set_flag, start_attempt, submit_attempt

__all__ = [
    "Attempt",
    "Clearance",
    "Receipt",
    "Response",
    "Sitting",
    "access_attempt",
    "access_own_attempt",
    "access_sitting",
    "access_sittings",
    "answered_counts",
    "attempts_free_from",
    "attempts_of",
    "attempts_of_sitting",
    "book_attempt",
    "bookable_sittings",
    "check_in",
    "closed_attempts",
    "database_clock",
    "expire_if_overdue",
    "expire_overdue",
    "extend_attempt",
    "final_answers",
    "grant_clearance",
    "mark_released",
    "mark_scored",
    "mark_under_appeal",
    "missing_for_exam",
    "record_response",
    "require_durable_database",
    "schedule_sitting",
    "set_flag",
    "start_attempt",
    "submit_attempt",
    "todo_for",
    "void_attempt",
]
