"""How much of an answer is right, from 0 to 1. The rules are stated to the learner beside the points.

- number, choice, decision: right or not.
- set: precision x recall: the share of what was named that is right, times the share of what is right that was named.
- table: right cells over the cells that were asked for and those in rows that nobody asked for.
- sql: precision x recall of rows.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from practicum.labs.rules.answers import Answer, Decision
from practicum.labs.rules.grids import Grid, folded, number_in
from practicum.labs.rules.rows import match_rows
from practicum.labs.rules.spans import is_within, span
from practicum.labs.rules.tasks import AskedColumn, Task, Value

NONE, WHOLE = Fraction(0), Fraction(1)


def share_of(task: Task, value: Value, answer: Answer) -> Fraction:
    """How far an answer is `value`: 1 when it is, as far as the task's tolerance goes. A blank is nothing."""
    if isinstance(answer, Decimal) and isinstance(value, str):
        return WHOLE if is_within(answer, span_of(task, value)) else NONE
    if isinstance(answer, Decision):
        return WHOLE if answer.choice == value else NONE
    if isinstance(answer, str):
        return WHOLE if answer == value else NONE
    if isinstance(answer, tuple) and isinstance(value, tuple):
        return share_of_set(value, answer)
    if isinstance(answer, Grid) and isinstance(value, Grid):
        return (
            share_of_table(task.columns, value, answer) if task.kind == "table" else share_of_rows(task, value, answer)
        )
    return NONE


def span_of(task: Task, value: str) -> tuple[Decimal, Decimal]:
    """The numbers that count as `value` in this task."""
    return span(
        Decimal(value), decimals=task.decimals, tolerance=task.tolerance, tolerance_percent=task.tolerance_percent
    )


def share_of_set(value: Sequence[str], answer: Sequence[str]) -> Fraction:
    """Precision x recall."""
    right, named = {folded(one) for one in value}, {folded(one) for one in answer}
    both = len(right & named)
    return Fraction(both, len(named)) * Fraction(both, len(right)) if both else NONE


def share_of_table(columns: Sequence[AskedColumn], value: Grid, answer: Grid) -> Fraction:
    """Right cells over those asked for and those in rows too many. Rows are found by their keys."""
    asked = [column for column in columns if not column.is_key]
    right, given = rows_by_key(columns, value), rows_by_key(columns, answer)
    found = sum(
        same_cell(column, right[key].get(column.name), given[key].get(column.name))
        for key in right.keys() & given.keys()
        for column in asked
    )
    cells = len(asked) * len(right.keys() | given.keys())
    return Fraction(found, cells) if cells else NONE


def rows_by_key(columns: Sequence[AskedColumn], grid: Grid) -> dict[tuple[str, ...], dict[str, str | None]]:
    """The rows of a table as name -> cell, by the folded texts of their keys."""
    found = {}
    for row in grid.rows:
        cells = dict(zip(grid.columns, row, strict=True))
        found[tuple(folded(cells.get(column.name) or "") for column in columns if column.is_key)] = cells
    return found


def same_cell(column: AskedColumn, right: str | None, given: str | None) -> bool:
    if right is None or given is None:
        return False
    if not column.unit:
        return folded(right) == folded(given)
    exact, number = number_in(right), number_in(given)
    if exact is None or number is None:
        return False
    bounds = span(exact, decimals=column.decimals, tolerance_percent=column.tolerance_percent)
    return is_within(number, bounds)


def share_of_rows(task: Task, value: Grid, answer: Grid) -> Fraction:
    """Precision x recall of rows."""
    both = match_rows(task, value, answer)
    if not both:
        return NONE
    return Fraction(both, len(answer.rows)) * Fraction(both, len(value.rows))
