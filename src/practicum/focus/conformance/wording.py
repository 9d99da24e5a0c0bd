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
_TYPES: Final = {
    "string": "text",
    "decimal": "a decimal number",
    "datetime": "a date and time",
    "json": "a JSON object",
}
_TIME_SPAN: Final = (
    "{column} is not written in the form that FOCUS gives",
    "Write a number and a unit of time, such as 1 Year or 36 Months.",
)
# operator -> what is wrong, and the mend; {a} and {b} are its arguments in words
_WORDS: Final = {
    "present": ("The column {column} is missing", "Include the column {column} in the export, written exactly so."),
    "null": ("{column} has a value though it must be empty", "Leave {column} empty in these rows."),
    "not_null": ("{column} has no value", "Fill {column} in these rows."),
    "type": ("{column} is not {a}", "Store {column} as {a}."),
    "shape": (
        "{column} is not the object that FOCUS describes",
        "Compare the object with the description of {column} in the specification.",
    ),
    "is": ("{column} is not {a}", "Write {a}, or mend the columns that it depends on."),
    "is_not": ("{column} is {a}", "Write another value than {a}, or mend the columns that it depends on."),
    "one_of": ("{column} has a value that FOCUS does not know", "Use {a}; capitals count."),
    "none_of": ("{column} has a value that is not allowed here", "Write another value than {a}."),
    "at_least": ("{column} is less than {a}", "Check the sign and the size; only costs may be negative."),
    "at_most": ("{column} is more than {a}", "Check the size: a share of 1 is not a percentage."),
    "same_as": ("{column} differs from {a}", "Write the same in {column} and {a}."),
    "not_same_as": ("{column} equals {a}", "Write different values in {column} and {a}."),
    "compares": (
        "{column} is not {b} {a}",
        "Check both: an end is exclusive and lies after its start, an update not before the creation.",
    ),
    "product": ("{column} is not {a} x {b}", "Check cost, price, quantity and the unit that both are for."),
    "belongs": ("{column} does not belong to the {a} beside it", "Change {column} or {a} so that they fit."),
    "one_for_each": ("{column} stands with more than one {a}", "Give each {column} one {a} in all rows."),
    "matches": _TIME_SPAN,
    "ends_with": _TIME_SPAN,
}


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
        return "either " + " or ".join(
            f"({words_of(part)})" if part[0] == "all" else words_of(part) for part in condition[1:]
        )
    column, operator, *arguments = condition
    if operator == "not_null" and column == subject:
        return ""
    if operator == "none_of":
        return f"{column} is neither {_listed(arguments[0], word='nor')}"
    if operator == "one_of":
        return f"{column} is {_listed(arguments[0])}"
    told = {"null": "is empty", "not_null": "has a value", "is": "is", "is_not": "is not"}[operator]
    return " ".join([column, told, *map(str, arguments)])


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
    if check[1] == "format":
        return f"{check[0]} {_FORMATS[check[2]][0]}"
    return _filled(check, 0)


def _mend(check: Expression) -> str:
    return _FORMATS[check[2]][1] if check[1] == "format" else _filled(check, 1)


def _filled(check: Expression, which: int) -> str:
    column, operator, *arguments = check
    words = [_in_words(operator, argument) for argument in arguments] + ["", ""]
    return _WORDS[operator][which].format(column=column, a=words[0], b=words[1])


def _in_words(operator: str, argument: object) -> str:
    if operator == "type":
        return _TYPES[str(argument)]
    return _listed(argument) if isinstance(argument, list) else str(argument)
