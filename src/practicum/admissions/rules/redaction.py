"""Blind reading: what tells who somebody is, is taken out of their texts, and the gap is shown. Pure.

Rather too much than too little: a common word that happens to be the applicant's name goes as well.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

NAME, EMPLOYER, ADDRESS, NUMBER = "name", "employer", "address", "number"
# Words of an employer's name that say nothing of who it is: taken out as part of the whole name only.
_COMMON = frozenset({
    "ab", "ag", "and", "bank", "bv", "cloud", "co", "company", "consulting", "corp", "corporation", "data", "de",
    "digital", "energy", "financial", "finops", "for", "games", "gmbh", "group", "health", "holding", "holdings",
    "inc", "insurance", "international", "it", "la", "labs", "limited", "llc", "llp", "logistics", "ltd", "media",
    "motors", "nv", "of", "oy", "partners", "payments", "pharma", "plc", "pvt", "rail", "retail", "sa", "sas", "sarl",
    "se", "services", "software", "solutions", "spa", "steel", "systems", "technologies", "technology", "telecom",
    "the", "und",
})  # fmt: skip
# What leads to a person without naming them: mail addresses, links, handles, domains, telephone numbers. Each begins only
# where a run of its characters does: tried at every character, a page of "a.a.a." takes a minute.
_ADDRESSES = re.compile(
    r"(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+"
    r"|(?:https?://|www\.)\S+"
    r"|(?<![\w@])@[\w.-]{2,}"
    r"|(?<![\w-])(?<![\w-]\.)(?:[\w-]++\.)+(?:com|org|net|io|dev|eu|uk|de|fr|es|nl|jp|br|example|invalid)\b(?:/\S*)?"
    r"|(?<!\w)(?:\+|0)\d[\d ()/.-]{5,}\d(?!\w)",  # amounts begin otherwise, and stay
    re.IGNORECASE,
)
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER")


@dataclass(frozen=True)
class Piece:
    """A part of a text: as written, or (`gap` says what) taken out; then `text` is empty."""

    text: str
    gap: str = ""


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What must not be read: names, employers (current and stated), and words kept back as a whole (codes, numbers)."""

    names: tuple[str, ...]
    employers: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


def redact(text: str, identity: Identity) -> tuple[Piece, ...]:
    """The text in pieces, with every name, employer and address of `identity` taken out.

    Found whatever the case, the accents, hidden characters, or the punctuation between the parts of a name.
    """
    folded, places = _fold(text)
    found = sorted(_spans(folded, identity), key=lambda span: (span[0], -span[1]))
    pieces: list[Piece] = []
    done = 0
    for start, end, gap in found:
        first, last = places[start], places[end - 1] + 1
        if last <= done:
            continue
        first = max(first, done)
        if text[done:first]:
            pieces.append(Piece(text[done:first]))
        if not (pieces and pieces[-1].gap):
            pieces.append(Piece("", gap))
        while last < len(text) and unicodedata.category(text[last]) == "Mn":  # the accent of the last letter
            last += 1
        done = last
    if text[done:]:
        pieces.append(Piece(text[done:]))
    return tuple(pieces)


def _spans(folded: str, identity: Identity) -> Iterator[tuple[int, int, str]]:
    for pattern, gap in (
        (_pattern(identity.names, parts=True), NAME),
        (_pattern(identity.employers, parts=True), EMPLOYER),
        (_pattern(identity.addresses, parts=False), ADDRESS),
        (_ADDRESSES, ADDRESS),
    ):
        if pattern is not None:
            yield from ((match.start(), match.end(), gap) for match in pattern.finditer(folded) if match[0])


@cache
def _pattern(texts: tuple[str, ...], *, parts: bool) -> re.Pattern[str] | None:
    """Any of the texts; with `parts`, any telling word of them too. Longest first, so that a whole name is one gap."""
    terms: set[tuple[str, ...]] = set()
    for text in texts:
        words = tuple(re.findall(r"\w+", _fold(text)[0]))
        if words:
            terms.add(words)
            terms.update((word,) for word in _telling(words) if parts)
    if not terms:
        return None
    longest = sorted(terms, key=lambda words: (-sum(map(len, words)), words))
    return re.compile("|".join(_term(words) for words in longest))


def _telling(words: tuple[str, ...]) -> Iterable[str]:
    return (word for word in words if word not in _COMMON and (len(word) > 1 or _is_unspaced(word)))


def _term(words: tuple[str, ...]) -> str:
    body = r"[\W_]*".join(re.escape(word) for word in words)
    # Digits and underscores beside a name are part of a handle ("ada_l99"): they do not hide it. Letters do.
    before = "" if _is_unspaced(words[0]) else r"(?<![^\W\d_])"
    after = "" if _is_unspaced(words[-1]) else r"(?![^\W\d_])"
    return f"{before}{body}{after}"


def _is_unspaced(word: str) -> bool:
    """Whether the script puts no spaces between words, so that a name has no edges to look for."""
    return any(unicodedata.name(one, "").startswith(_UNSPACED) for one in word)


def _fold(text: str) -> tuple[str, list[int]]:
    """The text without case, accents and hidden characters, and where each of its characters came from."""
    folded: list[str] = []
    places: list[int] = []
    for place, one in enumerate(text):
        for part in unicodedata.normalize("NFKD", one.casefold()):
            if unicodedata.category(part) in ("Mn", "Cf"):
                continue
            plain = _PLAIN.get(part, part)
            folded.extend(plain)
            places.extend([place] * len(plain))
    return "".join(folded), places


# Letters that carry a stroke instead of an accent do not come apart; people write them either way.
_PLAIN = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
