"""Reads of standard settings: what a judge may see, and how far the panel has come."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count

from practicum.itembank.api import ShownItem, TestForm, places_of, shown_item
from practicum.kernel.errors import NotFound, NotPermitted
from practicum.people.api import JUDGE, Person, require_role
from practicum.results.models import Judgement, StandardSetting
from practicum.results.rules import complete_judges, panel_medians

FORM_STATES_JUDGED = ("assembled", "published")
Table = dict[int, dict[int, Decimal]]


def require_judge(person: Person) -> Person:
    """The person, if they are a judge and no candidate: who may sit an examination sees none of its items before."""
    require_role(person, JUDGE)
    if person.candidacies.filter(ended_at=None).exists():
        raise NotPermitted("You are a candidate of this programme, so judging is closed to you.")
    return person


def access_judging(person: Person, code: str) -> TestForm:
    """A form to judge. Raises NotPermitted (no judge, a candidate, somebody who sat it), NotFound."""
    require_judge(person)
    form = TestForm.objects.filter(code=code, state__in=FORM_STATES_JUDGED).select_related("programme_version").first()
    if form is None:
        raise NotFound(f"There is no test form {code} to judge.")
    if person.attempts.filter(sitting__form=form).exists():
        raise NotPermitted("You have sat this form, so others judge it.")
    return form


def setting_of(form: TestForm) -> StandardSetting | None:
    """The standard setting of a form; None before the first judgement."""
    return StandardSetting.objects.filter(form=form).first()


def judgement_table(form: TestForm, *, round_: int) -> Table:
    """All judgements of a round: judge -> item version -> probability."""
    table: Table = {}
    rows = Judgement.objects.filter(form=form, round=round_).order_by("judge_id", "version_id")
    for judge, version, probability in rows.values_list("judge_id", "version_id", "probability"):
        table.setdefault(judge, {})[version] = probability
    return table


def version_ids(form: TestForm) -> tuple[int, ...]:
    """The item versions of a form in their order."""
    return tuple(places_of(form).values_list("version_id", flat=True))


def judges_done(form: TestForm, *, round_: int) -> tuple[int, ...]:
    """The keys of the judges who finished a round."""
    return complete_judges(judgement_table(form, round_=round_), version_ids(form))


@dataclass(frozen=True, kw_only=True)
class JudgedItem:
    """One item as its judge sees it: no key, no reasons. `own_first` and `median` are shown in the second round only."""

    position: int
    version_id: int
    item: ShownItem
    judged: Decimal | None
    own_first: Decimal | None = None
    median: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class JudgingSheet:
    """What a judge works on. `round` is 0 when there is nothing for them to do: `closed_reason` says why."""

    round: int
    items: tuple[JudgedItem, ...]
    closed_reason: str = ""

    @property
    def judged(self) -> int:
        return sum(item.judged is not None for item in self.items)


def judging_sheet(form: TestForm, judge: Person) -> JudgingSheet:
    """The items of the form in their order, with what this judge said and, in round 2, the panel's median of round 1."""
    setting = setting_of(form)
    first = judgement_table(form, round_=1)
    versions = version_ids(form)
    own_first: Mapping[int, Decimal] = first.get(judge.pk, {})
    if setting is None or setting.state == "first_round":
        return JudgingSheet(round=1, items=_items(form, own_first, {}, {}))
    if setting.state == "closed":
        return JudgingSheet(round=0, items=(), closed_reason="The judging of this form is over.")
    done = set(complete_judges(first, versions))
    if judge.pk not in done:
        return JudgingSheet(
            round=0, items=(), closed_reason="The second round has begun with those judges who finished the first."
        )
    said = {version: [first[one][version] for one in sorted(done)] for version in versions}
    own = dict(Judgement.objects.filter(form=form, judge=judge, round=2).values_list("version_id", "probability"))
    return JudgingSheet(round=2, items=_items(form, own, own_first, panel_medians(said)))


def _items(
    form: TestForm, own: Mapping[int, Decimal], own_first: Mapping[int, Decimal], medians: Mapping[int, Decimal]
) -> tuple[JudgedItem, ...]:
    return tuple(
        JudgedItem(
            position=place.position,
            version_id=place.version_id,
            item=shown_item(place.version, form.seed),
            judged=own.get(place.version_id),
            own_first=own_first.get(place.version_id),
            median=medians.get(place.version_id),
        )
        for place in places_of(form)
    )


@dataclass(frozen=True, kw_only=True)
class JudgingTask:
    """A form that waits for a judge, and how much of the round they have done."""

    form: TestForm
    round: int
    judged: int
    items: int


def judging_tasks(person: Person) -> list[JudgingTask]:
    """The forms that this judge has still to finish. A constant number of queries."""
    states = dict(StandardSetting.objects.values_list("form_id", "state"))
    sat = set(person.attempts.values_list("sitting__form_id", flat=True))
    counts: dict[tuple[int, int], int] = {}
    for key, round_ in Judgement.objects.filter(judge=person).values_list("form_id", "round"):
        counts[key, round_] = counts.get((key, round_), 0) + 1
    forms = (
        TestForm.objects.filter(state__in=FORM_STATES_JUDGED)
        .exclude(cut_scores__state="adopted")
        .annotate(item_count=Count("places"))
        .order_by("assembled_at", "id")
    )
    tasks = []
    for form in forms:
        state = states.get(form.pk, "first_round")
        round_ = 2 if state == "second_round" else 1
        judged = counts.get((form.pk, round_), 0)
        is_left_out = round_ == 2 and counts.get((form.pk, 1), 0) < form.item_count
        if state != "closed" and form.pk not in sat and not is_left_out and judged < form.item_count:
            tasks.append(JudgingTask(form=form, round=round_, judged=judged, items=form.item_count))
    return tasks
