"""From the notation to SQL: a condition that holds for a row, and a test that a bad row meets.

Nulls: a condition is never null. A test on a value lets null pass: whether null may stand has rules of its own.
A column that the file lacks makes no condition true: a rule about rows with that column has no rows.
"""

from collections.abc import Mapping
from typing import Any, Final

from practicum.focus.conformance.cells import MOMENT, NUMBER, Cell, Cells, moment, number, value
from practicum.focus.conformance.notation.expression import Expression
from practicum.focus.database import text, texts

# A product may differ from the cost by what rounding does: a millionth of the currency, or one part in 10^9.
ABSOLUTE_TOLERANCE: Final = 1e-6
RELATIVE_TOLERANCE: Final = 1e-9
# Formats that are looked at once per different value, in Python: see distinct.py.
READ_BY_VALUE: Final = ("currency", "national_currency", "unit", "key_value", "json")
ALWAYS, NEVER = "TRUE", "FALSE"
_SIMPLE: Final = {"null": "{} IS NOT NULL", "not_null": "{} IS NULL"}

# (column, kind of reading) -> table of the values that fail; only where some value does
BadValues = Mapping[tuple[str, str], str]


def condition_sql(expression: Expression | None, cells: Cells) -> str:
    """SQL that is true for the rows that a rule is for."""
    if expression is None:
        return ALWAYS
    if expression[0] == "all":
        parts = [condition_sql(part, cells) for part in expression[1:]]
        return NEVER if NEVER in parts else _join([part for part in parts if part != ALWAYS], "AND", ALWAYS)
    if expression[0] == "any":
        parts = [condition_sql(part, cells) for part in expression[1:]]
        return ALWAYS if ALWAYS in parts else _join([part for part in parts if part != NEVER], "OR", NEVER)
    column, operator, *arguments = expression
    if not cells.has(column):
        return ALWAYS if operator in ("is_not", "none_of") else NEVER
    subject = value(column)
    match operator:
        case "null":
            return f"{subject} IS NULL"
        case "not_null":
            return f"{subject} IS NOT NULL"
        case "is" | "is_not":
            equal = "IS NOT DISTINCT FROM" if operator == "is" else "IS DISTINCT FROM"
            if cells.expected.get(column) == "decimal":
                return f"{number(column)} {equal} {float(arguments[0])}"
            return f"{subject} {equal} {text(str(arguments[0]))}"
        case "one_of":
            return f"coalesce({subject} IN {texts(arguments[0])}, FALSE)"
        case "none_of":
            return f"coalesce({subject} NOT IN {texts(arguments[0])}, TRUE)"
    raise ValueError(f"no condition: {operator}")


def violation_sql(check: Expression, cells: Cells, bad_values: BadValues) -> str:
    """SQL that is true for the rows that break the check. Only for columns that the file has."""
    if check[0] in ("all", "any"):
        parts = [violation_sql(part, cells, bad_values) for part in check[1:]]
        if check[0] == "all":
            return _join([part for part in parts if part != NEVER], "OR", NEVER)
        return NEVER if NEVER in parts else _join(parts, "AND", NEVER)
    column, operator, *arguments = check
    subject = value(column)
    if operator in _SIMPLE:
        return _SIMPLE[operator].format(subject)
    match operator:
        case "type":
            return _wrong_type(cells.by_name[column], arguments[0])
        case "format":
            return _wrong_format(column, arguments[0], cells, bad_values)
        case "shape":
            return _read_by_value(column, "shape", bad_values)
        case "is" | "is_not" | "at_least" | "at_most":
            return _wrong_value(column, operator, arguments[0], cells)
        case "one_of" | "none_of":
            return f"{subject} {'NOT IN' if operator == 'one_of' else 'IN'} {texts(arguments[0])}"
        case "matches" | "ends_with":
            return _wrong_form(subject, arguments[0])
    return _wrong_beside(column, operator, arguments, cells)


def _wrong_form(subject: str, form: str | list[str]) -> str:
    """A pattern for the whole text, or endings of which it must have one."""
    if isinstance(form, str):
        return f"NOT regexp_full_match({subject}, {text(form.removeprefix('^').removesuffix('$'))})"
    endings = " OR ".join(f"ends_with({subject}, {text(ending)})" for ending in form)
    return f"NOT ({endings})"


