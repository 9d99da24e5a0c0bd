"""What the record says of capstones: who marked what with which levels. The texts stay out of it; a digest proves them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from practicum.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CapstoneSubmitted(Event):
    """`ai_policy` is the SHA-256 of the statement on AI that the candidate acknowledged, `text_digest` that of the text."""

    kind: ClassVar[str] = "marking.capstone_submitted"
    subject_fields: ClassVar[tuple[str, ...]] = ("capstone", "candidacy")
    capstone: str
    candidacy: str
    number: int
    words: int
    text_digest: str
    ai_policy: str


@dataclass(frozen=True, kw_only=True)
class CapstoneReopened(Event):
    """A capstone that did not pass may be worked on again."""

    kind: ClassVar[str] = "marking.capstone_reopened"
    subject_fields: ClassVar[tuple[str, ...]] = ("capstone", "candidacy")
    capstone: str
    candidacy: str
    number: int


@dataclass(frozen=True, kw_only=True)
class ExaminerAllocated(Event):
    """`trainer_rule` is `enforced`, or `relaxed` where the programme's mode lets trainers mark."""

    kind: ClassVar[str] = "marking.examiner_allocated"
    subject_fields: ClassVar[tuple[str, ...]] = ("capstone", "candidacy", "examiner")
    capstone: str
    candidacy: str
    number: int
    examiner: str
    trainer_rule: str


@dataclass(frozen=True, kw_only=True)
class AllocationWithdrawn(Event):
    kind: ClassVar[str] = "marking.allocation_withdrawn"
    subject_fields: ClassVar[tuple[str, ...]] = ("capstone", "candidacy", "examiner")
    capstone: str
    candidacy: str
    number: int
    examiner: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CapstoneMarked(Event):
    """One examiner's mark. `percent` is cut off after two places; `comment_digest` proves the words."""

    kind: ClassVar[str] = "marking.capstone_marked"
    subject_fields: ClassVar[tuple[str, ...]] = ("capstone", "candidacy")
    capstone: str
    candidacy: str
    number: int
    examiner: str
    levels: Mapping[str, int]
    percent: Decimal
    comment_digest: str


@dataclass(frozen=True, kw_only=True)
class CapstoneDecided(Event):
    """The marks became the outcome: `marks` of them were in; the pass mark is `pass_percent` of the rubric named."""

    kind: ClassVar[str] = "marking.capstone_decided"
    subject_fields: ClassVar[tuple[str, ...]] = ("capstone", "candidacy")
    capstone: str
    candidacy: str
    number: int
    rubric: str
    programme_digest: str
    marks: int
    percent: Decimal
    pass_percent: int
    passed: bool
