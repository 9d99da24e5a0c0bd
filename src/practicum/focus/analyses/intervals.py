"""How sure an estimate is. Each interval says its level and its method; the figure beside it says N."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from math import sqrt
from typing import TYPE_CHECKING

from practicum.kernel.later import Later

if TYPE_CHECKING:
    from scipy import stats
else:
    stats = Later("scipy.stats")


LEVEL = 0.95
_PLACES = Decimal("1e-9")


@dataclass(frozen=True)
class Interval:
    """From `low` to `high` with `level_percent` confidence; `method` names how it was found."""

    low: Decimal
    high: Decimal
    level_percent: int
    method: str


def share_interval(hits: int, of: int) -> Interval | None:
    """Wilson's score interval of a share, in percent; None without a trial. Source: Wilson 1927, JASA 22, 209-212."""
    if of == 0:
        return None
    z = float(stats.norm.ppf((1 + LEVEL) / 2))
    share, middle = hits / of, 1 + z * z / of
    centre = (share + z * z / (2 * of)) / middle
    half = z / middle * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return _interval(max(0.0, centre - half) * 100, min(1.0, centre + half) * 100, "Wilson")


def mean_interval(values: Sequence[Decimal]) -> Interval | None:
    """Student's interval of a mean; None below two values. It takes them for independent of each other."""
    if len(values) < 2:
        return None
    numbers = [float(value) for value in values]
    mean = sum(numbers) / len(numbers)
    error = sqrt(sum((x - mean) ** 2 for x in numbers) / (len(numbers) - 1) / len(numbers))
    half = float(stats.t.ppf((1 + LEVEL) / 2, len(numbers) - 1)) * error
    return _interval(mean - half, mean + half, "Student")


def slope_interval(values: Sequence[Decimal]) -> tuple[Decimal, Interval] | None:
    """Least-squares change per step, with its interval; None below three values. It takes what is left over for
    independent from step to step; daily costs are not quite, so the true interval is wider."""
    if len(values) < 3:
        return None
    line = stats.linregress(range(len(values)), [float(value) for value in values])
    half = float(stats.t.ppf((1 + LEVEL) / 2, len(values) - 2)) * float(line.stderr)
    slope = float(line.slope)
    return _decimal(slope, ROUND_HALF_EVEN), _interval(slope - half, slope + half, "least squares")


def quantile_interval(ordered: Sequence[Decimal], share: Decimal) -> Interval | None:
    """Two of the ordered values between which the true quantile lies, whatever the distribution; None where there are
    too few values for that. Source: order statistics, binomial; Conover 1999, Practical Nonparametric Statistics 3.2.
    """
    count, tail = len(ordered), (1 - LEVEL) / 2
    if not count or not 0 < share < 1:
        return None
    low = int(stats.binom.ppf(tail, count, float(share)))
    high = int(stats.binom.ppf(1 - tail, count, float(share))) + 1
    if low < 1 or high > count:
        return None
    return Interval(ordered[low - 1], ordered[high - 1], round(LEVEL * 100), "order statistics")


def _interval(low: float, high: float, method: str) -> Interval:
    """Rounded outwards, so that rounding never leaves the figure itself outside."""
    return Interval(_decimal(low, ROUND_FLOOR), _decimal(high, ROUND_CEILING), round(LEVEL * 100), method)


def _decimal(number: float, rounding: str) -> Decimal:
    return Decimal(repr(number)).quantize(_PLACES, rounding)
