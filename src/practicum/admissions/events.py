"""What the record says of applications. The facts themselves stay out of it: their digest is enough to prove them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from practicum.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ApplicationStarted(Event):
    kind: ClassVar[str] = "admissions.application_started"
    subject_fields: ClassVar[tuple[str, ...]] = ("application", "person")
    application: str
    person: str
    programme_digest: str


@dataclass(frozen=True, kw_only=True)
class ApplicationSubmitted(Event):
    """`criteria` are pairs of criterion and verdict, as computed under the programme version named by its digest."""

    kind: ClassVar[str] = "admissions.application_submitted"
    subject_fields: ClassVar[tuple[str, ...]] = ("application", "person")
    application: str
    person: str
    programme_digest: str
    scheme_version: str
    route: str
    role_profile: str
    facts_digest: str
    eligibility: str
    points: int
    threshold: int
    criteria: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class ReviewStarted(Event):
    kind: ClassVar[str] = "admissions.review_started"
    subject_fields: ClassVar[tuple[str, ...]] = ("application",)
    application: str


@dataclass(frozen=True, kw_only=True)
class ApplicationDecided(Event):
    """A person offered a place, put the application on the waiting list or declined it. `open_until` is an offer's.

    `recommendation` is what `reviews` reviews came to (empty while nothing could be recommended), and `deviation` why the
    officer decided otherwise.
    """

    kind: ClassVar[str] = "admissions.application_decided"
    subject_fields: ClassVar[tuple[str, ...]] = ("application", "person")
    application: str
    person: str
    outcome: str
    reason: str
    eligibility: str
    open_until: datetime | None
    recommendation: str = ""
    reviews: int = 0
    deviation: str = ""


@dataclass(frozen=True, kw_only=True)
class OfferAnswered(Event):
    kind: ClassVar[str] = "admissions.offer_answered"
    subject_fields: ClassVar[tuple[str, ...]] = ("application", "person")
    application: str
    person: str
    accepted: bool


@dataclass(frozen=True, kw_only=True)
class OfferLapsed(Event):
    kind: ClassVar[str] = "admissions.offer_lapsed"
    subject_fields: ClassVar[tuple[str, ...]] = ("application", "person")
    application: str
    person: str
    open_until: datetime


@dataclass(frozen=True, kw_only=True)
class ApplicationWithdrawn(Event):
    kind: ClassVar[str] = "admissions.application_withdrawn"
    subject_fields: ClassVar[tuple[str, ...]] = ("application", "person")
    application: str
    person: str
    before: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CandidacyOpened(Event):
    """From here on the applicant is a candidate."""

    kind: ClassVar[str] = "admissions.candidacy_opened"
    subject_fields: ClassVar[tuple[str, ...]] = ("candidacy", "application", "person")
    candidacy: str
    application: str
    person: str
    route: str
    programme_digest: str


@dataclass(frozen=True, kw_only=True)
class CandidacyEnded(Event):
    kind: ClassVar[str] = "admissions.candidacy_ended"
    subject_fields: ClassVar[tuple[str, ...]] = ("candidacy", "application", "person")
    candidacy: str
    application: str
    person: str


@dataclass(frozen=True, kw_only=True)
class ApplicantsImported(Event):
    """A file of applicants was taken in as a whole. `file_digest` is the SHA-256 of its bytes."""

    kind: ClassVar[str] = "admissions.applicants_imported"
    subject_fields: ClassVar[tuple[str, ...]] = ("applications",)
    applications: tuple[str, ...]
    file_digest: str

    def subjects(self) -> tuple[str, ...]:
        return self.applications


@dataclass(frozen=True, kw_only=True)
class ReviewerAssigned(Event):
    kind: ClassVar[str] = "admissions.reviewer_assigned"
    subject_fields: ClassVar[tuple[str, ...]] = ("review", "application")
    review: str
    application: str
    reviewer: str
    blind: bool
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class ReviewHandedIn(Event):
    """`levels` are pairs of criterion and level; the reasons stay out of the record, their digest is enough to prove them."""

    kind: ClassVar[str] = "admissions.review_handed_in"
    subject_fields: ClassVar[tuple[str, ...]] = ("review", "application")
    review: str
    application: str
    reviewer: str
    levels: tuple[tuple[str, int], ...]
    percent: Decimal
    reasons_digest: str


@dataclass(frozen=True, kw_only=True)
class ReviewEnded(Event):
    """A review ended without being handed in: recused, reassigned, or closed because nobody needs it any more."""

    kind: ClassVar[str] = "admissions.review_ended"
    subject_fields: ClassVar[tuple[str, ...]] = ("review", "application")
    review: str
    application: str
    reviewer: str
    state: str


@dataclass(frozen=True, kw_only=True)
class ReviewerReminded(Event):
    kind: ClassVar[str] = "admissions.reviewer_reminded"
    subject_fields: ClassVar[tuple[str, ...]] = ("review",)
    review: str
    reviewer: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class TrainersNoted(Event):
    """Who trains this candidate: they never review an application of the same person."""

    kind: ClassVar[str] = "admissions.trainers_noted"
    subject_fields: ClassVar[tuple[str, ...]] = ("candidacy",)
    candidacy: str
    trainers: tuple[str, ...]
