"""Forms of admissions."""

from practicum.admissions.forms.applications import (
    AboutForm,
    AccommodationForm,
    AvailabilityForm,
    DecideApplication,
    DraftForm,
    EstateForm,
    ExperienceForm,
    FilterApplications,
    ImportApplicants,
    RoleForm,
    SeenDecision,
    WithdrawApplication,
)
from practicum.admissions.forms.bulk import OfferPlaces
from practicum.admissions.forms.evidence import AttachFile
from practicum.admissions.forms.references import AnswerReference, NameReferee
from practicum.admissions.forms.waitlist import MoveOnWaitlist, ReasonForm

__all__ = [
    "AboutForm",
    "AccommodationForm",
    "AnswerReference",
    "AttachFile",
    "AvailabilityForm",
    "DecideApplication",
    "DraftForm",
    "EstateForm",
    "ExperienceForm",
    "FilterApplications",
    "ImportApplicants",
    "MoveOnWaitlist",
    "NameReferee",
    "OfferPlaces",
    "ReasonForm",
    "RoleForm",
    "SeenDecision",
    "WithdrawApplication",
]
