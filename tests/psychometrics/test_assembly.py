"""Form assembly: every form meets its constraints; every failure names what stands in the way."""

import itertools
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicum.kernel.errors import Refusal
from practicum.psychometrics.api import AssembledForm, Infeasible, LevelBound, PoolItem, assemble_form

POOL = [
    PoolItem(code=f"{area}{number:02}", area=area, level="apply" if number % 3 == 0 else "recall")
    for area in "ABC"
    for number in range(12)
]
pools = st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from(["recall", "apply"])), min_size=4, max_size=8).map(
    lambda rows: [PoolItem(code=f"i{n}", area=area, level=level) for n, (area, level) in enumerate(rows)]
)


@given(
    pool=pools,
    counts=st.tuples(st.integers(0, 3), st.integers(0, 3)).filter(lambda c: sum(c) > 0),
    apply=st.tuples(st.integers(0, 2), st.integers(0, 3)).filter(lambda b: b[0] <= b[1]),
    pair=st.sets(st.integers(0, 3), min_size=2, max_size=3),
    uses=st.lists(st.integers(0, 3), min_size=8, max_size=8),
)
@settings(max_examples=60, deadline=None)
def test_forms_agree_with_trying_every_subset(
    pool: list[PoolItem],
    counts: tuple[int, int],
    apply: tuple[int, int],
    pair: set[int],
    uses: list[int],
) -> None:
    areas, exposure = {"A": counts[0], "B": counts[1]}, {f"i{n}": used for n, used in enumerate(uses)}
    enemies = [{f"i{n}" for n in pair}]

    def fits(form: tuple[PoolItem, ...]) -> bool:
        by_area = Counter(item.area for item in form)
        by_level = Counter(item.level for item in form)
        return (
            all(by_area[area] == count for area, count in areas.items())
            and apply[0] <= by_level["apply"] <= apply[1]
            and len(enemies[0] & {item.code for item in form}) <= 1
            and all(exposure[item.code] < 3 for item in form)
        )

    fitting = [form for form in itertools.combinations(pool, sum(counts)) if fits(form)]
    found = assemble_form(
        pool,
        areas=areas,
        level_bounds={"apply": LevelBound(least=apply[0], most=apply[1])},
        enemies=enemies,
        exposure=exposure,
        max_exposure=3,
        seed=sum(uses),
    )
    if not fitting:
        assert isinstance(found, Infeasible)
        assert found.conflicts or found.jointly or "the pool holds" in found.reason
        return
    assert isinstance(found, AssembledForm) and found.proven
    assert found.codes in {tuple(item.code for item in form) for form in fitting}
    assert found.exposure == min(sum(exposure[item.code] for item in form) for form in fitting)


def test_the_seed_decides_and_the_order_of_the_pool_does_not() -> None:
    areas = {"A": 4, "B": 3, "C": 3}
    forms = [assemble_form(POOL, areas=areas, seed=seed) for seed in range(4)]
    assert len({form.codes for form in forms if isinstance(form, AssembledForm)}) == 4
    for seed, form in enumerate(forms):
        assert assemble_form(POOL[::-1], areas=areas, seed=seed) == form


def test_a_shortage_names_the_area() -> None:
    found = assemble_form(POOL, areas={"A": 13, "B": 2, "C": 12}, seed=1)
    assert isinstance(found, Infeasible)
    assert found.supply == {"A": (13, 12)}
    assert [(c.family, c.members) for c in found.conflicts] == [("areas", ("A",))]


def test_levels_that_cannot_be_met_are_named() -> None:
    found = assemble_form(
        POOL,
        areas={"A": 6},
        seed=1,
        level_bounds={"apply": LevelBound(least=5, most=6), "recall": LevelBound(least=0, most=6)},
    )
    assert isinstance(found, Infeasible)
    assert ("levels", ("apply",)) in [(c.family, c.members) for c in found.conflicts]
    assert "apply" in found.reason


def test_enemies_that_cannot_be_kept_apart_are_named() -> None:
    enemies = [("A00", "A01"), tuple(f"B{n:02}" for n in range(12))]
    found = assemble_form(POOL, areas={"A": 2, "B": 2}, seed=1, enemies=enemies)
    assert isinstance(found, Infeasible)
    by_family = {c.family: c.members for c in found.conflicts}
    assert by_family["enemies"] == (" / ".join(f"B{n:02}" for n in range(12)),)
    assert by_family["areas"] == ("B",)
    assert "levels" not in by_family and "exposure" not in by_family


def test_barred_items_are_named() -> None:
    found = assemble_form(POOL, areas={"A": 12}, seed=1, exposure={"A03": 5, "B00": 5}, max_exposure=5)
    assert isinstance(found, Infeasible)
    assert ("exposure", ("A03",)) in [(c.family, c.members) for c in found.conflicts]


def test_two_families_that_must_go_together_are_named() -> None:
    found = assemble_form(
        POOL,
        areas={"A": 12},
        seed=1,
        enemies=[("A00", "A01")],
        exposure={f"{area}{n:02}": 9 for area in "BC" for n in range(12)} | {"A05": 9},
        max_exposure=9,
    )
    assert isinstance(found, Infeasible)
    assert found.conflicts == () and set(found.jointly) == {"enemies", "exposure"}


def test_a_pool_smaller_than_the_form() -> None:
    found = assemble_form(POOL[:3], areas={"A": 5}, seed=1)
    assert isinstance(found, Infeasible) and "needs 5 items and the pool holds 3" in found.reason


def test_malformed_demands() -> None:
    with pytest.raises(Refusal, match="twice"):
        assemble_form([POOL[0], POOL[0]], areas={"A": 1}, seed=1)
    with pytest.raises(Refusal, match="at least one item"):
        assemble_form(POOL, areas={}, seed=1)
    with pytest.raises(Refusal, match="not in the pool"):
        assemble_form(POOL, areas={"A": 1}, seed=1, enemies=[("A00", "Z")])
    with pytest.raises(Refusal, match="least"):
        assemble_form(POOL, areas={"A": 1}, seed=1, level_bounds={"apply": LevelBound(least=2, most=1)})
