"""Days that cost more than such days do: robust z against the same weekdays before; and how good a detector is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from practicum.focus.analyses.arithmetic import add, divide, median, multiply, subtract
from practicum.focus.analyses.intervals import Interval, share_interval
from practicum.focus.analyses.telling import UntoldError, tells

# 1 / 0.75-quantile of the normal distribution: MAD * 1.4826 estimates its standard deviation.
_MAD_TO_SIGMA = Decimal("1.4826")
_THRESHOLD = Decimal("3.5")
_WEEKS = 5
_LEAST_WEEKS = 3
_SPREAD_DAYS = 28
# A scale below this part of the baseline is noise of rounding, not of the business.
_LEAST_SCALE = Decimal("0.02")


@dataclass(frozen=True)
class DayCost:
    """The cost of a series on a day."""

    day: date
    cost: Decimal


@dataclass(frozen=True)
class Anomaly:
    """Neighbouring days of one series (service, sub-account) above their baseline. `excess` is what they cost beyond
    it, an estimate from `history_days` days; `highest_z` is the largest robust z."""

    service: str
    sub_account: str
    start: date
    end: date
    days: int
    excess: Decimal
    highest_z: Decimal
    history_days: int


@dataclass(frozen=True)
class PlantedAnomaly:
    """One that is known to be there, from `start` to `end`, both included."""

    service: str
    sub_account: str
    start: date
    end: date


@dataclass(frozen=True)
class DetectionScore:
    """`found` anomalies against `planted` ones. Recall is of the planted, precision of the found; None without any.
    `days_to_detect` is the median over the detected, 0 being the first day."""

    found: int
    planted: int
    right: int
    detected: int
    precision_percent: Decimal | None
    precision_interval: Interval | None
    recall_percent: Decimal | None
    recall_interval: Interval | None
    days_to_detect: Decimal | None


@tells
def detect_anomalies(
    costs: Sequence[DayCost],
    *,
    service: str = "",
    sub_account: str = "",
    threshold: Decimal = _THRESHOLD,
    least_excess: Decimal = Decimal(0),
) -> tuple[Anomaly, ...]:
    """The anomalies of one series of days, found with what was known on each day: nothing of the future is used.

    Formula: baseline = median of the same weekday in the 5 weeks before (at least 3); residual = cost - baseline;
    z = residual / scale; scale = the larger of 1.4826 * median of abs(residual) over the 28 days before, and 2 percent
    of the baseline. A day is anomalous when z > threshold and its residual is above `least_excess`; neighbouring ones
    are one anomaly; excess = sum of their residuals. Days without a row cost 0.
    Columns: none; values in, values out.
    Source: modified z-score with threshold 3.5, Iglewicz and Hoaglin 1993, How to Detect and Handle Outliers; the
    weekday baseline and the floor of the scale are ours, no FinOps source publishes a rule.
    Cannot tell: fewer than 8 weeks between the first and the last day; a day stands there twice.
    """
    days = {one.day: one.cost for one in costs}
    if len(days) < len(costs):
        raise UntoldError("A day stands twice in the series.")
    if not days or (max(days) - min(days)).days < 7 * 8 - 1:
        raise UntoldError("There are fewer than 8 weeks of days to tell usual from unusual.")
    first, last = min(days), max(days)
    series = [days.get(first + timedelta(days=n), Decimal(0)) for n in range((last - first).days + 1)]
    residuals: dict[int, Decimal] = {}
    hits: list[tuple[int, Decimal, Decimal]] = []
    for place, cost in enumerate(series):
        before = [series[place - 7 * week] for week in range(1, _WEEKS + 1) if place >= 7 * week]
        if len(before) < _LEAST_WEEKS:
            continue
        baseline = median(before)
        residual = subtract(cost, baseline)
        past = [abs(residuals[n]) for n in range(place - _SPREAD_DAYS, place) if n in residuals]
        residuals[place] = residual
        if len(past) < _SPREAD_DAYS:
            continue
        scale = max(multiply(_MAD_TO_SIGMA, median(past)), multiply(_LEAST_SCALE, abs(baseline)))
        if residual <= least_excess or residual <= 0:
            continue
        # A series that never moved, or was not there: any cost is unusual.
        z = divide(residual, scale) if scale > 0 else Decimal("Infinity")
        if z > threshold:
            hits.append((place, residual, z))
    return tuple(_join(hits, first, service, sub_account))


def _join(hits: Sequence[tuple[int, Decimal, Decimal]], first: date, service: str, sub_account: str) -> list[Anomaly]:
    runs: list[list[tuple[int, Decimal, Decimal]]] = []
    for hit in hits:
        if runs and runs[-1][-1][0] == hit[0] - 1:
            runs[-1].append(hit)
        else:
            runs.append([hit])
    return [
        Anomaly(
            service=service,
            sub_account=sub_account,
            start=first + timedelta(days=run[0][0]),
            end=first + timedelta(days=run[-1][0]),
            days=len(run),
            excess=add([residual for _, residual, _ in run]),
            highest_z=max(z for *_, z in run),
            history_days=run[0][0],
        )
        for run in runs
    ]


def score_detection(found: Sequence[Anomaly], planted: Sequence[PlantedAnomaly]) -> DetectionScore:
    """Precision, recall and time to detect, against a truth that is known.

    Formula: a found anomaly is right when it shares service, sub-account and a day with a planted one, which is then
    detected. Precision = 100 * right / found; recall = 100 * detected / planted; days to detect = first shared day
    less the planted start. Intervals by Wilson.
    Columns: none; values in, a value out.
    Source: definitions of information retrieval; FinOps Foundation KPI on the time to detect anomalies.
    """
    right = 0
    delays: dict[int, Decimal] = {}
    for one in found:
        overlaps = [
            (number, max(one.start, true.start))
            for number, true in enumerate(planted)
            if (one.service, one.sub_account) == (true.service, true.sub_account)
            and one.start <= true.end
            and true.start <= one.end
        ]
        right += bool(overlaps)
        for number, day in overlaps:
            delay = Decimal((day - planted[number].start).days)
            delays[number] = min(delay, delays.get(number, delay))
    return DetectionScore(
        found=len(found),
        planted=len(planted),
        right=right,
        detected=len(delays),
        precision_percent=divide(Decimal(100 * right), Decimal(len(found))) if found else None,
        precision_interval=share_interval(right, len(found)),
        recall_percent=divide(Decimal(100 * len(delays)), Decimal(len(planted))) if planted else None,
        recall_interval=share_interval(len(delays), len(planted)),
        days_to_detect=median(delays.values()) if delays else None,
    )
