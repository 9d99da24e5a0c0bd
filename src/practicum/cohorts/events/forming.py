"""How cohorts come to be, and who sits in them."""

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
    """A person changed the proposed plan by hand. Cohorts by their number in the plan, 0 for no seat; `mentor` came
    in because the others are full, or is empty; the digest is that of the plan afterwards."""

    kind: ClassVar[str] = "cohorts.proposed_seat_moved"
    subject_fields: ClassVar[tuple[str, ...]] = ("proposal", "application")
    proposal: str
    application: str
    cohort_before: int
    cohort: int
    mentor: str
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
    """A person decided about a forming cohort: `filled`, `dissolved`, `merged` with another, or `split`. `formed` are the
    cohorts that came to be by it. The moves that follow have records of their own; the digest is that of the plan which
    the person saw."""

    kind: ClassVar[str] = "cohorts.regrouped"
    subject_fields: ClassVar[tuple[str, ...]] = ("cohort",)
    cohort: str
    outcome: str
    other: str
    formed: tuple[str, ...]
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
class MentorLeft(Event):
    """A mentor of a forming cohort mentors another one instead."""

    kind: ClassVar[str] = "cohorts.mentor_left"
    subject_fields: ClassVar[tuple[str, ...]] = ("cohort", "mentor")
    cohort: str
    mentor: str


@dataclass(frozen=True, kw_only=True)
class MentorChanged(Event):
    """Another mentor of the same cohort accompanies the member from now on."""

    kind: ClassVar[str] = "cohorts.mentor_changed"
    subject_fields: ClassVar[tuple[str, ...]] = ("candidacy", "cohort", "mentor_before", "mentor")
    candidacy: str
    cohort: str
    mentor_before: str
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
