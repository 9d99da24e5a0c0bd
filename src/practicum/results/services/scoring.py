"""From the answers of a closed attempt to a result, and from results to their release by a person."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from practicum.exams.api import Attempt, Sitting, final_answers, mark_released, mark_scored
from practicum.itembank.api import places_of, score_answer
from practicum.kernel.canonical import digest
from practicum.kernel.errors import InvalidState, NotPermitted, Refusal
from practicum.kernel.ids import new_code
from practicum.ledger.api import record
from practicum.people.api import Person, require_role
from practicum.results.events import AttemptScored, BorderlineReviewed, ResultReleased
from practicum.results.letters import write_of_release
from practicum.results.models import ExamResult
from practicum.results.queries.cuts import adopted_cut
from practicum.results.queries.scores import (
    RELEASERS,
    attempt_rows,
    precision_now,
    precision_to_json,
    results,
)
from practicum.results.queries.statistics import form_statistics
from practicum.results.rules import CLOSED, ItemScore, add_up, decide_release, require_words


@transaction.atomic
def score_attempt(*, actor: Person, attempt: Attempt, now: datetime) -> ExamResult:
    """Score the final answers of a closed attempt against the adopted cut score. An item without an answer scores 0.

    Raises InvalidState for an attempt that is not closed, never began or is scored already; Refusal `cut_missing`.
    """
    require_role(actor, *RELEASERS)
    held = (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("sitting__form__programme_version", "candidacy", "person")
        .get(pk=attempt.pk)
    )
    if held.person_id == actor.pk:
        raise NotPermitted("Nobody scores their own attempt.")
    if held.state not in CLOSED or held.started_at is None:
        raise InvalidState("attempt", held.state, "scored")
    form = held.sitting.form
    cut = adopted_cut(form)
    if cut is None:
        raise Refusal(
            "cut_missing", "No cut score is adopted for this form.", mend="It is adopted before anybody is scored."
        )
    answers = final_answers(held)
    items = [
        ItemScore(
            version=place.version_id,
            area=place.version.item.area,
            points=score_answer(place.version, answers.get(place.version_id)),
        )
        for place in places_of(form)
    ]
    score = add_up(items, cut=Decimal(cut.value))
    result = ExamResult.objects.create(
        code=new_code("RES"),
        attempt=held,
        cut_score=cut,
        raw_score=score.raw,
        raw_max=score.most,
        passed=score.passed,
        by_area={area: [str(points), count] for area, (points, count) in score.by_area.items()},
        item_scores={str(item.version): str(item.points) for item in items},
        scored_at=now,
        scored_by=actor,
    )
    event = AttemptScored(
        result=result.code,
        attempt=held.code,
        candidacy=held.candidacy.code,
        form=form.code,
        number=result.number,
        raw_score=score.raw,
        raw_max=score.most,
        cut=Decimal(cut.value),
        passed=score.passed,
        answers_digest=digest([held.code, {str(version): answer for version, answer in answers.items()}]),
    )
    record(event, actor=actor.code, now=now)
    mark_scored(actor=actor, attempt=held, now=now)
    return result


@transaction.atomic
def score_sitting(*, actor: Person, sitting: Sitting, now: datetime) -> list[ExamResult]:
    """Score every closed attempt of a sitting that has no result yet, all or none."""
    require_role(actor, *RELEASERS)
    waiting = Attempt.objects.filter(sitting=sitting, state__in=CLOSED, started_at__isnull=False).order_by("id")
    scored = [score_attempt(actor=actor, attempt=attempt, now=now) for attempt in waiting]
    if not scored:
        raise Refusal("nothing_to_score", "No closed attempt of this sitting waits for its score.")
    return scored


@transaction.atomic
def review_borderline(*, actor: Person, result: ExamResult, note: str, now: datetime) -> ExamResult:
    """A person looked at a result within one SEM of the cut score before its release, and says what they found.

    The score is not changed: what the review finds wrong is a reason not to release, or to void the attempt.
    """
    require_role(actor, *RELEASERS)
    held = _lock(result)
    if held.attempt.person_id == actor.pk:
        raise NotPermitted("Nobody reviews their own result.")
    if held.released_at is not None:
        raise Refusal("result_released", "This result has been released.")
    if held.reviewed_at is not None:
        raise Refusal("result_reviewed", "This result has been reviewed.")
    held.review_note = require_words(note, field="note", name="What you found")
    held.reviewed_at, held.reviewed_by = now, actor
    held.save(update_fields=["review_note", "reviewed_at", "reviewed_by"])
    event = BorderlineReviewed(
        result=held.code, attempt=held.attempt.code, candidacy=held.attempt.candidacy.code, note=held.review_note
    )
    record(event, actor=actor.code, now=now)
    return held


@transaction.atomic
def release_results(*, actor: Person, sitting: Sitting, now: datetime) -> list[ExamResult]:
    """Release all scored results of a sitting together: each candidate is told, and the precision of each is frozen.

    Raises Refusal while an attempt may still run (`sitting_open`), is not scored (`attempts_unscored`), or a result
    within one SEM of the cut score has not been reviewed (`borderline_unreviewed`).
    """
    require_role(actor, *RELEASERS)
    locked = list(Attempt.objects.select_for_update().filter(sitting=sitting).order_by("id"))
    if any(attempt.person_id == actor.pk for attempt in locked):
        raise NotPermitted("You are a candidate of this sitting, so another person releases its results.")
    ready = decide_release([row.facts for row in attempt_rows(sitting)], now=now)
    sem = form_statistics(sitting.form).sem
    released = []
    for result in results().filter(attempt__sitting=sitting, attempt__code__in=ready, released_at=None).order_by("id"):
        precision = precision_now(result, sem)
        result.precision = precision_to_json(precision)
        result.released_at, result.released_by = now, actor
        result.save(update_fields=["precision", "released_at", "released_by"])
        event = ResultReleased(
            result=result.code,
            attempt=result.attempt.code,
            candidacy=result.attempt.candidacy.code,
            sitting=sitting.code,
            passed=result.passed,
            raw_score=Decimal(result.raw_score),
            cut=Decimal(result.cut_score.value),
            sem=precision.sem,
            sem_n=precision.n,
            sem_method=precision.method,
            is_borderline=precision.is_borderline,
        )
        record(event, actor=actor.code, now=now)
        mark_released(actor=actor, attempt=result.attempt, now=now)
        write_of_release(result, now=now)
        released.append(result)
    return released


def _lock(result: ExamResult) -> ExamResult:
    ExamResult.objects.select_for_update().get(pk=result.pk)
    return results().get(pk=result.pk)
