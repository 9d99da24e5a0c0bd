"""What tables and columns mean, in plain words."""

import tomllib
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType

OWN_COLUMN = "A column of your organisation or provider; FOCUS does not define it."
_TEXT = tomllib.loads(resources.files("practicum.labs.rules").joinpath("dictionary.toml").read_text(encoding="utf-8"))
MEANINGS: Mapping[str, str] = MappingProxyType(_TEXT["columns"])
TABLE_MEANINGS: Mapping[str, str] = MappingProxyType(_TEXT["tables"])


def meaning_of(column: str) -> str:
    return MEANINGS.get(column, OWN_COLUMN)
