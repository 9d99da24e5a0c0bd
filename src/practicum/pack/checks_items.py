"""Cross-checks of each item: keys, options, areas, enemies, references."""

import re
from collections.abc import Iterator
from typing import Any

from practicum.pack.documents import Entry
from practicum.pack.draft import AnyItem, Draft, file_stem
from practicum.pack.errors import Problem
from practicum.pack.names import Names, areas_of_capabilities, repeated, unfitting_area, unknown_name
from practicum.pack.schema_exam import MultipleChoiceItem, NumericItem, SingleChoiceItem


def check_items(draft: Draft, names: Names) -> Iterator[Problem]:
    seen_ids: dict[str, Entry[AnyItem]] = {}
    seen_stems: dict[str, str] = {}
    areas_of = areas_of_capabilities(draft)
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


def _references(item: Entry[AnyItem], names: Names, areas_of: dict[str, set[str]] | None) -> Iterator[Problem]:
    value = item.value
    yield from unknown_name(item, ("capability",), "capability", value.capability, names.capabilities)
    yield from unfitting_area(item, (), (value.area, value.capability), names, areas_of)
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


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
