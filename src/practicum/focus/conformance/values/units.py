"""The unit format: `GB`, `Hours`, `1000 Tokens`, `GB-Hours`, `GB/Hour`, `Core-Hours/Day`, `Units/3 Months`."""

import re
from typing import Final

_DATA: Final = frozenset(
    [f"{size}{base}" for size in ("", "K", "M", "G", "T", "P", "E") for base in ("b", "B")]
    + [f"{size}i{base}" for size in ("K", "M", "G", "T", "P", "E") for base in ("b", "B")]
)
# What people write for the units that have one spelling. Compared in lower case, without a plural s.
_WRONG_WORDS: Final = (
    "hr min sec mo yr wk kilobyte megabyte gigabyte terabyte petabyte exabyte kibibyte mebibyte gibibyte tebibyte "
    "pebibyte exbibyte byte bit kilobit megabit gigabit terabit petabit gibibit "
)
_MISSPELT: Final = frozenset(_WRONG_WORDS.split())
_WORD = re.compile(r"[A-Z][A-Za-z0-9]*")
_QUANTITY = re.compile(r"[1-9][0-9]* (?=\S)")


def is_unit(value: str) -> bool:
    """Whether the value has the form of a unit. Count nouns are free, as long as they begin with a capital."""
    sides = value.split("/")
    return len(sides) <= 2 and all(_is_side(side) for side in sides)


def _is_side(side: str) -> bool:
    return all(_is_base(base) for base in _QUANTITY.sub("", side, count=1).split("-"))


def _is_base(base: str) -> bool:
    if base in _DATA:
        return True
    words = base.split(" ")
    return all(_is_word(word) for word in words)


def _is_word(word: str) -> bool:
    lower = word.lower()
    if not _WORD.fullmatch(word) or lower.rstrip("s") in _MISSPELT:
        return False
    # gb, Gb and GBs are sizes that are written wrongly, or mean bits; only the exact abbreviations are sizes.
    return lower not in _DATA_LOWER and lower.removesuffix("s") not in _DATA_LOWER


_DATA_LOWER: Final = frozenset(name.lower() for name in _DATA if len(name) > 1)
