"""Items, reviews and test forms for tests, made by the same services as real ones."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from practicum.curriculum.api import ProgrammeVersion, store_pack
from practicum.itembank.api import (
    Item,
    ItemVersion,
    TestForm,
    assemble_test_form,
    load_items,
    newest_version,
    publish_test_form,
    review_item,
    submit_for_review,
)
from practicum.kernel.canonical import digest
from practicum.pack.api import (
    AnyItem,
    Blueprint,
    MultipleChoiceItem,
    NumericItem,
    Pack,
    SingleChoiceItem,
)
from practicum.people.api import ITEM_REVIEWER, ITEM_WRITER, PSYCHOMETRICIAN, Person
from tests.factories.curriculum import shipped_pack
from tests.factories.people import NOON, make_person, system
from tests.replay import replayed

OPTIONS = tuple({"id": id_, "text": f"Option {id_.upper()}", "why": f"Why {id_}"} for id_ in "abcd")


def make_item(number: int, *, kind: str = "single_choice", area: str = "understand", **changes: Any) -> AnyItem:
    """An item as a pack holds it. Keys: single choice b, multiple choice a and c, numeric 12.5 give or take 0.05."""
    common = {
        "id": f"{area}-test-{number:02d}",
        "capability": "allocation" if area == "understand" else "forecasting",
        "area": area,
        "level": "apply",
        "state": "draft",
        "stem": f"Question {number} on **{area}**?",
        "rationale": f"Rationale of {number}",
        "source": "Made for tests",
        "ai_use": "none",
    }
    if kind == "numeric":
        key = {"value": "12.5", "tolerance": "0.05", "unit": "percent"}
        return NumericItem.model_validate(common | {"kind": kind, "key": key} | changes)
    if kind == "multiple_choice":
        return MultipleChoiceItem.model_validate(
            common | {"kind": kind, "options": OPTIONS, "key": ("a", "c")} | changes
        )
    return SingleChoiceItem.model_validate(common | {"kind": kind, "options": OPTIONS, "key": "b"} | changes)


@cache
def small_pack(length: int = 5, minutes: int = 75) -> Pack:
    """The shipped programme with a blueprint of `length` items: three fifths `understand`, the rest `quantify`.

    Item 4 is multiple choice and item 5 numeric; all others are single choice. No lab is required: a lab takes a second.
    """
    shipped = shipped_pack()
    blueprint = Blueprint.model_validate(
        {
            "form_length": length,
            "minutes": minutes,
            "areas": [
                {"key": "understand", "weight": 60, "capabilities": ["allocation"]},
                {"key": "quantify", "weight": 40, "capabilities": ["forecasting"]},
            ],
            "levels": {"understand": (0, 100), "apply": (0, 100), "analyse": (0, 100)},
        }
    )
    of_understand = -(-length * 3 // 5)
    items = tuple(
        make_item(
            number,
            area="understand" if number <= of_understand else "quantify",
            kind={4: "multiple_choice", 5: "numeric"}.get(number, "single_choice"),
        )
        for number in range(1, length + 1)
    )
    weeks = tuple(week.model_copy(update={"lab": None}) for week in shipped.programme.weeks)
    programme = shipped.programme.model_copy(
        update={"blueprint": blueprint, "weeks": weeks, "digest": digest(["small", length, minutes])}
    )
    return replace(shipped, programme=programme, items=items)


@replayed()
def make_small_programme(*, length: int = 5, minutes: int = 75, now: datetime = NOON) -> ProgrammeVersion:
    """The small programme as the current version, its items in the bank as drafts."""
    pack = small_pack(length, minutes)
    version = store_pack(pack, actor=system(now), now=now)
    load_items(version, pack.items, actor=system(now), now=now)
    return version


def make_reviewers(number: int = 2, *, now: datetime = NOON) -> list[Person]:
    return [make_person(ITEM_REVIEWER, now=now) for _ in range(number)]


def approve_items(items: Sequence[Item], *, now: datetime = NOON) -> None:
    """Send drafts through review: submitted by a writer, approved by two reviewers."""
    writer, reviewers = make_person(ITEM_WRITER, now=now), make_reviewers(now=now)
    for item in items:
        submit_for_review(actor=writer, item=item, now=now)
        for reviewer in reviewers:
            review_item(actor=reviewer, item_version=newest_version(item), verdict="approve", comment="", now=now)


@replayed()
def make_assembled_form(*, length: int = 5, minutes: int = 75, now: datetime = NOON) -> TestForm:
    """A form of the small programme whose items are all approved."""
    version = make_small_programme(length=length, minutes=minutes, now=now)
    approve_items(Item.objects.filter(state="draft"), now=now)
    psychometrician = make_person(PSYCHOMETRICIAN, now=now)
    # The seed orders the questions: counted in the database, so that a test meets the same order in every run.
    return assemble_test_form(actor=psychometrician, version=version, seed=3 + TestForm.objects.count(), now=now)


@replayed()
def make_published_form(*, length: int = 5, minutes: int = 75, another: bool = False, now: datetime = NOON) -> TestForm:
    """A form that sittings may use: the one that is there already, unless it is to be `another` of the same items."""
    version = make_small_programme(length=length, minutes=minutes, now=now)
    standing = TestForm.objects.filter(programme_version=version, state="published").order_by("id").first()
    if standing is not None and not another:
        return standing
    form = make_assembled_form(length=length, minutes=minutes, now=now)
    return publish_test_form(actor=form.assembled_by, form=form, now=now)


def right_answer(version: ItemVersion) -> Any:
    """The answer that scores 1."""
    if version.kind == "numeric":
        return version.key["value"]
    return sorted(version.key) if version.kind == "multiple_choice" else version.key


def wrong_answer(version: ItemVersion) -> Any:
    """An answer that scores 0."""
    if version.kind == "numeric":
        return str(Decimal(version.key["value"]) + 1000)
    rest = [option["id"] for option in version.options if option["id"] not in version.key]
    return rest[:1] if version.kind == "multiple_choice" else rest[0]
