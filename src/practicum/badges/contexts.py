"""The JSON-LD contexts we know, read from files beside this module. Every other context is refused, never fetched."""

import json
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from practicum.kernel.errors import Refusal

FOLDER = files("practicum.badges") / "contexts"


@dataclass(frozen=True, kw_only=True)
class VendoredContext:
    """One context file and where it came from. `sha256` is of the file's bytes."""

    url: str
    file: str
    name: str
    version: str
    source: str
    licence: str
    licence_file: str
    sha256: str
    note: str

    def read_bytes(self) -> bytes:
        """The file's bytes."""
        return (FOLDER / self.file).read_bytes()


@cache
def vendored_contexts() -> tuple[VendoredContext, ...]:
    """All contexts that are put in, in the order of `contexts/vendor.toml`."""
    table = tomllib.loads((FOLDER / "vendor.toml").read_text(encoding="utf-8"))
    return tuple(VendoredContext(**row) for row in table["context"])


@cache
def _by_url() -> dict[str, dict[str, Any]]:
    return {context.url: json.loads(context.read_bytes()) for context in vendored_contexts()}


def load_context(url: str) -> dict[str, Any]:
    """The context document at `url`. Shared: do not change it. Refusal `unknown_context` if it is not put in."""
    document = _by_url().get(url)
    if document is None:
        raise Refusal("unknown_context", f"The context {url[:200]} is not known here.", field="@context")
    return document


def check_contexts(value: object) -> list[str]:
    """The credential's `@context`: known addresses, credentials/v2 first.

    Inline contexts are refused: they let a changed document keep its signature while its JSON says something else.
    """
    if not isinstance(value, list) or not value or not all(isinstance(item, str) for item in value):
        raise Refusal("context_form", "@context must be a list of context addresses.", field="@context")
    if value[0] != vendored_contexts()[0].url:
        raise Refusal("context_form", "The first @context must be credentials/v2.", field="@context")
    if len(set(value)) != len(value):
        raise Refusal("context_form", "A context is named twice.", field="@context")
    for url in value:
        load_context(url)
    return value
