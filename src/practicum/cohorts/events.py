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
class SearchStopped(Event):
    """A person stopped the search: the best plan so far becomes the proposal."""

    kind: ClassVar[str] = "cohorts.search_stopped"
    subject_fields: ClassVar[tuple[str, ...]] = ("proposal",)
    proposal: str


@dataclass(frozen=True, kw_only=True)
class ProposedSeatMoved(Event):
    """A person changed the proposed plan by hand. Cohorts by their number in the plan, 0 for no seat; the digest is that
    of the plan afterwards."""

    kind: ClassVar[str] = "cohorts.proposed_seat_moved"
    subject_fields: ClassVar[tuple[str, ...]] = ("proposal", "application")
    proposal: str
    application: str
    cohort_before: int
    cohort: int
    reason: str
    result_digest: str


@dataclass(frozen=True, kw_only=True)
class AlternativeAdopted(Event):
    """A person put the answer to a question "what if" in the place of the proposed plan."""

    kind: ClassVar[str] = "cohorts.alternative_adopted"
    subject_fields: ClassVar[tuple[str, ...]] = ("proposal", "alternative")
    proposal: str
    alternative: str
    change: Mapping[str, str | int]
    reason: str
    placed: int
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
class SeatGivenByHand(Event):
    """A person gave a seat in a forming cohort to somebody who waited; why."""

    kind: ClassVar[str] = "cohorts.seat_given_by_hand"
    subject_fields: ClassVar[tuple[str, ...]] = ("candidacy", "cohort")
    candidacy: str
    cohort: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CohortRegrouped(Event):
    """A person decided about a forming cohort: `filled`, `dissolved`, or `merged` into another. The moves that follow have
    records of their own; the digest is that of the plan which the person saw."""

    kind: ClassVar[str] = "cohorts.regrouped"
    subject_fields: ClassVar[tuple[str, ...]] = ("cohort",)
    cohort: str
    outcome: str
    other: str
    moves: int
    reason: str
    plan_digest: str


@dataclass(frozen=True, kw_only=True)
class MentorJoined(Event):
    kind: ClassVar[str] = "cohorts.mentor_joined"
    subject_fields: ClassVar[tuple[str, ...]] = ("cohort", "mentor")
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
class SessionsMoved(Event):
    """`sessions` maps each week that was moved to its new beginning."""

    kind: ClassVar[str] = "cohorts.sessions_moved"
    subject_fields: ClassVar[tuple[str, ...]] = ("cohort",)
    cohort: str
    sessions: Mapping[str, datetime]
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
    """By its host. `booking` is empty when nobody had booked it. The reason is for the candidate, not for the record."""

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
    """By the candidate; the office hour is free again."""

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
