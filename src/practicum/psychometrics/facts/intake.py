"""Reading arrays: shape and range are checked once, here, before any formula sees them."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from practicum.kernel.errors import Refusal
from practicum.psychometrics.facts.findings import Refused

Floats = npt.NDArray[np.float64]
Numbers = Sequence[float] | npt.ArrayLike
Rows = Sequence[Sequence[float]] | npt.ArrayLike


def check_level(level: float) -> float:
    """The confidence level, strictly between 0 and 1."""
    if not 0.0 < level < 1.0:
        raise Refusal("level_out_of_range", "The confidence level must lie between 0 and 1.", field="level")
    return level


def check_resamples(resamples: int) -> int:
    """The number of bootstrap resamples; under 100 the ends of a percentile interval are noise."""
    if resamples < 100:
        raise Refusal("too_few_resamples", "A bootstrap interval needs at least 100 resamples.", field="resamples")
    return resamples


def read_matrix(
    values: Rows, *, field: str, low: float | None = None, high: float | Floats | None = None
) -> Floats | Refused:
    """A 2-D float array with every cell present and within [low, high]; `high` may be one bound per column.

    Raises Refusal for a wrong shape, an infinite value or one out of range; returns Refused for missing cells (NaN).
    """
    return _read(values, field=field, dimensions=2, low=low, high=high)


def read_vector(
    values: Numbers, *, field: str, low: float | None = None, high: float | Floats | None = None
) -> Floats | Refused:
    """As `read_matrix`, for one dimension."""
    return _read(values, field=field, dimensions=1, low=low, high=high)


def read_points(points: Numbers | None, *, n_items: int) -> Floats:
    """Most points of each item: positive, one per item; 1 each when None."""
    if points is None:
        return np.ones(n_items)
    read = _read(points, field="points", dimensions=1, low=None, high=None)
    if isinstance(read, Refused) or read.shape != (n_items,) or bool((read <= 0).any()):
        raise Refusal("bad_points", f"points must be {n_items} positive numbers, one per item.", field="points")
    return read


def is_constant(values: Floats) -> bool:
    """True where nothing varies beyond rounding noise (a sum of tenths is not exact in binary)."""
    spread = float(values.max() - values.min())
    return spread <= 1e-12 * max(1.0, float(np.abs(values).max()))


def _read(
    values: Numbers | Rows, *, field: str, dimensions: int, low: float | None, high: float | Floats | None
) -> Floats | Refused:
    try:
        array = np.array(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise Refusal("not_numbers", f"{field} must be numbers in {dimensions} dimension(s).", field=field) from error
    if array.ndim != dimensions or array.size == 0:
        raise Refusal("wrong_shape", f"{field} must be a filled array of {dimensions} dimension(s).", field=field)
    if bool(np.isinf(array).any()):
        raise Refusal("not_finite", f"{field} holds an infinite value.", field=field)
    present = ~np.isnan(array)
    if low is not None and bool((array[present] < low).any()):
        raise Refusal("out_of_range", f"{field} holds a value under {low:g}.", field=field)
    if high is not None and bool((array > np.broadcast_to(high, array.shape))[present].any()):
        raise Refusal("out_of_range", f"{field} holds a value over its maximum.", field=field)
    missing = int((~present).sum())
    if missing:
        return Refused(
            code="missing",
            reason=f"{missing} of {array.size} values in {field} are missing: decide how they count first.",
            n_needed=None,
            n=int(array.shape[0]),
        )
    return array
