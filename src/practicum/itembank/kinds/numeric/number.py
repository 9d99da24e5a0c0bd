"""Numbers as people type them. Exact, and never a guess: where two readings are possible, we ask."""

import re
from decimal import Decimal

from practicum.kernel.errors import Refusal

MAX_CHARACTERS = 40
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f'\u2019"), " ")  # thousands are often set apart by these
_SIGNS = str.maketrans({"\u2212": "-", "\u2013": "-"})
_SPACED = re.compile(r"[+-]?\d{1,3}(?: \d{3})+(?:[.,]\d*)?", re.ASCII)
_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?:(?!\1)[.,]\d*)?", re.ASCII)
_ONE_COMMA_THREE_DIGITS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)


def read_number(text: str) -> Decimal:
    """The number that `text` says.

    A dot or a comma separates decimals. Grouped digits are read where only one reading exists (`68 400`, `1,234,567`,
    `68,400.00`, `1.234,50`). `68,400` has two readings, sixty-eight thousand or
    sixty-eight and two fifths: it is refused rather than scored wrongly. Raises Refusal `not_a_number`,
    `number_ambiguous`.
    """
    compact = text.strip().translate(_SPACES).translate(_SIGNS)
    if len(text) > MAX_CHARACTERS:
        raise _not_a_number()
    if _SPACED.fullmatch(compact):
        compact = compact.replace(" ", "")
    if _ONE_COMMA_THREE_DIGITS.fullmatch(compact):
        without, decimal = compact.replace(",", ""), compact.replace(",", ".")
        raise Refusal(
            "number_ambiguous",
            f"“{text.strip()}” can be read in two ways.",
            field="answer",
            mend=f"Write {without}, or {decimal} if you mean decimals.",
        )
    grouped = _GROUPED.fullmatch(compact)
    if grouped and (compact.count(grouped[1]) > 1 or ({",", "."} <= set(compact))):
        separator = grouped[1]
        compact = compact.replace(separator, "").replace(",", ".")
    else:
        compact = compact.replace(",", ".")
    if not _PLAIN.fullmatch(compact):
        raise _not_a_number()
    return Decimal(compact)


def write_number(value: Decimal) -> str:
    """The one spelling that is stored: no exponent, no trailing zeros, no minus before zero."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _not_a_number() -> Refusal:
    return Refusal(
        "not_a_number",
        "This is not a number.",
        field="answer",
        mend="Write digits only, with a dot or a comma for decimals and without the unit.",
    )
