"""A cohort's life: its sessions, who was there, what was handed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from practicum.kernel.events import Event


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
class SessionsMoved(Event):
    """`sessions` maps each week that was moved to its new beginning; `outside` counts those of the cohort for whom one of
    them now lies outside the hours that they gave."""

    kind: ClassVar[str] = "cohorts.sessions_moved"
    subject_fields: ClassVar[tuple[str, ...]] = ("cohort",)
    cohort: str
    sessions: Mapping[str, datetime]
    outside: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class SessionCancelled(Event):
    kind: ClassVar[str] = "cohorts.session_cancelled"
    subject_fields: ClassVar[tuple[str, ...]] = ("cohort",)
    cohort: str
    week: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class JoinLinkSet(Event):
    """Where these weeks' sessions are held. The link itself stays out of the record: it opens a door."""

    kind: ClassVar[str] = "cohorts.join_link_set"
    subject_fields: ClassVar[tuple[str, ...]] = ("cohort",)
    cohort: str
    weeks: tuple[int, ...]


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


@dataclass(frozen=True, kw_only=True)
class MakeUpSubmitted(Event):
    """`text_digest` is the SHA-256 of what was handed in."""

    kind: ClassVar[str] = "cohorts.make_up_submitted"
    subject_fields: ClassVar[tuple[str, ...]] = ("make_up", "candidacy")
    make_up: str
    candidacy: str
    cohort: str
    week: int
    text_digest: str


@dataclass(frozen=True, kw_only=True)
class MakeUpDecided(Event):
    """Accepted or returned. When it is accepted, the attendance that follows from it has a record of its own."""

    kind: ClassVar[str] = "cohorts.make_up_decided"
    subject_fields: ClassVar[tuple[str, ...]] = ("make_up", "candidacy")
    make_up: str
    candidacy: str
    cohort: str
    week: int
    outcome: str
    text_digest: str
