"""What JSON may look like before JSON-LD sees it.

JSON-LD drops nulls, empty lists and second copies without a word, so that a signature says less than the text.
N-Quads cannot carry lone surrogates, and PyLD writes control characters wrongly (W3C rdf-canon test060c). All of these
are refused here, with the place where they stand (a JSON pointer).
"""

import json
import math
import re
from typing import Any

from practicum.kernel.errors import Refusal

MAX_DEPTH = 24
MAX_NODES = 3_000  # ours have some 200; ten thousand keep PyLD busy for ten seconds, one document at a time
MAX_TEXT = 8_000_000  # characters in all; a picture as a data URL fits
MAX_INTEGER = 2**53 - 1  # beyond it JavaScript verifiers read another number
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
VALUE_OBJECT_KEYS = frozenset({"@value", "@language", "@direction"})


def read_json(text: str | bytes) -> Any:
    """Parse JSON strictly: UTF-8, no doubled keys, no NaN, no half of a surrogate pair. Refusal `json` for anything else."""
    try:
        found = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as fault:
        raise Refusal("json", "This is not valid JSON.") from fault
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError as fault:
        raise Refusal("json", "A text in it holds half a character, which nothing can store or show.") from fault
    return found


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise Refusal("json", "A JSON object has the same key twice.")
    return result


def _no_constant(name: str) -> None:
    raise Refusal("json", f"{name} is not a JSON number.")


def check_json(value: object) -> None:
    """Refuse what JSON-LD would drop or what N-Quads cannot carry. Refusals name the place in `field`."""
    if not isinstance(value, dict):
        raise Refusal("json_form", "The document must be a JSON object.")
    budget = _Budget()
    budget.visit(value, "", 0)


class _Budget:
    """Walks a document once, counting so that a hostile one ends early."""

    def __init__(self) -> None:
        self.nodes = 0
        self.text = 0

    def visit(self, value: object, path: str, depth: int) -> None:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES or self.text > MAX_TEXT:
            raise Refusal("too_large", "The document is deeper or larger than any credential.", field=path)
        if isinstance(value, str):
            self.visit_text(value, path)
        elif isinstance(value, dict):
            self.visit_object(value, path, depth)
        elif isinstance(value, list):
            self.visit_list(value, path, depth)
        else:
            _check_scalar(value, path)

    def visit_text(self, text: str, path: str) -> None:
        self.text += len(text)
        if UNWRITABLE.search(text):
            raise Refusal("control_character", "A text holds a character that cannot be signed.", field=path)

    def visit_object(self, value: dict[Any, Any], path: str, depth: int) -> None:
        if not value:
            raise Refusal("empty", "An empty object says nothing and would not be signed.", field=path)
        is_value = "@value" in value
        if is_value and (not isinstance(value["@value"], str) or not set(value) <= VALUE_OBJECT_KEYS):
            raise Refusal("keyword", "A value object may hold @value, @language and @direction only.", field=path)
        for key, item in value.items():
            if not isinstance(key, str):
                raise Refusal("json_form", "An object's keys must be text.", field=path)
            place = f"{path}/{key.replace('~', '~0').replace('/', '~1')}"
            self.visit_text(key, place)
            if key.startswith("@") and not is_value and not (key == "@context" and not path):
                raise Refusal("keyword", f"The keyword {key[:40]} may not stand here.", field=place)
            self.visit(item, place, depth + 1)

    def visit_list(self, value: list[Any], path: str, depth: int) -> None:
        if not value:
            raise Refusal("empty", "An empty list says nothing and would not be signed.", field=path)
        seen: set[object] = set()
        for index, item in enumerate(value):
            place = f"{path}/{index}"
            if isinstance(item, list):
                raise Refusal("nested_list", "A list in a list would be flattened.", field=place)
            if not isinstance(item, dict):
                # 1 and True are equal to Python but not in JSON
                mark = (type(item), item)
                if mark in seen:
                    raise Refusal("repeated", "A value stands twice in a list and would be signed once.", field=place)
                seen.add(mark)
            self.visit(item, place, depth + 1)


def _check_scalar(value: object, path: str) -> None:
    if value is None:
        raise Refusal("null", "A null would be dropped and not signed.", field=path)
    if isinstance(value, bool):
        return
    if isinstance(value, int) and abs(value) <= MAX_INTEGER:
        return
    if isinstance(value, float) and math.isfinite(value) and abs(value) <= MAX_INTEGER:
        return
    raise Refusal("json_form", "A value is neither JSON nor a number that every verifier reads alike.", field=path)
