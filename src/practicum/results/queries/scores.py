"""Reads of results: what a candidate is told, and what those who release it see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from practicum.admissions.api import Candidacy
from practicum.curriculum.api import programme_of
from practicum.exams.api import Attempt, Sitting
from practicum.itembank.api import TestForm, places_of
from practicum.kernel.errors import NotFound
from practicum.people.api import AUDITOR, DECIDER, PROGRAMME_MANAGER, PSYCHOMETRICIAN, Person, has_role, require_role
from practicum.psychometrics.api import Estimate, Finding
from practicum.results.models import ExamResult
from practicum.results.queries.statistics import form_statistics
from practicum.results.rules import CLOSED, AttemptFacts, Precision, appeal_deadline, describe_precision, points_needed

RELEASERS = (PSYCHOMETRICIAN, PROGRAMME_MANAGER)
RESULT_READERS = (*RELEASERS, DECIDER, AUDITOR)
_RESULT = ("attempt__sitting__form__programme_version", "attempt__candidacy", "attempt__person", "cut_score")


def results() -> QuerySet[ExamResult]:
    return ExamResult.objects.select_related(*_RESULT)


def access_result(person: Person, code: str) -> ExamResult:
    """A result: the candidate's own once it is released, any one for those who work on results. Raises NotFound, so that
    nobody learns which codes exist."""
    result = results().filter(code=code).first()
    is_own = result is not None and result.attempt.person_id == person.pk
    if result is None or (result.released_at is None if is_own else not has_role(person, *RESULT_READERS)):
        raise NotFound(f"There is no result {code} that you may see.")
    return result


def access_unreleased(person: Person, code: str) -> ExamResult:
    """A scored result before its release, for those who review it. Raises NotPermitted, NotFound."""
    require_role(person, *RELEASERS)
    result = results().filter(code=code, released_at=None).exclude(attempt__person=person).first()
    if result is None:
        raise NotFound(f"There is no result {code} that waits for its release.")
    return result


def own_results(person: Person) -> QuerySet[ExamResult]:
    """The person's released results, newest first."""
    return results().filter(attempt__person=person, released_at__isnull=False).order_by("-released_at", "-id")


def newest_result(attempt: Attempt) -> ExamResult | None:
    """The result of an attempt that counts."""
    return results().filter(attempt=attempt).order_by("-number").first()


def best_result(candidacy: Candidacy) -> ExamResult | None:
    """The result that an award may rest on: of the newest results of released attempts a pass before a fail, then the
    higher share of points, then the earlier. Voided attempts and those under appeal do not count. None without one."""
    newest = (
        ExamResult.objects.filter(attempt__candidacy=candidacy, attempt__state="released", released_at__isnull=False)
        .order_by("attempt_id", "-number")
        .distinct("attempt_id")
    )
    found = results().filter(pk__in=newest.values("pk"))
    return min(
        found,
        key=lambda one: (not one.passed, -Decimal(one.raw_score) / Decimal(one.raw_max), one.scored_at, one.pk),
        default=None,
    )


def decision_makers_of_result(result: ExamResult) -> list[Person]:
    """Everybody whose decision led to this result: who scored, reviewed and released it, who computed and who adopted the
    cut score. None of them decides an appeal against it."""
    cut = result.cut_score
    keys = (result.scored_by_id, result.reviewed_by_id, result.released_by_id, cut.computed_by_id, cut.adopted_by_id)
    return list(Person.objects.filter(pk__in=[key for key in keys if key]).order_by("id"))


# --- precision -----------------------------------------------------------------------------------------------------


def precision_now(result: ExamResult, sem: Finding) -> Precision:
    """How exact the score is, by the form's SEM as it stands now."""
    known = sem if isinstance(sem, Estimate) else None
    return describe_precision(
        raw=Decimal(result.raw_score),
        most=Decimal(result.raw_max),
        cut=Decimal(result.cut_score.value),
        sem=known.value if known else None,
        sem_low=known.low if known else None,
        sem_high=known.high if known else None,
        n=known.n if known else 0,
        method=known.method if known else "",
    )


def precision_to_json(precision: Precision) -> dict[str, Any]:
    texts = {
        name: None if (value := getattr(precision, name)) is None else str(value)
        for name in ("sem", "sem_low", "sem_high", "low", "high")
    }
    return {**texts, "n": precision.n, "method": precision.method, "is_borderline": precision.is_borderline}


def precision_from_json(kept: Mapping[str, Any]) -> Precision:
    numbers = {name: None if kept[name] is None else Decimal(kept[name]) for name in ("sem_low", "sem_high")}
    return Precision(
        sem=Decimal(kept["sem"]),
        sem_low=numbers["sem_low"],
        sem_high=numbers["sem_high"],
        low=Decimal(kept["low"]),
        high=Decimal(kept["high"]),
        n=kept["n"],
        method=kept["method"],
        is_borderline=kept["is_borderline"],
    )


def precision_of(result: ExamResult) -> Precision:
    """How exact the score is: as it was frozen at the release, or as it stands now."""
    if result.precision:
        return precision_from_json(result.precision)
    return precision_now(result, form_statistics(result.attempt.sitting.form).sem)


# --- the report ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class AreaScore:
    title: str
    points: Decimal
    items: int


