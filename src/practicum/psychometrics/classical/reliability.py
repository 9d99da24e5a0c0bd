"""Internal consistency and the standard error of measurement.

Both come from the two-way table candidates x items. With MS_b the mean square between candidates and MS_e the residual
mean square: alpha = 1 - MS_e / MS_b (Hoyt 1941), which equals Cronbach's k / (k - 1) (1 - sum of item variances /
variance of totals), and SEM = sqrt(k MS_e), which equals SD sqrt(1 - alpha).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from practicum.kernel.errors import Refusal
from practicum.kernel.later import Later
from practicum.psychometrics.classical.items import read_responses
from practicum.psychometrics.facts.findings import Finding, Refused, hold, too_few
from practicum.psychometrics.facts.intake import Floats, Numbers, Rows, check_level, is_constant
from practicum.psychometrics.facts.ladder import MIN_DESCRIBED

if TYPE_CHECKING:
    from scipy import stats
else:
    stats = Later("scipy.stats")


@dataclass(frozen=True, kw_only=True)
class _Table:
    n: int
    k: int
    between: float
    residual: float


def cronbach_alpha(responses: Rows, *, points: Numbers | None = None, level: float = 0.95) -> Finding:
    """Cronbach's alpha with Feldt's (1965) interval.

    (1 - alpha) / (1 - population alpha) follows F with (n - 1)(k - 1) and n - 1 degrees of freedom under the two-way
    normal model. May be negative. Refused: fewer than 10 candidates, a single item, totals without variance, no
    residual variance.
    """
    check_level(level)
    table = _analyse(responses, points=points)
    return (
        table if isinstance(table, Refused) else _feldt(table, level=level, method="Cronbach's alpha, Feldt interval")
    )


def kr20(responses: Rows, *, level: float = 0.95) -> Finding:
    """Kuder-Richardson formula 20: alpha for items scored 0 or 1. Any other score raises Refusal `not_binary`."""
    check_level(level)
    read = read_responses(responses)
    if isinstance(read, Refused):
        return read
    if not bool(np.isin(read, (0.0, 1.0)).all()):
        raise Refusal("not_binary", "KR-20 needs items scored 0 or 1.", field="responses", mend="Use alpha.")
    table = _analyse(responses, points=None)
    return table if isinstance(table, Refused) else _feldt(table, level=level, method="KR-20, Feldt interval")


def standard_error_of_measurement(responses: Rows, *, points: Numbers | None = None, level: float = 0.95) -> Finding:
    """SEM in raw points, SD sqrt(1 - alpha) = sqrt(k MS_e).

    The interval is the chi-square interval of the residual mean square with (n - 1)(k - 1) degrees of freedom, under
    the two-way normal model. One SEM for all scores: near the ends of the scale the true error is smaller.
    """
    check_level(level)
    table = _analyse(responses, points=points)
    if isinstance(table, Refused):
        return table
    df = (table.n - 1) * (table.k - 1)
    squares = table.k * table.residual
    return hold(
        value=squares**0.5,
        low=float((squares * df / stats.chi2.ppf((1 + level) / 2, df)) ** 0.5),
        high=float((squares * df / stats.chi2.ppf((1 - level) / 2, df)) ** 0.5),
        n=table.n,
        method="SD x sqrt(1 - alpha), chi-square interval of the residual",
        level=level,
    )


def _feldt(table: _Table, *, level: float, method: str) -> Finding:
    n, k = table.n, table.k
    lack = table.residual / table.between
    df_between, df_residual = n - 1, (n - 1) * (k - 1)
    return hold(
        value=1 - lack,
        low=float(1 - lack * stats.f.ppf((1 + level) / 2, df_between, df_residual)),
        high=float(1 - lack * stats.f.ppf((1 - level) / 2, df_between, df_residual)),
        n=n,
        method=method,
        level=level,
    )


def _analyse(responses: Rows, *, points: Numbers | None) -> _Table | Refused:
    read = read_responses(responses, points=points)
    if isinstance(read, Refused):
        return read
    n, k = read.shape
    if n < MIN_DESCRIBED:
        return too_few(what="candidates", n=n, n_needed=MIN_DESCRIBED)
    if k < 2:
        return Refused(code="single_item", reason="One item has no internal consistency.", n_needed=None, n=n)
    if is_constant(read.sum(axis=1)):
        return Refused(code="zero_variance", reason="Every candidate has the same total.", n_needed=None, n=n)
    between, residual = _mean_squares(read)
    if residual <= 1e-12 * between:
        return Refused(
            code="zero_residual",
            reason="The items repeat one another: no residual variance, so no interval.",
            n_needed=None,
            n=n,
        )
    return _Table(n=n, k=k, between=between, residual=residual)


def _mean_squares(scores: Floats) -> tuple[float, float]:
    n, k = scores.shape
    rows, columns, grand = scores.mean(axis=1), scores.mean(axis=0), scores.mean()
    between = k * float(((rows - grand) ** 2).sum()) / (n - 1)
    residual = scores - rows[:, None] - columns[None, :] + grand
    return between, float((residual**2).sum()) / ((n - 1) * (k - 1))
