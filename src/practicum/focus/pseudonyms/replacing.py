"""Values of a bill replaced by pseudonyms: the same key and value give the same pseudonym, in every file and column."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import lru_cache, partial

import pyarrow as pa

from practicum.focus.importing.bill import Bill
from practicum.focus.pseudonyms.groups import PseudonymGroup, Shape, chosen_shapes
from practicum.kernel.errors import Refusal

SHORTEST_KEY = 32
# 75 bits: among a million values two share a pseudonym once in 75 billion files.
_LETTERS = 15
_REMEMBERED = 100_000
_STRING = r'"(?:[^"\\]|\\.)*"'
# In valid JSON quotes stand around strings alone, so these are all its strings (with the colon behind a key) and numbers.
_TOKENS = re.compile(rf"(?P<text>{_STRING})(?P<is_key>\s*:)?|(?P<number>-?(?:\d[\d.eE+-]*|Infinity)|NaN)", re.DOTALL)

Hide = Callable[[str], str]


def pseudonymise(bill: Bill, *, key: bytes, groups: Collection[str]) -> Bill:
    """The bill with the values of the chosen groups of columns (see `PSEUDONYM_GROUPS`) replaced by pseudonyms.

    A pseudonym is a word for the group and 15 letters and digits of HMAC-SHA256(key, group and value): nobody finds the
    value without the key, and nobody with another key gets the same. Within a group equal values stay equal and different
    ones different, in all columns and files, so joins, counts and groupings give what they gave. Rows, their order, all
    other columns, empty cells, and in objects the names of keys, true, false and null stay. A cell that should be an
    object and is none is replaced whole. `key` has 32 bytes or more. Refusals: `group_unknown`, `key_short`.
    """
    if len(key) < SHORTEST_KEY:
        raise Refusal("key_short", f"The key has {len(key)} bytes; {SHORTEST_KEY} are the least.", field="key")
    shapes = chosen_shapes(bill.columns, groups)
    columns = {
        name: _replace(bill.table.column(name), _hiding(key, *shapes[name])) if name in shapes else column
        for name, column in zip(bill.columns, bill.table.columns, strict=True)
    }
    # The hash of the source is one of its original values.
    return replace(bill, table=pa.table(columns), source_sha256="")


def _hiding(key: bytes, group: PseudonymGroup, shape: Shape) -> Hide:
    hide = partial(_pseudonym, key, group.word)
    if shape == "text":
        return hide
    # In objects the same few names stand again and again.
    return partial(_hide_in_object, lru_cache(maxsize=_REMEMBERED)(hide), hides_numbers=shape == "tags")


def _pseudonym(key: bytes, word: str, value: str) -> str:
    named = word.encode() + b"\0" + value.encode("utf-8", "surrogatepass")
    digest = hmac.digest(key, named, hashlib.sha256)
    return f"{word}-{base64.b32encode(digest).decode()[:_LETTERS].lower()}"


def _replace(column: pa.ChunkedArray, hide: Hide) -> pa.ChunkedArray:
    """Each different value is replaced once. Empty cells, null or of no letter, stay."""
    encoded = column.combine_chunks().cast(pa.string()).dictionary_encode()
    values = encoded.dictionary.to_pylist()
    hidden = pa.array([hide(value) if value else value for value in values], pa.string())
    return pa.chunked_array([hidden.take(encoded.indices)], pa.string())


def _hide_in_object(hide: Hide, text: str, *, hides_numbers: bool) -> str:
    try:
        is_object = isinstance(json.loads(text), Mapping)
    except (ValueError, RecursionError):
        is_object = False
    if not is_object:
        return hide(text)

    def replaced(token: re.Match[str]) -> str:
        if token["text"] is None:
            return f'"{hide(token["number"])}"' if hides_numbers else token[0]
        value = json.loads(token["text"])
        return token[0] if token["is_key"] or not value else f'"{hide(value)}"'

    return _TOKENS.sub(replaced, text)
