"""Writes of admissions."""

from practicum.admissions.services.decisions import (
    answer_offer,
    decide_application,
    seat_application,
    start_review,
    withdraw_application,
)
from practicum.admissions.services.drafts import save_draft, start_application, submit_application

__all__ = [
    "answer_offer",
    "decide_application",
    "save_draft",
    "seat_application",
    "start_application",
    "start_review",
    "submit_application",
    "withdraw_application",
]
