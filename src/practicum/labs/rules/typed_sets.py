"""Sets as people type them: lines, commas, semicolons, tabs, or a column pasted from a spreadsheet."""

import re

from practicum.kernel.errors import Refusal
from practicum.labs.rules.grids import folded

MOST_MEMBERS = 1_000
LONGEST_MEMBER = 500
_SEPARATORS = re.compile(r"[\r\n\t;,]+")
_QUOTES = "\"'\u201c\u201d\u2018\u2019`"
_BULLET = re.compile(r"^[-*\u2022]\s+")


def read_set(typed: str, *, column: str, field: str = "") -> tuple[str, ...]:
    """The members that a person typed, each once, in the order of typing; upper and lower case do not matter.

    Quotes, list marks and a heading equal to `column` are left out. A name that itself holds a comma stands in quotes.
    Refusals that name `field`: `set_too_many`, `set_member_long`.
    """
    members: dict[str, str] = {}
    for place, raw in enumerate(_split(typed)):
        member = _BULLET.sub("", raw.strip()).strip(_QUOTES + " ")
        if not member or (place == 0 and folded(member) == folded(column)):
            continue
        if len(member) > LONGEST_MEMBER:
            raise Refusal(
                "set_member_long",
                f"“{member[:40]} …” is too long for one {column}.",
                field=field,
                mend="Write one on each line.",
            )
        members.setdefault(folded(member), member)
    if len(members) > MOST_MEMBERS:
        raise Refusal(
            "set_too_many",
            f"These are {len(members):,}; at most {MOST_MEMBERS:,} can be handed in.",
            field=field,
            mend="Name only those that the task asks for.",
        )
    return tuple(members.values())


def _split(typed: str) -> list[str]:
    """The parts between separators; what stands in double quotes is one part."""
    parts: list[str] = []
    for place, piece in enumerate(typed.split('"')):
        if place % 2:
            parts.append(piece)
        else:
            parts.extend(_SEPARATORS.split(piece))
    return parts
