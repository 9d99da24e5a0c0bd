"""What a person reads: made from the kind of check and its arguments, in our own words."""

from collections.abc import Sequence
from typing import Final

from practicum.focus.conformance.notation.expression import Expression, leaves

_FORMATS: Final = {
    "string": ("is an empty text or has only spaces", "Write the text, or leave the cell empty (null)."),
    "numeric": (
        "is not written as a plain number",
        "Write digits with a point, such as -12.5 or 1E-7: no comma, no currency sign, no plus sign, no unit.",
    ),
    "datetime": (
        "is not written as date and time in UTC",
        "Write 2026-01-31T00:00:00Z: with the letter T, seconds, and Z at the end.",
    ),
    "currency": ("is not a currency", "Use a code of ISO 4217 in capitals, such as USD."),
    "national_currency": ("is not a currency code of ISO 4217", "Use the code in capitals, such as USD."),
    "unit": (
        "is not written as a unit",
        "Write units as GB, Hours, 1000 Tokens, GB-Hours or GB/Hour: nouns with a capital, sizes as KB, MB, GB.",
    ),
    "key_value": (
        "is not a JSON object of simple values",
        'Write {"key": "value"}: quoted keys, each once; values are texts, numbers, true, false or null.',
    ),
    "json": ("is not a JSON object", 'Write a JSON object in braces, each key once, such as {"Elements": []}.'),
}
_TYPES: Final = {"string": "text", "decimal": "a decimal number", "datetime": "a date and time", "json": "a JSON object"}


def message_of(check: Expression, condition: Expression | None) -> str:
    """What is wrong with a row that breaks the check, without the count."""
    words = _fault(check)
    around = words_of(condition, subject=check[0])
    return f"{words}{f', where {around}' if around else ''}."


def mend_of(check: Expression, condition: Expression | None) -> str:
    """What to do about it."""
    if check[0] in ("all", "any"):
        return _mend(next(iter(leaves(check))))
    if check[1] == "null" and condition is not None:
        return f"Leave {check[0]} empty in these rows, or mend the columns that it depends on."
    return _mend(check)


def words_of(condition: Expression | None, *, subject: str = "") -> str:
    """A condition in words; empty if it only says that the subject has a value."""
    if condition is None:
        return ""
    if condition[0] == "all":
        return " and ".join(part for part in (words_of(one, subject=subject) for one in condition[1:]) if part)
    if condition[0] == "any":
        return "either " + " or ".join(f"({words_of(part)})" if part[0] == "all" else words_of(part) for part in condition[1:])
    column, operator, *arguments = condition
    if operator == "not_null" and column == subject:
        return ""
    match operator:
        case "null":
            return f"{column} is empty"
        case "not_null":
            return f"{column} has a value"
        case "is":
            return f"{column} is {arguments[0]}"
        case "is_not":
            return f"{column} is not {arguments[0]}"
        case "one_of":
            return f"{column} is {_listed(arguments[0])}"
        case "none_of":
            return f"{column} is neither {_listed(arguments[0], word='nor')}"
    return f"{column} {operator} {arguments}"


def _listed(values: Sequence[str], *, word: str = "or", most: int = 8) -> str:
    shown = list(values[:most])
    if len(values) > most:
        return ", ".join(shown) + f" {word} one of {len(values) - most} more"
    return f" {word} ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))


def _fault(check: Expression) -> str:
    if check[0] in ("all", "any"):
        options = list(leaves(check))
        if all(leaf[1] == "type" for leaf in options):
            return f"{options[0][0]} is stored as neither text nor a JSON object"
        return " or ".join(_fault(leaf) for leaf in options[:3])
    column, operator, *arguments = check
    match operator:
        case "present":
            return f"The column {column} is missing"
        case "null":
            return f"{column} has a value though it must be empty"
        case "not_null":
            return f"{column} has no value"
        case "type":
            return f"{column} is not {_TYPES[arguments[0]]}"
        case "format":
            return f"{column} {_FORMATS[arguments[0]][0]}"
        case "shape":
            return f"{column} is not the object that FOCUS describes"
        case "is":
            return f"{column} is not {arguments[0]}"
        case "is_not":
            return f"{column} is {arguments[0]}"
        case "one_of":
            return f"{column} has a value that FOCUS does not know"
        case "none_of":
            return f"{column} has a value that is not allowed here"
        case "at_least":
            return f"{column} is less than {arguments[0]}"
        case "at_most":
            return f"{column} is more than {arguments[0]}"
        case "same_as":
            return f"{column} differs from {arguments[0]}"
        case "not_same_as":
            return f"{column} equals {arguments[0]}"
        case "compares":
            return f"{column} is not {arguments[1]} {arguments[0]}"
        case "product":
            return f"{column} is not {arguments[0]} x {arguments[1]}"
        case "belongs":
            return f"{column} does not belong to the {arguments[0]} beside it"
        case "one_for_each":
            return f"{column} stands with more than one {arguments[0]}"
        case "matches" | "ends_with":
            return f"{column} is not written in the form that FOCUS gives"
    return f"{column} breaks {operator}"


def _mend(check: Expression) -> str:
    column, operator, *arguments = check
    match operator:
        case "present":
            return f"Include the column {column} in the export, written exactly so."
        case "null":
            return f"Leave {column} empty in these rows."
        case "not_null":
            return f"Fill {column} in these rows."
        case "type":
            return f"Store {column} as {_TYPES[arguments[0]]}."
        case "format":
            return _FORMATS[arguments[0]][1]
        case "shape":
            return f"Compare the object with the description of {column} in the specification."
        case "is":
            return f"Write {arguments[0]}, or mend the columns that it depends on."
        case "is_not":
            return f"Write another value than {arguments[0]}, or mend the columns that it depends on."
        case "one_of":
            return f"Use {_listed(arguments[0])}; capitals count."
        case "at_least" | "at_most":
            return "Check the sign and the size; only costs may be negative."
        case "same_as":
            return f"Write the same in {column} and {arguments[0]}."
        case "compares":
            return "Check both: an end is exclusive and lies after its start, an update not before the creation."
        case "product":
            return "Check cost, price, quantity and the unit that both are for."
        case "belongs":
            return f"Change {column} or {arguments[0]} so that they fit."
        case "one_for_each":
            return f"Give each {column} one {arguments[0]} in all rows."
        case "matches" | "ends_with":
            return "Write a number and a unit of time, such as 1 Year or 36 Months."
    return "See the specification."
