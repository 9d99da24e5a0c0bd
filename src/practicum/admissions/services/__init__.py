"""Writes of admissions."""

from practicum.admissions.services.bulk import (
    OfferLine,
    OfferReport,
    carry_out_offers,
    offer_places,
    preview_offers,
    request_offers,
)
from practicum.admissions.services.decisions import (
    answer_offer,
    decide_application,
    note_award,
    preview_decision,
    seat_application,
    start_review,
    withdraw_application,
)
from practicum.admissions.services.diagnostic import (
    answer_diagnostic,
    finish_diagnostic,
    load_diagnostic,
    start_diagnostic,
)
from practicum.admissions.services.drafts import save_draft, start_application, submit_application
from practicum.admissions.services.evidence import add_evidence, remove_evidence
from practicum.admissions.services.exports import export_applications
from practicum.admissions.services.imports import (
    ImportReport,
    RowProblem,
    import_applicants,
    import_columns,
    template_header,
)
from practicum.admissions.services.references import answer_reference, decline_reference, name_referee, remove_referee
from practicum.admissions.services.review import (
    Score,
    add_reviewer,
    hand_in_review,
    note_trainers,
    reassign_review,
    recuse_review,
    save_review_draft,
)
from practicum.admissions.services.waitlist import give_up_place, move_on_waitlist, pass_on_place

__all__ = [
    "ImportReport",
    "OfferLine",
    "OfferReport",
    "RowProblem",
    "Score",
    "add_evidence",
    "add_reviewer",
    "answer_diagnostic",
    "answer_offer",
    "answer_reference",
    "carry_out_offers",
    "decide_application",
    "decline_reference",
    "export_applications",
    "finish_diagnostic",
    "give_up_place",
    "hand_in_review",
    "import_applicants",
    "import_columns",
    "load_diagnostic",
    "move_on_waitlist",
    "name_referee",
    "note_award",
    "note_trainers",
    "offer_places",
    "pass_on_place",
    "preview_decision",
    "preview_offers",
    "reassign_review",
    "recuse_review",
    "remove_evidence",
    "remove_referee",
    "request_offers",
    "save_draft",
    "save_review_draft",
    "seat_application",
    "start_application",
    "start_diagnostic",
    "start_review",
    "submit_application",
    "template_header",
    "withdraw_application",
]
