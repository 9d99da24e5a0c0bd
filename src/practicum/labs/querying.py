"""The tables of a variant: as files for queries of candidates, and as rows for solutions."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from practicum.focus.api import LIMITS, QueryLimits, QueryResult, run_query
from practicum.kernel.errors import NotFound
from practicum.labs.models import Bill, LabVariant
from practicum.labs.rules.answers import Answer
from practicum.labs.rules.data import COST_AND_USAGE, LabTables
from practicum.labs.rules.grids import grid_of
from practicum.labs.rules.tasks import Task
from practicum.labs.storage import path_of, read_stored_table
from practicum.pack.api import Lab


def tables_shown(bill: Bill, lab: Lab) -> dict[str, str]:
    """The tables that a candidate gets, name -> SHA-256 of the file, in the order of the lab's file.

    Raises NotFound, with the day, where the data were deleted.
    """
    if bill.removed_at is not None:
        raise NotFound(say_deleted(bill))
    there = {COST_AND_USAGE: bill.sha256, **dict(bill.tables.values_list("name", "sha256"))}
    return {name: there[name] for name in lab.data.tables if name in there}


def say_deleted(bill: Bill) -> str:
    """What became of the data, for the people who worked on them."""
    day = f"{bill.removed_at:%d %B %Y}".lstrip("0") if bill.removed_at else ""
    return f"The data of “{bill.name}” were deleted on {day}. What was handed in and its points remain."


def load_tables(bill: Bill, lab: Lab) -> LabTables:
    """The rows that the lab works on, as they stand in the stored files. Raises Unavailable."""
    files = {COST_AND_USAGE: bill.sha256, **tables_shown(bill, lab)}
    return LabTables(
        tables={name: read_stored_table(sha256) for name, sha256 in files.items()}, version=bill.focus_version
    )


def query_variant(variant: LabVariant, sql: str, *, field: str = "", limits: QueryLimits = LIMITS) -> QueryResult:
    """The result of a candidate's query over the tables of their variant, in a process of its own. See
    `focus.api.run_query` for what is refused."""
    lab = Lab.model_validate(variant.definition.definition)
    return run_query(sql, _paths(tables_shown(variant.bill, lab)), limits=limits, field=field)


def run_answers(variant: LabVariant, tasks: Iterable[Task], answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers with each query replaced by its result. Raises Refusal that names the task whose query cannot be run."""
    found = dict(answers)
    for task in tasks:
        answer = found.get(task.key)
        if task.kind == "sql" and isinstance(answer, str):
            found[task.key] = grid_of(query_variant(variant, answer, field=task.key))
    return found


def _paths(files: Mapping[str, str]) -> dict[str, Path]:
    return {name: path_of(sha256) for name, sha256 in files.items()}
