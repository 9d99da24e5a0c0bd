"""From a lab and what a bill answers to a variant: the tasks that this bill carries, and their keys."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from practicum.focus.api import Answer, CannotTell
from practicum.kernel.errors import Refusal
from practicum.labs.rules.proving import find_flaw, proves_whole
from practicum.labs.rules.tasks import LeftOut, Task, TaskKey, WrongAnswer
from practicum.pack.api import Lab, LabTask

FEWEST_TASKS = 3
# A list that a person can still read; a bill may name thousands of accounts.
MOST_CHOICES = 100


@dataclass(frozen=True, kw_only=True)
class Variant:
    """What a lab is on one bill. Every task in it is proven; the others are left out with their reasons."""

    tasks: tuple[Task, ...]
    keys: Mapping[str, TaskKey]
    left_out: tuple[LeftOut, ...]


def analyses_of(lab: Lab) -> tuple[str, ...]:
    """All analyses that the lab asks of a bill, each once."""
    names = [name for task in lab.tasks for name in (task.analysis, *(wrong.analysis for wrong in task.wrong_methods))]
    return tuple(dict.fromkeys(names))


def build_variant(lab: Lab, answers: Mapping[str, Answer | CannotTell]) -> Variant:
    """Choose the tasks that the bill carries and prove each. `answers` are those of `analyses_of(lab)`."""
    tasks: list[Task] = []
    keys: dict[str, TaskKey] = {}
    left_out: list[LeftOut] = []
    for wanted in lab.tasks:
        built = _build_task(wanted, answers)
        flaw = built if isinstance(built, str) else find_flaw(*built)
        if isinstance(built, str) or flaw:
            left_out.append(LeftOut(task=wanted.key, question=wanted.question, reason=flaw))
        else:
            tasks.append(built[0])
            keys[wanted.key] = built[1]
    return Variant(tasks=tuple(tasks), keys=keys, left_out=tuple(left_out))


def require_issuable(variant: Variant) -> None:
    """Raise Refusal `too_few_tasks` unless enough tasks remain, and `variant_unproven` if they do not prove as a whole."""
    if len(variant.tasks) < FEWEST_TASKS:
        reasons = " ".join(f"{left.task}: {left.reason}" for left in variant.left_out)
        raise Refusal(
            "too_few_tasks",
            f"This bill carries {len(variant.tasks)} of the lab's tasks; {FEWEST_TASKS} are needed. {reasons}",
            field="bill",
            mend="Use another bill, or the simulated one.",
        )
    if not proves_whole(variant.tasks, variant.keys):
        raise Refusal("variant_unproven", "The variant as a whole cannot be graded fairly.", field="bill")


def _build_task(wanted: LabTask, answers: Mapping[str, Answer | CannotTell]) -> tuple[Task, TaskKey] | str:
    """The task with its key, or why the bill does not carry it. A wrong way that the bill cannot follow either leaves
    the task unproven: somebody may still stumble along it, to a number that nobody has looked at."""
    right = answers[wanted.analysis]
    if isinstance(right, CannotTell):
        return right.reason
    wrong = []
    for method in wanted.wrong_methods:
        found = answers[method.analysis]
        if isinstance(found, CannotTell):
            return (
                f"The wrong method “{method.key.replace('-', ' ')}” cannot be computed to compare with: {found.reason}"
            )
        wrong.append(WrongAnswer(method=method.key, value=_text(found), feedback=method.feedback))
    key = TaskKey(task=wanted.key, value=_text(right), wrong=tuple(wrong))
    task = Task(
        key=wanted.key,
        kind=wanted.kind.value,
        question=wanted.question,
        unit=right.unit,
        decimals=wanted.decimals,
        tolerance_percent=wanted.tolerance_percent or Decimal(0),
        points=wanted.points,
        choices=_choices(right.candidates, {key.value, *(answer.value for answer in wrong)}, wanted.key),
        material=wanted.material,
    )
    return task, key


def _choices(candidates: Iterable[str], must: set[str], salt: str) -> tuple[str, ...]:
    """The candidates in order of name; out of very many, those needed and others in no order that could tell."""
    names = sorted(set(candidates))
    if len(names) > MOST_CHOICES:
        others = sorted(set(names) - must, key=lambda name: hashlib.sha256(f"{salt} {name}".encode()).digest())
        names = sorted({*must & set(names), *others[: MOST_CHOICES - len(must)]})
    return tuple(names)


def _text(answer: Answer) -> str:
    return format(answer.value, "f") if isinstance(answer.value, Decimal) else answer.value