def _wrong_beside(column: str, operator: str, arguments: list[Any], cells: Cells) -> str:
    """Checks that look at other columns of the row."""
    match operator:
        case "same_as":
            return _differ(column, arguments[0], cells)
        case "not_same_as":
            return f"NOT ({_differ(column, arguments[0], cells)})"
        case "compares":
            return f"NOT ({moment(column)} {arguments[1]} {moment(arguments[0])})"
        case "product":
            return _wrong_product(column, *arguments)
        case "belongs":
            return _wrong_pair(column, arguments[0], arguments[1])
    raise ValueError(f"no test of a row: {operator}")


def _join(parts: list[str], word: str, empty: str) -> str:
    if not parts:
        return empty
    return parts[0] if len(parts) == 1 else "(" + f" {word} ".join(f"({part})" for part in parts) + ")"


def _wrong_type(cell: Cell, kind: str) -> str:
    """Text can be anything that it can be read as; in Parquet the type of the column decides for all rows."""
    wrong = f"{value(cell.name)} IS NOT NULL"
    if cell.stored_as == "CSV":
        if kind == "decimal":
            return f"{wrong} AND {number(cell.name)} IS NULL"
        return f"{wrong} AND {moment(cell.name)} IS NULL" if kind == "datetime" else NEVER
    fitting = {"string": ("text",), "decimal": ("number",), "datetime": ("moment",), "json": ("nested", "text")}
    return NEVER if cell.kind in fitting[kind] else wrong


def _wrong_format(column: str, kind: str, cells: Cells, bad_values: BadValues) -> str:
    cell, subject = cells.by_name[column], value(column)
    if kind in READ_BY_VALUE:
        return _read_by_value(column, kind, bad_values)
    if cell.kind != "text":
        return NEVER
    if kind == "numeric":
        return f"NOT regexp_full_match({subject}, {text(NUMBER)})"
    if kind == "datetime":
        return (
            f"{subject} IS NOT NULL AND ({moment(column)} IS NULL OR NOT regexp_full_match({subject}, {text(MOMENT)}))"
        )
    # Of the handling of text, a file shows only this: a text that is there must say something. Trimming is slow, so
    # only texts are trimmed that begin with a space or a control character: those come before '!'.
    return f"CASE WHEN {subject} < '!' THEN trim({subject}, ' \t\r\n') = '' ELSE FALSE END"


def _read_by_value(column: str, kind: str, bad_values: BadValues) -> str:
    table = bad_values.get((column, kind))
    return f"{value(column)} IN (SELECT bad FROM {table})" if table else NEVER  # noqa: S608 - our own table


def _wrong_value(column: str, operator: str, limit: str | float, cells: Cells) -> str:
    sign = {"is": "<>", "is_not": "=", "at_least": "<", "at_most": ">"}[operator]
    if cells.expected.get(column) == "decimal":
        return f"{number(column)} {sign} {float(limit)}"
    return f"{value(column)} {sign} {text(str(limit))}"


def _differ(column: str, other: str, cells: Cells) -> str:
    if cells.expected.get(column) == cells.expected.get(other) == "decimal":
        return f"{number(column)} <> {number(other)}"
    return f"{value(column)} IS DISTINCT FROM {value(other)} AND {value(column)} IS NOT NULL"


def _wrong_product(column: str, price: str, quantity: str) -> str:
    product = f"{number(price)} * {number(quantity)}"
    allowed = f"greatest({ABSOLUTE_TOLERANCE}, {RELATIVE_TOLERANCE} * abs({number(column)}))"
    return f"abs({product} - {number(column)}) > {allowed}"


def _wrong_pair(column: str, other: str, belongs: Mapping[str, list[str]]) -> str:
    """A value that stands under another heading than its own. Unknown values have a rule of their own."""
    arms = [f"WHEN {value(column)} IN {texts(inner)} THEN {text(outer)}" for outer, inner in belongs.items()]
    return f"CASE {' '.join(arms)} END <> {value(other)}"
