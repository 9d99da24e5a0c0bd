"""Reads of the item bank. Items are secret: staff reach them through `access_…`, the exam through `shown_item`."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from practicum.admissions.api import candidacy_of
from practicum.curriculum.api import ProgrammeVersion, programme_of
from practicum.itembank.kinds.kind import Answer
from practicum.itembank.kinds.registry import kind_named
from practicum.itembank.models import Item, ItemReview, ItemVersion, TestForm, TestFormItem
from practicum.itembank.rules import USABLE_STATES, ItemContent, level_counts
from practicum.kernel.canonical import digest
from practicum.kernel.errors import NotFound, NotPermitted
from practicum.pack.api import Programme, allocate_form
from practicum.pages.api import Todo
from practicum.people.api import (
    ITEM_REVIEWER,
    ITEM_WRITER,
    PSYCHOMETRICIAN,
    Person,
    has_role,
    is_person,
    require_role,
    roles_of,
)

ITEM_ROLES = (ITEM_WRITER, ITEM_REVIEWER, PSYCHOMETRICIAN)


def require_item_role(person: Person | AnonymousUser, *roles: str) -> Person:
    """The person, if they hold one of `roles` and are no candidate: who sits the examination never sees an item."""
    found = require_role(person, *roles)
    if candidacy_of(found) is not None:
        raise NotPermitted("You are a candidate of this programme, so the item bank is closed to you.")
    return found


def may_see_items(person: Person | AnonymousUser) -> bool:
    """Whether the item bank is open to this person: for menus."""
    return is_person(person) and has_role(person, *ITEM_ROLES) and candidacy_of(person) is None


def access_items(person: Person | AnonymousUser) -> QuerySet[Item]:
    """All items, for those who work on them."""
    require_item_role(person, *ITEM_ROLES)
    return Item.objects.all()


def access_item(person: Person | AnonymousUser, code: str) -> Item:
    """One item by its code. Raises NotPermitted, NotFound."""
    item = access_items(person).filter(code=code).first()
    if item is None:
        raise NotFound(f"There is no item {code}.")
    return item


def access_test_forms(person: Person | AnonymousUser) -> QuerySet[TestForm]:
    """All forms, for psychometricians."""
    require_item_role(person, PSYCHOMETRICIAN)
    return TestForm.objects.all()


def access_test_form(person: Person | AnonymousUser, code: str) -> TestForm:
    """One form by its code. Raises NotPermitted, NotFound."""
    form = access_test_forms(person).filter(code=code).select_related("programme_version", "assembled_by").first()
    if form is None:
        raise NotFound(f"There is no test form {code}.")
    return form


def published_forms() -> QuerySet[TestForm]:
    """The forms that a sitting may use, newest first. Their items stay out of sight."""
    return (
        TestForm.objects.filter(state="published").select_related("programme_version").order_by("-assembled_at", "-id")
    )


def versions_of(item: Item) -> list[ItemVersion]:
    """All versions of an item, newest first, with their writers and reviews."""
    return list(item.versions.select_related("written_by").prefetch_related("reviews__reviewer").order_by("-number"))


def newest_version(item: Item) -> ItemVersion:
    """The version that reviews and new forms are about."""
    return item.versions.select_related("written_by").order_by("-number")[0]


def newest_versions(items: Iterable[Item]) -> dict[int, ItemVersion]:
    """The newest version of each item, by the item's key."""
    versions = (
        ItemVersion.objects.filter(item__in=[item.pk for item in items])
        .order_by("item_id", "-number")
        .distinct("item_id")
    )
    return {version.item_id: version for version in versions}


def content_of(version: ItemVersion) -> ItemContent:
    """What is compared with a later pack, and hashed when a form is published."""
    return ItemContent(
        kind=version.kind,
        stem=version.stem,
        options=tuple(version.options),
        key=version.key,
        rationale=version.rationale,
        source=version.source,
        ai_use=version.ai_use,
    )


