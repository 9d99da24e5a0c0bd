"""The names that references may use. None means: unknown, because the file that defines them could not be read."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

from practicum.pack.documents import Entry
from practicum.pack.draft import Draft
from practicum.pack.errors import Problem
from practicum.pack.messages import suggest
from practicum.pack.yaml_lines import Path


@dataclass(frozen=True, kw_only=True)
class Names:
    """Keys by kind. Files of assignments, rubrics, labs and pages are named by their key, so that a reference to a
    file that exists but is broken counts as good: the broken file has problems of its own."""

    capabilities: Mapping[str, str] | None  # capability key -> domain key
    roles: Set[str] | None
    areas: Set[str] | None
    assignments: Set[str]
    rubrics: Set[str]
    labs: Set[str]
    learning: Set[str]
    items: Set[str] | None


def collect_names(draft: Draft) -> Names:
    framework, blueprint = draft.framework.only, draft.blueprint.only
    return Names(
        capabilities={row.key: domain.key for domain in framework.value.domains for row in domain.capabilities}
        if framework
        else None,
        roles={entry.value.key for entry in draft.roles.entries} if draft.roles.whole else None,
        areas={area.key for area in blueprint.value.areas} if blueprint else None,
        assignments=draft.assignments.stems,
        rubrics=draft.rubrics.stems,
        labs=draft.labs.stems,
        learning=draft.learning.stems,
        items={entry.value.id for entry in draft.items.entries} if draft.items.whole else None,
    )


def unknown_name(
    entry: Entry[Any], path: Path, noun: str, wrong: str, allowed: Set[str] | Mapping[str, Any] | None
) -> Iterator[Problem]:
    """The problem with a reference that leads nowhere; nothing when it is good or cannot be judged."""
    if allowed is not None and wrong not in allowed:
        mend = suggest(wrong, sorted(allowed)) or f"Add the {noun} '{wrong}', or remove the reference."
        yield entry.problem(path, f"There is no {noun} '{wrong}'.", mend)


def unknown_page(entry: Entry[Any], path: Path, key: str, names: Names) -> Iterator[Problem]:
    """The problem with a reference to a learning page that is not there."""
    if key in (names.capabilities or {}) and key not in names.learning:
        yield entry.problem(path, f"'{key}' has no learning page.", f"Write learning/{key}.md.")
    else:
        yield from unknown_name(entry, path, "learning page", key, names.learning)


def repeated(entry: Entry[Any], path: Path, noun: str, values: list[str], field: str = "") -> Iterator[Problem]:
    """A problem for each value of a list that stands there a second time."""
    seen: set[str] = set()
    for index, value in enumerate(values):
        if value in seen:
            place = (*path, index, field) if field else (*path, index)
            yield entry.problem(place, f"The {noun} '{value}' stands twice.", "Keep one, or rename the other.")
        seen.add(value)


def areas_of_capabilities(draft: Draft) -> dict[str, set[str]] | None:
    """Capability -> the areas of the blueprint that examine it; None when the blueprint could not be read."""
    blueprint = draft.blueprint.only
    if blueprint is None:
        return None
    found: dict[str, set[str]] = {}
    for area in blueprint.value.areas:
        for key in area.capabilities:
            found.setdefault(key, set()).add(area.key)
    return found


def unfitting_area(
    entry: Entry[Any],
    path: Path,
    place: tuple[str, str],
    names: Names,
    areas_of: Mapping[str, set[str]] | None,
) -> Iterator[Problem]:
    """The problem with an area that is not there, or that does not examine the capability. `path` leads to the object
    that holds the field `area`; `place` is that area and the capability."""
    area, capability = place
    yield from unknown_name(entry, (*path, "area"), "area", area, names.areas)
    known = names.capabilities is None or capability in names.capabilities
    if areas_of is not None and known and area in (names.areas or ()):
        fitting = areas_of.get(capability, set())
        if area not in fitting:
            yield entry.problem(
                (*path, "area"),
                f"The area '{area}' does not examine '{capability}'.",
                f"Write {' or '.join(sorted(fitting))}."
                if fitting
                else "Add the capability to an area of the blueprint.",
            )
