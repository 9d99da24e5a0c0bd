"""Items come from packs: new ones as drafts, changed ones as new versions."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from practicum.curriculum.api import ProgrammeVersion
from practicum.itembank.events import ItemsLoaded
from practicum.itembank.kinds.registry import kind_named
from practicum.itembank.models import Item, ItemVersion
from practicum.itembank.queries import content_of, newest_versions
from practicum.itembank.rules import ITEM_STATES, ItemContent
from practicum.kernel.canonical import digest
from practicum.kernel.errors import Refusal
from practicum.ledger.api import record
from practicum.pack.api import AnyItem
from practicum.people.api import ITEM_WRITER, OPERATOR, PROGRAMME_MANAGER, SYSTEM_CODE, Person, require_role


@dataclass(frozen=True, kw_only=True)
class LoadedItems:
    """What a load did, by item codes. `retired` were left alone; `absent` are in the bank but not in this pack."""

    created: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    retired: tuple[str, ...]
    absent: tuple[str, ...]


@transaction.atomic
def load_items(version: ProgrammeVersion, items: Iterable[AnyItem], *, actor: Person, now: datetime) -> LoadedItems:
    """Bring the items of a pack into the bank.

    A new item starts as a draft, whatever state its file claims: only reviews here approve. Changed words, options, key,
    rationale or source make the next version and send the item back to draft; the versions on forms stay as they are.
    A changed area, level, capability or enemy list is taken over in place. Retired items are not revived. Raises Refusal
    that names the item; nothing is changed then.
    """
    if actor.code != SYSTEM_CODE:
        require_role(actor, OPERATOR, PROGRAMME_MANAGER, ITEM_WRITER)
    given = {item.id: item for item in items}
    for code, item in given.items():
        _check(code, _content(item))
    held = {
        item.code: item
        for item in Item.objects.select_for_update().filter(programme_code=version.code).order_by("code")
    }
    strangers = Item.objects.filter(code__in=given.keys() - held.keys()).values_list("code", flat=True)
    if strangers:
        raise Refusal("item_code_taken", f"{min(strangers)} belongs to another programme.", field="id")
    newest = newest_versions(held.values())
    created = [code for code in given if code not in held]
    retired = [code for code in given if code in held and held[code].state == "retired"]
    changed = [
        code
        for code in given
        if code in held and code not in retired and content_of(newest[held[code].pk]) != _content(given[code])
    ]
    Item.objects.bulk_create(
        [Item(code=code, programme_code=version.code, **_metadata(given[code])) for code in created]
    )
    items_by_code = held | {item.code: item for item in Item.objects.filter(code__in=created)}
    ItemVersion.objects.bulk_create(
        ItemVersion(
            item=items_by_code[code],
            number=newest[held[code].pk].number + 1 if code in held else 1,
            written_at=now,
            written_by=actor,
            **(asdict(_content(given[code])) | {"options": list(_content(given[code]).options)}),
        )
        for code in (*created, *changed)
    )
    moved = _update_held(held, given, changed=set(changed), retired=set(retired))
    if created or changed or moved:
        event = ItemsLoaded(
            programme=version.code,
            programme_version=version.version,
            created=tuple(created),
            changed=tuple(changed),
            digest=digest({code: asdict(_content(item)) | _metadata(item) for code, item in given.items()}),
        )
        record(event, actor=actor.code, now=now)
    return LoadedItems(
        created=tuple(created),
        changed=tuple(changed),
        unchanged=tuple(code for code in given if code in held and code not in {*changed, *retired}),
        retired=tuple(retired),
        absent=tuple(code for code, item in held.items() if code not in given and item.state != "retired"),
    )


def _update_held(held: dict[str, Item], given: dict[str, AnyItem], *, changed: set[str], retired: set[str]) -> bool:
    """Take over metadata, and send changed items back to draft. Whether anything moved."""
    touched = []
    for code, item in held.items():
        if code not in given or code in retired:
            continue
        before = (item.state, item.capability, item.area, item.level, item.enemies)
        for name, value in _metadata(given[code]).items():
            setattr(item, name, value)
        if code in changed and item.state != ITEM_STATES.initial:
            item.state = ITEM_STATES.move(item.state, ITEM_STATES.initial)
        if before != (item.state, item.capability, item.area, item.level, item.enemies):
            touched.append(item)
    Item.objects.bulk_update(touched, ["state", "capability", "area", "level", "enemies"])
    return bool(touched)


def _content(item: AnyItem) -> ItemContent:
    data = item.model_dump(mode="json")
    return ItemContent(
        kind=data["kind"],
        stem=data["stem"],
        options=tuple(data.get("options", ())),
        key=data["key"],
        rationale=data["rationale"],
        source=data["source"],
        ai_use=data["ai_use"],
    )


def _metadata(item: AnyItem) -> dict[str, Any]:
    return {
        "capability": item.capability,
        "area": item.area,
        "level": item.level.value,
        "enemies": sorted(item.enemies),
    }


def _check(code: str, content: ItemContent) -> None:
    try:
        kind_named(content.kind).check_item(option_ids=[option["id"] for option in content.options], key=content.key)
    except Refusal as refusal:
        raise Refusal(refusal.code, f"{code}: {refusal.message}", field=refusal.field, mend=refusal.mend) from None
