"""What a solution finds against what the simulator planted."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from practicum.labs.rules.grids import folded
from practicum.labs.rules.scoring import span_of
from practicum.labs.rules.spans import is_within
from practicum.labs.rules.tasks import Task, Value
from practicum.pack.api import Truth


def find_difference(task: Task, value: Value, wanted: Truth, truth: Mapping[str, Any]) -> str:
    """How the solution differs from the planted truth, in a sentence without either; empty when it does not."""
    if wanted.name not in truth:
        return f"The simulation tells no truth “{wanted.name}”."
    entries = list(_matching(truth[wanted.name], wanted.where))
    if task.kind == "number" and isinstance(value, str):
        planted = _amount(entries, wanted.sum)
        if planted is None:
            return f"The truth “{wanted.name}” has no numbers under “{wanted.sum}”."
        same = is_within(Decimal(value), span_of(task, f"{planted:f}"))
        return "" if same else f"The solution differs from what was planted as “{wanted.name}”."
    names = {folded(str(_name(entry, wanted.field))) for entry in entries if _name(entry, wanted.field) is not None}
    if entries and not names:
        return f"The truth “{wanted.name}” has no field “{wanted.field}”."
    found = {folded(one) for one in value} if isinstance(value, tuple) else {folded(str(value))}
    if found == names:
        return ""
    return (
        f"The solution differs from what was planted as “{wanted.name}”: {len(found - names)} too many, "
        f"{len(names - found)} missing."
    )


def _matching(planted: Any, where: Mapping[str, str]) -> Iterable[Any]:
    """The entries of a list; of a mapping its keys, each with its value."""
    if isinstance(planted, Mapping):
        rows: Iterable[Any] = (
            {"key": key, **value} if isinstance(value, Mapping) else {"key": key, "value": value}
            for key, value in planted.items()
        )
    else:
        rows = planted if isinstance(planted, list | tuple) else [planted]
    for row in rows:
        if all(isinstance(row, Mapping) and str(row.get(name)) == wanted for name, wanted in where.items()):
            yield row


def _name(entry: Any, field: str | None) -> Any:
    if isinstance(entry, Mapping):
        return entry.get(field or "key")
    return entry


def _amount(entries: list[Any], field: str | None) -> Decimal | None:
    if field is None:
        return Decimal(len(entries))
    total = Decimal(0)
    for entry in entries:
        try:
            total += Decimal(str(entry[field]))
        except (TypeError, KeyError, InvalidOperation):
            return None
    return total
