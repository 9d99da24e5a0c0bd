"""A person reads why a candidate decided as they did, and gives the points that only a person can give."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db import transaction

from practicum.cohorts.api import check_feedback
from practicum.kernel.canonical import digest
from practicum.kernel.errors import NotPermitted, Refusal
from practicum.labs.events import RationaleMarked
from practicum.labs.models import LabRationale, LabSubmission, LabVariant
from practicum.labs.queries import access_rationale, rubric_of
from practicum.labs.rules.grading import Grade, read_feedback, with_rationale, write_feedback
from practicum.labs.rules.rationale import points_of_levels
from practicum.labs.rules.states import VARIANT_STATES
from practicum.labs.telling import tell_progress
from practicum.ledger.api import record
from practicum.notices.api import queue_notice
from practicum.people.api import Person, conflict


@transaction.atomic
def mark_rationale(
    *, actor: Person, rationale: LabRationale, levels: Mapping[str, int], comment: str, now: datetime
) -> LabRationale:
    """Give a rationale its levels on the rubric, which become points, and say what to do next. Once.

    Somebody who leads or mentors the candidate's cohort does it; for a candidate without a cohort any facilitator or
    mentor; nobody with a conflict of interest. Refusals: `rationale_marked`, and those of a feedback on a rubric.
    """
    found = access_rationale(actor, rationale.code)
    variant = (
        LabVariant.objects.select_for_update(no_key=True, of=("self",))
        .select_related("candidacy__person", "definition__programme_version")
        .get(pk=found.submission.variant_id)
    )
    candidate = variant.candidacy.person
    if why := conflict(actor, candidate):
        raise NotPermitted(f"You may not judge this work: {why}.", mend="Somebody else does.")
    locked = LabRationale.objects.select_for_update(no_key=True).get(pk=found.pk)
    if locked.marked_at is not None:
        raise Refusal("rationale_marked", "This rationale was read already.")
    rubric = rubric_of(variant.definition.programme_version, locked.rubric)
    locked.comment = check_feedback(rubric, levels, comment)
    locked.points = points_of_levels(rubric, levels, most=locked.points_max)
    locked.levels, locked.marker, locked.marked_at = dict(levels), actor, now
    locked.save()
    before = variant.state
    submission = _add_points(locked, variant)
    event = RationaleMarked(
        variant=variant.code,
        candidacy=variant.candidacy.code,
        number=submission.number,
        task=locked.task,
        rubric=rubric.key,
        levels=dict(levels),
        points=locked.points,
        points_max=locked.points_max,
        passed=submission.is_passed,
        text_digest=digest(locked.text),
    )
    record(event, actor=actor.code, now=now)
    if variant.state != before:
        tell_progress([variant], now=now)
    queue_notice(
        person_id=candidate.pk,
        to_address=candidate.email,
        subject=f"Your decision in the lab “{variant.definition.title}” was read",
        body=(
            f"Dear {candidate.name},\n\n{actor.name} has read why you decided as you did, and written what to do next.\n\n"
            f"{settings.PRACTICUM.base_url}/labs/{variant.code}/submissions/{submission.number}/\n"
        ),
        dedupe_key=f"labs rationale {locked.code}",
        kind="work",
        now=now,
    )
    return locked


def _add_points(rationale: LabRationale, variant: LabVariant) -> LabSubmission:
    """The points go to the submission; where it waited for them alone, it is decided now."""
    submission = LabSubmission.objects.select_for_update(no_key=True).get(pk=rationale.submission_id)
    before = read_feedback(submission.feedback)
    grade = Grade(
        tasks=tuple(
            with_rationale(one, rationale.points) if one.task == rationale.task else one for one in before.tasks
        )
    )
    submission.points, submission.feedback = grade.points, write_feedback(grade)
    submission.is_passed = submission.is_passed or grade.is_passed
    if variant.state == "submitted" and (submission.is_passed or not grade.may_pass):
        variant.state = VARIANT_STATES.move(variant.state, "passed" if submission.is_passed else "returned")
        if variant.state == "returned" and variant.bill.removed_at is not None:
            variant.state = VARIANT_STATES.move(variant.state, "ended")  # there are no data to work on any more
        variant.save(update_fields=["state"])
        if not submission.is_passed:
            grade = Grade(tasks=tuple(replace(one, waiting_points=0) for one in grade.tasks))
            submission.feedback = write_feedback(grade)
    submission.save(update_fields=["points", "feedback", "is_passed"])
    return submission
