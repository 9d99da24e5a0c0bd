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


@dataclass(frozen=True, kw_only=True)
class AcceptanceTakenOver(Event):
    """The person accepted in the system that the application was imported from, on the day that the file named."""

    kind: ClassVar[str] = "admissions.acceptance_taken_over"
    subject_fields: ClassVar[tuple[str, ...]] = ("application", "person")
    application: str
    person: str
    accepted_on: str


@dataclass(frozen=True, kw_only=True)
class ApplicationsExported(Event):
    """Somebody took a table of applications out of the system. `filters` are pairs of field and value;
    `file_digest` is the SHA-256 of the bytes."""

    kind: ClassVar[str] = "admissions.applications_exported"
    subject_fields: ClassVar[tuple[str, ...]] = ("reader",)
    reader: str
    rows: int
    file_format: str
    filters: tuple[tuple[str, str], ...]
    file_digest: str


@dataclass(frozen=True, kw_only=True)
class EvidenceAdded(Event):
    """A file was attached. Its name stays out of the record: its digest is enough to prove it."""

    kind: ClassVar[str] = "admissions.evidence_added"
    subject_fields: ClassVar[tuple[str, ...]] = ("file", "application")
    file: str
    application: str
    sha256: str
    file_kind: str
    size: int


@dataclass(frozen=True, kw_only=True)
class EvidenceRemoved(Event):
    kind: ClassVar[str] = "admissions.evidence_removed"
    subject_fields: ClassVar[tuple[str, ...]] = ("file", "application")
    file: str
    application: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class RefereeNamed(Event):
    """Who it is stays out of the record: a referee has no account, and did not ask to be in it."""

    kind: ClassVar[str] = "admissions.referee_named"
    subject_fields: ClassVar[tuple[str, ...]] = ("reference", "application")
    reference: str
    application: str


@dataclass(frozen=True, kw_only=True)
class RefereeRemoved(Event):
    kind: ClassVar[str] = "admissions.referee_removed"
    subject_fields: ClassVar[tuple[str, ...]] = ("reference", "application")
    reference: str
    application: str


@dataclass(frozen=True, kw_only=True)
class ReferenceAsked(Event):
    kind: ClassVar[str] = "admissions.reference_asked"
    subject_fields: ClassVar[tuple[str, ...]] = ("reference", "application")
    reference: str
    application: str
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class ReferenceAnswered(Event):
    kind: ClassVar[str] = "admissions.reference_answered"
    subject_fields: ClassVar[tuple[str, ...]] = ("reference", "application")
    reference: str
    application: str
    answer_digest: str


@dataclass(frozen=True, kw_only=True)
class ReferenceClosed(Event):
    """No answer will come: `how` is declined, expired or withdrawn."""

    kind: ClassVar[str] = "admissions.reference_closed"
    subject_fields: ClassVar[tuple[str, ...]] = ("reference", "application")
    reference: str
    application: str
    how: str


@dataclass(frozen=True, kw_only=True)
class DiagnosticLoaded(Event):
    """The questions of the diagnostic test of one version. They are secret: the record has their digest."""

    kind: ClassVar[str] = "admissions.diagnostic_loaded"
    subject_fields: ClassVar[tuple[str, ...]] = ("programme_digest",)
    programme_digest: str
    questions: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class DiagnosticStarted(Event):
    kind: ClassVar[str] = "admissions.diagnostic_started"
    subject_fields: ClassVar[tuple[str, ...]] = ("test", "person")
    test: str
    person: str
    programme_digest: str
    questions_digest: str
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class DiagnosticScored(Event):
    """`how` is submitted, or expired when the time ran out."""

    kind: ClassVar[str] = "admissions.diagnostic_scored"
    subject_fields: ClassVar[tuple[str, ...]] = ("test", "person")
    test: str
    person: str
    how: str
    right: int
    asked: int
    needed: int
    passed: bool
    answers_digest: str


@dataclass(frozen=True, kw_only=True)
class WaitlistReordered(Event):
    """An officer put an application on another place in the line. Places count from 1."""

    kind: ClassVar[str] = "admissions.waitlist_reordered"
    subject_fields: ClassVar[tuple[str, ...]] = ("application", "person")
    application: str
    person: str
    place_before: int
    place: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class PlacePassedOn(Event):
    """A place that became free was offered to somebody on the waiting list. `proposed` is who stood first then."""

    kind: ClassVar[str] = "admissions.place_passed_on"
    subject_fields: ClassVar[tuple[str, ...]] = ("application", "freed_by")
    application: str
    freed_by: str
    proposed: str


@dataclass(frozen=True, kw_only=True)
class PlaceGivenUp(Event):
    """A place that became free is not offered again, for a reason."""

    kind: ClassVar[str] = "admissions.place_given_up"
    subject_fields: ClassVar[tuple[str, ...]] = ("freed_by",)
    freed_by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class WaitingEnded(Event):
    """The time for which a place on the waiting list stands is over."""

    kind: ClassVar[str] = "admissions.waiting_ended"
    subject_fields: ClassVar[tuple[str, ...]] = ("application", "person")
    application: str
    person: str
    stood_until: datetime


@dataclass(frozen=True, kw_only=True)
class OffersAskedFor(Event):
    """An officer decided to offer places to many at once; a worker does it. Each decision has records of its own."""

    kind: ClassVar[str] = "admissions.offers_asked_for"
    subject_fields: ClassVar[tuple[str, ...]] = ("round",)
    round: str
    applications: int
    reason: str
