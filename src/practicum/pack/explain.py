"""A pack in figures: what a person asks before using it. The command line and the site draw it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from practicum.pack.allocation import allocate_form
from practicum.pack.programme import Pack
from practicum.pack.schema_base import ItemState, Level, Mode


@dataclass(frozen=True, kw_only=True)
class WeekSummary:
    """One week: minutes of session and of preparation, and what it gives to do."""

    number: int
    title: str
    capabilities: tuple[str, ...]
    session_minutes: int
    preparation_minutes: int
    assignment: str | None
    lab: str | None


@dataclass(frozen=True, kw_only=True)
class AreaSummary:
    """One area of the examination: weight in percent, items on a form, items in the bank (retired ones left out)."""

    key: str
    weight: int
    items_on_form: int
    items_in_bank: int


@dataclass(frozen=True, kw_only=True)
class PackSummary:
    """The whole pack. Minutes of `study_minutes`: sessions, preparation and labs of all weeks."""

    code: str
    name: str
    version: str
    mode: Mode
    digest: str
    framework: str
    domains: int
    capabilities: int
    roles: tuple[str, ...]
    cohort: tuple[int, int]
    validity_months: int
    weeks: tuple[WeekSummary, ...]
    study_minutes: int
    learning_pages: int
    learning_minutes: int
    labs: int
    form_length: int
    form_minutes: int
    areas: tuple[AreaSummary, ...]
    items: int
    items_by_state: Mapping[ItemState, int]
    items_by_level: Mapping[Level, int]
    items_by_kind: Mapping[str, int]


def explain_pack(pack: Pack) -> PackSummary:
    """The figures of a loaded pack."""
    programme = pack.programme
    lab_minutes = {lab.key: lab.minutes for lab in pack.labs}
    weeks = tuple(
        WeekSummary(
            number=week.number,
            title=week.title,
            capabilities=week.capabilities,
            session_minutes=week.session.minutes,
            preparation_minutes=sum(step.minutes for step in week.preparation),
            assignment=week.assignment,
            lab=week.lab,
        )
        for week in programme.weeks
    )
    in_bank = Counter(item.area for item in pack.items if item.state is not ItemState.RETIRED)
    on_form = allocate_form(programme.blueprint)
    states, levels = Counter(item.state for item in pack.items), Counter(item.level for item in pack.items)
    return PackSummary(
        code=programme.code,
        name=programme.name,
        version=programme.version,
        mode=programme.mode,
        digest=pack.digest,
        framework=programme.framework.key,
        domains=len(programme.framework.domains),
        capabilities=len(programme.framework.capabilities),
        roles=tuple(role.title for role in programme.roles),
        cohort=(programme.policies.cohort.min, programme.policies.cohort.max),
        validity_months=programme.policies.validity_months,
        weeks=weeks,
        study_minutes=sum(
            week.session_minutes + week.preparation_minutes + lab_minutes.get(week.lab or "", 0) for week in weeks
        ),
        learning_pages=len(pack.learning),
        learning_minutes=sum(page.minutes for page in pack.learning.values()),
        labs=len(pack.labs),
        form_length=programme.blueprint.form_length,
        form_minutes=programme.blueprint.minutes,
        areas=tuple(
            AreaSummary(
                key=area.key, weight=area.weight, items_on_form=on_form[area.key], items_in_bank=in_bank[area.key]
            )
            for area in programme.blueprint.areas
        ),
        items=len(pack.items),
        items_by_state={state: states[state] for state in ItemState},
        items_by_level={level: levels[level] for level in Level},
        items_by_kind=dict(sorted(Counter(item.kind for item in pack.items).items())),
    )
