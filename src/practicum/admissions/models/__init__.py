"""Applications, offers, and the candidacy that an accepted application opens."""

from practicum.admissions.models.application import Application
from practicum.admissions.models.candidacy import Candidacy
from practicum.admissions.models.offer import Offer
from practicum.admissions.models.review import CandidacyTrainer, CriterionScore, Review

__all__ = ["Application", "Candidacy", "CandidacyTrainer", "CriterionScore", "Offer", "Review"]
