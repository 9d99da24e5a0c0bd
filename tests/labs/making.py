"""Small tasks and keys for tests of the rules."""

from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from practicum.labs.rules.grids import Grid
from practicum.labs.rules.tasks import AskedColumn, Choice, Task, TaskKey, Value, WrongAnswer
from practicum.pack.api import AnyTask, Lab, LabTask
from tests.labs.worked import worked_lab

_TASK: TypeAdapter[AnyTask] = TypeAdapter(LabTask)
COLUMNS = (
    AskedColumn(name="unit", is_key=True),
    AskedColumn(name="cost", unit="USD", decimals=2, tolerance_percent=Decimal("0.1")),
    AskedColumn(name="owner"),
)


def number_task(**changed: Any) -> Task:
    facts = {"key": "total", "kind": "number", "question": "How much?", "area": "understand", "capability": "allocation",
             "level": "apply", "unit": "USD", "decimals": 2, "points": 10, "tolerance_percent": Decimal("0.01"),
             "material": "allocation"}  # fmt: skip
    return Task(**(facts | changed))


def choice_task(choices: tuple[str, ...] = ("a", "b", "c"), **changed: Any) -> Task:
    shown = tuple(Choice(key=one, text=one.upper()) for one in choices)
    return number_task(**({"key": "service", "kind": "choice", "unit": "name", "choices": shown} | changed))


def set_task(**changed: Any) -> Task:
    return number_task(
        **({"key": "idle", "kind": "set", "columns": (AskedColumn(name="ResourceId", is_key=True),)} | changed)
    )


def table_task(**changed: Any) -> Task:
    return number_task(**({"key": "by-unit", "kind": "table", "columns": COLUMNS} | changed))


def sql_task(**changed: Any) -> Task:
    return number_task(**({"key": "query", "kind": "sql", "tolerance_percent": Decimal(0)} | changed))


def grid(
    *rows: tuple[str | None, ...], columns: tuple[str, ...] = ("unit", "cost"), types: Any = ("text", "number")
) -> Grid:
    return Grid(columns=columns, types=tuple(types), rows=rows)


def table(*rows: tuple[str | None, ...]) -> Grid:
    return grid(*rows, columns=("unit", "cost", "owner"), types=("text", "number", "text"))


def key_of(value: Value, task: str = "total", **wrong: Value) -> TaskKey:
    answers = tuple(WrongAnswer(method=name, value=one, feedback=f"This is {name}.") for name, one in wrong.items())
    return TaskKey(task=task, value=value, wrong=answers)


def pack_task(**changed: Any) -> AnyTask:
    facts = {"key": "total", "kind": "number", "area": "understand", "level": "apply", "question": "How much?",
             "definition": "All rows.", "solution": {"analysis": "billed_cost_total"}, "points": 10, "unit": "USD",
             "tolerance_percent": "0.01", "material": "allocation"}  # fmt: skip
    return _TASK.validate_python({key: one for key, one in (facts | changed).items() if one is not None})


def lab_with(*tasks: AnyTask) -> Lab:
    return worked_lab().model_copy(update={"tasks": tasks})
