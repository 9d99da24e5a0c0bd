"""From a lab and its data to a variant: the tasks that the data carry, and their keys."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from practicum.focus import api as focus
from practicum.kernel.errors import Refusal
from practicum.labs.rules.computing import Computed, Found, Untold, compute_tasks
from practicum.labs.rules.data import COST_AND_USAGE, LabTables
from practicum.labs.rules.proving import find_flaw, gives_option_of, proves_whole
from practicum.labs.rules.tasks import (
    MANY_PARTS,
    NAME,
    AskedColumn,
    Choice,
    HintOffer,
    LeftOut,
    Task,
    TaskKey,
    WrongAnswer,
)
from practicum.labs.rules.truth import find_difference
from practicum.pack.api import (
    AnyTask,
    BoundedWay,
    ChoiceTask,
    CreditedWay,
    DecisionTask,
    Lab,
    NumberTask,
    SetTask,
    SqlTask,
    TableTask,
)

FEWEST_TASKS = 4
# A list that a person can still read; a bill may name thousands of accounts.
MOST_CHOICES = 100
_NO_ANSWER = "These data have no answer to it."


@dataclass(frozen=True, kw_only=True)
class Variant:
    """What a lab is on some data. Every task in it is proven; the others are left out with their reasons."""

    tasks: tuple[Task, ...]
    keys: Mapping[str, TaskKey]
    left_out: tuple[LeftOut, ...]

    @property
    def is_issuable(self) -> bool:
        return len(self.tasks) >= FEWEST_TASKS and proves_whole(self.tasks, self.keys)


def build_variant(lab: Lab, data: LabTables, *, only: Iterable[str] | None = None) -> Variant:
    """Compute the keys of the lab's tasks (or of those in `only`), choose those that the data carry, prove each."""
    computed = compute_tasks(lab, data, only=only)
    tasks: list[Task] = []
    keys: dict[str, TaskKey] = {}
    left_out: list[LeftOut] = []
    for wanted in lab.tasks:
        if wanted.key not in computed:
            continue
        built = _build_task(wanted, lab, computed[wanted.key], data.truth)
        if isinstance(built, LeftOut):
            left_out.append(built)
        else:
            tasks.append(built[0])
            keys[wanted.key] = built[1]
    return Variant(tasks=tuple(tasks), keys=keys, left_out=tuple(left_out))


def try_bill(lab: Lab, bill: focus.Bill) -> Variant:
    """What the lab would be on a bill that is stored nowhere yet: rows of cost and usage, and no other table."""
    return build_variant(lab, LabTables(tables={COST_AND_USAGE: bill.table}, version=bill.version))


def require_issuable(variant: Variant) -> None:
    """Raise Refusal `too_few_tasks` unless enough tasks remain, and `variant_unproven` if they do not prove as a whole."""
    if len(variant.tasks) < FEWEST_TASKS:
        reasons = " ".join(f"{left.task}: {left.reason}" for left in variant.left_out)
        raise Refusal(
            "too_few_tasks",
            f"These data carry {len(variant.tasks)} of the lab's tasks; {FEWEST_TASKS} are needed. {reasons}",
            field="bill",
            mend="Use another bill, or the simulated one.",
        )
    if not variant.is_issuable:
        raise Refusal("variant_unproven", "The variant as a whole cannot be graded fairly.", field="bill")


