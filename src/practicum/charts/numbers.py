"""Numbers as text, and numbers as places on an axis."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from practicum.kernel.errors import Refusal

Number = int | float | Decimal
ABSENT = "–"


def format_number(value: Number | None, *, decimals: int | None = None, unit: str = "") -> str:
    """`1234.5` -> `1,234.5`; with `decimals` rounded half to even, without it exact; None is an en dash.

    A unit follows with a no-break space, a percent sign without one. Raises Refusal for NaN and infinities.
    """
    if value is None:
        return ABSENT
    check_number(value)
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if decimals is not None and abs(exact) < Decimal("1e15"):
        exact = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)
    if exact == 0:
        text = "0" if decimals is None else format(abs(exact), "f")
    elif not isinstance(value, int) and not Decimal("1e-6") <= abs(exact) < Decimal("1e15"):
        text = format(exact, "E")
    else:
        text = format(exact, ",f")
        if decimals is None and "." in text:
            text = text.rstrip("0").rstrip(".")
    text = text.replace("-", "\u2212")
    return text + (unit if unit == "%" else f"\u00a0{unit}" if unit else "")


def check_number(value: Number) -> float:
    """The number as a float; raises Refusal where it is none that can be drawn."""
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise Refusal("invalid_number", f"{value} cannot be drawn.", mend="Leave it out, or pass None for a gap.")
    return number


@dataclass(frozen=True)
class Scale:
    """Places on an axis: `low` lies at `start`, `high` at `end` (units of the drawing)."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: Number) -> float:
        # halves first: the span of two huge numbers may be no float, half of it is
        span = self.high / 2 - self.low / 2
        part = (float(value) / 2 - self.low / 2) / span if span else 0.0
        return self.start + min(max(part, 0.0), 1.0) * (self.end - self.start)


def span_of(values: Iterable[Number], *, zero: bool = False) -> tuple[float, float]:
    """Least and greatest value, never the same; with `zero`, zero lies inside."""
    numbers = [check_number(value) for value in values]
    low, high = min(numbers), max(numbers)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high / 2 - low / 2 <= 0:
        room = max(abs(low) * 0.1, 1e-3) if low else 1.0
        return (low, low + room) if zero or low + room < math.inf else (low - room, low)
    return low, high


def find_ticks(low: float, high: float, *, about: int = 4) -> tuple[float, ...]:
    """Round values from at or below `low` to at or above `high`, in steps of 1, 2 or 5 times a power of ten.

    Where the span is too large or too small for such steps, just the two ends.
    """
    span = high - low
    if not 1e-250 < span < 1e250 or span < max(abs(low), abs(high)) * 1e-9:
        return (low, high)
    raw = span / about
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = [float(f"{index * step:.12g}") for index in range(first, last + 1)]
    # the tolerance and the rounding may leave an end just outside
    if ticks[0] > low:
        ticks.insert(0, float(f"{(first - 1) * step:.12g}"))
    if ticks[-1] < high:
        ticks.append(float(f"{(last + 1) * step:.12g}"))
    return tuple(ticks)
