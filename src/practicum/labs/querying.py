"""The tables of a variant: as files for queries of candidates, and as rows for solutions."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction

from practicum.focus.api import LIMITS, QueryLimits, QueryResult, run_query
from practicum.kernel.errors import NotFound, Refusal
from practicum.labs.models import Bill, LabVariant
from practicum.labs.rules.answers import Answer
from practicum.labs.rules.data import COST_AND_USAGE, LabTables
from practicum.labs.rules.grids import grid_of
from practicum.labs.rules.tasks import Task
from practicum.labs.storage import path_of, read_stored_table
from practicum.pack.api import Lab

# Tells our locks from others' in the same database.
_LOCKS = 0x1AB


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
    """The answers with each query replaced by its result. Raises Refusal that names the task whose query cannot be run,
    and `query_running` while another query of the same candidate runs."""
    found = dict(answers)
    queries = {task.key: sql for task in tasks if task.kind == "sql" and isinstance(sql := found.get(task.key), str)}
    if queries:
        with turn_of(variant.candidacy.person_id, field=min(queries)):
            found |= {key: grid_of(query_variant(variant, sql, field=key)) for key, sql in queries.items()}
    return found


@contextmanager
def turn_of(person_id: int, *, field: str) -> Iterator[None]:
    """One query at a time for each person, so that nobody takes the place of two. Refusal `query_running`."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s, %s)", [_LOCKS, person_id % 2**31])
        if not cursor.fetchone()[0]:
            raise Refusal(
                "query_running",
                "Another query of yours is still running.",
                field=field,
                mend="Wait until it has ended; a query ends after 10 seconds at the latest.",
            )
        yield


def _paths(files: Mapping[str, str]) -> dict[str, Path]:
    return {name: path_of(sha256) for name, sha256 in files.items()}
