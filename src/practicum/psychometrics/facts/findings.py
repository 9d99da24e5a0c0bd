"""What a statistic may be: an estimate with its interval, or a refusal with its reason. Never a bare number, never NaN.

Two kinds of bad input are told apart. Input that is malformed (wrong shape, out of range, infinite) is a mistake of the
caller and raises `practicum.kernel.errors.Refusal`. Data that are well formed but cannot carry the statistic (too few
people, no variance, missing responses) give `Refused`, which a report prints in place of the figure.
"""

import math
from dataclasses import dataclass

_SLACK = 1e-9


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A statistic with its interval.

    `n` counts the units that carry it (candidates, judges, targets), `method` names how value and interval were got,
    `level` is the confidence level of the interval, such as 0.95.
    """

    value: float
    low: float
    high: float
    n: int
    method: str
    level: float

    def __post_init__(self) -> None:
        if not all(math.isfinite(x) for x in (self.value, self.low, self.high)):
            raise ValueError(f"an estimate must be finite: {self}")
        if not self.low <= self.value <= self.high:
            raise ValueError(f"an interval must hold its value: {self}")


@dataclass(frozen=True, kw_only=True)
class Refused:
    """The data cannot carry this statistic.

    `reason` is a sentence for the report. `n_needed` is the least number of units that would do, or None where more
    units alone would not help (no variance, missing responses). `n` is what there is. `code` is stable, lower_snake.
    """

    code: str
    reason: str
    n_needed: int | None
    n: int


Finding = Estimate | Refused


def hold(*, value: float, low: float, high: float, n: int, method: str, level: float) -> Estimate:
    """Make an Estimate; rounding noise that puts the value a hair outside its exact interval is taken out."""
    scale = max(1.0, abs(value))
    if low - value > _SLACK * scale or value - high > _SLACK * scale:
        raise ValueError(f"interval [{low}, {high}] does not hold {value} ({method})")
    return Estimate(value=value, low=min(low, value), high=max(high, value), n=n, method=method, level=level)


def too_few(*, what: str, n: int, n_needed: int) -> Refused:
    """The refusal for too small a number of `what` (plural noun)."""
    return Refused(code="too_few", reason=f"{n} {what}: at least {n_needed} are needed.", n_needed=n_needed, n=n)
