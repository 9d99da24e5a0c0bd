"""What people say, show and arrange between the sessions."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from practicum.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class RecordingAdded(Event):
    """`link_digest` is the SHA-256 of the link: who holds the link may see the recording."""

    kind: ClassVar[str] = "cohorts.recording_added"
    subject_fields: ClassVar[tuple[str, ...]] = ("recording", "cohort")
    recording: str
    cohort: str
    week: int
    kept_until: date
    link_digest: str


@dataclass(frozen=True, kw_only=True)
class RecordingRemoved(Event):
    kind: ClassVar[str] = "cohorts.recording_removed"
    subject_fields: ClassVar[tuple[str, ...]] = ("recording", "cohort")
    recording: str
    cohort: str
    week: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ReflectionShared(Event):
    """A candidate showed a reflection to their mentor, or took it back. Not about a candidacy: it enters no decision."""

    kind: ClassVar[str] = "cohorts.reflection_shared"
    subject_fields: ClassVar[tuple[str, ...]] = ("cohort",)
    cohort: str
    week: int
    is_shared: bool


@dataclass(frozen=True, kw_only=True)
class PostWritten(Event):
    """`thread` is empty for a post that opens one. The words stay out of the record."""

    kind: ClassVar[str] = "cohorts.post_written"
    subject_fields: ClassVar[tuple[str, ...]] = ("post", "thread", "cohort")
    post: str
    thread: str
    cohort: str
    week: int
    text_digest: str


@dataclass(frozen=True, kw_only=True)
class PostEdited(Event):
    kind: ClassVar[str] = "cohorts.post_edited"
    subject_fields: ClassVar[tuple[str, ...]] = ("post", "cohort")
    post: str
    cohort: str
    text_digest: str


@dataclass(frozen=True, kw_only=True)
class PostRemoved(Event):
    kind: ClassVar[str] = "cohorts.post_removed"
    subject_fields: ClassVar[tuple[str, ...]] = ("post", "cohort")
    post: str
    cohort: str
    by_author: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class ThreadPinned(Event):
    """Put on top of its week, or taken down from there."""

    kind: ClassVar[str] = "cohorts.thread_pinned"
    subject_fields: ClassVar[tuple[str, ...]] = ("post", "cohort")
    post: str
    cohort: str
    is_pinned: bool


@dataclass(frozen=True, kw_only=True)
class PulseClosed(Event):
    """A week's pulse is over. Answers have no record: who answered, and when, would point at what they said.

    `answers` is 0 when there were too few to show; nothing of them is kept then.
    """

    kind: ClassVar[str] = "cohorts.pulse_closed"
    subject_fields: ClassVar[tuple[str, ...]] = ("cohort",)
    cohort: str
    week: int
    answers: int


@dataclass(frozen=True, kw_only=True)
class CandidateNudged(Event):
    """A facilitator or mentor wrote a short message to a candidate about a concern. Its words stay out of the record."""

    kind: ClassVar[str] = "cohorts.candidate_nudged"
    subject_fields: ClassVar[tuple[str, ...]] = ("nudge", "candidacy")
    nudge: str
    candidacy: str
    cohort: str
    concern: str
    text_digest: str


@dataclass(frozen=True, kw_only=True)
class OfficeHoursOffered(Event):
    kind: ClassVar[str] = "cohorts.office_hours_offered"
    subject_fields: ClassVar[tuple[str, ...]] = ("series", "host")
    series: str
    host: str
    minutes: int
    starts: tuple[datetime, ...]


@dataclass(frozen=True, kw_only=True)
class OfficeHourCancelled(Event):
    """By its host or their stand-in. `booking` is empty when nobody had booked it. The reason is for the candidate, not for
    the record."""

    kind: ClassVar[str] = "cohorts.office_hour_cancelled"
    subject_fields: ClassVar[tuple[str, ...]] = ("office_hour", "host", "booking")
    office_hour: str
    host: str
    booking: str


@dataclass(frozen=True, kw_only=True)
class OfficeHourBooked(Event):
    """The question stays out of the record."""

    kind: ClassVar[str] = "cohorts.office_hour_booked"
    subject_fields: ClassVar[tuple[str, ...]] = ("booking", "office_hour", "candidacy", "host")
    booking: str
    office_hour: str
    candidacy: str
    host: str
    starts_at: datetime


@dataclass(frozen=True, kw_only=True)
class BookingCancelled(Event):
    """By the candidate, or with their seat; the office hour is free again."""

    kind: ClassVar[str] = "cohorts.booking_cancelled"
    subject_fields: ClassVar[tuple[str, ...]] = ("booking", "office_hour", "candidacy", "host")
    booking: str
    office_hour: str
    candidacy: str
    host: str


@dataclass(frozen=True, kw_only=True)
class HandedOver(Event):
    """Somebody is away, and somebody else does what waits for them meanwhile."""

    kind: ClassVar[str] = "cohorts.handed_over"
    subject_fields: ClassVar[tuple[str, ...]] = ("hand_over", "person", "stand_in")
    hand_over: str
    person: str
    stand_in: str
    away_from: datetime
    away_until: datetime
    cohorts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class HandOverEnded(Event):
    """Sooner than was said."""

    kind: ClassVar[str] = "cohorts.hand_over_ended"
    subject_fields: ClassVar[tuple[str, ...]] = ("hand_over", "person", "stand_in")
    hand_over: str
    person: str
    stand_in: str
