"""Intraclass correlations after Shrout & Fleiss (1979), Psychological Bulletin 86, 420-428."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from practicum.kernel.later import Later
from practicum.psychometrics.facts.findings import Finding, Refused, hold, too_few
from practicum.psychometrics.facts.intake import Floats, Rows, check_level, is_constant, read_matrix

if TYPE_CHECKING:
    from scipy import stats
else:
    stats = Later("scipy.stats")

MIN_TARGETS = 5


@dataclass(frozen=True, kw_only=True)
class IntraclassCorrelations:
    """The six forms. The first figure names the model, the second one judge or the mean of all k judges.

    1: each target has its own judges (one-way). 2: judges drawn from many, absolute agreement. 3: these judges only,
    consistency.
    """

    one_single: Finding
    two_single: Finding
    three_single: Finding
    one_mean: Finding
    two_mean: Finding
    three_mean: Finding


@dataclass(frozen=True, kw_only=True)
class _Squares:
    n: int
    k: int
    between: float
    within: float
    judges: float
    residual: float


def intraclass_correlations(ratings: Rows, *, level: float = 0.95) -> IntraclassCorrelations | Refused:
    """The six ICCs of a targets x judges table, each with the F interval of the paper (ICC 2 by Satterthwaite).

    Refused as a whole: fewer than 5 targets, a single judge, a missing rating, targets that do not differ. A single
    form is Refused where its own error term is zero (the judges agree exactly: no interval exists), and ICC(2,k) where
    its interval has no lower end.
    """
    check_level(level)
    read = read_matrix(ratings, field="ratings")
    if isinstance(read, Refused):
        return read
    n, k = read.shape
    if n < MIN_TARGETS:
        return too_few(what="targets", n=n, n_needed=MIN_TARGETS)
    if k < 2:
        return Refused(code="single_judge", reason="One judge cannot agree or disagree.", n_needed=2, n=k)
    if is_constant(read.mean(axis=1)):
        return Refused(code="zero_variance", reason="The targets do not differ.", n_needed=None, n=n)
    squares = _mean_squares(read)
    one = _single(squares, error=squares.within, df=n * (k - 1), level=level)
    two = _two(squares, level=level)
    three = _single(squares, error=squares.residual, df=(n - 1) * (k - 1), level=level)
    return IntraclassCorrelations(
        one_single=_one_judge(one, "ICC(1,1), F interval"),
        two_single=_one_judge(two, "ICC(2,1), F interval with Satterthwaite df"),
        three_single=_one_judge(three, "ICC(3,1), F interval"),
        one_mean=_all_judges(one, "ICC(1,k), F interval", k=k),
        two_mean=_all_judges(two, "ICC(2,k), F interval with Satterthwaite df", k=k),
        three_mean=_all_judges(three, "ICC(3,k), F interval", k=k),
    )


_Triple = tuple[float, float, float, int, float]  # value, low, high, n, level


def _single(squares: _Squares, *, error: float, df: int, level: float) -> _Triple | Refused:
    """ICC(1,1) and ICC(3,1): (F - 1) / (F + k - 1), with F and its two limits."""
    if error <= 1e-12 * squares.between:
        return _no_error(squares.n)
    n, k, f = squares.n, squares.k, squares.between / error
    low_f = f / float(stats.f.ppf((1 + level) / 2, n - 1, df))
    high_f = f * float(stats.f.ppf((1 + level) / 2, df, n - 1))
    return (f - 1) / (f + k - 1), (low_f - 1) / (low_f + k - 1), (high_f - 1) / (high_f + k - 1), n, level


def _two(squares: _Squares, *, level: float) -> _Triple | Refused:
    n, k, ms_b, ms_j, ms_e = squares.n, squares.k, squares.between, squares.judges, squares.residual
    if ms_e <= 1e-12 * max(ms_b, ms_j):
        return _no_error(n)
    rho = (ms_b - ms_e) / (ms_b + (k - 1) * ms_e + k * (ms_j - ms_e) / n)
    ratio, rest = ms_j / ms_e, n * (1 + (k - 1) * rho) - k * rho
    df = (k - 1) * (n - 1) * (k * rho * ratio + rest) ** 2 / ((n - 1) * (k * rho * ratio) ** 2 + rest**2)
    upper_f = float(stats.f.ppf((1 + level) / 2, n - 1, df))
    lower_f = float(stats.f.ppf((1 + level) / 2, df, n - 1))
    spread = k * ms_j + (k * n - k - n) * ms_e
    low = n * (ms_b - upper_f * ms_e) / (upper_f * spread + n * ms_b)
    high = n * (lower_f * ms_b - ms_e) / (spread + n * lower_f * ms_b)
    return rho, low, high, n, level


def _one_judge(triple: _Triple | Refused, method: str) -> Finding:
    if isinstance(triple, Refused):
        return triple
    value, low, high, n, level = triple
    return hold(value=value, low=low, high=high, n=n, method=method, level=level)


def _all_judges(triple: _Triple | Refused, method: str, *, k: int) -> Finding:
    """Spearman-Brown for the mean of k judges: k r / (1 + (k - 1) r), which has a pole at -1 / (k - 1)."""
    if isinstance(triple, Refused):
        return triple
    value, low, high, n, level = triple
    if 1 + (k - 1) * low <= 1e-12:
        return Refused(
            code="unbounded",
            reason="The judges agree so little that the interval has no lower end.",
            n_needed=None,
            n=n,
        )
    value, low, high = (k * r / (1 + (k - 1) * r) for r in (value, low, high))
    return hold(value=value, low=low, high=high, n=n, method=method, level=level)


def _no_error(n: int) -> Refused:
    return Refused(
        code="zero_residual", reason="The judges agree exactly: no error, so no interval.", n_needed=None, n=n
    )


def _mean_squares(x: Floats) -> _Squares:
    n, k = x.shape
    rows, columns, grand = x.mean(axis=1), x.mean(axis=0), x.mean()
    between = k * float(((rows - grand) ** 2).sum()) / (n - 1)
    within = float(((x - rows[:, None]) ** 2).sum()) / (n * (k - 1))
    judges = n * float(((columns - grand) ** 2).sum()) / (k - 1)
    residual = float(((x - rows[:, None] - columns[None, :] + grand) ** 2).sum()) / ((n - 1) * (k - 1))
    return _Squares(n=n, k=k, between=between, within=within, judges=judges, residual=residual)
