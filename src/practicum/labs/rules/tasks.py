"""What a variant holds: tasks that people see, and their keys, which nobody does."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from pydantic import TypeAdapter

from practicum.labs.rules.grids import Grid

PERCENT = "percent"
COUNT = "count"
NAME = "name"

Kind = Literal["number", "choice", "set", "table", "sql", "decision"]
# What a right answer is: a number or a name as text, the members of a set, or a table.
Value = str | tuple[str, ...] | Grid
# Answers of many parts are scored by how many are right; the others are right or not.
MANY_PARTS = ("set", "table", "sql")


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What may be chosen: its key, and how it is shown."""

    key: str
    text: str


@dataclass(frozen=True, kw_only=True)
class AskedColumn:
    """A column that a table (or a set, which has one) is asked for: a key, a number in a unit, or a text."""

    name: str
    is_key: bool = False
    unit: str = ""
    decimals: int = 2
    tolerance_percent: Decimal = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class HintOffer:
    text: str
    costs: int


@dataclass(frozen=True, kw_only=True)
class Task:
    """A task as the candidate sees it (its hints once they are opened).

    `unit` is a currency code, `percent`, `count`, `name` or another short word. `decimals` is how many the question asks
    for: the key rounded to them is right, whatever the tolerance (`tolerance` in the unit, or in percent of the key).
    What a kind does not use is empty.
    """

    key: str
    kind: Kind
    question: str
    definition: str = ""
    area: str
    capability: str
    level: str
    points: int
    material: str
    hints: tuple[HintOffer, ...] = ()
    unit: str = NAME
    decimals: int = 2
    tolerance: Decimal = Decimal(0)
    tolerance_percent: Decimal = Decimal(0)
    near_percent: Decimal = Decimal(0)
    near_credit_percent: int = 0
    choices: tuple[Choice, ...] = ()
    columns: tuple[AskedColumn, ...] = ()
    partial: bool = True
    ordered: bool = False
    named: bool = False
    starter: str = ""
    rationale_points: int = 0
    rubric: str = ""
    words_min: int = 0

    @property
    def answer_points(self) -> int:
        """The points that the program gives; the others come from a person."""
        return self.points - self.rationale_points

    @property
    def choice_keys(self) -> tuple[str, ...]:
        return tuple(choice.key for choice in self.choices)

    @property
    def rationale_field(self) -> str:
        """Under which name the rationale of a decision is kept, beside the choice under the task's key."""
        return f"{self.key}.why"


@dataclass(frozen=True, kw_only=True)
class WrongAnswer:
    """What a named wrong method gives on these data, what it earns, and what to tell those who went that way."""

    method: str
    value: Value
    feedback: str
    credit_percent: int = 0


@dataclass(frozen=True, kw_only=True)
class TaskKey:
    """The right answer to a task on these data, and the wrong ones that have a name. A number is written in full."""

    task: str
    value: Value
    wrong: tuple[WrongAnswer, ...] = ()

    def __repr__(self) -> str:
        # A key that shows in a traceback would show in a log.
        return f"TaskKey(task={self.task!r})"


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A task of the lab that these data cannot carry, and why. `detail` is for those who write labs: it may tell of the
    solution, and is not stored."""

    task: str
    question: str
    reason: str
    detail: str = ""


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
    return list(_LEFT_OUT.dump_python(left_out, mode="json", exclude={"__all__": {"detail"}}))


def read_left_out(stored: list[Any]) -> tuple[LeftOut, ...]:
    return _LEFT_OUT.validate_python(stored)
