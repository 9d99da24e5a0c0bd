"""Judges say how just qualified candidates would do; a psychometrician opens the second round."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from practicum.itembank.api import TestForm
from practicum.kernel.canonical import digest
from practicum.kernel.errors import Refusal
from practicum.ledger.api import record
from practicum.people.api import PSYCHOMETRICIAN, Person, require_role
from practicum.results.events import JudgementsRecorded, SecondRoundOpened
from practicum.results.models import Judgement, StandardSetting
from practicum.results.queries.judging import access_judging, judges_done, version_ids
from practicum.results.rules import SETTING_STATES, check_probability, check_round, require_panel


@transaction.atomic
def record_judgements(
    *, actor: Person, form: TestForm, round: int, probabilities: Mapping[int, object], now: datetime
) -> int:
    """Keep a judge's estimates, all or some of a form: item version -> share of just qualified candidates (0 to 1, in
    hundredths). Returns how many were new or changed; the same again changes nothing and leaves no record.

    Raises NotPermitted, InvalidState, and Refusal `round_not_open`, `round_over`, `probability_range`, `item_unknown`.
    """
    access_judging(actor, form.code)
    setting, _ = StandardSetting.objects.get_or_create(form=form, defaults={"opened_at": now})
    # Judges of one form write side by side; the act that ends a round waits for them.
    setting = StandardSetting.objects.select_for_update().get(pk=setting.pk)
    check_round(setting.state, round)
    if round == 2 and actor.pk not in judges_done(form, round_=1):
        raise Refusal(
            "round_over", "The second round has begun with those judges who finished the first.", field="round"
        )
    known = set(version_ids(form))
    if set(probabilities) - known:
        raise Refusal("item_unknown", "The form has no such item.", field="probabilities")
    wanted = {version: check_probability(value) for version, value in probabilities.items()}
    stored = dict(
        Judgement.objects.filter(form=form, judge=actor, round=round).values_list("version_id", "probability")
    )
    changed = {version: value for version, value in wanted.items() if stored.get(version) != value}
    if not changed:
        return 0
    Judgement.objects.bulk_create(
        [
            Judgement(form=form, version_id=version, judge=actor, round=round, probability=value, judged_at=now)
            for version, value in sorted(changed.items())
        ],
        update_conflicts=True,
        unique_fields=["form", "version", "judge", "round"],
        update_fields=["probability", "judged_at"],
    )
    event = JudgementsRecorded(
        form=form.code,
        judge=actor.code,
        round=round,
        items=len(changed),
        digest=digest({str(version): Decimal(value) for version, value in {**stored, **changed}.items()}),
    )
    record(event, actor=actor.code, now=now)
    return len(changed)


@transaction.atomic
def open_second_round(*, actor: Person, form: TestForm, now: datetime) -> StandardSetting:
    """End the first round for everybody and show its medians to those judges who finished it: at least 6."""
    require_role(actor, PSYCHOMETRICIAN)
    setting = lock_setting(form)
    state = SETTING_STATES.move(setting.state, "second_round")
    if setting.state == "closed":
        raise Refusal("round_over", "The judging of this form is over.")
    done = judges_done(form, round_=1)
    require_panel(done, round_=1)
    setting.state, setting.second_round_at, setting.second_round_by = state, now, actor
    setting.save()
    record(SecondRoundOpened(form=form.code, judges=len(done)), actor=actor.code, now=now)
    return setting


def lock_setting(form: TestForm) -> StandardSetting:
    """The standard setting of a form, locked. Raises Refusal when nobody has judged yet."""
    setting = StandardSetting.objects.select_for_update().filter(form=form).first()
    if setting is None:
        raise Refusal("judging_not_begun", "No judge has begun yet.", mend="Ask people with the role of judge.")
    return setting
