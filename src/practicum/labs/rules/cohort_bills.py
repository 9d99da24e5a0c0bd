"""A cohort's own bill: what remains of a variant when tasks are refused, and what remains when the data are deleted."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter

from practicum.focus.api import ConformanceFinding
from practicum.kernel.errors import Refusal
from practicum.labs.rules.building import Variant
from practicum.labs.rules.facts import BillFacts
from practicum.labs.rules.tasks import Choice, LeftOut, Task

REASON_MOST = 500
ONCE_MOST = 40  # of the word by which two clicks are known to be one
# A broken file may have a finding for every rule; these are enough to mend it, and the page says how many there are.
FINDINGS_SHOWN = 100
# A worker that is killed is followed by another; one that kills its worker each time is given up.
KEEPING_STARTS = 3
# What a worker does with an upload, in this order: in words, and about what part of a hundred it takes.
PHASES: Mapping[str, tuple[str, int]] = {
    "reading": ("Reading the file", 7),
    "checking": ("Checking it by the rules of FOCUS", 12),
    "hiding": ("Putting pseudonyms in the place of names", 9),
    "storing": ("Storing what is kept", 2),
    "labs": ("Computing the keys of the labs", 70),
}
REFUSED = "Your facilitator has left it out."
_FINDINGS = TypeAdapter(tuple[ConformanceFinding, ...])


def refuse_tasks(variant: Variant, refused: Collection[str]) -> Variant:
    """The variant without the tasks that the facilitator refuses. Refusal `task_unknown`."""
    unknown = sorted(set(refused) - {task.key for task in variant.tasks})
    if unknown:
        raise Refusal("task_unknown", f"This lab has no task “{unknown[0][:60]}”.", field="tasks")
    out = tuple(
        LeftOut(task=task.key, question=task.question, reason=REFUSED) for task in variant.tasks if task.key in refused
    )
    return Variant(
        tasks=tuple(task for task in variant.tasks if task.key not in refused),
        keys={task: key for task, key in variant.keys.items() if task not in refused},
        left_out=(*variant.left_out, *out),
    )


def say_progress(told: Mapping[str, Any]) -> tuple[str, int]:
    """What a worker last said of an upload, as words and as a percentage of the whole way."""
    phase = told.get("phase", "")
    if phase not in PHASES:
        return "Waiting for a worker", 0
    words, steps = PHASES[phase]
    share = sum(PHASES[one][1] for one in list(PHASES)[: list(PHASES).index(phase)])
    if of := told.get("of"):
        words, share = f"{words}: {told['done']} of {of}", share + steps * told["done"] // of
    return words, share


def checked_reason(reason: str, *, field: str = "reason") -> str:
    """The reason on one line. Refusals: `reason_missing`, `reason_long`."""
    reason = " ".join(reason.split())
    if not reason or "\x00" in reason:
        raise Refusal("reason_missing", "Say why, in a few words.", field=field, mend="It goes on the record.")
    if len(reason) > REASON_MOST:
        raise Refusal("reason_long", f"The reason has at most {REASON_MOST} characters.", field=field)
    return reason


def without_data(tasks: Iterable[Task], answers: Iterable[Mapping[str, str]]) -> tuple[Task, ...]:
    """Tasks as they are kept when their data are deleted: of what could be chosen, what somebody did choose."""
    chosen = {(key, text) for one in answers for key, text in one.items()}

    def kept(task: Task) -> tuple[Choice, ...]:
        return tuple(choice for choice in task.choices if (task.key, choice.key) in chosen)

    return tuple(replace(task, choices=kept(task)) for task in tasks)


def no_facts() -> BillFacts:
    """The facts of a bill that was deleted."""
    return BillFacts(
        version_reason="",
        first_charge_at=None,
        last_charge_at=None,
        currencies=(),
        providers=(),
        columns=(),
        days=(),
        services=(),
        categories=(),
        preview_columns=(),
        preview_rows=(),
    )


def write_conformance(findings: Iterable[ConformanceFinding]) -> list[Any]:
    """As JSON, without the examples: they are cells of the file as it was before names were hidden in it."""
    return list(_FINDINGS.dump_python(tuple(replace(one, example="") for one in findings), mode="json"))


def read_conformance(stored: list[Any]) -> tuple[ConformanceFinding, ...]:
    return _FINDINGS.validate_python(stored)
