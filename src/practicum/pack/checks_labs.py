"""Cross-checks of labs: references, blueprint cells, and what only some kinds of tasks may or must say."""

from collections.abc import Collection, Iterator
from typing import Any

from practicum.pack.documents import Entry
from practicum.pack.draft import Draft
from practicum.pack.errors import Problem
from practicum.pack.names import Names, areas_of_capabilities, repeated, unfitting_area, unknown_name, unknown_page
from practicum.pack.schema_labs import AnyTask, ChoiceTask, DecisionTask, Lab, NumberTask, TableTask, Way
from practicum.pack.schema_teaching import RubricKind
from practicum.pack.yaml_lines import Path

TASKS_LEAST, TASKS_MOST = 4, 8
# Only these kinds have an answer that an analysis of the FOCUS library gives, or that a planted truth can be compared with.
ANALYSED = ("number", "choice")
WITH_TRUTH = ("number", "choice", "set")


def check_labs(
    draft: Draft, names: Names, known_analyses: Collection[str] | None, known_tables: Collection[str] | None
) -> Iterator[Problem]:
    """`known_analyses` and `known_tables` are names that labs may use; None when the caller does not know them."""
    areas_of = areas_of_capabilities(draft)
    analyses = None if known_analyses is None else set(known_analyses)
    tables = None if known_tables is None else set(known_tables)
    for lab in draft.labs.entries:
        yield from unknown_name(lab, ("capability",), "capability", lab.value.capability, names.capabilities)
        yield from unknown_name(lab, ("role",), "role", lab.value.role, names.roles)
        if not TASKS_LEAST <= len(lab.value.tasks) <= TASKS_MOST:
            message = f"The lab has {len(lab.value.tasks)} task{'' if len(lab.value.tasks) == 1 else 's'}."
            yield lab.problem(("tasks",), message, f"Give it {TASKS_LEAST} to {TASKS_MOST}.")
        yield from repeated(lab, ("tasks",), "task", [task.key for task in lab.value.tasks], "key")
        yield from repeated(lab, ("data", "tables"), "table", list(lab.value.data.tables))
        for index, table in enumerate(lab.value.data.tables):
            yield from unknown_name(lab, ("data", "tables", index), "table", table, tables)
        for index, task in enumerate(lab.value.tasks):
            place = ("tasks", index)
            capability = task.capability or lab.value.capability
            if task.capability is not None:
                yield from unknown_name(lab, (*place, "capability"), "capability", capability, names.capabilities)
            yield from unfitting_area(lab, place, (task.area, capability), names, areas_of)
            yield from unknown_page(lab, (*place, "material"), task.material, names)
            yield from _ways(lab, place, task, analyses)
            yield from _of_its_kind(lab, place, task, draft, names)


def _ways(lab: Entry[Lab], place: Path, task: AnyTask, analyses: set[str] | None) -> Iterator[Problem]:
    yield from _way(lab, (*place, "solution"), task.solution, task.kind, analyses)
    yield from repeated(lab, (*place, "wrong_methods"), "wrong method", [one.key for one in task.wrong_methods], "key")
    for index, method in enumerate(task.wrong_methods):
        path = (*place, "wrong_methods", index)
        yield from _way(lab, path, method, task.kind, analyses)
        if (method.sql, method.analysis) == (task.solution.sql, task.solution.analysis):
            field = "sql" if method.analysis is None else "analysis"
            message = "The wrong method is the same as the solution."
            yield lab.problem((*path, field), message, "Write the way that goes wrong.")


def _way(lab: Entry[Lab], path: Path, way: Way, kind: str, analyses: set[str] | None) -> Iterator[Problem]:
    if (way.sql is None) == (way.analysis is None):
        message = (
            "Neither `sql` nor `analysis` is given." if way.sql is None else "Both `sql` and `analysis` are given."
        )
        yield lab.problem(path, message, 'Give exactly one, for example `sql: "SELECT ..."`.')
    elif way.analysis is not None and kind not in ANALYSED:
        message = f"An analysis gives a number or a choice; the task is a {kind}."
        yield lab.problem((*path, "analysis"), message, "Give `sql` instead.")
    elif way.analysis is not None:
        yield from unknown_name(lab, (*path, "analysis"), "analysis", way.analysis, analyses)


