"""The constraint model of one form, for OR-Tools CP-SAT."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from practicum.kernel.errors import Unavailable
from practicum.kernel.later import Later
from practicum.psychometrics.assembly.form import LevelBound, PoolItem

if TYPE_CHECKING:
    from ortools.sat.python import cp_model
else:
    cp_model = Later("ortools.sat.python.cp_model")

FAMILIES = ("areas", "levels", "enemies", "exposure")
_TIE_RANGE = 1_000_000
_WORK_LIMIT = 20.0  # CP-SAT's deterministic time, in its own units (roughly seconds): equal on every machine


@dataclass(frozen=True, kw_only=True)
class Demand:
    """All constraints of a form. `dropped` holds families, or (family, member) pairs, that are left out."""

    items: Sequence[PoolItem]
    areas: Mapping[str, int]
    levels: Mapping[str, LevelBound]
    enemies: Sequence[tuple[str, ...]]
    exposure: Mapping[str, int]
    max_exposure: int | None
    seed: int
    dropped: frozenset[str | tuple[str, str]] = field(default_factory=frozenset)

    def keeps(self, family: str, member: str) -> bool:
        """Whether this constraint is in force."""
        return family not in self.dropped and (family, member) not in self.dropped


def enemy_name(group: tuple[str, ...]) -> str:
    """How a set of enemies is named in a report."""
    return " / ".join(group)


def solve(demand: Demand, *, optimise: bool) -> tuple[tuple[str, ...], bool] | None:
    """Codes of a form and whether its exposure is proven least; None where no form exists.

    One worker and a limit in deterministic time: the same demand gives the same form on every machine. Raises
    Unavailable where the limit ends the search before either answer.
    """
    model = cp_model.CpModel()
    pool = sorted(demand.items, key=lambda item: item.code)
    chosen = {item.code: model.new_bool_var(item.code) for item in pool}
    _add_areas(model, chosen, demand)
    for level, bound in sorted(demand.levels.items()):
        if demand.keeps("levels", level):
            of_level = sum(chosen[item.code] for item in pool if item.level == level)
            model.add(of_level >= bound.least)
            model.add(of_level <= bound.most)
    for group in demand.enemies:
        if demand.keeps("enemies", enemy_name(group)):
            model.add_at_most_one(chosen[code] for code in group if code in chosen)
    if demand.max_exposure is not None:
        for item in pool:
            if demand.exposure.get(item.code, 0) >= demand.max_exposure and demand.keeps("exposure", item.code):
                model.add(chosen[item.code] == 0)
    if optimise:
        scale = _TIE_RANGE * (len(pool) + 1)
        model.minimize(
            sum((demand.exposure.get(c, 0) * scale + _tie(c, demand.seed)) * var for c, var in chosen.items())
        )
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = demand.seed % 2**31
    solver.parameters.max_deterministic_time = _WORK_LIMIT
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return None
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise Unavailable("The solver reached its limit of work without an answer.", mend="Relax the form or split it.")
    return tuple(c for c, var in chosen.items() if solver.boolean_value(var)), status == cp_model.OPTIMAL


def _add_areas(model: "cp_model.CpModel", chosen: "dict[str, cp_model.IntVar]", demand: Demand) -> None:
    """The count of each area. A single area that is dropped may hold any number; the whole family, only the length."""
    if "areas" in demand.dropped:
        model.add(sum(chosen.values()) == sum(demand.areas.values()))
        return
    for area in sorted({item.area for item in demand.items} | set(demand.areas)):
        if demand.keeps("areas", area):
            held = sum(chosen[item.code] for item in demand.items if item.area == area)
            model.add(held == demand.areas.get(area, 0))


def _tie(code: str, seed: int) -> int:
    """A number drawn from code and seed: ties break alike whatever the order of the pool, and differently by seed."""
    digest = hashlib.sha256(f"{seed}:{code}".encode()).digest()
    return int.from_bytes(digest[:8]) % _TIE_RANGE
