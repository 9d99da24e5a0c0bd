"""Reads of appeals, and who may decide them."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from practicum.cohorts.api import trainers_of
from practicum.curriculum.api import programme_of
from practicum.kernel.errors import NotFound
from practicum.marking.api import examiners_of
from practicum.people.api import (
    AUDITOR,
    DECIDER,
    PROGRAMME_MANAGER,
    Person,
    conflict,
    has_role,
    require_role,
    trained_recently,
)
from practicum.results.models import Appeal, ExamResult
from practicum.results.rules import AppealDeciderFacts, appeal_blocks

APPEAL_READERS = (DECIDER, PROGRAMME_MANAGER, AUDITOR)
_APPEAL = (
    "result__attempt__sitting__form__programme_version",
    "result__attempt__candidacy",
    "result__attempt__person",
    "result__cut_score",
    "decided_by",
)


def access_appeals(person: Person) -> QuerySet[Appeal]:
    """All appeals, open ones first and the oldest first among them. Raises NotPermitted."""
    require_role(person, *APPEAL_READERS)
    return Appeal.objects.select_related(*_APPEAL).order_by("decided_at", "lodged_at", "id")


def access_appeal(person: Person, code: str) -> Appeal:
    """One appeal, for those who decide or audit. Raises NotPermitted, NotFound."""
    appeal = access_appeals(person).filter(code=code).first()
    if appeal is None:
        raise NotFound(f"There is no appeal {code}.")
    return appeal


def appeals_of(result: ExamResult) -> list[Appeal]:
    """The appeals against a result, newest first."""
    return list(Appeal.objects.filter(result=result).select_related("decided_by").order_by("-lodged_at", "-id"))


def parts_in(result: ExamResult, person: Person) -> tuple[str, ...]:
    """What this person did in the decision that is appealed against, each as the end of `they …`."""
    cut = result.cut_score
    acts = (
        (result.scored_by_id, "scored the attempt"),
        (result.reviewed_by_id, "reviewed the result"),
        (result.released_by_id, "released the result"),
        (cut.computed_by_id, "computed the cut score"),
        (cut.adopted_by_id, "adopted the cut score"),
    )
    return tuple(act for key, act in acts if key == person.pk)


def blocks_against(appeal: Appeal, person: Person, *, now: datetime) -> tuple[str, ...]:
    """Every reason why this person may not decide the appeal; none means that they may."""
    attempt = appeal.result.attempt
    years = programme_of(attempt.sitting.form.programme_version).policies.impartiality.trainer_years
    trained = [until for trainer, until in trainers_of(attempt.person, now=now) if trainer.pk == person.pk]
    facts = AppealDeciderFacts(
        is_decider=has_role(person, DECIDER),
        conflict=conflict(person, attempt.person),
        parts=parts_in(appeal.result, person),
        has_trained=trained_recently(trained, years=years, now=now),
        has_examined=person in examiners_of(attempt.candidacy),
    )
    return appeal_blocks(facts)


def open_appeals() -> Iterable[Appeal]:
    return Appeal.objects.filter(state="lodged").select_related(*_APPEAL).order_by("lodged_at", "id")
