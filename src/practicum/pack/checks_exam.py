"""Cross-checks of the examination: the blueprint, and whether the item bank can serve it."""

from collections import Counter
from collections.abc import Iterator

from practicum.pack.allocation import allocate_form
from practicum.pack.documents import Entry
from practicum.pack.draft import Draft
from practicum.pack.errors import Problem
from practicum.pack.names import Names, repeated, unknown_name
from practicum.pack.schema_base import ItemState, Level
from practicum.pack.schema_exam import Blueprint

MIN_ITEMS_PER_CAPABILITY = 3


def check_exam(draft: Draft, names: Names) -> Iterator[Problem]:
    yield from _enough_per_capability(draft)
    entry = draft.blueprint.only
    if entry is None:
        return
    weights = sum(area.weight for area in entry.value.areas)
    if weights != 100:
        yield entry.problem(("areas",), f"The weights add up to {weights} percent.", "Make them add up to 100.")
    yield from _areas(entry, names)
    yield from _levels(entry)
    if draft.items.whole and weights > 0:
        yield from _bank_fills_areas(entry, draft)
        yield from _bank_fills_levels(entry, draft)


def _enough_per_capability(draft: Draft) -> Iterator[Problem]:
    framework = draft.framework.only
    if framework is None or not draft.items.whole:
        return
    counts = Counter(item.value.capability for item in draft.items.entries if item.value.state != ItemState.RETIRED)
    last = {item.value.capability: item for item in draft.items.entries}
    for d, domain in enumerate(framework.value.domains):
        for c, row in enumerate(domain.capabilities):
            count = counts[row.key]
            if count >= MIN_ITEMS_PER_CAPABILITY:
                continue
            message = f"'{row.key}' has {count} item{'' if count == 1 else 's'}."
            mend = f"Write at least {MIN_ITEMS_PER_CAPABILITY} in items/{row.key}.yaml."
            if row.key in last:
                yield last[row.key].problem((), message, mend)
            else:
                yield framework.problem(("domains", d, "capabilities", c, "key"), message, mend)


def _areas(entry: Entry[Blueprint], names: Names) -> Iterator[Problem]:
    areas = entry.value.areas
    yield from repeated(entry, ("areas",), "area", [area.key for area in areas], "key")
    capabilities = names.capabilities
    domains = set((capabilities or {}).values())
    for index, area in enumerate(areas):
        place = ("areas", index, "capabilities")
        yield from repeated(entry, place, "capability", list(area.capabilities))
        for position, key in enumerate(area.capabilities):
            yield from unknown_name(entry, (*place, position), "capability", key, capabilities)
            if capabilities and area.key in domains and capabilities.get(key, area.key) != area.key:
                yield entry.problem(
                    (*place, position),
                    f"'{key}' belongs to the domain '{capabilities[key]}', not to '{area.key}'.",
                    f"Move it to the area '{capabilities[key]}'.",
                )
    if capabilities is None:
        return
    examined = {key for area in areas for key in area.capabilities}
    missing = [key for key in capabilities if key not in examined]
    if missing:
        yield entry.problem(
            ("areas",), f"No area examines {', '.join(missing)}.", "Add each to the area of its domain."
        )


def _levels(entry: Entry[Blueprint]) -> Iterator[Problem]:
    levels = entry.value.levels
    for level, (least, most) in levels.items():
        if least > most:
            yield entry.problem(
                ("levels", level), f"The least share ({least}) is above the most ({most}).", f"Write [{most}, {least}]."
            )
    missing = [level.value for level in Level if level not in levels]
    if missing:
        mend = f"Add `{missing[0]}: [least, most]` in percent."
        yield entry.problem(("levels",), f"There is no share for {', '.join(missing)}.", mend)
    lowest, highest = sum(least for least, _ in levels.values()), sum(most for _, most in levels.values())
    if not lowest <= 100 <= highest:
        yield entry.problem(
            ("levels",),
            f"The least shares add up to {lowest} percent and the most to {highest}: no form can meet them.",
            "The least must add up to 100 or less, the most to 100 or more.",
        )


def _bank_fills_areas(entry: Entry[Blueprint], draft: Draft) -> Iterator[Problem]:
    counts = Counter(item.value.area for item in draft.items.entries if item.value.state != ItemState.RETIRED)
    for index, (key, needed) in enumerate(allocate_form(entry.value).items()):
        if counts[key] < needed:
            yield entry.problem(
                ("areas", index, "weight"),
                f"A form needs {needed} items of '{key}', and the bank has {counts[key]}.",
                "Write more items for the area, or lower its weight.",
            )


def _bank_fills_levels(entry: Entry[Blueprint], draft: Draft) -> Iterator[Problem]:
    """Whether each level alone has enough; whether all constraints hold together is for form assembly to say."""
    counts = Counter(item.value.level for item in draft.items.entries if item.value.state != ItemState.RETIRED)
    length = entry.value.form_length
    for level, (least, _) in entry.value.levels.items():
        needed = -(-least * length // 100)
        if counts[level] < needed:
            yield entry.problem(
                ("levels", level),
                f"A form needs at least {needed} items of the level '{level}', and the bank has {counts[level]}.",
                "Write more items of this level, or lower its least share.",
            )
