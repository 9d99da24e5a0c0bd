"""Writes of admissions."""

from practicum.admissions.services.decisions import (
    answer_offer,
    decide_application,
    preview_decision,
    seat_application,
    start_review,
    withdraw_application,
)
from practicum.admissions.services.drafts import save_draft, start_application, submit_application
from practicum.admissions.services.imports import (
    ImportReport,
    RowProblem,
    import_applicants,
    import_columns,
    template_header,
)
from practicum.admissions.services.review import (
    Score,
    add_reviewer,
    hand_in_review,
    note_trainers,
    reassign_review,
    recuse_review,
    save_review_draft,
)

__all__ = [
    "ImportReport",
    "RowProblem",
    "Score",
    "add_reviewer",
    "answer_offer",
    "decide_application",
    "hand_in_review",
    "import_applicants",
    "import_columns",
    "note_trainers",
    "preview_decision",
    "reassign_review",
    "recuse_review",
    "save_draft",
    "save_review_draft",
    "seat_application",
    "start_application",
    "start_review",
    "submit_application",
    "template_header",
    "withdraw_application",
]
