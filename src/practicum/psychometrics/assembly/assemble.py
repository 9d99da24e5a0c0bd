"""Assembling one form, and saying which constraint stands in the way when there is none."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from practicum.kernel.errors import Refusal
from practicum.psychometrics.assembly.form import AssembledForm, Conflict, Infeasible, LevelBound, PoolItem
from practicum.psychometrics.assembly.model import FAMILIES, Demand, enemy_name, solve


def assemble_form(
    items: Sequence[PoolItem],
    *,
    areas: Mapping[str, int],
    seed: int,
    level_bounds: Mapping[str, LevelBound] | None = None,
    enemies: Sequence[Collection[str]] = (),
    exposure: Mapping[str, int] | None = None,
    max_exposure: int | None = None,
) -> AssembledForm | Infeasible:
    """Draw a form that meets every constraint and has been seen least.

    Hard: `areas` (items per blueprint area; their sum is the length; an area not named gets none), `level_bounds`,
    `enemies` (at most one item of each set), and `max_exposure` (an item used so often already is barred). Soft: the
    sum of `exposure` (past uses per item code, 0 where absent) is least; ties are broken by `seed`. The same input and
    seed give the same form, whatever the order of `items`. On failure the families of constraints are removed one by
    one, then the members of each family that matters, and the result names them.

    Raises Refusal for malformed input, Unavailable where the solver's limit of work ends the search.
    """
    demand = Demand(
        items=items,
        areas=areas,
        levels=level_bounds or {},
        enemies=tuple(sorted(tuple(sorted(set(group))) for group in enemies)),
        exposure=exposure or {},
        max_exposure=max_exposure,
        seed=seed,
    )
    _check(demand)
    solved = solve(demand, optimise=True)
    if solved is None:
        return _explain(demand)
    codes, proven = solved
    return AssembledForm(
        codes=codes, exposure=sum(demand.exposure.get(code, 0) for code in codes), proven=proven, seed=seed
    )


def _check(demand: Demand) -> None:
    codes = Counter(item.code for item in demand.items)
    twice = sorted(code for code, count in codes.items() if count > 1)
    if twice:
        raise Refusal("item_twice", f"The pool holds {twice[0]} twice.", field="items")
    if not demand.areas or any(count < 0 for count in demand.areas.values()) or sum(demand.areas.values()) == 0:
        raise Refusal("bad_areas", "The form needs at least one item, and no negative counts.", field="areas")
    if any(not 0 <= bound.least <= bound.most for bound in demand.levels.values()):
        raise Refusal("bad_bounds", "Each level needs 0 <= least <= most.", field="level_bounds")
    unknown = sorted({code for group in demand.enemies for code in group} - set(codes))
    if unknown:
        raise Refusal("unknown_item", f"{unknown[0]} is an enemy but not in the pool.", field="enemies")
    if any(count < 0 for count in demand.exposure.values()) or demand.seed < 0:
        raise Refusal("negative_count", "Exposures and the seed cannot be negative.", field="exposure")


def _explain(demand: Demand) -> Infeasible:
    length, held = sum(demand.areas.values()), len(demand.items)
    per_area = Counter(item.area for item in demand.items)
    supply = {a: (want, per_area[a]) for a, want in sorted(demand.areas.items()) if want > per_area[a]}
    if held < length:
        return Infeasible(
            reason=f"The form needs {length} items and the pool holds {held}.", conflicts=(), jointly=(), supply=supply
        )
    conflicts = tuple(
        Conflict(family=family, members=_members_that_matter(demand, family))
        for family in FAMILIES
        if _feasible_without(demand, {family})
    )
    if conflicts:
        named = "; ".join(_phrase(conflict) for conflict in conflicts)
        return Infeasible(
            reason=f"No form exists. One would without: {named}.", conflicts=conflicts, jointly=(), supply=supply
        )
    jointly = _least_joint(demand)
    return Infeasible(
        reason=f"No form exists. One would only without these together: {', '.join(jointly)}.",
        conflicts=(),
        jointly=jointly,
        supply=supply,
    )


def _least_joint(demand: Demand) -> tuple[str, ...]:
    """A smallest-by-removal set of families: start from all, put back each one that need not go.

    All families removed leave only the length, which the pool can meet: the start is feasible.
    """
    gone = list(FAMILIES)
    for family in FAMILIES:
        rest = [other for other in gone if other != family]
        if _feasible_without(demand, set(rest)):
            gone = rest
    return tuple(gone)


def _members_that_matter(demand: Demand, family: str) -> tuple[str, ...]:
    return tuple(member for member in _members(demand, family) if _feasible_without(demand, {(family, member)}))


def _members(demand: Demand, family: str) -> list[str]:
    if family == "areas":
        return sorted(demand.areas)
    if family == "levels":
        return sorted(demand.levels)
    if family == "enemies":
        return [enemy_name(group) for group in demand.enemies]
    barred = demand.max_exposure
    return sorted(
        item.code for item in demand.items if barred is not None and demand.exposure.get(item.code, 0) >= barred
    )


def _feasible_without(demand: Demand, dropped: set[str] | set[tuple[str, str]]) -> bool:
    return solve(replace(demand, dropped=frozenset(dropped)), optimise=False) is not None


def _phrase(conflict: Conflict) -> str:
    members = f" ({', '.join(conflict.members)})" if conflict.members else ""
    return conflict.family + members
