"""Numbers as people type them: with a comma or a point, with separators, signs and units.

Where a text can be read in two ways nothing is guessed: the refusal says so, and how to write it instead.
"""

import re
from decimal import Decimal

from practicum.kernel.errors import Refusal
from practicum.labs.rules.tasks import COUNT, PERCENT

MOST_CHARACTERS = 60
_DASHES = str.maketrans(dict.fromkeys("\u2212\u2012\u2013\ufe63\uff0d", "-") | dict.fromkeys("\u2019\u02bc", "'"))
_SPACES = re.compile(r"[ \t\u00a0\u2007\u2009\u202f]+")
_IDLE_SPACE = re.compile(r"(?<=[^0-9]) | (?=[^0-9])")
# A sign may stand for several currencies: $ is that of the United States, of Canada, of Australia …
_SIGNS = {
    "$": {"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "CLP", "COP", "TWD"},
    "us$": {"USD"},
    "r$": {"BRL"},
    "€": {"EUR"},
    "£": {"GBP"},
    "¥": {"JPY", "CNY"},
    "₹": {"INR"},
    "zł": {"PLN"},
    "kr": {"SEK", "NOK", "DKK", "ISK"},
}
_CURRENCY = r"[a-z]{3}|us\$|r\$|zł|kr|[$€£¥₹]"
_WRITTEN = re.compile(
    rf"(?P<outer>[+-])?(?P<before>{_CURRENCY})?(?P<inner>[+-])?(?P<body>[0-9., ']+)(?P<after>{_CURRENCY}|%|percent)?"
)
_GROUPED = {
    ",": re.compile(r"[0-9]{1,3}(,[0-9]{3})+|[0-9]{1,2}(,[0-9]{2})+,[0-9]{3}"),  # 1,234,567 or, in India, 12,34,567
    ".": re.compile(r"[0-9]{1,3}(\.[0-9]{3})+"),
    " ": re.compile(r"[0-9]{1,3}( [0-9]{3})+"),
    "'": re.compile(r"[0-9]{1,3}('[0-9]{3})+"),
}


def read_number(typed: str, *, unit: str, field: str = "") -> Decimal:
    """The number that a person typed as an answer in `unit`: a currency code, `percent`, `count` or another word.

    Taken: a decimal comma or point; separators of thousands (comma, point, space, apostrophe); a sign, or brackets for
    a negative amount; the unit itself, before or after. Refusals that name `field`, each with its mend:
    `number_nonsense`, `number_ambiguous` (1,234 is 1234 in one country and 1.234 in another), `number_wrong_unit`,
    `number_too_long`.
    """
    if len(typed) > MOST_CHARACTERS:
        raise Refusal(
            "number_too_long", "This is too long for a number.", field=field, mend="Give the number and nothing else."
        )
    text = _IDLE_SPACE.sub("", _SPACES.sub(" ", _without_unit(typed, unit).translate(_DASHES)).strip().lower())
    in_brackets = text.startswith("(") and text.endswith(")")
    found = _WRITTEN.fullmatch(text[1:-1] if in_brackets else text)
    if found is None:
        raise _nonsense(typed, field)
    signs = [sign for sign in (found["outer"], found["inner"], "-" if in_brackets else "") if sign]
    number = _read_body(found["body"], typed, field)
    if len(signs) > 1:
        raise _nonsense(typed, field)
    for written in (found["before"], found["after"]):
        if written and not _fits(written, unit):
            wanted = {PERCENT: "a percentage", COUNT: "a plain count"}.get(unit, f"an amount in {unit}")
            raise Refusal(
                "number_wrong_unit",
                f"“{written}” does not fit: the task asks for {wanted}.",
                field=field,
                mend="Give the number in that unit; you may leave the unit away.",
            )
    return -number if signs == ["-"] else number


def _read_body(body: str, typed: str, field: str) -> Decimal:
    whole, mark, fraction = _split(body, typed, field)
    if (mark and not fraction.isdigit()) or not (whole or fraction):
        raise _nonsense(typed, field)
    separators = {character for character in whole if not character.isdigit()}
    if separators and (len(separators) > 1 or not _GROUPED[min(separators)].fullmatch(whole)):
        raise _nonsense(typed, field)
    digits = "".join(character for character in whole if character.isdigit()) or "0"
    return Decimal(f"{digits}.{fraction}" if mark else digits)


def _split(body: str, typed: str, field: str) -> tuple[str, str, str]:
    """(whole part with its separators, decimal mark or nothing, fraction)."""
    marks = [character for character in body if character in ".,"]
    if not marks:
        return body, "", ""
    if len(set(marks)) == 2:
        return body.rpartition(marks[-1])
    if len(marks) > 1:
        return body, "", ""
    whole, mark, fraction = body.partition(marks[0])
    if len(fraction) == 3 and re.fullmatch("[1-9][0-9]{0,2}", whole):
        raise Refusal(
            "number_ambiguous",
            f"“{typed.strip()}” can be read as {whole}{fraction} or as {whole}.{fraction}.",
            field=field,
            mend=f"Write {whole}{fraction} for the first, {whole}.{fraction}0 for the second.",
        )
    return whole, mark, fraction


def _without_unit(typed: str, unit: str) -> str:
    """Without a unit that is a word and no currency (kg, hours, USD per order), where it is written behind the number."""
    plain = typed.strip()
    is_word = unit not in (PERCENT, COUNT) and not re.fullmatch("[A-Z]{3}", unit)
    return plain[: -len(unit)] if is_word and plain.casefold().endswith(unit.casefold()) else typed


def _fits(written: str, unit: str) -> bool:
    if written in ("%", "percent"):
        return unit == PERCENT
    return unit in _SIGNS[written] if written in _SIGNS else unit.lower() == written


def _nonsense(typed: str, field: str) -> Refusal:
    shown = typed.strip()
    return Refusal(
        "number_nonsense",
        f"“{shown}” cannot be read as a number." if shown else "There is no number here.",
        field=field,
        mend="Write digits with one decimal mark, for example 1234.50 or 1234,50.",
    )
