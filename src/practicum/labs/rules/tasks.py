"""What a variant holds: tasks that people see, and their keys, which nobody does."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from pydantic import TypeAdapter

PERCENT = "percent"
COUNT = "count"
NAME = "name"


@dataclass(frozen=True, kw_only=True)
class Task:
    """A task as the candidate sees it.

    `unit` is a currency code, `percent`, `count` or `name`. `decimals` is how many the question asks for: the key
    rounded to them is right, whatever the tolerance. `choices` is empty for a number.
    """

    key: str
    kind: Literal["number", "choice"]
    question: str
    unit: str
    decimals: int
    tolerance_percent: Decimal
    points: int
    choices: tuple[str, ...] = ()
    material: str


@dataclass(frozen=True, kw_only=True)
class WrongAnswer:
    """What a named wrong method gives on this bill, and what to tell those who went that way."""

    method: str
    value: str
    feedback: str


@dataclass(frozen=True, kw_only=True)
class TaskKey:
    """The right answer to a task on this bill, and the wrong ones that have a name. A number is written in full."""

    task: str
    value: str
    wrong: tuple[WrongAnswer, ...] = ()

    def __repr__(self) -> str:
        # A key that shows in a traceback would show in a log.
        return f"TaskKey(task={self.task!r})"


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A task of the lab that this bill cannot carry, and why."""

    task: str
    question: str
    reason: str


_TASKS = TypeAdapter(tuple[Task, ...])
_KEYS = TypeAdapter(tuple[TaskKey, ...])
_LEFT_OUT = TypeAdapter(tuple[LeftOut, ...])


def write_tasks(tasks: tuple[Task, ...]) -> list[Any]:
    """As JSON; `read_tasks` reads it back without loss."""
    return list(_TASKS.dump_python(tasks, mode="json"))


def read_tasks(stored: list[Any]) -> tuple[Task, ...]:
    return _TASKS.validate_python(stored)


def write_keys(keys: Mapping[str, TaskKey]) -> list[Any]:
    return list(_KEYS.dump_python(tuple(keys.values()), mode="json"))


def read_keys(stored: list[Any]) -> dict[str, TaskKey]:
    return {key.task: key for key in _KEYS.validate_python(stored)}


def write_left_out(left_out: tuple[LeftOut, ...]) -> list[Any]:
    return list(_LEFT_OUT.dump_python(left_out, mode="json"))


def read_left_out(stored: list[Any]) -> tuple[LeftOut, ...]:
    return _LEFT_OUT.validate_python(stored)
