"""A value as a person types it: what simulated people hand in."""

from decimal import Decimal

from practicum.labs.rules.grids import Grid
from practicum.labs.rules.proving import rounded
from practicum.labs.rules.tasks import Task, Value
from practicum.labs.rules.typed_tables import write_table

# What a simulated candidate writes where people give reasons.
RATIONALE = (
    "I looked at the figures of the last months before I looked at the offer. The usage that repeats is what a decision "
    "can rest on; the rest comes and goes. I worked the case through twice, once with the growth of the last quarter and "
    "once without any, because the plan of the product team is not yet agreed. In both cases the same option is ahead, "
    "though by less without growth. What would change my mind: a launch that moves to another region, or a price list "
    "that falls by a fifth. I would review the decision in three months, with the same figures on one page."
)


def spell_answer(task: Task, value: Value, *, sql: str = "") -> dict[str, str]:
    """Field -> text for this value. Of a query that is `sql`, the way to it."""
    if task.kind == "sql":
        return {task.key: sql}
    if task.kind == "decision":
        return {task.key: str(value), task.rationale_field: RATIONALE}
    if task.kind == "number" and isinstance(value, str):
        return {task.key: f"{rounded(Decimal(value), task.decimals):f}"}
    if isinstance(value, Grid):
        rows = [[cell or "" for cell in row] for row in value.rows]
        return {task.key: write_table([list(value.columns), *rows])}
    return {task.key: "\n".join(value) if isinstance(value, tuple) else str(value)}
