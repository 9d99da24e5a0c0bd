"""A wrong key is corrected once: drawn up with a preview, then applied in one act that grades every submission again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from practicum.focus.api import ANALYSES
from practicum.kernel.canonical import digest
from practicum.kernel.errors import Refusal
from practicum.kernel.ids import new_code
from practicum.labs.events import CorrectionDrawnUp, CorrectionDropped, LabCorrected, LabRegraded
from practicum.labs.models import LabCorrection, LabDefinition, LabRegrade, LabSubmission, LabVariant
from practicum.labs.queries import lab_of
from practicum.labs.querying import load_tables
from practicum.labs.rules.building import Variant, build_variant
from practicum.labs.rules.correcting import (
    Change,
    CorrectionPreview,
    check_correction,
    correct_variant,
    read_preview,
    regrade,
    write_preview,
)
from practicum.labs.rules.definition import find_problems
from practicum.labs.rules.grading import Grade, read_feedback, write_feedback
from practicum.labs.rules.states import CORRECTION_STATES, VARIANT_STATES
from practicum.labs.rules.tasks import read_keys, read_left_out, read_tasks, write_keys, write_left_out, write_tasks
from practicum.labs.services.bills import require_manager
from practicum.labs.services.submissions import results_of
from practicum.labs.telling import tell_progress
from practicum.ledger.api import record, record_all
from practicum.notices.api import Draft, queue_notices
from practicum.pack.api import Lab
from practicum.people.api import Person

REASON_MOST = 2_000


@dataclass(frozen=True, kw_only=True)
class _Corrected:
    """One variant with the corrected keys, and each of its submissions graded again."""

    variant: LabVariant
    content: Variant
    taken_out: tuple[str, ...]
    grades: tuple[tuple[LabSubmission, Grade, Change], ...]


def draw_up_correction(
    *, actor: Person, definition: LabDefinition, lab: Lab, reason: str, now: datetime
) -> LabCorrection:
    """Say that a key of a lab is wrong: `lab` is its whole file with the right one and a new version. Every issued variant
    is graded again on trial; who would change is kept as the preview. Nothing else changes.

    Programme managers. Refusals: those of `rules.correcting.check_correction`, `lab_invalid`, `reason_missing`,
    `reason_long`, `correction_open` while another one of this lab waits.
    """
    require_manager(actor)
    reason = _checked_reason(reason)
    before = lab_of(definition)
    changed = check_correction(before, lab)
    if problems := find_problems(lab, ANALYSES):
        raise Refusal("lab_invalid", " ".join(str(problem) for problem in problems), field="lab")
    preview = _preview(_correct_all(definition, lab, changed, _variants(definition)))
    with transaction.atomic():
        locked = _lock(definition, before)
        if locked.corrections.filter(state="drawn_up").exists():
            raise Refusal(
                "correction_open", "Another correction of this lab waits.", mend="Apply it, or drop it, first."
            )
        correction = LabCorrection.objects.create(
            code=new_code("COR"),
            definition=locked,
            version=lab.version,
            tasks=list(changed),
            reason=reason,
            before=locked.definition,
            after=lab.model_dump(mode="json"),
            preview=write_preview(preview),
            made_by=actor,
            made_at=now,
        )
        event = CorrectionDrawnUp(
            correction=correction.code,
            programme=locked.programme_version.digest,
            lab=locked.key,
            version=lab.version,
            definition=digest(correction.after),
            tasks=changed,
            reason=reason,
        )
        record(event, actor=actor.code, now=now)
    return correction


@transaction.atomic
def drop_correction(*, actor: Person, correction: LabCorrection, now: datetime) -> LabCorrection:
    """Put a correction aside that was drawn up. Nothing else changes."""
    require_manager(actor)
    locked = (
        LabCorrection.objects.select_for_update(no_key=True, of=("self",))
        .select_related("definition")
        .get(pk=correction.pk)
    )
    locked.state = CORRECTION_STATES.move(locked.state, "dropped")
    locked.decided_by, locked.decided_at = actor, now
    locked.save(update_fields=["state", "decided_by", "decided_at"])
    record(CorrectionDropped(correction=locked.code, lab=locked.definition.key), actor=actor.code, now=now)
    return locked


def apply_correction(*, actor: Person, correction: LabCorrection, now: datetime) -> LabCorrection:
    """Correct the lab, and grade every submission of every issued variant again, in one act.

    By the rule of `rules.correcting`: a pass that the new points reach is given, one that was given stands. Each changed
    submission is on the record, and each candidate concerned is told. Refusals: `invalid_state`, `lab_corrected` when
    the lab changed after the correction was drawn up.
    """
    require_manager(actor)
    CORRECTION_STATES.require(correction.state, ("drawn_up",), act="applied")
    definition = LabDefinition.objects.select_related("programme_version").get(pk=correction.definition_id)
    before, after = Lab.model_validate(correction.before), Lab.model_validate(correction.after)
    changed = tuple(correction.tasks)
    # The keys follow from files that never change: computed first, so that candidates wait for the rest alone.
    built = {one.pk: _rebuild(one, after, changed) for one in _variants(definition)}
    with transaction.atomic():
        locked = _lock(definition, before)
        held = LabCorrection.objects.select_for_update(no_key=True).get(pk=correction.pk)
        held.state = CORRECTION_STATES.move(held.state, "applied")
        variants = list(_variants(locked).select_for_update(no_key=True, of=("self",)))
        corrected = [_correct(one, changed, built.get(one.pk) or _rebuild(one, after, changed)) for one in variants]
        locked.definition, locked.version, locked.title = held.after, after.version, after.title
        locked.save(update_fields=["definition", "version", "title"])
        held.decided_by, held.decided_at = actor, now
        held.preview = write_preview(_preview(corrected))
        held.save(update_fields=["state", "decided_by", "decided_at", "preview"])
        _save(corrected, after.version)
        tell_progress((one.variant for one in corrected if one.variant.state != "ended"), now=now)
        _keep_record(held, locked, before, corrected, actor=actor, now=now)
        _tell(held, locked, corrected, now=now)
    return held


def _lock(definition: LabDefinition, before: Lab) -> LabDefinition:
    locked = (
        LabDefinition.objects.select_for_update(no_key=True, of=("self",))
        .select_related("programme_version")
        .get(pk=definition.pk)
    )
    if lab_of(locked) != before:
        raise Refusal("lab_corrected", "The lab was corrected in between.", mend="Draw the correction up again.")
    return locked


def _variants(definition: LabDefinition) -> QuerySet[LabVariant]:
    return (
        # Where the data were deleted nothing can be computed: those points stand.
        LabVariant.objects.filter(definition=definition, bill__removed_at=None)
        .select_related("candidacy__person", "bill", "definition")
        .prefetch_related("submissions__rationales", "bill__tables")
        .order_by("pk")
    )


def _correct_all(
    definition: LabDefinition, after: Lab, changed: tuple[str, ...], variants: Iterable[LabVariant]
) -> list[_Corrected]:
    return [_correct(one, changed, _rebuild(one, after, changed)) for one in variants]


def _rebuild(variant: LabVariant, after: Lab, changed: tuple[str, ...]) -> Variant:
    """The changed tasks that this variant holds, on its own data."""
    held = {task.key for task in read_tasks(variant.tasks)}
    return build_variant(after, load_tables(variant.bill, after), only=held & set(changed))


def _correct(variant: LabVariant, changed: tuple[str, ...], rebuilt: Variant) -> _Corrected:
    content, taken_out = correct_variant(read_tasks(variant.tasks), read_keys(variant.keys), changed, rebuilt)
    grades = []
    for submission in variant.submissions.all():
        grade = _grade_again(submission, content)
        grades.append((submission, grade, _change(variant, submission, grade)))
    return _Corrected(variant=variant, content=content, taken_out=taken_out, grades=tuple(grades))


def _grade_again(submission: LabSubmission, content: Variant) -> Grade:
    rationales = list(submission.rationales.all())
    return regrade(
        content,
        submission.answers,
        results=results_of(submission),
        hint_points=submission.hint_points,
        rationale_points={one.task: one.points for one in rationales if one.marked_at is not None},
        waiting={one.task: one.waiting_points for one in read_feedback(submission.feedback).tasks},
    )


def _change(variant: LabVariant, submission: LabSubmission, grade: Grade) -> Change:
    return Change(
        variant=variant.code,
        candidate=variant.candidacy.person.name,
        number=submission.number,
        points_before=submission.points,
        points_after=grade.points,
        max_before=submission.points_max,
        max_after=Decimal(grade.points_max),
        stands_before=submission.is_passed,
        stands_after=submission.is_passed or grade.is_passed,
        reaches_after=grade.is_passed,
    )


def _preview(corrected: list[_Corrected]) -> CorrectionPreview:
    changes = [change for one in corrected for _, _, change in one.grades]
    return CorrectionPreview(
        variants=len(corrected),
        submissions=len(changes),
        changes=tuple(change for change in changes if change.is_changed),
        taken_out={one.variant.code: one.taken_out for one in corrected if one.taken_out},
    )


def _save(corrected: list[_Corrected], version: str) -> None:
    for one in corrected:
        variant = one.variant
        variant.tasks, variant.keys = write_tasks(one.content.tasks), write_keys(one.content.keys)
        variant.left_out = write_left_out((*read_left_out(variant.left_out), *one.content.left_out))
        variant.definition_version = version
        if variant.state in ("returned", "submitted") and any(change.stands_after for _, _, change in one.grades):
            state = VARIANT_STATES.move(variant.state, "submitted") if variant.state == "returned" else variant.state
            variant.state = VARIANT_STATES.move(state, "passed")
        elif variant.state == "submitted" and one.grades and not one.grades[-1][1].may_pass:
            variant.state = VARIANT_STATES.move(variant.state, "returned")
        for submission, grade, change in one.grades:
            submission.points, submission.points_max = grade.points, Decimal(grade.points_max)
            submission.is_passed, submission.feedback = change.stands_after, write_feedback(grade)
    LabVariant.objects.bulk_update(
        [one.variant for one in corrected], ["tasks", "keys", "left_out", "definition_version", "state"], batch_size=100
    )
    LabSubmission.objects.bulk_update(
        [submission for one in corrected for submission, _, _ in one.grades],
        ["points", "points_max", "is_passed", "feedback"],
        batch_size=100,
    )


def _keep_record(
    correction: LabCorrection,
    definition: LabDefinition,
    before: Lab,
    corrected: list[_Corrected],
    *,
    actor: Person,
    now: datetime,
) -> None:
    preview = read_preview(correction.preview)
    changed = [
        (one, submission, change) for one in corrected for submission, _, change in one.grades if change.is_changed
    ]
    LabRegrade.objects.bulk_create(
        [
            LabRegrade(
                correction=correction,
                submission=submission,
                points_before=change.points_before,
                points_after=change.points_after,
                max_before=change.max_before,
                max_after=change.max_after,
                passed_before=change.stands_before,
                passed_after=change.stands_after,
            )
            for _, submission, change in changed
        ]
    )
    act = LabCorrected(
        correction=correction.code,
        programme=definition.programme_version.digest,
        lab=definition.key,
        version_before=before.version,
        version=correction.version,
        definition_before=digest(correction.before),
        definition=digest(correction.after),
        tasks=tuple(correction.tasks),
        reason=correction.reason,
        variants=preview.variants,
        submissions=preview.submissions,
        changed=preview.changed,
        passes_gained=preview.gained,
        passes_kept=preview.kept,
    )
    each = [
        LabRegraded(
            correction=correction.code,
            variant=one.variant.code,
            candidacy=one.variant.candidacy.code,
            lab=definition.key,
            number=change.number,
            points_before=change.points_before,
            points=change.points_after,
            points_max_before=change.max_before,
            points_max=int(change.max_after),
            passed_before=change.stands_before,
            passed=change.stands_after,
        )
        for one, _, change in changed
    ]
    record_all([(event, actor.code) for event in (act, *each)], now=now)


def _tell(correction: LabCorrection, definition: LabDefinition, corrected: list[_Corrected], *, now: datetime) -> None:
    """Who has handed in something that changes is told, once, of all of it."""
    drafts = []
    for one in corrected:
        changes = [change for _, _, change in one.grades if change.is_changed]
        if not changes:
            continue
        person = one.variant.candidacy.person
        drafts.append(
            Draft(
                person_id=person.pk,
                to_address=person.email,
                subject=f"The lab “{definition.title}” was corrected",
                body=_letter(person.name, definition, correction, one.variant, changes),
                dedupe_key=f"labs correction {correction.code} {one.variant.code}",
                kind="decision",
            )
        )
    queue_notices(drafts, now=now)


def _letter(
    name: str, definition: LabDefinition, correction: LabCorrection, variant: LabVariant, changes: list[Change]
) -> str:
    lines = [
        f"Dear {name},",
        "",
        f"An answer key of the lab “{definition.title}” was wrong. We have corrected it and graded everybody's work again. "
        f"What was wrong: {correction.reason}",
        "",
    ]
    for change in changes:
        line = (
            f"Your submission {change.number}: {change.points_before:f} of {change.max_before:f} points before, "
            f"{change.points_after:f} of {change.max_after:f} now."
        )
        if change.is_gained:
            line += " With it you have passed the lab."
        elif change.is_kept:
            line += " Your pass stands: you worked by what we told you."
        lines.append(line)
    lines += ["", "You need not do anything.", "", f"{settings.PRACTICUM.base_url}/labs/{variant.code}/", ""]
    return "\n".join(lines)


def _checked_reason(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason or "\x00" in reason:
        raise Refusal(
            "reason_missing",
            "Say what was wrong.",
            field="reason",
            mend="Candidates and auditors read it as it stands.",
        )
    if len(reason) > REASON_MOST:
        raise Refusal("reason_long", f"The reason has at most {REASON_MOST} characters.", field="reason")
    return reason
