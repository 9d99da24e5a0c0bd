"""Statistics of a form: every one with its interval and its N, or refused with the reason."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from practicum.itembank.api import TestForm, places_of
from practicum.psychometrics.api import (
    Finding,
    Refused,
    Rung,
    cronbach_alpha,
    evidence_ladder,
    item_difficulty,
    kr20,
    pass_rate,
    standard_error_of_measurement,
    summarise_scores,
)
from practicum.results.models import ExamResult


@dataclass(frozen=True, kw_only=True)
class ItemStatistic:
    """One place of the form. `difficulty` is the share of points that was got (high means easy)."""

    position: int
    item: str
    area: str
    difficulty: Finding


@dataclass(frozen=True, kw_only=True)
class FormStatistics:
    """What may be said of a form. Mean, SD and SEM in raw points of `max_points`; `n` counts scored attempts.

    `reliability` is KR-20 where all items are scored 0 or 1, else Cronbach's alpha. `rung` says what may be claimed at this
    number, and what not yet.
    """

    form: TestForm
    n: int
    n_passed: int
    max_points: int
    mean: Finding
    sd: Finding
    pass_rate: Finding
    reliability: Finding
    sem: Finding
    items: tuple[ItemStatistic, ...]
    rung: Rung


def counting_results(form: TestForm) -> QuerySet[ExamResult]:
    """The newest result of each attempt on a form that was scored and not voided."""
    newest = (
        ExamResult.objects.filter(attempt__sitting__form=form)
        .exclude(attempt__state="voided")
        .order_by("attempt_id", "-number")
        .distinct("attempt_id")
    )
    return ExamResult.objects.filter(pk__in=newest.values("pk")).order_by("attempt_id")


def form_statistics(form: TestForm) -> FormStatistics:
    """The statistics of a form from every scored attempt on it, released or not. Retakes count as attempts of their own."""
    places = list(places_of(form))
    results = list(counting_results(form))
    rows = [[float(Decimal(result.item_scores[str(place.version_id)])) for place in places] for result in results]
    n, n_passed = len(rows), sum(result.passed for result in results)
    if not rows:
        none = Refused(code="too_few", reason="Nobody has been scored on this form yet.", n_needed=10, n=0)
        difficulties: tuple[Finding, ...] = (none,) * len(places)
        mean = sd = reliability = sem = none  # type: Finding
    else:
        summary = summarise_scores([sum(row) for row in rows])
        mean, sd = (summary, summary) if isinstance(summary, Refused) else (summary.mean, summary.sd)
        is_binary = all(value in (0.0, 1.0) for row in rows for value in row)
        reliability = kr20(rows) if is_binary else cronbach_alpha(rows)
        sem = standard_error_of_measurement(rows)
        difficulties = item_difficulty(rows)
    return FormStatistics(
        form=form,
        n=n,
        n_passed=n_passed,
        max_points=len(places),
        mean=mean,
        sd=sd,
        pass_rate=pass_rate(n_passed=n_passed, n_decided=n),
        reliability=reliability,
        sem=sem,
        items=tuple(
            ItemStatistic(
                position=place.position, item=place.version.item.code, area=place.version.item.area, difficulty=finding
            )
            for place, finding in zip(places, difficulties, strict=True)
        ),
        rung=evidence_ladder(n),
    )
