"""What the reviews come to: weighted scores, their spread, and a recommendation with its reasons. Pure, and exact.

It never decides: an officer does, and may decide otherwise with a reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from practicum.admissions.rules.eligibility import NOT_ELIGIBLE, NOT_MET, TO_JUDGE, Eligibility
from practicum.pack.api import Recommend, ReviewRules

_WORDS = {"offered": "offer a place", "waitlisted": "put on the waiting list", "declined": "decline"}

Levels = Mapping[str, int]  # criterion -> level


@dataclass(frozen=True, kw_only=True)
class CriterionMean:
    """One criterion over all reviews: mean level of `n`, the least and the greatest; `points_at_most` is its weight."""

    key: str
    title: str
    weight: int
    top: int
    mean: Decimal
    least: int
    most: int
    n: int

    @property
    def spread(self) -> int:
        return self.most - self.least


@dataclass(frozen=True, kw_only=True)
class Recommendation:
    """What is recommended (`outcome`, empty while nothing can be), and why. `percent` is the weighted mean of the `n`
    reviews that are in, of `needed`; `gap` how far the highest and the lowest lie apart, in percentage points.
    `wants_third`: they lie further apart than the programme allows, and nobody has been asked beyond the usual number."""

    outcome: str
    reasons: tuple[str, ...]
    percent: Decimal | None
    gap: Decimal | None
    criteria: tuple[CriterionMean, ...]
    n: int
    needed: int
    wants_third: bool


def weigh(levels: Levels, rules: ReviewRules) -> Fraction:
    """One review's weighted score in percent of the points, exactly."""
    return sum(
        (Fraction(one.weight * levels[one.key], one.levels[-1].level) for one in rules.criteria), start=Fraction(0)
    )


def tenths(value: Fraction) -> Decimal:
    """To one decimal, half to even: for people to read. Thresholds are compared with the exact value."""
    scaled = Decimal(value.numerator * 10) / Decimal(value.denominator)
    return scaled.quantize(Decimal(1), ROUND_HALF_EVEN).scaleb(-1)


def recommend(
    reviews: Sequence[Levels], rules: ReviewRules, eligibility: Eligibility | None, *, waiting: int = 0
) -> Recommendation:
    """What the handed-in `reviews` come to. `waiting` reviews are still with their reviewers: while there are any, or
    fewer are in than the programme asks for, nothing is recommended; except where the criteria decline by themselves."""
    scores = [weigh(levels, rules) for levels in reviews]
    mean = sum(scores, start=Fraction(0)) / len(scores) if scores else None
    gap = max(scores) - min(scores) if scores else None
    apart = gap is not None and gap > rules.gap_percent
    needed = rules.reviewers + (1 if apart else 0)
    outcome, reasons = "", []
    missed = [reason.text for reason in eligibility.reasons if reason.verdict == NOT_MET] if eligibility else []
    if eligibility is not None and eligibility.outcome == NOT_ELIGIBLE:
        outcome = Recommend.DECLINED.value
        reasons += [f"A criterion is not met: {text}" for text in missed]
    elif len(scores) < needed or waiting:
        reasons.append(f"{len(scores)} of {max(needed, len(scores) + waiting)} reviews are in.")
    elif mean is not None:
        band = next(band for band in rules.bands if mean >= band.from_percent)
        outcome = band.recommend.value
        reasons.append(
            f"The weighted mean of {len(scores)} reviews is {tenths(mean)} percent; from {band.from_percent} percent on "
            f"that recommends: {_WORDS[outcome]}."
        )
    if eligibility is not None and outcome != Recommend.DECLINED.value:
        reasons += [f"For you to judge: {one.text}" for one in eligibility.reasons if one.verdict == TO_JUDGE]
    if apart and gap is not None:
        reasons.append(
            f"The reviewers lie {tenths(gap)} percentage points apart, more than {rules.gap_percent}: "
            + ("one more reads it." if len(scores) + waiting < needed or waiting else "read their reasons.")
        )
    return Recommendation(
        outcome=outcome,
        reasons=tuple(reasons),
        percent=None if mean is None else tenths(mean),
        gap=None if gap is None else tenths(gap),
        criteria=_criteria(reviews, rules),
        n=len(scores),
        needed=needed,
        wants_third=apart and len(scores) + waiting < needed,
    )


def deviates(decision: str, recommendation: Recommendation) -> bool:
    """Whether a decision from review needs a reason of its own, beside the one for the applicant.

    The waiting list says nothing against somebody whom the reviews recommend: there may be no place yet.
    """
    return decision != recommendation.outcome and (decision, recommendation.outcome) != (
        Recommend.WAITLISTED.value,
        Recommend.OFFERED.value,
    )


def _criteria(reviews: Sequence[Levels], rules: ReviewRules) -> tuple[CriterionMean, ...]:
    if not reviews:
        return ()
    means = []
    for one in rules.criteria:
        given = [levels[one.key] for levels in reviews]
        mean = Decimal(sum(given)) / Decimal(len(given))
        means.append(
            CriterionMean(
                key=one.key,
                title=one.title,
                weight=one.weight,
                top=one.levels[-1].level,
                mean=mean.quantize(Decimal("0.01"), ROUND_HALF_EVEN),
                least=min(given),
                most=max(given),
                n=len(given),
            )
        )
    return tuple(means)
