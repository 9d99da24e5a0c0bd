"""A wrong key is corrected: what may change, what becomes of a variant, and how a submission stands afterwards.

The rule, fair to candidates: every submission on every issued variant is graded again by the corrected key. A pass that
the new points reach is given at once. A pass that was given stands, whatever the new points are: the candidate worked by
what we told them. A task that the corrected key does not carry on somebody's data is taken out of their variant, for its
points and for its most. A task that somebody was never shown is not added.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from practicum.kernel.errors import Refusal
from practicum.labs.rules.answers import Answer, read_answer
from practicum.labs.rules.building import Variant
from practicum.labs.rules.grading import Grade, grade_answers, with_rationale
from practicum.labs.rules.grids import Grid
from practicum.labs.rules.tasks import LeftOut, Task, TaskKey
from practicum.pack.api import AnyTask, DecisionTask, Lab

WITHDRAWN = "The task was withdrawn: its key was wrong."


@dataclass(frozen=True, kw_only=True)
class Change:
    """How one submission changes. `stands_before` and `stands_after` say whether the lab is passed by it."""

    variant: str
    candidate: str
    number: int
    points_before: Decimal
    points_after: Decimal
    max_before: Decimal
    max_after: Decimal
    stands_before: bool
    stands_after: bool
    reaches_after: bool

    @property
    def is_changed(self) -> bool:
        return (self.points_before, self.max_before, self.stands_before) != (
            self.points_after,
            self.max_after,
            self.stands_after,
        )

    @property
    def is_gained(self) -> bool:
        return self.stands_after and not self.stands_before

    @property
    def is_kept(self) -> bool:
        """A pass that stands although the new points would not reach it."""
        return self.stands_before and not self.reaches_after


@dataclass(frozen=True, kw_only=True)
class CorrectionPreview:
    """Who changes. `taken_out`: variant -> tasks that the corrected key does not carry there."""

    variants: int
    submissions: int
    changes: tuple[Change, ...]
    taken_out: dict[str, tuple[str, ...]]

    @property
    def changed(self) -> int:
        return len(self.changes)

    @property
    def gained(self) -> int:
        return sum(change.is_gained for change in self.changes)

    @property
    def kept(self) -> int:
        return sum(change.is_kept for change in self.changes)


_PREVIEW = TypeAdapter(CorrectionPreview)


def write_preview(preview: CorrectionPreview) -> dict[str, Any]:
    return dict(_PREVIEW.dump_python(preview, mode="json"))


def read_preview(stored: dict[str, Any]) -> CorrectionPreview:
    return _PREVIEW.validate_python(stored)


def check_correction(before: Lab, after: Lab) -> tuple[str, ...]:
    """The keys of the tasks that a correction changes or withdraws.

    Refusals, all of the field `lab`: `correction_other_lab`, `correction_version`, `correction_data`,
    `correction_adds`, `correction_kind`, `correction_rationale`, `correction_nothing`.
    """
    if after.key != before.key:
        raise _no("other_lab", f"This is the lab “{after.key}”, not “{before.key}”.", "Give the file of this lab.")
    if after.version == before.version:
        raise _no("version", f"The file says version {after.version} as before.", "Give it a new version.")
    if after.data != before.data:
        raise _no("data", "The data of the lab changed: issued variants keep theirs.", "Change tasks only.")
    old = {task.key: task for task in before.tasks}
    new = {task.key: task for task in after.tasks}
    if added := sorted(set(new) - set(old)):
        raise _no("adds", f"The task “{added[0]}” is new: who has the lab never saw it.", "Leave it for a new version.")
    for key, task in new.items():
        was = old[key]
        if task.kind != was.kind:
            raise _no("kind", f"“{key}” is a {task.kind} now and was a {was.kind}.", "Withdraw the task instead.")
        if _rationale_of(task) != _rationale_of(was):
            mend = "Leave rubric and rationale_points as they were."
            raise _no("rationale", f"“{key}”: points that people gave cannot be given again.", mend)
    changed = tuple(key for key, task in old.items() if new.get(key) != task)
    if not changed:
        raise _no("nothing", "No task is changed.", "Change the solution of a task, or leave the task out.")
    return changed


def correct_variant(
    tasks: tuple[Task, ...], keys: Mapping[str, TaskKey], changed: Collection[str], rebuilt: Variant
) -> tuple[Variant, tuple[str, ...]]:
    """A variant with its changed tasks from `rebuilt`, which was computed on its own data; and the keys of those that
    are taken out."""
    built = {task.key: task for task in rebuilt.tasks}
    reasons = {left.task: left for left in rebuilt.left_out}
    kept: list[Task] = []
    out: list[LeftOut] = []
    for task in tasks:
        if task.key not in changed:
            kept.append(task)
        elif task.key in built:
            kept.append(built[task.key])
        else:
            out.append(reasons.get(task.key) or LeftOut(task=task.key, question=task.question, reason=WITHDRAWN))
    new_keys = {task.key: rebuilt.keys[task.key] if task.key in built else keys[task.key] for task in kept}
    variant = Variant(tasks=tuple(kept), keys=new_keys, left_out=tuple(out))
    return variant, tuple(left.task for left in out)


def regrade(
    variant: Variant,
    typed: Mapping[str, str],
    *,
    results: Mapping[str, Grid],
    hint_points: Mapping[str, int],
    rationale_points: Mapping[str, Decimal],
    waiting: Mapping[str, int],
) -> Grade:
    """Grade what was handed in by other keys. Queries count by the results that they gave then; what people gave for
    rationales stays, and what waits for them waits on."""
    answers = {task.key: _read_again(task, typed, results) for task in variant.tasks}
    grade = grade_answers(variant.tasks, variant.keys, answers, hint_points=hint_points)
    marked = []
    for one in grade.tasks:
        if one.task in rationale_points:
            marked.append(with_rationale(one, rationale_points[one.task]))
        else:
            marked.append(replace(one, waiting_points=waiting.get(one.task, 0)))
    return Grade(tasks=tuple(marked))


def _rationale_of(task: AnyTask) -> tuple[str, int] | None:
    return (task.rubric, task.rationale_points) if isinstance(task, DecisionTask) else None


def _read_again(task: Task, typed: Mapping[str, str], results: Mapping[str, Grid]) -> Answer:
    """The answer as it was read then. What the changed task cannot read any more is an answer all the same: wrong."""
    if task.kind == "sql" and typed.get(task.key, "").strip():
        return results.get(task.key, typed[task.key])
    try:
        return read_answer(task, typed)
    except Refusal:
        return typed.get(task.key, "")


def _no(code: str, message: str, mend: str) -> Refusal:
    return Refusal(f"correction_{code}", message, field="lab", mend=mend)
