"""How a task is to be answered and scored, in words: the same rules that `answers` and `scoring` follow."""

from decimal import Decimal

from practicum.labs.rules.grids import Grid
from practicum.labs.rules.proving import rounded
from practicum.labs.rules.tasks import COUNT, PERCENT, AskedColumn, Task, Value


def say_points(task: Task) -> str:
    """`15 points`."""
    return "1 point" if task.points == 1 else f"{task.points} points"


def say_how(task: Task) -> str:
    """How to write the answer, and how points are given for part of it."""
    if task.kind == "number":
        return f"Answer {_number(task.unit, task.decimals)}.{_within(task)}{_near(task)}"
    if task.kind == "choice":
        return "Choose one of the list."
    if task.kind == "decision":
        return (
            f"Choose one of the list: {task.answer_points} points. Then say why: up to {task.rationale_points} points, "
            "which a person gives."
        )
    if task.kind == "set":
        rule = "Points x share of yours that are right x share of the right ones that you name." if task.partial else ""
        return f"Name each {task.columns[0].name} on a line of its own, or with commas between. {rule or _ALL}"
    if task.kind == "table":
        rule = (
            "Points x right cells / cells asked for; cells in rows too many count against you." if task.partial else ""
        )
        return f"Paste a table with headings, or hand in a file. Columns: {_columns(task.columns)}. {rule or _ALL}"
    parts = [
        "Write one SELECT (DuckDB). What counts is its result, not the way.",
        "The order of rows counts." if task.ordered else "The order of rows does not matter.",
        "Name the columns as asked." if task.named else "Names of columns do not matter.",
        f"Numbers are compared {_number('', task.decimals)}.{_within(task)}",
        "Points x share of your rows that are right x share of the right rows that you have." if task.partial else _ALL,
    ]
    return " ".join(parts)


def say_key(task: Task, value: Value) -> str | tuple[str, ...] | Grid:
    """A value as the one who confirms keys reads it: a number as the task asks for it, a choice by its text, the members
    of a set, a table."""
    if isinstance(value, Grid | tuple):
        return value
    if task.kind == "number":
        unit = {PERCENT: " %", COUNT: ""}.get(task.unit, f" {task.unit}")
        return f"{rounded(Decimal(value), task.decimals):,f}{unit}"
    return next((choice.text for choice in task.choices if choice.key == value), value)


_ALL = "All or nothing: the points are for the whole answer."


def _number(unit: str, decimals: int) -> str:
    places = {0: "without decimals", 1: "with 1 decimal"}.get(decimals, f"with {decimals} decimals")
    if not unit:
        return places
    written = {PERCENT: "in percent", COUNT: "as a count"}.get(unit, f"in {unit}")
    return f"{written}, {places}"


def _within(task: Task) -> str:
    said = []
    if task.tolerance_percent:
        said.append(f"{_plain(task.tolerance_percent)} %")
    if task.tolerance:
        said.append(f"{_plain(task.tolerance)} {task.unit}")
    return f" Answers within {' or '.join(said)} count." if said else ""


def _near(task: Task) -> str:
    if not task.near_credit_percent:
        return ""
    return f" Within {_plain(task.near_percent)} % you get {task.near_credit_percent} % of the points."


def _columns(columns: tuple[AskedColumn, ...]) -> str:
    return "; ".join(
        f"{column.name} ({_number(column.unit, column.decimals)})" if column.unit else column.name for column in columns
    )


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
