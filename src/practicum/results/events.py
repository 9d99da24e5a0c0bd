"""What the record says of cut scores, results and appeals, with the numbers they rest on. No key and no answer is in it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from practicum.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class JudgementsRecorded(Event):
    """A judge saved judgements. `items` of them were new or changed; `digest` is over all of theirs in this round."""

    kind: ClassVar[str] = "results.judgements_recorded"
    subject_fields: ClassVar[tuple[str, ...]] = ("form",)
    form: str
    judge: str
    round: int
    items: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class SecondRoundOpened(Event):
    """From now on the judges see the medians of the first round, which is over. `judges` finished it."""

    kind: ClassVar[str] = "results.second_round_opened"
    subject_fields: ClassVar[tuple[str, ...]] = ("form",)
    form: str
    judges: int


@dataclass(frozen=True, kw_only=True)
class CutScoreComputed(Event):
    """`value` in raw points with its 95 % interval over judges; `judgements_digest` is over the table it was computed from.
    `left_out` judges had not finished."""

    kind: ClassVar[str] = "results.cut_score_computed"
    subject_fields: ClassVar[tuple[str, ...]] = ("form",)
    form: str
    method: str
    value: Decimal
    standard_error: Decimal
    low: Decimal
    high: Decimal
    items: int
    judges: int
    left_out: int
    judgements_digest: str


@dataclass(frozen=True, kw_only=True)
class CutScoreAdopted(Event):
    kind: ClassVar[str] = "results.cut_score_adopted"
    subject_fields: ClassVar[tuple[str, ...]] = ("form",)
    form: str
    method: str
    value: Decimal
    standard_error: Decimal
    judges: int
    computed_by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CutScoreRejected(Event):
    kind: ClassVar[str] = "results.cut_score_rejected"
    subject_fields: ClassVar[tuple[str, ...]] = ("form",)
    form: str
    value: Decimal
    reason: str


@dataclass(frozen=True, kw_only=True)
class AttemptScored(Event):
    """`answers_digest` proves the answers that were scored; `cut` is the adopted cut score in raw points."""

    kind: ClassVar[str] = "results.attempt_scored"
    subject_fields: ClassVar[tuple[str, ...]] = ("result", "attempt", "candidacy", "form")
    result: str
    attempt: str
    candidacy: str
    form: str
    number: int
    raw_score: Decimal
    raw_max: Decimal
    cut: Decimal
    passed: bool
    answers_digest: str


@dataclass(frozen=True, kw_only=True)
class BorderlineReviewed(Event):
    """A person looked at a result within one SEM of the cut score before its release."""

    kind: ClassVar[str] = "results.borderline_reviewed"
    subject_fields: ClassVar[tuple[str, ...]] = ("result", "attempt", "candidacy")
    result: str
    attempt: str
    candidacy: str
    note: str


@dataclass(frozen=True, kw_only=True)
class ResultReleased(Event):
    """`sem` in raw points, from `sem_n` attempts (0: from the form's length alone) by `sem_method`."""

    kind: ClassVar[str] = "results.result_released"
    subject_fields: ClassVar[tuple[str, ...]] = ("result", "attempt", "candidacy", "sitting")
    result: str
    attempt: str
    candidacy: str
    sitting: str
    passed: bool
    raw_score: Decimal
    cut: Decimal
    sem: Decimal
    sem_n: int
    sem_method: str
    is_borderline: bool


@dataclass(frozen=True, kw_only=True)
class AppealLodged(Event):
    kind: ClassVar[str] = "results.appeal_lodged"
    subject_fields: ClassVar[tuple[str, ...]] = ("appeal", "result", "attempt", "candidacy")
    appeal: str
    result: str
    attempt: str
    candidacy: str
    grounds_digest: str


@dataclass(frozen=True, kw_only=True)
class AppealDecided(Event):
    """`upheld` voids the attempt; `dismissed` lets the result stand."""

    kind: ClassVar[str] = "results.appeal_decided"
    subject_fields: ClassVar[tuple[str, ...]] = ("appeal", "result", "attempt", "candidacy")
    appeal: str
    result: str
    attempt: str
    candidacy: str
    outcome: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class AppealWithdrawn(Event):
    kind: ClassVar[str] = "results.appeal_withdrawn"
    subject_fields: ClassVar[tuple[str, ...]] = ("appeal", "result", "attempt", "candidacy")
    appeal: str
    result: str
    attempt: str
    candidacy: str
