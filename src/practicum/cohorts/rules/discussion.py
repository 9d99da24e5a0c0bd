"""What a post must hold, and how people are named in it. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from practicum.kernel.errors import Refusal

TITLE_MOST = 120
POST_MOST = 10_000
_BETWEEN = re.compile(r"[\W_]+")
# An @ inside an address such as ada@example.org names nobody.
_MENTION = re.compile(r"(?<![\w@.])@(\w[\w.-]*)")


def check_post(text: str) -> str:
    """The text of a post as it is kept. Refused when it is empty, too long or cannot be stored."""
    text = text.replace("\r\n", "\n").strip()
    if "\x00" in text:
        raise Refusal("text_unreadable", "The text holds a character that cannot be stored.", field="text")
    if not text:
        raise Refusal("text_missing", "Write something first.", field="text")
    if len(text) > POST_MOST:
        mend = "Shorten it, or split it into two posts."
        raise Refusal("text_long", f"A post has at most {POST_MOST} characters.", field="text", mend=mend)
    return text


def check_title(title: str) -> str:
    """The title of a thread, on one line."""
    title = " ".join(title.replace("\x00", "").split())
    if not title:
        raise Refusal("title_missing", "Say in a few words what it is about.", field="title")
    if len(title) > TITLE_MOST:
        raise Refusal("title_long", f"A title has at most {TITLE_MOST} characters.", field="title")
    return title


def fold(text: str) -> str:
    """Letters and digits without marks and case, so that a name can be typed on any keyboard: `Ñuñez` is `nunez`."""
    # Twice apart: to fold the case of one letter can bring forth others with marks.
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(one for one in apart if not unicodedata.category(one).startswith("M"))
    return unicodedata.normalize("NFC", plain)


def give_handles(people: Iterable[tuple[str, str]]) -> dict[str, str]:
    """A handle for each (code, name), unique among them: the name with dots, and a number for who came later.

    People come in a fixed order, those who were there first before the others: nobody's handle changes when one joins.
    """
    given: dict[str, str] = {}
    taken: set[str] = set()
    for code, name in people:
        base = _BETWEEN.sub(".", fold(name)).strip(".") or "member"
        handle, number = base, 1
        while handle in taken:
            number += 1
            handle = f"{base}.{number}"
        taken.add(handle)
        given[code] = handle
    return given


def find_mentions(text: str, handles: Mapping[str, str]) -> list[str]:
    """The codes of those whom a text mentions, in its order. `handles` maps codes to handles; other words are words."""
    by_handle = {handle: code for code, handle in handles.items()}
    words = (found.rstrip(".-") for found in _MENTION.findall(fold(text)))
    return list(dict.fromkeys(by_handle[word] for word in words if word in by_handle))