@dataclass(frozen=True, kw_only=True)
class ScoreReport:
    """What a candidate is told of one result."""

    result: ExamResult
    needed: int
    areas: tuple[AreaScore, ...]
    precision: Precision
    appeal_until: datetime | None

    @property
    def questions(self) -> int:
        """How many questions the examination has."""
        return sum(area.items for area in self.areas)


def score_report(result: ExamResult) -> ScoreReport:
    """The report of one result; the areas in the blueprint's order."""
    programme = programme_of(result.attempt.sitting.form.programme_version)
    order = [area.key for area in programme.blueprint.areas]
    rows = sorted(result.by_area.items(), key=lambda row: order.index(row[0]) if row[0] in order else len(order))
    until = None
    if result.released_at is not None:
        until = appeal_deadline(result.released_at, days=programme.policies.appeal_days)
    return ScoreReport(
        result=result,
        needed=points_needed(Decimal(result.cut_score.value)),
        areas=tuple(
            AreaScore(title=area_title(key), points=Decimal(points), items=items) for key, (points, items) in rows
        ),
        precision=precision_of(result),
        appeal_until=until,
    )


def area_title(key: str) -> str:
    """`focus-and-data` as people read it."""
    return key.replace("-", " ").capitalize()


@dataclass(frozen=True, kw_only=True)
class PlaceScore:
    """Points of one place of the form, for a review. It holds no answer and no key."""

    position: int
    item: str
    area: str
    points: Decimal


def place_scores(result: ExamResult) -> list[PlaceScore]:
    return [
        PlaceScore(
            position=place.position,
            item=place.version.item.code,
            area=area_title(place.version.item.area),
            points=Decimal(result.item_scores[str(place.version_id)]),
        )
        for place in places_of(result.attempt.sitting.form)
    ]


# --- sittings ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class AttemptRow:
    """One attempt of a sitting, by its code: who releases results does not need names."""

    attempt: Attempt
    result: ExamResult | None
    precision: Precision | None

    @property
    def needs_review(self) -> bool:
        return bool(
            self.precision
            and self.precision.is_borderline
            and self.result
            and self.result.reviewed_at is None
            and self.result.released_at is None
        )

    @property
    def facts(self) -> AttemptFacts:
        return AttemptFacts(
            code=self.attempt.code,
            state=self.attempt.state,
            window_closes_at=self.attempt.window_closes_at,
            has_started=self.attempt.started_at is not None,
            is_borderline=bool(self.precision and self.precision.is_borderline),
            is_reviewed=bool(self.result and self.result.reviewed_at),
        )


@dataclass(frozen=True, kw_only=True)
class SittingRow:
    """One sitting, and how many of its attempts wait for a score, wait for the release, and are released."""

    sitting: Sitting
    unscored: int
    unreleased: int
    released: int


def sitting_rows(**only: Any) -> list[SittingRow]:
    """The sittings that match, newest first."""
    closed = Q(attempts__state__in=CLOSED, attempts__started_at__isnull=False)
    rows = (
        Sitting.objects.filter(**only)
        .select_related("form__programme_version")
        .annotate(
            unscored=Count("attempts", filter=closed),
            unreleased=Count("attempts", filter=Q(attempts__state="scored")),
            released=Count("attempts", filter=Q(attempts__state__in=("released", "under_appeal"))),
        )
        .order_by("-closes_at", "-id")
    )
    return [
        SittingRow(sitting=row, unscored=row.unscored, unreleased=row.unreleased, released=row.released) for row in rows
    ]


def access_sittings_to_score(person: Person) -> list[SittingRow]:
    """All sittings, for those who score and release. Raises NotPermitted."""
    require_role(person, *RELEASERS)
    return sitting_rows()


def access_sitting_to_score(person: Person, code: str) -> SittingRow:
    """One sitting, for those who score and release. Raises NotPermitted, NotFound."""
    require_role(person, *RELEASERS)
    found = sitting_rows(code=code)
    if not found:
        raise NotFound(f"There is no sitting {code}.")
    return found[0]


def attempt_rows(sitting: Sitting) -> list[AttemptRow]:
    """Every attempt of a sitting that was not voided, with its newest result. A constant number of queries."""
    newest = ExamResult.objects.select_related("cut_score").order_by("attempt_id", "-number").distinct("attempt_id")
    attempts = list(
        Attempt.objects.filter(sitting=sitting)
        .exclude(state="voided")
        .prefetch_related(Prefetch("results", queryset=newest, to_attr="newest_results"))
        .order_by("code")
    )
    sem = form_statistics(sitting.form).sem
    rows = []
    for attempt in attempts:
        result = attempt.newest_results[0] if attempt.newest_results else None
        precision = None
        if result is not None:
            precision = precision_from_json(result.precision) if result.precision else precision_now(result, sem)
        rows.append(AttemptRow(attempt=attempt, result=result, precision=precision))
    return rows


def forms_with_results(person: Person) -> QuerySet[TestForm]:
    """Published and retired forms that somebody was scored on."""
    require_role(person, *RESULT_READERS)
    scored = ExamResult.objects.filter(attempt__sitting__form=OuterRef("pk"))
    return TestForm.objects.filter(Exists(scored)).order_by("-assembled_at", "-id")
