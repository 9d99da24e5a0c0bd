"""Django looks for models here; each room keeps its own."""

from practicum.admissions.models import Application, Candidacy, Offer
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
from practicum.credentials.models import AwardDecision, Credential, SigningKey, StatusListVersion, TlogLeaf
from practicum.curriculum.models import ProgrammeVersion
from practicum.exams.models import Attempt, Clearance, Response, Sitting
from practicum.itembank.models import Item, ItemReview, ItemVersion, TestForm, TestFormItem
from practicum.labs.models import Bill, LabDefinition, LabSubmission, LabVariant
from practicum.ledger.models import LedgerHead, Record
from practicum.marking.models import Capstone, CapstoneSubmission, Mark, MarkAllocation
from practicum.notices.models import Notice
from practicum.people.models import Accommodation, Consent, InterestDeclaration, Person, Qualification, RoleGrant
from practicum.results.models import Appeal, CutScore, ExamResult, Judgement, StandardSetting

__all__ = [
    "Accommodation",
    "Appeal",
    "Application",
    "AssignmentFeedback",
    "AssignmentSubmission",
    "Attempt",
    "Attendance",
    "AwardDecision",
    "Bill",
    "Candidacy",
    "Capstone",
    "CapstoneSubmission",
    "Clearance",
    "Cohort",
    "CohortMentor",
    "Consent",
    "Credential",
    "CutScore",
    "ExamResult",
    "InterestDeclaration",
    "Item",
    "ItemReview",
    "ItemVersion",
    "Judgement",
    "LabDefinition",
    "LabSubmission",
    "LabVariant",
    "LedgerHead",
    "Mark",
    "MarkAllocation",
    "Notice",
    "Offer",
    "Person",
    "ProgrammeVersion",
    "Proposal",
    "Qualification",
    "Record",
    "Response",
    "RoleGrant",
    "Seat",
    "Session",
    "SigningKey",
    "Sitting",
    "StaffAvailability",
    "StandardSetting",
    "StatusListVersion",
    "TestForm",
    "TestFormItem",
    "TlogLeaf",
]
