"""The notation of a requirement: small nested lists that say what must hold in a row.

An expression is `[column, operator, argument ...]`, or `["all", expression ...]`, or `["any", expression ...]`.
The operators and what each takes are in OPERATORS; docs/reference/focus-requirements.md explains them.
"""

from collections.abc import Iterator
from typing import Any, Final

Expression = list[Any]

# operator -> how many arguments follow it
OPERATORS: Final = {
    "present": 0,
    "null": 0,
    "not_null": 0,
    "type": 1,
    "format": 1,
    "is": 1,
    "is_not": 1,
    "one_of": 1,
    "none_of": 1,
    "at_least": 1,
    "at_most": 1,
    "same_as": 1,
    "not_same_as": 1,
    "compares": 2,
    "product": 2,
    "one_for_each": 2,
    "belongs": 2,
    "matches": 1,
    "ends_with": 1,
    "shape": 1,
}
JOINS: Final = ("all", "any")
TYPES: Final = ("string", "decimal", "datetime", "json")
FORMATS: Final = ("string", "numeric", "datetime", "currency", "national_currency", "unit", "key_value", "json")
_SECOND_COLUMN = ("same_as", "not_same_as", "compares", "product", "one_for_each", "belongs")


def joined(expressions: list[Expression], join: str = "all") -> Expression | None:
    """The expressions as one; None for none. Joins of the same kind become one level."""
    flat: list[Expression] = []
    for one in expressions:
        flat.extend(one[1:] if one[0] == join else [one])
    distinct = [one for place, one in enumerate(flat) if one not in flat[:place]]
    return [join, *distinct] if len(distinct) > 1 else (distinct[0] if distinct else None)


def leaves(expression: Expression | None) -> Iterator[Expression]:
    """The `[column, operator, ...]` parts."""
    if not expression:
        return
    if expression[0] in JOINS:
        for part in expression[1:]:
            yield from leaves(part)
    else:
        yield expression


def columns_of(expression: Expression | None) -> tuple[str, ...]:
    """The columns that an expression speaks of, each once."""
    names: dict[str, None] = {}
    for leaf in leaves(expression):
        names[leaf[0]] = None
        if leaf[1] in _SECOND_COLUMN:
            names[leaf[2]] = None
        if leaf[1] == "product":
            names[leaf[3]] = None
    return tuple(names)


def faults_of(expression: Expression) -> list[str]:
    """What is wrong with an expression as notation; empty if it is sound."""
    faults = []
    for leaf in leaves(expression):
        if len(leaf) < 2 or leaf[1] not in OPERATORS:
            faults.append(f"unknown operator in {leaf}")
        elif len(leaf) - 2 != OPERATORS[leaf[1]]:
            faults.append(f"wrong number of arguments in {leaf}")
        elif (leaf[1] == "format" and leaf[2] not in FORMATS) or (leaf[1] == "type" and leaf[2] not in TYPES):
            faults.append(f"unknown kind in {leaf}")
    return faults
