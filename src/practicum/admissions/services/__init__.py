"""Writes of admissions."""

from practicum.admissions.services.decisions import (
    answer_offer,
    decide_application,
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

__all__ = [
    "ImportReport",
    "RowProblem",
    "answer_offer",
    "decide_application",
    "import_applicants",
    "import_columns",
    "save_draft",
    "seat_application",
    "start_application",
    "start_review",
    "submit_application",
    "template_header",
    "withdraw_application",
]
