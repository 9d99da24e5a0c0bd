"""What a test form is assembled from, and what comes out."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PoolItem:
    """An item that may be drawn: its code, blueprint area and cognitive level."""

    code: str
    area: str
    level: str


@dataclass(frozen=True, kw_only=True)
class LevelBound:
    """Least and most items of one cognitive level on the form."""

    least: int
    most: int


@dataclass(frozen=True, kw_only=True)
class AssembledForm:
    """Item codes in ascending order, the sum of their past exposures, and whether that sum is proven least."""

    codes: tuple[str, ...]
    exposure: int
    proven: bool
    seed: int


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """A family of constraints without which a form exists.

    `family`: areas, levels, enemies or exposure. `members`: those single constraints of the family whose removal
    alone is enough (an area then holds any number of items); empty where only several together give way.
    """

    family: str
    members: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Infeasible:
    """No form meets all constraints.

    `conflicts`: the families whose removal alone is enough, each with its members. `jointly`: where no single family
    is enough, the families that had to be removed together, in the order tried. `supply`: for each area that asks for
    more than the pool holds, (asked, held).
    """

    reason: str
    conflicts: tuple[Conflict, ...]
    jointly: tuple[str, ...]
    supply: Mapping[str, tuple[int, int]]
