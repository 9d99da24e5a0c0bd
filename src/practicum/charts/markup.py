"""Well-formed XML from plain values: whatever text comes in, it comes out escaped."""

import re
import unicodedata
from collections.abc import Iterable
from xml.sax.saxutils import escape

from practicum.kernel.errors import Refusal

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2 (Char)
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


class Xml(str):
    """Text that is markup already and must not be escaped again."""

    __slots__ = ()


def escape_text(text: str) -> Xml:
    """Text for XML: `& < > "` escaped, characters that XML 1.0 forbids shown as U+FFFD."""
    return Xml(escape(_FORBIDDEN.sub("\ufffd", text), {'"': "&quot;"}))


def element(tag: str, *children: str | None, **attributes: object) -> Xml:
    """One element. `class_` means class, `stroke_width` stroke-width; None leaves an attribute or a child out."""
    parts = [tag]
    for name, value in attributes.items():
        if value is not None:
            key = name.rstrip("_").replace("_", "-")
            parts.append(f'{key}="{escape_text(place(value) if isinstance(value, float) else str(value))}"')
    inner = "".join(child if isinstance(child, Xml) else escape_text(child) for child in children if child is not None)
    return Xml(f"<{' '.join(parts)}>{inner}</{tag}>" if inner else f"<{' '.join(parts)}/>")


def join(parts: Iterable[Xml]) -> Xml:
    return Xml("".join(parts))


def place(value: float) -> str:
    """A coordinate with at most two decimals."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def check_id(id: str) -> str:
    """An id that is safe in HTML, in url(#...) and in CSS; raises Refusal."""
    if not _ID.fullmatch(id):
        raise Refusal("invalid_id", f"{id!r} is no id for a chart.", field="id", mend="Use letters, digits, - and _.")
    return id


def width_of(text: str, size: float) -> float:
    """About how wide a text is, in the units of `size` (font size): wide East Asian characters count double."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WF" else 0.56 for c in text) * size


def shorten(text: str, room: float, size: float) -> str:
    """The text, cut with an ellipsis where it would not fit. The table keeps the whole text."""
    text = " ".join(text.split())
    if width_of(text, size) <= room:
        return text
    while text and width_of(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"
