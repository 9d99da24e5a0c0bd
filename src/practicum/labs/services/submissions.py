"""Answers are kept as a draft, handed in, and graded on the server."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from pydantic import TypeAdapter

from practicum.kernel.errors import NotPermitted, Refusal
from practicum.kernel.ids import new_code
from practicum.labs.events import HintOpened, LabSubmitted
from practicum.labs.models import LabHint, LabRationale, LabSubmission, LabVariant
from practicum.labs.querying import run_answers
from practicum.labs.rules.answers import Answer, Decision, check_draft, read_answers
from practicum.labs.rules.effort import seconds_of_work
from practicum.labs.rules.grading import PASS_PERCENT, Grade, grade_answers, write_feedback
from practicum.labs.rules.grids import Grid
from practicum.labs.rules.states import VARIANT_STATES
from practicum.labs.rules.tasks import Task, read_keys, read_tasks
from practicum.labs.telling import tell_progress
from practicum.ledger.api import record
from practicum.people.api import Person

OPEN = ("issued", "returned")
_RESULTS = TypeAdapter(dict[str, Grid])


@transaction.atomic
def save_lab_draft(*, actor: Person, variant: LabVariant, answers: Mapping[str, str], now: datetime) -> LabVariant:
    """Keep what was typed so far, field -> text, whether or not it can be read. It replaces the former draft.

    Refusals: `invalid_state` once the lab is passed, `task_unknown`, `answer_too_long`, `answer_not_text`.
    """
    locked = _lock_own(variant, actor)
    VARIANT_STATES.require(locked.state, OPEN, act="changed")
    locked.draft = check_draft(read_tasks(locked.tasks), answers)
    locked.draft_saved_at = now
    _count_work(locked, now)
    locked.save(update_fields=["draft", "draft_saved_at", "worked_at", "seconds_worked"])
    return locked


@transaction.atomic
def open_hint(*, actor: Person, variant: LabVariant, task: str, number: int, now: datetime) -> LabHint:
    """Open a hint of a task (from 1, in their order). It costs its points in every submission from now on.

    Opened again, it is the one that is open. Refusals: `invalid_state`, `task_unknown`, `hint_unknown`, `hint_order`.
    """
    locked = _lock_own(variant, actor)
    VARIANT_STATES.require(locked.state, OPEN, act="worked on")
    found = next((one for one in read_tasks(locked.tasks) if one.key == task), None)
    if found is None:
        raise Refusal("task_unknown", "This lab has no such task.", field="task")
    if not 1 <= number <= len(found.hints):
        raise Refusal("hint_unknown", "This task has no such hint.", field="number")
    opened = {hint.number: hint for hint in locked.hints.filter(task=task)}
    if number in opened:
        return opened[number]
    if number > 1 and number - 1 not in opened:
        raise Refusal("hint_order", "Open the hint before it first.", field="number")
    costs = found.hints[number - 1].costs
    hint = LabHint.objects.create(variant=locked, task=task, number=number, costs=costs, opened_at=now)
    _count_work(locked, now)
    locked.save(update_fields=["worked_at", "seconds_worked"])
    event = HintOpened(variant=locked.code, candidacy=locked.candidacy.code, task=task, number=number, costs=hint.costs)
    record(event, actor=actor.code, now=now)
    return hint


def submit_lab(*, actor: Person, variant: LabVariant, answers: Mapping[str, str], now: datetime) -> LabSubmission:
    """Hand in answers, field -> text as typed, and grade them. From `grading.PASS_PERCENT` on the lab is passed; below,
    it comes back with feedback and can be handed in again. Where the points that a person still gives for a rationale
    decide, it waits for them.

    Queries are run first, each in a process of its own. Blank answers score 0. Refusals: `invalid_state`,
    `nothing_answered`, `candidacy_ended`, `lab_corrected`, and for an answer that cannot be read or run those of
    `rules.answers` and of `focus.api.run_query`, which name the task; nothing is stored then.
    """
    _require_own(variant, actor)
    VARIANT_STATES.require(variant.state, OPEN, act="handed in")
    tasks = read_tasks(variant.tasks)
    typed = check_draft(tasks, answers)
    read = read_answers(tasks, typed)
    if all(answer is None for answer in read.values()):
        raise Refusal("nothing_answered", "There is no answer to hand in.", mend="Answer at least one task.")
    return _save_submission(variant, tasks, typed, run_answers(variant, tasks, read), actor=actor, now=now)


@transaction.atomic
def _save_submission(
    variant: LabVariant,
    tasks: tuple[Task, ...],
    typed: dict[str, str],
    answers: dict[str, Answer],
    *,
    actor: Person,
    now: datetime,
) -> LabSubmission:
    locked = _lock_own(variant, actor)
    VARIANT_STATES.require(locked.state, OPEN, act="handed in")
    if locked.candidacy.ended_at is not None:
        raise Refusal("candidacy_ended", "Your candidacy has ended; nothing can be handed in any more.")
    if read_tasks(locked.tasks) != tasks:
        raise Refusal("lab_corrected", "A task of this lab was corrected at this moment.", mend="Look at it again.")
    hint_points = hint_points_of(locked)
    grade = grade_answers(tasks, read_keys(locked.keys), answers, hint_points=hint_points)
    if not grade.may_pass:
        # It comes back anyway: nobody reads a rationale that will be written again.
        grade = Grade(tasks=tuple(replace(one, waiting_points=0) for one in grade.tasks))
    _count_work(locked, now)
    submission = LabSubmission.objects.create(
        variant=locked,
        number=locked.submissions.count() + 1,
        answers=typed,
        results=_RESULTS.dump_python(_results(tasks, answers), mode="json"),
        hint_points=hint_points,
        seconds_worked=locked.seconds_worked,
        points=grade.points,
        points_max=grade.points_max,
        is_passed=grade.is_passed,
        feedback=write_feedback(grade),
        submitted_at=now,
    )
    _ask_for_marks(submission, tasks, grade, answers)
    handed_in = VARIANT_STATES.move(locked.state, "submitted")
    if grade.is_passed or not grade.may_pass:
        handed_in = VARIANT_STATES.move(handed_in, "passed" if grade.is_passed else "returned")
    locked.state = handed_in
    locked.draft, locked.draft_saved_at = typed, now
    locked.save(update_fields=["state", "draft", "draft_saved_at", "worked_at", "seconds_worked"])
    event = LabSubmitted(
        variant=locked.code,
        candidacy=locked.candidacy.code,
        lab=locked.lab,
        lab_version=locked.definition_version,
        number=submission.number,
        points=grade.points,
        points_max=grade.points_max,
        waiting_points=grade.waiting_points,
        pass_percent=PASS_PERCENT,
        passed=grade.is_passed,
        hints=locked.hints.count(),
        minutes=locked.seconds_worked // 60,
    )
    record(event, actor=actor.code, now=now)
    tell_progress([locked], now=now)
    return submission


def hint_points_of(variant: LabVariant) -> dict[str, int]:
    """Task -> what its opened hints cost together."""
    costs: dict[str, int] = {}
    for hint in variant.hints.all():
        costs[hint.task] = costs.get(hint.task, 0) + hint.costs
    return costs


def results_of(submission: LabSubmission) -> dict[str, Grid]:
    """What the queries of a submission gave when it was handed in."""
    return _RESULTS.validate_python(submission.results)


def _results(tasks: tuple[Task, ...], answers: Mapping[str, Answer]) -> dict[str, Grid]:
    """What each query gave, by task."""
    found = ((task.key, answers.get(task.key)) for task in tasks if task.kind == "sql")
    return {key: answer for key, answer in found if isinstance(answer, Grid)}


def _ask_for_marks(
    submission: LabSubmission, tasks: tuple[Task, ...], grade: Grade, answers: Mapping[str, Answer]
) -> None:
    waiting = {one.task: one.waiting_points for one in grade.tasks if one.waiting_points}
    for task in tasks:
        answer = answers.get(task.key)
        if task.key in waiting and isinstance(answer, Decision):
            LabRationale.objects.create(
                code=new_code("RAT"),
                submission=submission,
                task=task.key,
                text=answer.rationale,
                rubric=task.rubric,
                points_max=waiting[task.key],
            )


def _count_work(variant: LabVariant, now: datetime) -> None:
    variant.seconds_worked = seconds_of_work(variant.seconds_worked, last=variant.worked_at, now=now)
    variant.worked_at = max(variant.worked_at, now)


def _require_own(variant: LabVariant, actor: Person) -> None:
    if variant.candidacy.person_id != actor.pk:
        raise NotPermitted("Only the candidate works on their lab.")


def _lock_own(variant: LabVariant, actor: Person) -> LabVariant:
    locked = (
        LabVariant.objects.select_for_update(no_key=True, of=("self",)).select_related("candidacy").get(pk=variant.pk)
    )
    _require_own(locked, actor)
    return locked