def _build_task(
    wanted: AnyTask, lab: Lab, computed: Computed, truth: Mapping[str, Any] | None
) -> tuple[Task, TaskKey] | LeftOut:
    """The task with its key, proven; or why the data do not carry it.

    A wrong method that an analysis cannot follow leaves the task out: somebody may still stumble along it, to an answer
    that nobody has looked at. One whose query gives nothing is left out of the key: nobody can hand in nothing.
    """

    def leave_out(reason: str, detail: str = "") -> LeftOut:
        return LeftOut(task=wanted.key, question=wanted.question, reason=reason, detail=detail)

    right = computed.solution
    if isinstance(right, Untold):
        return leave_out(right.reason, right.detail)
    if right.value is None:
        return leave_out(_NO_ANSWER)
    if isinstance(computed.names, Untold):
        return leave_out(computed.names.reason, computed.names.detail)
    wrong = []
    for method in wanted.wrong_methods:
        found = computed.wrong[method.key]
        if isinstance(found, Untold):
            words = method.key.replace("-", " ")
            reason = f"The wrong method “{words}” cannot be computed to compare with: {found.reason}"
            return leave_out(reason, found.detail)
        if found.value is not None:
            credit = method.credit_percent if isinstance(method, CreditedWay) else 0
            wrong.append(
                WrongAnswer(method=method.key, value=found.value, feedback=method.feedback, credit_percent=credit)
            )
    key = TaskKey(task=wanted.key, value=right.value, wrong=tuple(wrong))
    task = _task(wanted, lab, right, computed.names, {str(key.value), *(str(one.value) for one in wrong)})
    if isinstance(wanted, DecisionTask) or (isinstance(wanted, ChoiceTask) and wanted.options):
        key = replace(key, wrong=tuple(one for one in key.wrong if not gives_option_of(task, key, one)))
    most = {one.key: one.most_percent for one in wanted.wrong_methods if isinstance(one, BoundedWay)}
    among = computed.names if task.kind in MANY_PARTS else None
    if flaw := find_flaw(task, key, most=most, among=among):
        return leave_out(flaw)
    if wanted.truth is None or truth is None:
        return task, key
    difference = find_difference(task, key.value, wanted.truth, truth)
    if difference:
        return leave_out("The answer on these data does not agree with how they were made.", difference)
    return task, key


def _task(wanted: AnyTask, lab: Lab, right: Found, names: tuple[str, ...] | None, must: set[str]) -> Task:
    facts: dict[str, Any] = {
        "key": wanted.key,
        "kind": wanted.kind,
        "question": wanted.question,
        "definition": wanted.definition,
        "area": wanted.area,
        "capability": wanted.capability or lab.capability,
        "level": wanted.level.value,
        "points": wanted.points,
        "material": wanted.material,
        "hints": tuple(HintOffer(text=hint.text, costs=hint.costs) for hint in wanted.hints),
        "unit": right.unit or NAME,
    }
    if isinstance(wanted, NumberTask):
        facts |= {
            "decimals": wanted.decimals,
            "tolerance": wanted.tolerance or Decimal(0),
            "tolerance_percent": wanted.tolerance_percent or Decimal(0),
        }
        if wanted.near is not None:
            facts |= {"near_percent": wanted.near.within_percent, "near_credit_percent": wanted.near.credit_percent}
    elif isinstance(wanted, ChoiceTask | DecisionTask):
        fixed = tuple(Choice(key=option.key, text=option.text) for option in wanted.options)
        facts["choices"] = fixed or _choices(names or right.candidates, must, wanted.key)
        if isinstance(wanted, DecisionTask):
            facts |= {
                "rationale_points": wanted.rationale_points,
                "rubric": wanted.rubric,
                "words_min": wanted.words_min,
            }
    elif isinstance(wanted, SetTask):
        facts |= {"columns": (AskedColumn(name=wanted.column, is_key=True),), "partial": wanted.partial}
    elif isinstance(wanted, TableTask):
        facts |= {"columns": tuple(_column(column) for column in wanted.columns), "partial": wanted.partial}
    elif isinstance(wanted, SqlTask):
        for name in ("ordered", "named", "decimals", "tolerance_percent", "partial", "starter"):
            facts[name] = getattr(wanted, name)
    return Task(**facts)


def _column(column: Any) -> AskedColumn:
    return AskedColumn(
        name=column.name,
        is_key=column.key,
        unit=column.unit or "",
        decimals=column.decimals,
        tolerance_percent=column.tolerance_percent,
    )


def _choices(candidates: Iterable[str], must: set[str], salt: str) -> tuple[Choice, ...]:
    """The candidates in order of name; out of very many, those needed and others in no order that could tell."""
    names = sorted(set(candidates))
    if len(names) > MOST_CHOICES:
        others = sorted(set(names) - must, key=lambda name: hashlib.sha256(f"{salt} {name}".encode()).digest())
        names = sorted({*must & set(names), *others[: MOST_CHOICES - len(must)]})
    return tuple(Choice(key=name, text=name) for name in names)
