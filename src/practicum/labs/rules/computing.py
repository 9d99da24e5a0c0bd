"""The ways of a lab run on data: what each solution and each named wrong method gives. Keys come from here alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from practicum.focus.api import CannotTell, QueryDesk, QueryResult, analyse, open_tables
from practicum.kernel.errors import Refusal
from practicum.labs.rules.data import LabTables
from practicum.labs.rules.grids import folded, grid_of
from practicum.labs.rules.proving import MOST_RESULT_ROWS, MOST_TABLE_ROWS
from practicum.labs.rules.tasks import NAME, Value
from practicum.pack.api import AnyTask, ChoiceTask, Lab, NumberTask, Query, SetTask, TableTask, Way

# Beside the most that a task may have, so that "too many" can be said with how many.
_BEYOND = 10_000


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a way gives. `value` is None where it gives nothing: no row, or a null. `unit` and `candidates` come with
    analyses."""

    value: Value | None
    unit: str = ""
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Untold:
    """A way that cannot be gone on these data. `detail` is for those who write labs."""

    reason: str
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Computed:
    """Everything that the ways of one task give."""

    solution: Found | Untold
    wrong: Mapping[str, Found | Untold]
    names: tuple[str, ...] | Untold | None = None  # what may be chosen, or could be named; None: the task does not say


def analyses_of(tasks: Iterable[AnyTask]) -> tuple[str, ...]:
    """All analyses that the tasks ask for, each once."""
    ways = [way for task in tasks for way in (task.solution, *task.wrong_methods)]
    return tuple(dict.fromkeys(way.analysis for way in ways if way.analysis is not None))


def compute_tasks(lab: Lab, data: LabTables, *, only: Iterable[str] | None = None) -> dict[str, Computed]:
    """What the ways of the lab's tasks (or of those in `only`) give, by task. Queries see the lab's tables alone."""
    chosen = None if only is None else set(only)
    tasks = [task for task in lab.tasks if chosen is None or task.key in chosen]
    names = analyses_of(tasks)
    analysed = analyse(data.bill, names) if names else {}
    shown = {name: data.tables[name] for name in lab.data.tables if name in data.tables}
    with open_tables(shown) as desk:
        asked = _Asked(desk=desk, missing=tuple(name for name in lab.data.tables if name not in shown), results={})
        return {task.key: _compute(task, asked, analysed) for task in tasks}


@dataclass(frozen=True)
class _Asked:
    """A desk that runs each query once."""

    desk: QueryDesk
    missing: tuple[str, ...]
    results: dict[str, QueryResult | Untold]

    def run(self, sql: str) -> QueryResult | Untold:
        if sql not in self.results:
            try:
                self.results[sql] = self.desk.run(sql, most_rows=_BEYOND)
            except Refusal as refusal:
                reason = (
                    f"The data have no table {', '.join(self.missing)}."
                    if self.missing
                    else "The data lack something that the task needs."
                )
                self.results[sql] = Untold(reason=reason, detail=refusal.message)
        return self.results[sql]


def _compute(task: AnyTask, asked: _Asked, analysed: Mapping[str, object]) -> Computed:
    return Computed(
        solution=_go(task, task.solution, asked, analysed),
        wrong={way.key: _go(task, way, asked, analysed) for way in task.wrong_methods},
        names=_names(task, asked),
    )


def _go(task: AnyTask, way: Way, asked: _Asked, analysed: Mapping[str, object]) -> Found | Untold:
    if way.analysis is not None:
        answer = analysed[way.analysis]
        if isinstance(answer, CannotTell):
            return Untold(reason=answer.reason)
        value = answer.value  # type: ignore[attr-defined]
        text = f"{value:f}" if isinstance(value, Decimal) else str(value)
        return Found(value=text, unit=answer.unit, candidates=answer.candidates)  # type: ignore[attr-defined]
    result = asked.run(way.sql or "")
    return result if isinstance(result, Untold) else _read(task, result)


def _read(task: AnyTask, result: QueryResult) -> Found | Untold:
    """The value of the task's kind in the result of a query."""
    if isinstance(task, SetTask):
        return _read_set(result)
    if isinstance(task, TableTask):
        return _read_table(task, result)
    if task.kind == "sql":
        if len(result.rows) > MOST_RESULT_ROWS:
            return _fault(f"The result has {len(result.rows)} rows; {MOST_RESULT_ROWS} are the most.")
        return Found(value=grid_of(result) if result.rows else None)
    if len(result.columns) != 1 or len(result.rows) > 1:
        return _fault(f"The query gives {len(result.rows)} rows of {len(result.columns)} columns; one value is wanted.")
    cell = result.rows[0][0] if result.rows else None
    if cell is None:
        return Found(value=None)
    if isinstance(task, NumberTask):
        if not isinstance(cell, Decimal):
            return _fault("The query gives a text; a number is wanted.")
        return Found(value=f"{cell:f}", unit=task.unit)
    return Found(value=f"{cell:f}" if isinstance(cell, Decimal) else cell, unit=NAME)


def _read_set(result: QueryResult) -> Found | Untold:
    if len(result.columns) != 1:
        return _fault(f"The query gives {len(result.columns)} columns; a set has one.")
    members = _texts(result)
    return Found(value=members or None)


def _read_table(task: TableTask, result: QueryResult) -> Found | Untold:
    names = [name.casefold() for name in result.columns]
    missing = [column.name for column in task.columns if column.name.casefold() not in names]
    if missing:
        return _fault(f"The query gives no column {missing[0]}.")
    order = [names.index(column.name.casefold()) for column in task.columns]
    for column, place in zip(task.columns, order, strict=True):
        if column.unit and result.types[place] != "number":
            return _fault(f"The column {column.name} of the query holds texts; it has a unit.")
    if len(result.rows) > MOST_TABLE_ROWS:
        return _fault(f"The query gives {len(result.rows)} rows; {MOST_TABLE_ROWS} are the most.")
    chosen = QueryResult(
        columns=tuple(column.name for column in task.columns),
        types=tuple("number" if column.unit else "text" for column in task.columns),
        rows=tuple(tuple(row[place] for place in order) for row in result.rows),
    )
    return Found(value=grid_of(chosen) if chosen.rows else None)


def _names(task: AnyTask, asked: _Asked) -> tuple[str, ...] | Untold | None:
    query: Query | None = None
    if isinstance(task, ChoiceTask):
        query = task.choices
    elif isinstance(task, SetTask):
        query = task.among
    if query is None:
        return None
    result = asked.run(query.sql)
    if isinstance(result, Untold):
        return result
    return (
        _texts(result) if len(result.columns) == 1 else _fault("The query of what could be named gives no one column.")
    )


def _texts(result: QueryResult) -> tuple[str, ...]:
    """The texts of the first column, each once, in order of name."""
    found: dict[str, str] = {}
    for row in result.rows:
        if row[0] is not None:
            text = f"{row[0]:f}" if isinstance(row[0], Decimal) else row[0]
            found.setdefault(folded(text), text)
    return tuple(sorted(found.values()))


def _fault(detail: str) -> Untold:
    return Untold(reason="The task cannot be worked out on these data.", detail=detail)
