"""What tables and columns mean, in plain words."""

import tomllib
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType

from practicum.focus.api import COLUMNS_OF

OWN_COLUMN = "A column of your organisation or provider; FOCUS does not define it."
_TEXT = tomllib.loads(resources.files("practicum.labs.rules").joinpath("dictionary.toml").read_text(encoding="utf-8"))
MEANINGS: Mapping[str, str] = MappingProxyType(_TEXT["columns"])
TABLE_MEANINGS: Mapping[str, str] = MappingProxyType(_TEXT["tables"])
# What the simulator says of the columns that are its own.
_SIMULATED = {
    (table, column.name): f"{column.meaning[0].upper()}{column.meaning[1:]}."
    for table, columns in COLUMNS_OF.items()
    for column in columns
    if column.meaning
}


def meaning_of(column: str, table: str) -> str:
    return MEANINGS.get(column) or _SIMULATED.get((table, column), OWN_COLUMN)
