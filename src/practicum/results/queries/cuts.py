"""Reads of cut scores."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from practicum.itembank.api import TestForm
from practicum.kernel.errors import NotFound
from practicum.people.api import AUDITOR, DECIDER, PROGRAMME_MANAGER, PSYCHOMETRICIAN, Person, require_role
from practicum.results.models import CutScore, StandardSetting
from practicum.results.queries.judging import judgement_table, version_ids
from practicum.results.rules import complete_judges, points_needed

CUT_READERS = (PSYCHOMETRICIAN, PROGRAMME_MANAGER, DECIDER, AUDITOR)


def access_form(person: Person, code: str) -> TestForm:
    """A form with its cut scores, for those who compute, adopt or audit them. Raises NotPermitted, NotFound."""
    require_role(person, *CUT_READERS)
    form = TestForm.objects.select_related("programme_version").filter(code=code).first()
    if form is None:
        raise NotFound(f"There is no test form {code}.")
    return form


def adopted_cut(form: TestForm) -> CutScore | None:
    """The cut score that counts for this form."""
    return CutScore.objects.select_related("adopted_by", "computed_by").filter(form=form, state="adopted").first()


def computed_cut(form: TestForm) -> CutScore | None:
    """The cut score that waits to be adopted or rejected."""
    return CutScore.objects.select_related("computed_by").filter(form=form, state="computed").first()


def cuts_of(form: TestForm) -> list[CutScore]:
    """All cut scores of a form, newest first."""
    found = CutScore.objects.filter(form=form).select_related("computed_by", "adopted_by")
    return list(found.order_by("-computed_at", "-id"))


@dataclass(frozen=True, kw_only=True)
class JudgeRow:
    """One judge in the evidence of a cut score. `without` is the panel's cut if this judge is left out."""

    name: str
    cut: float
    without: float
    shift: float


@dataclass(frozen=True, kw_only=True)
class CutEvidence:
    """What stands behind a computed cut score, as its page shows it. All in raw points."""

    cut: CutScore
    needed: int
    low: float
    high: float
    most: float
    judges: tuple[JudgeRow, ...]
    left_out: int
    agreement: Mapping[str, Any]  # value, low, high, n of ICC(2,k); or reason and n
    widest_items: tuple[tuple[str, float, float], ...]  # item code, mean in percent, SD in percent


def evidence_of(cut: CutScore) -> CutEvidence:
    """The evidence that was stored when the cut score was computed, with the judges' names as they are now."""
    kept = cut.evidence
    codes = [row["judge"] for row in kept["judges"]]
    names = dict(Person.objects.filter(code__in=codes).values_list("code", "name"))
    return CutEvidence(
        cut=cut,
        needed=points_needed(Decimal(cut.value)),
        low=kept["low"],
        high=kept["high"],
        most=kept["most"],
        judges=tuple(
            JudgeRow(
                name=names.get(row["judge"], row["judge"]), cut=row["cut"], without=row["without"], shift=row["shift"]
            )
            for row in kept["judges"]
        ),
        left_out=kept["left_out"],
        agreement=kept["agreement"],
        widest_items=tuple(
            (row["item"], row["mean"], row["sd"])
            for row in sorted(kept["items"], key=lambda row: (-row["sd"], row["item"]))[:10]
        ),
    )


@dataclass(frozen=True, kw_only=True)
class PanelProgress:
    """How many judges have begun and finished each round."""

    begun: tuple[int, int]
    done: tuple[int, int]


def panel_progress(form: TestForm) -> PanelProgress:
    versions = version_ids(form)
    tables = [judgement_table(form, round_=round_) for round_ in (1, 2)]
    done = [len(complete_judges(table, versions)) for table in tables]
    return PanelProgress(begun=(len(tables[0]), len(tables[1])), done=(done[0], done[1]))


@dataclass(frozen=True, kw_only=True)
class FormRow:
    """One form in the overview."""

    form: TestForm
    setting: StandardSetting | None
    cut: CutScore | None


def form_overview(person: Person) -> list[FormRow]:
    """All forms that were not discarded, newest first, each with its standard setting and the cut score that is adopted or
    waits. A constant number of queries."""
    require_role(person, *CUT_READERS)
    settings = {one.form_id: one for one in StandardSetting.objects.all()}
    cuts: dict[int, CutScore] = {}
    for cut in CutScore.objects.filter(state__in=("adopted", "computed")).order_by("state", "id"):
        cuts[cut.form_id] = cut  # "adopted" sorts before "computed": what waits for an act is shown
    forms = TestForm.objects.exclude(state="discarded").order_by("-assembled_at", "-id")
    return [FormRow(form=form, setting=settings.get(form.pk), cut=cuts.get(form.pk)) for form in forms]