def _of_its_kind(lab: Entry[Lab], place: Path, task: AnyTask, draft: Draft, names: Names) -> Iterator[Problem]:
    if task.truth is not None:
        yield from _truth(lab, (*place, "truth"), task)
    if isinstance(task, NumberTask) and task.tolerance is None and task.tolerance_percent is None:
        message = "'tolerance_percent' is missing: the answer is a number."
        yield lab.problem(
            (*place, "tolerance_percent"),
            message,
            'Add `tolerance_percent: "0.5"`, or `tolerance: "0.01"` in the unit.',
        )
    if isinstance(task, ChoiceTask):
        yield from _choice(lab, place, task)
    if isinstance(task, ChoiceTask | DecisionTask):
        yield from repeated(lab, (*place, "options"), "option", [one.key for one in task.options], "key")
    if isinstance(task, TableTask):
        yield from _columns(lab, place, task)
    if isinstance(task, DecisionTask):
        yield from unknown_name(lab, (*place, "rubric"), "rubric", task.rubric, names.rubrics)
        for rubric in draft.rubrics.entries:
            if rubric.value.key == task.rubric and rubric.value.kind is not RubricKind.FORMATIVE:
                message = "A mentor reads the rationale, but its rubric is summative."
                yield lab.problem((*place, "rubric"), message, "Name a formative rubric.")
        if task.rationale_points >= task.points:
            message = (
                f"The rationale takes {task.rationale_points} of {task.points} points: none is left for the choice."
            )
            yield lab.problem((*place, "rationale_points"), message, f"Write {task.points - 1} or less.")


def _choice(lab: Entry[Lab], place: Path, task: ChoiceTask) -> Iterator[Problem]:
    if task.choices is not None and task.options:
        yield lab.problem((*place, "choices"), "Both `choices` and `options` are given.", "Keep one of the two.")
    if task.choices is None and not task.options and task.solution.analysis is None:
        mend = "Add `choices: {sql: SELECT DISTINCT ...}`, or `options`."
        yield lab.problem((*place, "choices"), "Nothing says what may be chosen.", mend)
    if task.options and task.solution.analysis is not None:
        yield lab.problem((*place, "options"), "The analysis brings its own candidates.", "Remove the options.")
    if 0 < len(task.options) < 3:
        yield lab.problem((*place, "options"), "There are fewer than three options.", "Add one, or make it a decision.")


def _columns(lab: Entry[Lab], place: Path, task: TableTask) -> Iterator[Problem]:
    path = (*place, "columns")
    yield from repeated(lab, path, "column", [column.name.casefold() for column in task.columns], "name")
    if not any(column.key for column in task.columns):
        yield lab.problem(path, "No column is a key.", "Add `key: true` to the columns that name a row.")
    if all(column.key for column in task.columns):
        yield lab.problem(path, "All columns are keys.", "Add a column to be found out, or make it a set.")
    for index, column in enumerate(task.columns):
        if column.key and column.unit is not None:
            yield lab.problem((*path, index, "unit"), "A key is a text and has no unit.", "Remove the unit.")


def _truth(lab: Entry[Lab], path: Path, task: Any) -> Iterator[Problem]:
    if task.kind not in WITH_TRUTH:
        message = f"A {task.kind} is not compared with the truth."
        yield lab.problem(path, message, f"Remove it; {', '.join(WITH_TRUTH)} may have it.")
    elif task.truth.sum is not None and task.kind != "number":
        yield lab.problem((*path, "sum"), "Only a number is a sum.", "Remove it.")
