"""Answers are kept as a draft, handed in, and graded on the server."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from practicum.kernel.errors import NotPermitted, Refusal
from practicum.labs.events import LabSubmitted
from practicum.labs.models import LabSubmission, LabVariant
from practicum.labs.rules.answers import check_draft, read_answers
from practicum.labs.rules.grading import PASS_PERCENT, grade_answers, write_feedback
from practicum.labs.rules.states import VARIANT_STATES
from practicum.labs.rules.tasks import read_keys, read_tasks
from practicum.ledger.api import record
from practicum.people.api import Person

OPEN = ("issued", "returned")


@transaction.atomic
def save_lab_draft(*, actor: Person, variant: LabVariant, answers: Mapping[str, str], now: datetime) -> LabVariant:
    """Keep what was typed so far, task key -> text, whether or not it can be read. It replaces the former draft.

    Refusals: `invalid_state` once the lab is passed, `task_unknown`, `answer_too_long`, `answer_not_text`.
    """
    locked = _lock_own(variant, actor)
    VARIANT_STATES.require(locked.state, OPEN, act="changed")
    locked.draft = check_draft(read_tasks(locked.tasks), answers)
    locked.draft_saved_at = now
    locked.save(update_fields=["draft", "draft_saved_at"])
    return locked


@transaction.atomic
def submit_lab(*, actor: Person, variant: LabVariant, answers: Mapping[str, str], now: datetime) -> LabSubmission:
    """Hand in answers, task key -> text as typed, and grade them. From `grading.PASS_PERCENT` on the lab is passed;
    below, it comes back with feedback and can be handed in again.

    Blank answers score 0. Refusals: `invalid_state`, `nothing_answered`, `candidacy_ended`, and for an answer that
    cannot be read those of `rules.answers`, which name the task; nothing is stored then.
    """
    locked = _lock_own(variant, actor)
    VARIANT_STATES.require(locked.state, OPEN, act="handed in")
    if locked.candidacy.ended_at is not None:
        raise Refusal("candidacy_ended", "Your candidacy has ended; nothing can be handed in any more.")
    tasks = read_tasks(locked.tasks)
    typed = check_draft(tasks, answers)
    read = read_answers(tasks, typed)
    if all(answer is None for answer in read.values()):
        raise Refusal("nothing_answered", "There is no answer to hand in.", mend="Answer at least one task.")
    grade = grade_answers(tasks, read_keys(locked.keys), read)
    submission = LabSubmission.objects.create(
        variant=locked,
        number=locked.submissions.count() + 1,
        answers=typed,
        points=grade.points,
        points_max=grade.points_max,
        is_passed=grade.is_passed,
        feedback=write_feedback(grade),
        submitted_at=now,
    )
    handed_in = VARIANT_STATES.move(locked.state, "submitted")
    locked.state = VARIANT_STATES.move(handed_in, "passed" if grade.is_passed else "returned")
    locked.draft, locked.draft_saved_at = typed, now
    locked.save(update_fields=["state", "draft", "draft_saved_at"])
    event = LabSubmitted(
        variant=locked.code,
        candidacy=locked.candidacy.code,
        lab=locked.lab,
        number=submission.number,
        points=grade.points,
        points_max=grade.points_max,
        pass_percent=PASS_PERCENT,
        passed=grade.is_passed,
    )
    record(event, actor=actor.code, now=now)
    return submission


def _lock_own(variant: LabVariant, actor: Person) -> LabVariant:
    locked = LabVariant.objects.select_for_update(of=("self",)).select_related("candidacy").get(pk=variant.pk)
    if locked.candidacy.person_id != actor.pk:
        raise NotPermitted("Only the candidate works on their lab.")
    return locked
