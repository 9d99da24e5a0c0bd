"""Cross-checks of each item and of the labs: keys, options, areas, enemies, references."""

import re
from collections.abc import Collection, Iterator
from typing import Any

from practicum.pack.documents import Entry
from practicum.pack.draft import AnyItem, Draft, file_stem
from practicum.pack.errors import Problem
from practicum.pack.names import Names, repeated, unknown_name, unknown_page
from practicum.pack.schema_exam import Lab, MultipleChoiceItem, NumericItem, SingleChoiceItem, TaskKind


def check_items(draft: Draft, names: Names) -> Iterator[Problem]:
    seen_ids: dict[str, Entry[AnyItem]] = {}
    seen_stems: dict[str, str] = {}
    areas_of = _areas_of_capabilities(draft)
    for item in draft.items.entries:
        first = seen_ids.setdefault(item.value.id, item)
        if first is not item:
            message = f"The id '{item.value.id}' is used before (in {first.file})."
            yield item.problem(("id",), message, "Give the item the next free number.")
        stem = _folded(item.value.stem)
        if seen_stems.setdefault(stem, item.value.id) != item.value.id:
            message = f"The stem is the same as that of '{seen_stems[stem]}'."
            yield item.problem(("stem",), message, "Ask something else, or remove the item.")
        yield from _references(item, names, areas_of)
        yield from _place(item, names)
        if not isinstance(item.value, NumericItem):
            yield from _choices(item, item.value)


def check_labs(draft: Draft, names: Names, known_analyses: Collection[str] | None) -> Iterator[Problem]:
    """`known_analyses` are the names that lab tasks may use; None when the caller does not know them."""
    analyses = None if known_analyses is None else set(known_analyses)
    for lab in draft.labs.entries:
        yield from unknown_name(lab, ("capability",), "capability", lab.value.capability, names.capabilities)
        yield from repeated(lab, ("tasks",), "task", [task.key for task in lab.value.tasks], "key")
        for index in range(len(lab.value.tasks)):
            yield from _task(lab, index, names, analyses)


def _areas_of_capabilities(draft: Draft) -> dict[str, set[str]] | None:
    blueprint = draft.blueprint.only
    if blueprint is None:
        return None
    found: dict[str, set[str]] = {}
    for area in blueprint.value.areas:
        for key in area.capabilities:
            found.setdefault(key, set()).add(area.key)
    return found


def _references(item: Entry[AnyItem], names: Names, areas_of: dict[str, set[str]] | None) -> Iterator[Problem]:
    value = item.value
    yield from unknown_name(item, ("capability",), "capability", value.capability, names.capabilities)
    yield from unknown_name(item, ("area",), "area", value.area, names.areas)
    known = names.capabilities is None or value.capability in names.capabilities
    if areas_of is not None and known and value.area in (names.areas or ()):
        fitting = areas_of.get(value.capability, set())
        if value.area not in fitting:
            yield item.problem(
                ("area",),
                f"The area '{value.area}' does not examine '{value.capability}'.",
                f"Write {' or '.join(sorted(fitting))}."
                if fitting
                else "Add the capability to an area of the blueprint.",
            )
    for index, enemy in enumerate(value.enemies):
        if enemy == value.id:
            yield item.problem(("enemies", index), "An item cannot be its own enemy.", "Remove it.")
        else:
            yield from unknown_name(item, ("enemies", index), "item", enemy, names.items)
    yield from repeated(item, ("enemies",), "enemy", list(value.enemies))


def _place(item: Entry[AnyItem], names: Names) -> Iterator[Problem]:
    """The file is named by a capability or a cross-cutting area; ids begin with that name."""
    value, stem = item.value, file_stem(item.file)
    if re.fullmatch(re.escape(stem) + r"-[0-9]{2,}", value.id) is None:
        yield item.problem(
            ("id",), f"The id '{value.id}' does not fit the file.", f"Write '{stem}-' and a number of two digits."
        )
    field = "capability" if names.capabilities is not None and stem in names.capabilities else "area"
    if names.capabilities is None or names.areas is None:
        return
    if field == "area" and stem not in names.areas:
        message = f"'{stem}' is neither a capability nor an area."
        yield item.problem((), message, "Name the file by the capability, or the cross-cutting area, of its items.")
    elif getattr(value, field) != stem:
        message = f"The item lies in the file of '{stem}' but has the {field} '{getattr(value, field)}'."
        yield item.problem((field,), message, f"Write '{stem}', or move the item.")


def _choices(item: Entry[Any], value: SingleChoiceItem | MultipleChoiceItem) -> Iterator[Problem]:
    ids = [option.id for option in value.options]
    yield from repeated(item, ("options",), "option", list(ids), "id")
    seen: dict[str, str] = {}
    for index, option in enumerate(value.options):
        first = seen.setdefault(_folded(option.text), option.id)
        if first != option.id:
            message = f"The options '{first}' and '{option.id}' say the same."
            yield item.problem(("options", index, "text"), message, "Write another answer.")
    keys = [value.key] if isinstance(value, SingleChoiceItem) else list(value.key)
    for index, key in enumerate(keys):
        path = ("key",) if isinstance(value, SingleChoiceItem) else ("key", index)
        if key not in ids:
            yield item.problem(path, f"The key '{key}' is none of the options.", f"Write one of: {', '.join(ids)}.")
    yield from repeated(item, ("key",), "key", list(keys))
    if isinstance(value, MultipleChoiceItem) and set(ids) <= set(keys):
        yield item.problem(("key",), "Every option is right.", "Leave at least one option wrong.")


def _task(lab: Entry[Lab], index: int, names: Names, analyses: set[str] | None) -> Iterator[Problem]:
    task, place = lab.value.tasks[index], ("tasks", index)
    yield from unknown_page(lab, (*place, "material"), task.material, names)
    yield from unknown_name(lab, (*place, "analysis"), "analysis", task.analysis, analyses)
    wanted: dict[str, object] = {"unit": task.unit, "tolerance_percent": task.tolerance_percent}
    for name, given in wanted.items():
        if task.kind is TaskKind.NUMBER and given is None:
            message = f"'{name}' is missing: the answer is a number."
            example = '"0.5"' if name == "tolerance_percent" else "percent"
            yield lab.problem((*place, name), message, f"Add `{name}: {example}`, say.")
    yield from repeated(lab, (*place, "wrong_methods"), "wrong method", [one.key for one in task.wrong_methods], "key")
    for position, method in enumerate(task.wrong_methods):
        path = (*place, "wrong_methods", position, "analysis")
        yield from unknown_name(lab, path, "analysis", method.analysis, analyses)
        if method.analysis == task.analysis:
            message = "The wrong method is the same analysis as the right one."
            yield lab.problem(path, message, "Name the analysis that goes wrong.")


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
