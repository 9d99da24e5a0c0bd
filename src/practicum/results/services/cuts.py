"""From judgements to a cut score that counts: computed by one person, adopted by another."""

from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal

from django.db import transaction

from practicum.itembank.api import TestForm, places_of
from practicum.kernel.canonical import digest
from practicum.kernel.errors import Refusal
from practicum.ledger.api import record
from practicum.people.api import DECIDER, PROGRAMME_MANAGER, PSYCHOMETRICIAN, Person, require_role
from practicum.psychometrics.api import AngoffResult, Refused, angoff_cut
from practicum.results.events import CutScoreAdopted, CutScoreComputed, CutScoreRejected
from practicum.results.models import CutScore, ExamResult
from practicum.results.queries.judging import Table, judgement_table
from practicum.results.rules import (
    CUT_STATES,
    HUNDREDTH,
    MIN_JUDGES,
    SETTING_STATES,
    AdoptionFacts,
    complete_judges,
    decide_adoption,
    require_panel,
    require_words,
)
from practicum.results.services.judging import lock_setting

METHOD = "modified Angoff, two rounds"
ADOPTERS = (PROGRAMME_MANAGER, DECIDER)


@transaction.atomic
def compute_cut_score(*, actor: Person, form: TestForm, now: datetime) -> CutScore:
    """The modified Angoff cut of the second round, with its standard error and the effect of leaving out each judge.

    Judges who did not finish the round are left out, and counted. `value` is the exact mean of the judges' sums, rounded
    to hundredths of a point. Closes the judging; a rejection opens it again. Raises Refusal `judges_too_few` under 6.
    """
    require_role(actor, PSYCHOMETRICIAN)
    setting = lock_setting(form)
    SETTING_STATES.require(setting.state, ["second_round"], act="computed from: the second round comes first")
    places = list(places_of(form))
    versions = [place.version_id for place in places]
    table = judgement_table(form, round_=2)
    judges = complete_judges(table, versions)
    require_panel(judges, round_=2)
    result = angoff_cut(
        [[float(table[judge][version]) for version in versions] for judge in judges], min_judges=MIN_JUDGES
    )
    if isinstance(result, Refused):
        raise Refusal(result.code, result.reason)
    people = Person.objects.in_bulk(judges)
    exact = sum((table[judge][version] for judge in judges for version in versions), Decimal(0)) / len(judges)
    cut = CutScore.objects.create(
        form=form,
        method=METHOD,
        value=exact.quantize(HUNDREDTH, ROUND_HALF_EVEN),
        standard_error=_decimal(result.standard_error, "0.001"),
        judges=len(judges),
        evidence=_evidence(
            result,
            judges=[people[judge].code for judge in judges],
            items=[place.version.item.code for place in places],
            left_out=len(table) - len(judges),
        ),
        computed_at=now,
        computed_by=actor,
    )
    setting.state, setting.closed_at = SETTING_STATES.move(setting.state, "closed"), now
    setting.save(update_fields=["state", "closed_at"])
    event = CutScoreComputed(
        form=form.code,
        method=METHOD,
        value=cut.value,
        standard_error=cut.standard_error,
        low=_decimal(result.cut.low, "0.01"),
        high=_decimal(result.cut.high, "0.01"),
        items=len(versions),
        judges=len(judges),
        left_out=len(table) - len(judges),
        judgements_digest=_table_digest(table, {key: person.code for key, person in people.items()}),
    )
    record(event, actor=actor.code, now=now)
    return cut


@transaction.atomic
def adopt_cut_score(*, actor: Person, cut: CutScore, reason: str, now: datetime) -> CutScore:
    """Make a computed cut score the one that counts, with the reason. Never the person who computed it.

    An earlier adopted one of the form is replaced, unless somebody was already scored against it.
    """
    require_role(actor, *ADOPTERS)
    held, before = _lock(cut)
    facts = AdoptionFacts(
        state=held.state,
        computed_by=held.computed_by.code,
        adopter=actor.code,
        has_results=before is not None and ExamResult.objects.filter(cut_score=before).exists(),
    )
    decide_adoption(facts)
    held.reason = require_words(reason, field="reason", name="The reason")
    if before is not None:
        before.state = CUT_STATES.move(before.state, "replaced")
        before.save(update_fields=["state"])
    held.state, held.adopted_at, held.adopted_by = CUT_STATES.move(held.state, "adopted"), now, actor
    held.save()
    event = CutScoreAdopted(
        form=held.form.code,
        method=held.method,
        value=held.value,
        standard_error=held.standard_error,
        judges=held.judges,
        computed_by=held.computed_by.code,
        reason=held.reason,
    )
    record(event, actor=actor.code, now=now)
    return held


@transaction.atomic
def reject_cut_score(*, actor: Person, cut: CutScore, reason: str, now: datetime) -> CutScore:
    """Turn a computed cut score down, with the reason; the judges get their second round back."""
    require_role(actor, *ADOPTERS)
    setting = lock_setting(cut.form)
    held, _ = _lock(cut)
    held.state = CUT_STATES.move(held.state, "rejected")
    held.reason = require_words(reason, field="reason", name="The reason")
    held.save(update_fields=["state", "reason"])
    setting.state, setting.closed_at = SETTING_STATES.move(setting.state, "second_round"), None
    setting.save(update_fields=["state", "closed_at"])
    record(CutScoreRejected(form=held.form.code, value=held.value, reason=held.reason), actor=actor.code, now=now)
    return held


def _lock(cut: CutScore) -> tuple[CutScore, CutScore | None]:
    """The cut score and the one of its form that is adopted now; all of the form locked in one order."""
    rows = list(
        CutScore.objects.select_for_update(of=("self",))
        .filter(form_id=cut.form_id)
        .select_related("form", "computed_by")
        .order_by("id")
    )
    held = next(row for row in rows if row.pk == cut.pk)
    return held, next((row for row in rows if row.state == "adopted" and row.pk != held.pk), None)


def _evidence(result: AngoffResult, *, judges: list[str], items: list[str], left_out: int) -> dict[str, object]:
    agreement = result.agreement if isinstance(result.agreement, Refused) else result.agreement.two_mean
    return {
        "low": round(result.cut.low, 4),
        "high": round(result.cut.high, 4),
        "level": result.cut.level,
        "most": result.max_points,
        "left_out": left_out,
        "agreement": {"reason": agreement.reason, "n": agreement.n}
        if isinstance(agreement, Refused)
        else {
            "value": round(agreement.value, 4),
            "low": round(agreement.low, 4),
            "high": round(agreement.high, 4),
            "n": agreement.n,
        },
        "judges": [
            {
                "judge": judges[one.judge],
                "cut": round(result.judge_cuts[one.judge], 4),
                "without": round(one.cut, 4),
                "shift": round(one.shift, 4),
            }
            for one in result.without
        ],
        "items": [
            {"item": item, "mean": round(mean, 4), "sd": round(sd, 4)}
            for item, mean, sd in zip(items, result.item_means, result.item_sds, strict=True)
        ],
    }


def _table_digest(table: Table, codes: dict[int, str]) -> str:
    return digest(
        {code: {str(version): value for version, value in table[judge].items()} for judge, code in codes.items()}
    )


def _decimal(value: float, places: str) -> Decimal:
    return Decimal(repr(value)).quantize(Decimal(places), ROUND_HALF_EVEN)