def filter_items(
    items: QuerySet[Item], *, state: str = "", area: str = "", capability: str = "", level: str = ""
) -> QuerySet[Item]:
    """Items that match, with `kind`, `number` of the newest version and `approvals` of it, in one query."""
    wanted = {"state": state, "area": area, "capability": capability, "level": level}
    newest = ItemVersion.objects.filter(item=OuterRef("pk")).order_by("-number")
    return (
        items.filter(**{name: value for name, value in wanted.items() if value})
        .annotate(
            newest_id=Subquery(newest.values("pk")[:1]),
            number=Subquery(newest.values("number")[:1]),
            kind=Subquery(newest.values("kind")[:1]),
            approvals=Subquery(
                newest.annotate(count=Count("reviews", filter=Q(reviews__verdict="approve"))).values("count")[:1]
            ),
        )
        .order_by("code")
    )


def items_to_review(person: Person) -> QuerySet[Item]:
    """Items in review whose newest version this person neither wrote nor reviewed."""
    return filter_items(Item.objects.all(), state="in_review").filter(
        ~Exists(ItemVersion.objects.filter(pk=OuterRef("newest_id"), written_by=person)),
        ~Exists(ItemReview.objects.filter(version_id=OuterRef("newest_id"), reviewer=person)),
    )


def names_of(programme: Programme) -> dict[str, str]:
    """The names of capabilities and of the blueprint's areas by their keys. An area that is a domain of the framework has
    the domain's name; another one is named by its key."""
    framework = programme.framework
    areas = {area.key: area.key.replace("-", " ").capitalize() for area in programme.blueprint.areas}
    areas = {key: "FOCUS" + name[5:] if name.startswith("Focus ") else name for key, name in areas.items()}
    domains = {one.key: one.name for one in framework.domains}
    return areas | domains | {one.key: one.name for one in framework.capabilities}


@dataclass(frozen=True, kw_only=True)
class AreaCoverage:
    """One area of the blueprint: what a form asks and what the bank holds. Retired items are not counted."""

    area: str
    weight: int
    asked: int
    usable: int
    in_review: int
    draft: int

    @property
    def is_covered(self) -> bool:
        return self.usable >= self.asked


def coverage_of(version: ProgrammeVersion) -> list[AreaCoverage]:
    """Every area of the blueprint in its order."""
    blueprint = programme_of(version).blueprint
    asked = allocate_form(blueprint)
    counts: Counter[tuple[str, str]] = Counter(
        Item.objects.filter(programme_code=version.code).order_by().values_list("area", "state")
    )
    return [
        AreaCoverage(
            area=area.key,
            weight=area.weight,
            asked=asked[area.key],
            usable=sum(counts[area.key, state] for state in USABLE_STATES),
            in_review=counts[area.key, "in_review"],
            draft=counts[area.key, "draft"],
        )
        for area in blueprint.areas
    ]


def places_of(form: TestForm) -> QuerySet[TestFormItem]:
    """The places of a form in order, each with its version and item."""
    return TestFormItem.objects.filter(form=form).select_related("version__item").order_by("position")


@dataclass(frozen=True, kw_only=True)
class FormFit:
    """How many items a form has where the blueprint asks for some: one row an area or level. `least` equals `most` for
    areas."""

    name: str
    least: int
    most: int
    held: int

    @property
    def is_met(self) -> bool:
        return self.least <= self.held <= self.most


def fit_of_form(form: TestForm, places: Iterable[TestFormItem]) -> list[FormFit]:
    """The form against its blueprint: every area, then every level."""
    blueprint = programme_of(form.programme_version).blueprint
    items = [place.version.item for place in places]
    areas, levels = Counter(item.area for item in items), Counter(item.level for item in items)
    bounds = level_counts({level.value: shares for level, shares in blueprint.levels.items()}, blueprint.form_length)
    return [
        *(
            FormFit(name=area, least=asked, most=asked, held=areas[area])
            for area, asked in allocate_form(blueprint).items()
        ),
        *(FormFit(name=level, least=least, most=most, held=levels[level]) for level, (least, most) in bounds.items()),
    ]


