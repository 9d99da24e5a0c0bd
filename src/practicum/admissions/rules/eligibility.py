"""Eligibility, computed from the facts with its reasons. Pure.

It never decides: an officer does, and sees what was computed and why. What the facts cannot settle is handed to
judgement instead of being rounded up or down.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from practicum.admissions.rules.diagnostic import DiagnosticResult
from practicum.admissions.rules.facts import AGREEMENTS, BASELINES, UNSURE, Facts
from practicum.pack.api import Policies

ELIGIBLE, NOT_ELIGIBLE, NEEDS_JUDGEMENT = "eligible", "not_eligible", "needs_judgement"
MET, NOT_MET, TO_JUDGE = "met", "not_met", "to_judge"


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One criterion: `key` names it, `verdict` is met, not_met or to_judge, `text` says why in a sentence."""

    key: str
    verdict: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Eligibility:
    """The outcome with its reasons. `points` are those of the dimensions that the applicant could place, and
    `points_at_most` those if every dimension left unsure stood at its highest band; `threshold` is what is needed."""

    outcome: str
    points: int
    points_at_most: int
    threshold: int
    reasons: tuple[Reason, ...]

    def as_data(self) -> dict[str, Any]:
        """For storage, in JSON's own types."""
        return {**asdict(self), "reasons": [asdict(reason) for reason in self.reasons]}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Eligibility":
        return cls(**{**data, "reasons": tuple(Reason(**reason) for reason in data["reasons"])})


def compute_eligibility(
    facts: Facts, policies: Policies, now: datetime, *, diagnostic: DiagnosticResult | None = None
) -> Eligibility:
    """Hold the facts against gate 1 of the policies, as things stand at `now`. `diagnostic` is what came of the person's
    diagnostic test, if they took it here.

    One criterion that is not met makes `not_eligible`; else one that the facts cannot settle makes `needs_judgement`.
    """
    low, high = _points(facts, policies)
    threshold = policies.eligibility.complexity.threshold
    reasons = (
        _at_least("experience", "years of professional experience", facts.years, policies.eligibility.years),
        _at_least("practice", "months of FinOps practice", facts.practice_months, policies.eligibility.practice_months),
        _baseline(facts, diagnostic, now),
        _complexity(low, high, threshold),
        _agreements(facts),
    )
    verdicts = {reason.verdict for reason in reasons}
    outcome = NOT_ELIGIBLE if NOT_MET in verdicts else NEEDS_JUDGEMENT if TO_JUDGE in verdicts else ELIGIBLE
    return Eligibility(outcome=outcome, points=low, points_at_most=high, threshold=threshold, reasons=reasons)


def _points(facts: Facts, policies: Policies) -> tuple[int, int]:
    low = high = 0
    for dimension in policies.eligibility.complexity.points:
        answer = facts.complexity.get(dimension.key, UNSURE)
        points = {band.key: band.points for band in dimension.bands}
        low += points.get(answer, min(points.values()))
        high += points.get(answer, max(points.values()))
    return low, high


def _at_least(key: str, what: str, found: int, needed: int) -> Reason:
    verdict = MET if found >= needed else NOT_MET
    return Reason(key=key, verdict=verdict, text=f"{found} {what}; at least {needed} are asked.")


def _baseline(facts: Facts, diagnostic: DiagnosticResult | None, now: datetime) -> Reason:
    what = BASELINES[facts.baseline]
    if facts.baseline == "none":
        text = "No baseline credential and no pass in the diagnostic test."
        return Reason(key="baseline", verdict=NOT_MET, text=text)
    if facts.baseline == "diagnostic" and diagnostic is not None:
        return Reason(key="baseline", verdict=MET if diagnostic.passed else NOT_MET, text=diagnostic.in_words)
    if facts.baseline_until is not None and facts.baseline_until < now.date():
        text = f"{what}, which ended on {facts.baseline_until.isoformat()}: judge whether it still counts."
        return Reason(key="baseline", verdict=TO_JUDGE, text=text)
    if facts.baseline == "equivalent":
        return Reason(key="baseline", verdict=TO_JUDGE, text=f"{what}: judge whether it is.")
    if facts.baseline == "diagnostic":
        return Reason(key="baseline", verdict=TO_JUDGE, text=f"{what}; none is on file here: judge what is stated.")
    return Reason(key="baseline", verdict=MET, text=f"{what}; its number is stated.")


def _complexity(low: int, high: int, threshold: int) -> Reason:
    if low >= threshold:
        return Reason(key="complexity", verdict=MET, text=f"{low} points of complexity; {threshold} are asked.")
    if high < threshold:
        most = f"{low} points" if low == high else f"{high} points at most"
        return Reason(key="complexity", verdict=NOT_MET, text=f"{most} of complexity; {threshold} are asked.")
    text = f"Between {low} and {high} points of complexity, because of answers left unsure; {threshold} are asked."
    return Reason(key="complexity", verdict=TO_JUDGE, text=text)


def _agreements(facts: Facts) -> Reason:
    missing = sorted(set(AGREEMENTS) - facts.agreed)
    text = "Code of conduct, statement on AI and use of data agreed to."
    if missing:
        text = f"Not agreed to: {', '.join(missing).replace('_', ' ')}."
    return Reason(key="agreements", verdict=NOT_MET if missing else MET, text=text)
