"""What was hidden in one column and still stands in another: account numbers in the names of resources, for instance."""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from practicum.focus.importing.bill import Bill
from practicum.focus.pseudonyms.groups import chosen_shapes

# Shorter ones (eu, 42, dev) stand in many a text by chance.
_SHORTEST = 5
_PARTS = re.compile(r"[\s\"':/,;|=(){}\[\]]+")


@dataclass(frozen=True, kw_only=True)
class RemainingValues:
    """A column that stays as it is though `values` different cells of it hold something that is hidden elsewhere."""

    column: str
    values: int


def find_remaining(bill: Bill, *, groups: Collection[str]) -> tuple[RemainingValues, ...]:
    """Columns of the bill (before it is pseudonymised) that the chosen groups leave alone, and that hold a value which
    these groups hide in another column: as the whole cell, or as a part between spaces and marks. In order of name.

    Values of fewer than 5 characters are not looked for. Refusal `group_unknown`.
    """
    shapes = chosen_shapes(bill.columns, groups)
    hidden: set[str] = set()
    for name, (_, shape) in shapes.items():
        for value in _different(bill.table.column(name)):
            hidden |= {value} if shape == "text" else _texts_in(value)
    hidden = {value for value in hidden if len(value) >= _SHORTEST}
    found = []
    for name in sorted(set(bill.columns) - set(shapes)):
        if hidden and pa.types.is_string(bill.table.column(name).type):
            count = sum(_holds(value, hidden) for value in _different(bill.table.column(name)))
            if count:
                found.append(RemainingValues(column=name, values=count))
    return tuple(found)


def _different(column: pa.ChunkedArray) -> list[str]:
    return [value for value in pc.unique(column).to_pylist() if value]


def _holds(value: str, hidden: set[str]) -> bool:
    return value in hidden or not hidden.isdisjoint(_PARTS.split(value))


def _texts_in(value: str) -> set[str]:
    """All texts and numbers of an object that are no names of keys; of anything else the whole text."""
    try:
        waiting = [json.loads(value)]
    except (ValueError, RecursionError):
        return {value}
    found = set()
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str):
            found.add(one)
        elif one is not None and not isinstance(one, bool):
            found.add(str(one))
    return found
