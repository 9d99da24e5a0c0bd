"""Applications, offers, and the candidacy that an accepted application opens."""

from practicum.admissions.models.application import Application
from practicum.admissions.models.candidacy import Candidacy
from practicum.admissions.models.diagnostic import DiagnosticItem, DiagnosticTest
from practicum.admissions.models.evidence import EvidenceFile
from practicum.admissions.models.offer import Offer
from practicum.admissions.models.offer_round import OfferRound
from practicum.admissions.models.review import CandidacyTrainer, CriterionScore, Review

__all__ = ["Application", "Candidacy", "CandidacyTrainer", "CriterionScore", "Offer", "Review"]
from practicum.admissions.models.reference import Reference
from practicum.admissions.models.waitlist import FreedPlace, WaitlistRank

__all__ = [
    "Application",
    "Candidacy",
    "DiagnosticItem",
    "DiagnosticTest",
    "EvidenceFile",
    "FreedPlace",
    "Offer",
    "OfferRound",
    "Reference",
    "WaitlistRank",
]
