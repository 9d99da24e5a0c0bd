"""What the record says of cohorts. Reasons of absence and texts of candidates stay out of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from practicum.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class AvailabilitySaid(Event):
    """How many hours a week a facilitator or mentor offered, and for how many cohorts at a time."""

    kind: ClassVar[str] = "cohorts.availability_said"
    subject_fields: ClassVar[tuple[str, ...]] = ("person",)
    person: str
    hours: int
    language: str
    capacity: int


@dataclass(frozen=True, kw_only=True)
class CohortsProposed(Event):
    """The solver answered. The digests are SHA-256 of what was asked and of what it answered."""

    kind: ClassVar[str] = "cohorts.proposed"
    subject_fields: ClassVar[tuple[str, ...]] = ("proposal",)
    proposal: str
    programme_digest: str
    starts_on: date
    seed: int
    applicants: int
    placed: int
    bound: int
    cohorts: int
    instance_digest: str
    result_digest: str


@dataclass(frozen=True, kw_only=True)
class ProposalConfirmed(Event):
    """A person made the proposal real."""

    kind: ClassVar[str] = "cohorts.proposal_confirmed"
    subject_fields: ClassVar[tuple[str, ...]] = ("proposal",)
    proposal: str
    cohorts: tuple[str, ...]
    starts_on: date


@dataclass(frozen=True, kw_only=True)
class ProposalDiscarded(Event):
    kind: ClassVar[str] = "cohorts.proposal_discarded"
    subject_fields: ClassVar[tuple[str, ...]] = ("proposal",)
    proposal: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CohortFormed(Event):
    kind: ClassVar[str] = "cohorts.formed"
    subject_fields: ClassVar[tuple[str, ...]] = ("cohort", "proposal", "facilitator")
    cohort: str
    proposal: str
    name: str
    facilitator: str
    mentors: tuple[str, ...]
    language: str
    hour: int
    time_zone: str
    sessions: tuple[datetime, ...]
    size: int

    def subjects(self) -> tuple[str, ...]:
        return (*super().subjects(), *self.mentors)


@dataclass(frozen=True, kw_only=True)
class SeatTaken(Event):
    kind: ClassVar[str] = "cohorts.seat_taken"
    subject_fields: ClassVar[tuple[str, ...]] = ("candidacy", "cohort", "mentor")
    candidacy: str
    cohort: str
    mentor: str


@dataclass(frozen=True, kw_only=True)
class MemberMoved(Event):
    kind: ClassVar[str] = "cohorts.member_moved"
    subject_fields: ClassVar[tuple[str, ...]] = ("candidacy", "cohort_before", "cohort", "mentor")
    candidacy: str
    cohort_before: str
    cohort: str
    mentor: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class SeatLeft(Event):
    kind: ClassVar[str] = "cohorts.seat_left"
    subject_fields: ClassVar[tuple[str, ...]] = ("candidacy", "cohort")
    candidacy: str
    cohort: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CohortStarted(Event):
    kind: ClassVar[str] = "cohorts.started"
    subject_fields: ClassVar[tuple[str, ...]] = ("cohort",)
    cohort: str
    size: int


@dataclass(frozen=True, kw_only=True)
class CohortCancelled(Event):
    kind: ClassVar[str] = "cohorts.cancelled"
    subject_fields: ClassVar[tuple[str, ...]] = ("cohort",)
    cohort: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CohortCompleted(Event):
    kind: ClassVar[str] = "cohorts.completed"
    subject_fields: ClassVar[tuple[str, ...]] = ("cohort",)
    cohort: str
    size: int


@dataclass(frozen=True, kw_only=True)
class TrainingEnded(Event):
    """What a candidate's training came to when the cohort ended; `missing` can still be mended later."""

    kind: ClassVar[str] = "cohorts.training_ended"
    subject_fields: ClassVar[tuple[str, ...]] = ("candidacy", "cohort")
    candidacy: str
    cohort: str
    sessions_attended: int
    sessions_needed: int
    missing: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AttendanceRecorded(Event):
    """`statuses` maps each candidacy whose status is new or changed to it."""

    kind: ClassVar[str] = "cohorts.attendance_recorded"
    subject_fields: ClassVar[tuple[str, ...]] = ("cohort",)
    cohort: str
    week: int
    statuses: Mapping[str, str]

    def subjects(self) -> tuple[str, ...]:
        return (*super().subjects(), *self.statuses)


@dataclass(frozen=True, kw_only=True)
class AssignmentSubmitted(Event):
    """`text_digest` is the SHA-256 of what was handed in."""

    kind: ClassVar[str] = "cohorts.assignment_submitted"
    subject_fields: ClassVar[tuple[str, ...]] = ("submission", "candidacy")
    submission: str
    candidacy: str
    assignment: str
    text_digest: str


@dataclass(frozen=True, kw_only=True)
class FeedbackGiven(Event):
    """Formative: levels are not on the record, because they may never enter a decision."""

    kind: ClassVar[str] = "cohorts.feedback_given"
    subject_fields: ClassVar[tuple[str, ...]] = ("submission", "candidacy", "mentor")
    submission: str
    candidacy: str
    mentor: str
    rubric: str
    text_digest: str
