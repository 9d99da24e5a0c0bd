"""What the record says of sittings and attempts. Answers stay out of it; a digest fixes them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from practicum.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ClearanceGranted(Event):
    kind: ClassVar[str] = "exams.clearance_granted"
    subject_fields: ClassVar[tuple[str, ...]] = ("candidacy", "source")
    candidacy: str
    requirement: str
    source: str


@dataclass(frozen=True, kw_only=True)
class SittingScheduled(Event):
    kind: ClassVar[str] = "exams.sitting_scheduled"
    subject_fields: ClassVar[tuple[str, ...]] = ("sitting", "form")
    sitting: str
    form: str
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, kw_only=True)
class AttemptBooked(Event):
    """`minutes` contains the accommodation: the form's minutes times `time_factor`."""

    kind: ClassVar[str] = "exams.attempt_booked"
    subject_fields: ClassVar[tuple[str, ...]] = ("attempt", "candidacy", "sitting")
    attempt: str
    candidacy: str
    sitting: str
    number: int
    minutes: int
    time_factor: Decimal


@dataclass(frozen=True, kw_only=True)
class AttemptCheckedIn(Event):
    """The candidate acknowledged the code of conduct and the statement on AI of the programme version named."""

    kind: ClassVar[str] = "exams.attempt_checked_in"
    subject_fields: ClassVar[tuple[str, ...]] = ("attempt", "candidacy")
    attempt: str
    candidacy: str
    acknowledged_version: str


@dataclass(frozen=True, kw_only=True)
class AttemptStarted(Event):
    kind: ClassVar[str] = "exams.attempt_started"
    subject_fields: ClassVar[tuple[str, ...]] = ("attempt", "candidacy")
    attempt: str
    candidacy: str
    form: str
    deadline_at: datetime


@dataclass(frozen=True, kw_only=True)
class AttemptExtended(Event):
    """An accommodation that was approved after the booking is taken over; `deadline_at` is None before the start."""

    kind: ClassVar[str] = "exams.attempt_extended"
    subject_fields: ClassVar[tuple[str, ...]] = ("attempt", "candidacy")
    attempt: str
    candidacy: str
    minutes: int
    time_factor: Decimal
    deadline_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class AttemptClosed(Event):
    """`answers_digest` is over the final answers with their save numbers and times; `answered` is how many there are."""

    kind: ClassVar[str] = "exams.attempt_closed"
    subject_fields: ClassVar[tuple[str, ...]] = ("attempt", "candidacy")
    attempt: str
    candidacy: str
    state: str
    closed_at: datetime
    answered: int
    answers_digest: str


@dataclass(frozen=True, kw_only=True)
class AttemptMarked(Event):
    """Where an attempt stands after a decision on its result: scored, released, under appeal."""

    kind: ClassVar[str] = "exams.attempt_marked"
    subject_fields: ClassVar[tuple[str, ...]] = ("attempt", "candidacy")
    attempt: str
    candidacy: str
    state: str


@dataclass(frozen=True, kw_only=True)
class AttemptVoided(Event):
    kind: ClassVar[str] = "exams.attempt_voided"
    subject_fields: ClassVar[tuple[str, ...]] = ("attempt", "candidacy")
    attempt: str
    candidacy: str
    before: str
    reason: str