def exposure_of_items(codes: Iterable[str]) -> Mapping[str, int]:
    """On how many published forms each item has stood."""
    return dict(
        TestFormItem.objects.filter(form__state__in=("published", "retired"), version__item__code__in=list(codes))
        .values_list("version__item__code")
        .annotate(Count("form", distinct=True))
        .order_by()
    )


def knows_form(person: Person, form: TestForm) -> bool:
    """Whether the person wrote, reviewed or assembled anything on this form: then they cannot sit it."""
    worked_on = Q(version__written_by=person) | Q(
        Exists(ItemReview.objects.filter(version_id=OuterRef("version_id"), reviewer=person))
    )
    return form.assembled_by_id == person.pk or TestFormItem.objects.filter(worked_on, form=form).exists()


@dataclass(frozen=True, kw_only=True)
class Place:
    """What recording an answer needs of one place: no words, no key."""

    version_id: int
    kind: str
    option_ids: tuple[str, ...]

    def read_answer(self, raw: list[str]) -> Answer | None:
        """The answer in what a form posted. Raises Refusal."""
        return kind_named(self.kind).read_answer(raw, option_ids=self.option_ids)

    def check_answer(self, answer: object) -> Answer | None:
        """The answer in its one stored spelling. Raises Refusal."""
        return kind_named(self.kind).check_answer(answer, option_ids=self.option_ids)

    def show_answer(self, answer: Answer | None) -> list[str]:
        """The values that a form shows again."""
        return kind_named(self.kind).show_answer(answer)


@lru_cache(maxsize=128)
def form_layout(form_code: str) -> Mapping[int, Place]:
    """The places of a form by position. Kept in memory: the places of a form and their versions never change."""
    rows = TestFormItem.objects.filter(form__code=form_code).select_related("version").order_by("position")
    return {
        row.position: Place(
            version_id=row.version_id,
            kind=row.version.kind,
            option_ids=tuple(option["id"] for option in row.version.options),
        )
        for row in rows
    }


@dataclass(frozen=True, kw_only=True)
class ShownOption:
    id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class ShownItem:
    """An item as a candidate sees it. It holds no key, no rationale and no reasons: what is not here cannot leak."""

    kind: str
    stem: str
    options: tuple[ShownOption, ...]
    unit: str

    @property
    def answer_template(self) -> str:
        return f"itembank/kinds/{self.kind}/answer.html"


def shown_item(version: ItemVersion, order_seed: int) -> ShownItem:
    """The item with its options in the order of this seed: the same for the same attempt, whenever it is looked at."""
    options = sorted(
        (ShownOption(id=option["id"], text=option["text"]) for option in version.options),
        key=lambda option: digest([order_seed, version.item_id, version.number, option.id]),
    )
    return ShownItem(
        kind=version.kind,
        stem=version.stem,
        options=tuple(options),
        unit=kind_named(version.kind).unit(version.key),
    )


def score_answer(version: ItemVersion, answer: Any) -> Decimal:
    """Exact points of an answer, 0 to 1; None scores 0."""
    return kind_named(version.kind).score(key=version.key, answer=answer)


def todo_for(person: Person, now: datetime) -> list[Todo]:
    """What this person has to do in the item bank; nothing for candidates, to whom it is closed."""
    roles = roles_of(person) & set(ITEM_ROLES)
    if not roles or candidacy_of(person) is not None:
        return []
    items, todos = reverse("itembank:items"), []
    if ITEM_REVIEWER in roles and (count := items_to_review(person).count()):
        todos.append(Todo(title=f"Review {_count(count, 'item')}", url=f"{items}?state=in_review", room="itembank"))
    if ITEM_WRITER in roles and (count := Item.objects.filter(state="draft").count()):
        todos.append(
            Todo(title=f"Send {_count(count, 'draft')} to review", url=f"{items}?state=draft", room="itembank")
        )
    if PSYCHOMETRICIAN in roles and (count := TestForm.objects.filter(state="assembled").count()):
        title = f"Publish or discard {_count(count, 'test form')}"
        todos.append(Todo(title=title, url=reverse("itembank:test_forms"), room="itembank"))
    return todos


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
