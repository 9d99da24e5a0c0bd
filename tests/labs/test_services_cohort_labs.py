"""The labs on a cohort's own bill: confirmed by the facilitator alone; and the data, deleted on record."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from practicum.cohorts.api import Cohort, hand_over
from practicum.kernel.errors import InvalidState, NotFound, NotPermitted, Refusal
from practicum.labs.api import (
    Bill,
    CohortBill,
    CohortLab,
    CohortPseudonyms,
    LabDefinition,
    LabVariant,
    access_bill,
    access_cohort_bill,
    access_cohort_lab,
    choose_bill,
    compute_again,
    confirm_lab,
    delete_bills_of_ended_cohorts,
    delete_cohort_bill,
    issue_variant,
    query_variant,
    refuse_lab,
    save_lab_draft,
    simulated_answers,
    submit_lab,
)
from practicum.labs.exports.offers import make_bundle, shown_tables
from practicum.labs.queries import standings_of
from practicum.labs.rules.facts import read_facts
from practicum.labs.rules.tasks import read_keys, read_left_out, read_tasks
from practicum.ledger.api import records_about, verify_ledger
from practicum.people.api import FACILITATOR, PROGRAMME_MANAGER
from tests.factories.cohort_bills import (
    WORKED_LAB,
    begin,
    confirm,
    keep_export,
    make_cohort_bill,
    the_bill,
    the_cohort,
)
from tests.factories.cohorts import make_manager, make_mentor, seats_of
from tests.factories.labs import FIRST_LAB, told_of
from tests.factories.people import NOON, make_person, system
from tests.ground import stand_on

pytestmark = pytest.mark.django_db
ground = stand_on(make_cohort_bill)


@pytest.fixture
def cohort() -> Cohort:
    return the_cohort()


@pytest.fixture
def kept(data_folder: Path) -> CohortBill:
    return the_bill(data_folder)


def end(cohort: Cohort, state: str = "completed") -> None:
    """As if the last week were over: what leads there is tested where cohorts are."""
    Cohort.objects.filter(pk=cohort.pk).update(state=state, ended_at=NOON)


def code_of(refused: Any) -> str:
    return str(refused.value.code)


# --- confirming ---


def test_nothing_is_issued_before_the_facilitator_confirms(cohort: Cohort, kept: CohortBill) -> None:
    assert begin(cohort, 0).bill.source == "simulated"
    lab = confirm(kept)
    variant = begin(cohort, 1)
    assert variant.bill == kept.bill
    assert read_keys(LabVariant.objects.get(pk=variant.pk).keys) == read_keys(lab.keys)
    assert begin(cohort, 1, WORKED_LAB).bill.source == "simulated"
    record = records_about(kept.code).filter(kind="labs.cohort_lab_confirmed").get()
    assert (record.data["lab"], record.data["refused"], record.actor) == (FIRST_LAB, [], cohort.facilitator.code)


def test_a_confirmed_lab_is_worked_on_like_any_other(cohort: Cohort, kept: CohortBill) -> None:
    confirm(kept)
    variant = begin(cohort)
    rows = query_variant(variant, "SELECT count(*) FROM cost_and_usage").rows
    assert int(rows[0][0]) == kept.bill.rows  # type: ignore[arg-type]
    submission = submit_lab(
        actor=variant.candidacy.person, variant=variant, answers=simulated_answers(variant), now=NOON
    )
    assert submission.is_passed


def test_a_refused_task_is_left_out_with_its_points(cohort: Cohort, kept: CohortBill) -> None:
    confirm(kept, refused=("invoiced-total",))
    variant = begin(cohort)
    assert "invoiced-total" not in {task.key for task in read_tasks(variant.tasks)}
    assert "Your facilitator has left it out." in {left.reason for left in read_left_out(variant.left_out)}
    assert records_about(kept.code).order_by("-sequence")[0].data["reason"] == "Not ours."


def test_what_cannot_be_confirmed(cohort: Cohort, kept: CohortBill) -> None:
    who = cohort.facilitator
    lab = access_cohort_lab(who, kept.code, FIRST_LAB, now=NOON)
    tasks = [task.key for task in read_tasks(lab.tasks)]
    good: dict[str, Any] = {"actor": who, "lab": lab, "refused": (), "reason": "", "seen": lab.definition_version}
    cases = (
        ({"refused": tasks[:1]}, "reason_missing"),
        ({"refused": tasks[:1], "reason": "x" * 501}, "reason_long"),
        ({"refused": ("salaries",), "reason": "No."}, "task_unknown"),
        ({"refused": tasks[:-2], "reason": "No."}, "too_few_tasks"),
        ({"seen": "0.1"}, "lab_corrected"),
    )
    for changed, code in cases:
        with pytest.raises(Refusal) as refused:
            confirm_lab(now=NOON, **(good | changed))
        assert code_of(refused) == code
    assert CohortLab.objects.get(pk=lab.pk).state == "proposed"
    confirm_lab(now=NOON, **good)
    with pytest.raises(InvalidState):
        confirm_lab(now=NOON, **good)
    other = keep_export(cohort)
    with pytest.raises(Refusal) as elsewhere:
        confirm(other)
    assert code_of(elsewhere) == "lab_elsewhere"


def test_a_lab_is_refused_with_a_reason_and_may_be_confirmed_later(cohort: Cohort, kept: CohortBill) -> None:
    who = cohort.facilitator
    lab = access_cohort_lab(who, kept.code, FIRST_LAB, now=NOON)
    with pytest.raises(Refusal) as missing:
        refuse_lab(actor=who, lab=lab, reason=" ", now=NOON)
    assert code_of(missing) == "reason_missing"
    refuse_lab(actor=who, lab=lab, reason="The months are not whole.", now=NOON)
    assert records_about(kept.code).order_by("-sequence")[0].data["reason"] == "The months are not whole."
    assert begin(cohort).bill.source == "simulated"
    confirm(kept)
    assert begin(cohort, 1).bill == kept.bill


def test_only_the_facilitator_sees_keys(cohort: Cohort, kept: CohortBill) -> None:
    seats = seats_of(cohort)
    manager = make_manager()
    assert access_cohort_bill(manager, kept.code, now=NOON) == kept
    with pytest.raises(NotPermitted):
        access_cohort_lab(manager, kept.code, FIRST_LAB, now=NOON)
    candidate = make_person(role=(FACILITATOR, PROGRAMME_MANAGER))
    type(seats[0].candidacy).objects.filter(pk=seats[0].candidacy_id).update(person=candidate)
    for person in (candidate, seats[1].candidacy.person, seats[0].mentor, make_person(role=FACILITATOR)):
        with pytest.raises(NotFound):
            access_cohort_lab(person, kept.code, FIRST_LAB, now=NOON)
        with pytest.raises(NotFound):
            access_cohort_bill(person, kept.code, now=NOON)
    assert read_keys(access_cohort_lab(cohort.facilitator, kept.code, FIRST_LAB, now=NOON).keys)


def test_who_stands_in_for_the_facilitator_confirms_meanwhile(cohort: Cohort, kept: CohortBill) -> None:
    stand_in = make_mentor()
    with pytest.raises(NotFound):
        access_cohort_lab(stand_in, kept.code, FIRST_LAB, now=NOON)
    today = NOON.date()
    away: dict[str, Any] = {"person": cohort.facilitator, "stand_in": stand_in, "first_day": today}
    hand_over(actor=cohort.facilitator, **away, last_day=today + timedelta(days=2), now=NOON - timedelta(days=1))
    lab = access_cohort_lab(stand_in, kept.code, FIRST_LAB, now=NOON)
    confirm_lab(actor=stand_in, lab=lab, refused=(), reason="", seen=lab.definition_version, now=NOON)
    assert records_about(kept.code).order_by("-sequence")[0].actor == stand_in.code
    with pytest.raises(NotFound):
        access_cohort_lab(stand_in, kept.code, FIRST_LAB, now=NOON + timedelta(days=4))


def test_the_bill_of_a_cohort_is_nobody_elses(cohort: Cohort, kept: CohortBill) -> None:
    manager = make_manager()
    definition = LabDefinition.objects.get(key=FIRST_LAB)
    with pytest.raises(NotFound):
        access_bill(manager, kept.bill.sha256)
    with pytest.raises(Refusal) as behind:
        choose_bill(actor=manager, definition=definition, bill=kept.bill, now=NOON)
    candidacy = seats_of(cohort)[0].candidacy
    with pytest.raises(Refusal) as given:
        issue_variant(actor=system(), candidacy=candidacy, lab=FIRST_LAB, bill=kept.bill, now=NOON)
    assert code_of(behind) == code_of(given) == "bill_of_cohort"
    confirm(kept)
    seats_of(cohort)[0].__class__.objects.filter(candidacy=candidacy).update(state="left")
    assert begin(cohort, 0).bill.source == "simulated"


def test_another_cohort_gets_nothing_of_the_bill(cohort: Cohort, kept: CohortBill) -> None:
    confirm(kept)
    other = Cohort.objects.get(pk=cohort.pk)
    other.pk, other.code, other.facilitator = None, "COH-0THERC0H0R", make_person(role=FACILITATOR)
    other.save()
    seat = seats_of(cohort)[0]
    type(seat).objects.filter(pk=seat.pk).update(cohort=other)
    candidacy = seat.candidacy
    mine = issue_variant(actor=candidacy.person, candidacy=candidacy, lab=FIRST_LAB, now=NOON)
    assert mine.bill.source == "simulated"
    assert keep_export(other).code != kept.code
    with pytest.raises(NotFound):
        access_cohort_bill(other.facilitator, kept.code, now=NOON)


def test_a_corrected_lab_is_computed_and_confirmed_again(cohort: Cohort, kept: CohortBill) -> None:
    who = cohort.facilitator
    confirm(kept)
    with pytest.raises(Refusal) as current:
        compute_again(actor=who, brought=kept, now=NOON)
    assert code_of(current) == "labs_current"
    definition = LabDefinition.objects.get(key=FIRST_LAB)
    definition.definition["version"] = definition.version = "9.0"
    definition.save()
    with pytest.raises(Refusal) as waits:
        begin(cohort)
    assert code_of(waits) == "lab_to_confirm"
    assert set(compute_again(actor=who, brought=kept, now=NOON)) == {FIRST_LAB}
    assert CohortLab.objects.get(definition=definition).state == "proposed"
    assert begin(cohort, 1).bill.source == "simulated"
    confirm(kept)
    assert begin(cohort, 2).bill == kept.bill


# --- deleting ---


def test_deleting_leaves_marks_and_no_data(cohort: Cohort, kept: CohortBill, data_folder: Path) -> None:
    confirm(kept)
    confirm(kept, WORKED_LAB)
    passed, open_one, asked = begin(cohort, 0), begin(cohort, 1), begin(cohort, 2, WORKED_LAB)
    for variant in (passed, asked):
        answers = simulated_answers(variant)
        submit_lab(actor=variant.candidacy.person, variant=variant, answers=answers, now=NOON)
    save_lab_draft(actor=open_one.candidacy.person, variant=open_one, answers={"invoiced-total": "12"}, now=NOON)
    make_bundle(shown_tables(passed))
    assert len(list(data_folder.glob("downloads/*.*"))) == 3

    with pytest.raises(Refusal) as missing:
        delete_cohort_bill(actor=cohort.facilitator, brought=kept, reason="", now=NOON)
    assert code_of(missing) == "reason_missing"
    delete_cohort_bill(actor=cohort.facilitator, brought=kept, reason="We ask for it.", now=NOON)

    assert not [one for one in data_folder.rglob("*") if one.is_file()]
    assert not CohortPseudonyms.objects.exists()
    found = Bill.objects.get(pk=kept.bill_id)
    assert (found.removed_at, found.findings, read_facts(found.summary).preview_rows) == (NOON, [], ())
    assert list(CohortLab.objects.values_list("tasks", "keys")) == [([], [])] * 2
    variants = LabVariant.objects.filter(bill=found).order_by("pk")
    assert [one.state for one in variants] == ["passed", "ended", "passed"]
    assert [told_of(one) for one in variants] == ["passed", "", "passed"]
    assert all((one.keys, one.draft) == ([], {}) for one in variants)
    submission = passed.submissions.get()
    assert (submission.is_passed, bool(submission.answers), bool(submission.feedback)) == (True, True, True)
    assert asked.submissions.get().results == {}
    record = records_about(kept.code).order_by("-sequence")[0]
    assert (record.kind, record.data["reason"]) == ("labs.cohort_bill_deleted", "We ask for it.")
    assert record.data["files"] == ["parquet", "duckdb", "xlsx", "zip"]
    counted = {name: record.data[name] for name in ("rows", "pseudonym_key", "variants", "variants_ended")}
    assert counted == {"rows": kept.bill.rows, "pseudonym_key": True, "variants": 3, "variants_ended": 1}
    assert record.data["query_results"] == 1
    assert verify_ledger().verified

    with pytest.raises(InvalidState):
        delete_cohort_bill(actor=cohort.facilitator, brought=kept, reason="Again.", now=NOON)
    with pytest.raises(NotFound, match="were deleted on 1 September 2026"):
        query_variant(LabVariant.objects.get(pk=passed.pk), "SELECT 1")
    with pytest.raises(NotFound, match="were deleted"):
        shown_tables(LabVariant.objects.get(pk=passed.pk))


def test_who_has_not_passed_begins_again_on_other_data(cohort: Cohort, kept: CohortBill) -> None:
    confirm(kept)
    first = begin(cohort)
    delete_cohort_bill(actor=make_manager(), brought=kept, reason="We ask for it.", now=NOON)
    with pytest.raises(InvalidState):
        submit_lab(actor=first.candidacy.person, variant=first, answers={"invoiced-total": "1"}, now=NOON)
    states = {one.definition.key: one.state for one in standings_of([first.candidacy])}
    assert states[FIRST_LAB] == "not started"
    again = begin(cohort)
    assert (again.bill.source, again == first) == ("simulated", False)


def test_the_hourly_task_deletes_when_the_cohort_has_ended(cohort: Cohort, kept: CohortBill, data_folder: Path) -> None:
    later = NOON + timedelta(hours=1)
    assert delete_bills_of_ended_cohorts(later) == 0
    end(cohort)
    assert delete_bills_of_ended_cohorts(later) == 1
    record = records_about(kept.code).order_by("-sequence")[0]
    assert (record.actor, record.data["reason"]) == (system().code, "The cohort is completed.")
    assert not list(data_folder.glob("bills/*"))
    # Somebody was still making a workbook of it at that moment.
    path = data_folder / "bills" / f"{kept.bill.sha256}.parquet"
    path.write_bytes(b"late")
    assert delete_bills_of_ended_cohorts(later) == 0
    assert not path.exists()


def test_the_key_goes_with_the_last_bill(cohort: Cohort, kept: CohortBill) -> None:
    other = keep_export(cohort, groups=())
    for brought, is_gone in ((kept, False), (other, True)):
        delete_cohort_bill(actor=cohort.facilitator, brought=brought, reason="Done.", now=NOON)
        assert records_about(brought.code).order_by("-sequence")[0].data["pseudonym_key"] is is_gone
        assert CohortPseudonyms.objects.exists() is not is_gone
