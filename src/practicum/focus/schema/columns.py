"""The FOCUS columns as data: read once from columns.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Any, Literal

ColumnType = Literal["text", "decimal", "datetime", "json"]

VERSIONS = ("1.0", "1.1", "1.2", "1.3", "1.4")
MANDATORY_COSTS = ("BilledCost", "ContractedCost", "EffectiveCost", "ListCost")
CUSTOM_PREFIX = "x_"


@dataclass(frozen=True)
class Column:
    """One column of the Cost and Usage dataset.

    `null`: never, sometimes (depends on the row) or always. `allowed` is empty where any value may stand.
    `since` and `until` name the first and the last version that has the column (`until` empty: still there).
    """

    name: str
    type: ColumnType
    null: Literal["never", "sometimes", "always"]
    level: Literal["mandatory", "recommended", "conditional"]
    since: str
    until: str = ""
    allowed: tuple[str, ...] = ()

    def is_in(self, version: str) -> bool:
        """Whether a FOCUS version (1.0 to 1.4) has this column."""
        return _rank(self.since) <= _rank(version) and (not self.until or _rank(version) <= _rank(self.until))


def _rank(version: str) -> int:
    """Order of versions. What came before 1.0 counts as 1.0, the oldest that we read."""
    return VERSIONS.index(version) if version in VERSIONS else 0


def _read() -> Mapping[str, Any]:
    text = resources.files("practicum.focus.schema").joinpath("columns.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


_DATA = _read()
COLUMNS: Mapping[str, Column] = MappingProxyType(
    {
        name: Column(name=name, allowed=tuple(_DATA["allowed"].get(name, ())), **facts)
        for name, facts in sorted(_DATA["columns"].items())
    }
)
RENAMED: Mapping[str, str] = MappingProxyType(dict(_DATA["renamed"]))
