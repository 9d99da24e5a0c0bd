"""Test forms: drawn by the solver to meet the blueprint, published by a person once every item is approved."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from practicum.curriculum.api import ProgrammeVersion, programme_of
from practicum.itembank.events import FormAssembled, FormDiscarded, FormPublished
from practicum.itembank.models import Item, TestForm, TestFormItem
from practicum.itembank.queries import content_of, exposure_of_items, newest_versions, places_of, require_item_role
from practicum.itembank.rules import (
    FORM_STATES,
    ITEM_STATES,
    USABLE_STATES,
    PlaceFacts,
    decide_publication,
    level_counts,
)
from practicum.kernel.canonical import digest
from practicum.kernel.errors import Refusal
from practicum.kernel.ids import new_code
from practicum.ledger.api import record
from practicum.pack.api import allocate_form
from practicum.people.api import PSYCHOMETRICIAN, Person
from practicum.psychometrics.api import AssembledForm, LevelBound, PoolItem, assemble_form

LARGEST_SEED = 2**31 - 1


@transaction.atomic
def assemble_test_form(
    *, actor: Person, version: ProgrammeVersion, seed: int, now: datetime, include_unapproved: bool = False
) -> TestForm:
    """Draw a form that meets the blueprint of `version`: items per area and level, no two enemies, least used first.

    The pool is what reviewers approved; with `include_unapproved` drafts and items in review are drawn too, for a trial
    form that cannot be published until all of them are approved. Raises Refusal `no_form` that names the constraints in
    the way.
    """
    require_item_role(actor, PSYCHOMETRICIAN)
    if not 0 <= seed <= LARGEST_SEED:
        raise Refusal("seed_range", f"The seed is a whole number from 0 to {LARGEST_SEED}.", field="seed")
    blueprint = programme_of(version).blueprint
    states = [state for state in ITEM_STATES.states if state != "retired"] if include_unapproved else USABLE_STATES
    pool = {item.code: item for item in Item.objects.filter(programme_code=version.code, state__in=states)}
    codes = _draw(version, pool=list(pool.values()), seed=seed)
    newest = newest_versions(pool[code] for code in codes)
    form = TestForm.objects.create(
        code=new_code("FRM"),
        programme_version=version,
        seed=seed,
        minutes=blueprint.minutes,
        assembled_at=now,
        assembled_by=actor,
    )
    versions = [newest[pool[code].pk] for code in codes]
    TestFormItem.objects.bulk_create(
        TestFormItem(form=form, version=item_version, position=position)
        for position, item_version in enumerate(versions, start=1)
    )
    event = FormAssembled(
        form=form.code,
        programme=version.code,
        programme_version=version.version,
        seed=seed,
        items=tuple(f"{code} v{item_version.number}" for code, item_version in zip(codes, versions, strict=True)),
    )
    record(event, actor=actor.code, now=now)
    return form


def _draw(version: ProgrammeVersion, *, pool: Sequence[Item], seed: int) -> list[str]:
    """Item codes in the order of the form: areas mixed, the same for the same seed."""
    blueprint = programme_of(version).blueprint
    here = {item.code for item in pool}
    bounds = level_counts({level.value: shares for level, shares in blueprint.levels.items()}, blueprint.form_length)
    drawn = assemble_form(
        [PoolItem(code=item.code, area=item.area, level=item.level) for item in pool],
        areas=allocate_form(blueprint),
        seed=seed,
        level_bounds={level: LevelBound(least=least, most=most) for level, (least, most) in bounds.items()},
        enemies=[{item.code, enemy} for item in pool for enemy in item.enemies if enemy in here],
        exposure=exposure_of_items(here),
    )
    if not isinstance(drawn, AssembledForm):
        raise Refusal(
            "no_form",
            drawn.reason,
            mend="Have more items approved in the areas named, or change the blueprint in the pack.",
        )
    return sorted(drawn.codes, key=lambda code: digest([seed, code]))


@transaction.atomic
def publish_test_form(*, actor: Person, form: TestForm, now: datetime) -> TestForm:
    """Free a form for sittings. Refused, naming them, while any item is not approved in the very words on the form."""
    require_item_role(actor, PSYCHOMETRICIAN)
    held = TestForm.objects.select_for_update().get(pk=form.pk)
    places = list(places_of(held))
    # The items are locked until the form is published: none can go back to draft in between.
    ids = [place.version.item_id for place in places]
    items = {item.pk: item for item in Item.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    newest = newest_versions(items.values())
    facts = [
        PlaceFacts(
            code=place.version.item.code,
            state=items[place.version.item_id].state,
            is_newest_version=newest[place.version.item_id].pk == place.version_id,
        )
        for place in places
    ]
    held.state = decide_publication(held.state, facts)
    held.save(update_fields=["state"])
    words = [[place.version.item.code, place.version.number, asdict(content_of(place.version))] for place in places]
    event = FormPublished(form=held.code, items=len(places), digest=digest(words))
    record(event, actor=actor.code, now=now)
    return held


@transaction.atomic
def discard_test_form(*, actor: Person, form: TestForm, now: datetime) -> TestForm:
    """Put an assembled form aside; its items are free for other forms."""
    require_item_role(actor, PSYCHOMETRICIAN)
    held = TestForm.objects.select_for_update().get(pk=form.pk)
    held.state = FORM_STATES.move(held.state, "discarded")
    held.save(update_fields=["state"])
    record(FormDiscarded(form=held.code), actor=actor.code, now=now)
    return held
