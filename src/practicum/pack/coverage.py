"""What the pack offers for each capability."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from practicum.pack.draft import Draft
from practicum.pack.schema_base import ItemState, Level


@dataclass(frozen=True, kw_only=True)
class CapabilityCoverage:
    """One capability: minutes of reading, weeks that teach it, its items by level and by state, and its labs.

    A lab counts where the whole lab or one of its tasks is about the capability. Every level and state has a count.
    """

    key: str
    name: str
    domain_key: str
    learning_minutes: int
    weeks: tuple[int, ...]
    items_by_level: Mapping[Level, int]
    items_by_state: Mapping[ItemState, int]
    labs: tuple[str, ...]

    @property
    def items(self) -> int:
        return sum(self.items_by_level.values())


def measure_coverage(draft: Draft) -> tuple[CapabilityCoverage, ...]:
    """Coverage in the order of the framework; empty when framework.yaml cannot be read."""
    framework = draft.framework.only
    if framework is None:
        return ()
    found = []
    for domain in framework.value.domains:
        for row in domain.capabilities:
            items = [entry.value for entry in draft.items.entries if entry.value.capability == row.key]
            levels, states = Counter(item.level for item in items), Counter(item.state for item in items)
            pages = [entry.value for entry in draft.learning.entries if entry.value.capability == row.key]
            weeks = {entry.value.number for entry in draft.weeks.entries if row.key in entry.value.capabilities}
            labs = {
                entry.value.key
                for entry in draft.labs.entries
                if row.key == entry.value.capability or any(task.material == row.key for task in entry.value.tasks)
            }
            found.append(
                CapabilityCoverage(
                    key=row.key,
                    name=row.name,
                    domain_key=domain.key,
                    learning_minutes=sum(page.minutes for page in pages),
                    weeks=tuple(sorted(weeks)),
                    items_by_level={level: levels[level] for level in Level},
                    items_by_state={state: states[state] for state in ItemState},
                    labs=tuple(sorted(labs)),
                )
            )
    return tuple(found)
