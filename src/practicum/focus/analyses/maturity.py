"""How mature the practice is, by those who looked."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from practicum.focus.analyses.arithmetic import add, divide, multiply, quotient, subtract
from practicum.focus.analyses.opened import OpenBill
from practicum.focus.analyses.telling import UntoldError, tells


@dataclass(frozen=True)
class CapabilityMaturity:
    """One capability over its scopes and assessors, weighted; `gap` is target less score."""

    capability: str
    scores: int
    score: Decimal
    target: Decimal
    gap: Decimal
    lowest: Decimal
    highest: Decimal


@dataclass(frozen=True)
class Maturity:
    """Weighted means on the scale 0 to 4. Scores are opinions: `lowest` and `highest` are the means of the assessor
    who scored lowest and highest, `scores` is N. The plain mean is there to show what the weights do."""

    scores: int
    assessors: int
    score: Decimal
    plain_mean: Decimal
    lowest: Decimal
    highest: Decimal
    target: Decimal
    gap: Decimal
    capabilities: tuple[CapabilityMaturity, ...]


@tells
def weighted_mean(values: Sequence[tuple[Decimal, Decimal]]) -> Decimal:
    """The mean of pairs (value, weight).

    Formula: sum of value * weight / sum of weights.
    Columns: none; values in, a value out.
    Source: definition.
    Cannot tell: the weights do not add up to more than 0.
    """
    return quotient(
        add([multiply(value, weight) for value, weight in values]),
        add([weight for _, weight in values]),
        of="sum of weights",
    )


@tells
def maturity(bill: OpenBill) -> Maturity:
    """Maturity of each capability and of the practice, with the gap to the target and the spread of the assessors.

    Formula: sum of score * weight / sum of weights over scopes and assessors, the latest assessment of each; likewise
    the target.
    Columns: side table assessments.
    Source: FinOps Framework, capability Assessment (0 to 4 as in the FinOps Assessment); the weighting is ours.
    Cannot tell: there are no assessments; a line lacks a score, a target or a weight above 0.
    """
    bill.need_side("assessments")
    found = bill.rows(
        "SELECT capability, assessor, score, target, weight FROM assessments QUALIFY row_number() OVER "
        "(PARTITION BY capability, scope, assessor ORDER BY assessed_on DESC) = 1 ORDER BY ALL"
    )
    if any(cell is None for row in found for cell in row) or any(row[4] <= 0 for row in found):
        raise UntoldError("A line of assessments lacks a score, a target or a weight above 0.")
    names = sorted({row[0] for row in found})
    capabilities = tuple(_capability(name, [row for row in found if row[0] == name]) for name in names)
    by_assessor = [_mean(found, 2, assessor) for assessor in sorted({row[1] for row in found})]
    score, target = _mean(found, 2), _mean(found, 3)
    return Maturity(
        scores=len(found),
        assessors=len(by_assessor),
        score=score,
        plain_mean=divide(add([row[2] for row in found]), Decimal(len(found))),
        lowest=min(by_assessor),
        highest=max(by_assessor),
        target=target,
        gap=subtract(target, score),
        capabilities=capabilities,
    )


_Line = tuple[str, str, Decimal, Decimal, Decimal]


def _capability(name: str, lines: Sequence[_Line]) -> CapabilityMaturity:
    score, target = _mean(lines, 2), _mean(lines, 3)
    spread = [_mean(lines, 2, assessor) for assessor in sorted({line[1] for line in lines})]
    return CapabilityMaturity(name, len(lines), score, target, subtract(target, score), min(spread), max(spread))


def _mean(lines: Sequence[_Line], place: int, assessor: str = "") -> Decimal:
    chosen = [line for line in lines if not assessor or line[1] == assessor]
    values = [line[place] for line in chosen]
    weights = [line[4] for line in chosen]
    summed = add([multiply(Decimal(value), weight) for value, weight in zip(values, weights, strict=True)])
    return divide(summed, add(weights))
