"""What the record says of items and forms. Words and keys stay out of it; a digest fixes them."""

from dataclasses import dataclass
from typing import ClassVar

from practicum.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ItemsLoaded(Event):
    """Items came from a pack. `created` and `changed` are item codes; `digest` is over all their words and keys."""

    kind: ClassVar[str] = "itembank.items_loaded"
    programme: str
    programme_version: str
    created: tuple[str, ...]
    changed: tuple[str, ...]
    digest: str

    def subjects(self) -> tuple[str, ...]:
        return (*self.created, *self.changed)


@dataclass(frozen=True, kw_only=True)
class ItemSubmitted(Event):
    kind: ClassVar[str] = "itembank.item_submitted"
    subject_fields: ClassVar[tuple[str, ...]] = ("item",)
    item: str
    version: int


@dataclass(frozen=True, kw_only=True)
class ItemReviewed(Event):
    """`state` is the item's state after this review."""

    kind: ClassVar[str] = "itembank.item_reviewed"
    subject_fields: ClassVar[tuple[str, ...]] = ("item",)
    item: str
    version: int
    verdict: str
    state: str


@dataclass(frozen=True, kw_only=True)
class ItemMoved(Event):
    """An item was taken into use or out of it. `reason` is given when it is retired."""

    kind: ClassVar[str] = "itembank.item_moved"
    subject_fields: ClassVar[tuple[str, ...]] = ("item",)
    item: str
    version: int
    state: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class FormAssembled(Event):
    """`items` names item and version in the order of the form; anyone with the same pool and seed gets the same form."""

    kind: ClassVar[str] = "itembank.form_assembled"
    subject_fields: ClassVar[tuple[str, ...]] = ("form",)
    form: str
    programme: str
    programme_version: str
    seed: int
    items: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FormPublished(Event):
    """`digest` is over the words, keys and rationales of all items in their order."""

    kind: ClassVar[str] = "itembank.form_published"
    subject_fields: ClassVar[tuple[str, ...]] = ("form",)
    form: str
    items: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class FormDiscarded(Event):
    kind: ClassVar[str] = "itembank.form_discarded"
    subject_fields: ClassVar[tuple[str, ...]] = ("form",)
    form: str
