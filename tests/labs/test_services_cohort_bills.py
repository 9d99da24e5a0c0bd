"""A cohort's own bill: kept with names hidden, its labs confirmed by the facilitator alone, deleted on record."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.parquet as pq
import pytest

from practicum.cohorts.api import Cohort
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
    keep_cohort_bill,
    look_at_bill,
    query_variant,
    refuse_lab,
    save_lab_draft,
    simulated_answers,
    standings_of,
    submit_lab,
)
from practicum.labs.exports.offers import make_bundle, shown_tables
from practicum.labs.rules.facts import read_facts
from practicum.labs.rules.tasks import read_keys, read_left_out, read_tasks
from practicum.labs.storage import path_of
from practicum.ledger.api import Record, records_about, verify_ledger
from practicum.people.api import FACILITATOR, PROGRAMME_MANAGER
from tests.factories.cohort_bills import (
    WORKED_LAB,
    confirm,
    export_file,
    keep_export,
    make_cohort_with_labs,
)
from tests.factories.cohorts import make_manager, seats_of
from tests.factories.labs import FIRST_LAB
from tests.factories.people import NOON, make_person, system
from tests.ground import stand_on

pytestmark = pytest.mark.django_db
ground = stand_on(make_cohort_with_labs)


@pytest.fixture
def cohort() -> Cohort:
    return Cohort.objects.select_related("facilitator", "programme_version").get()


@pytest.fixture
def kept(cohort: Cohort) -> CohortBill:
    return keep_export(cohort)


@pytest.fixture
def upload() -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "export"
        path.write_bytes(export_file())
        yield path


def begin(cohort: Cohort, place: int = 0, lab: str = FIRST_LAB) -> LabVariant:
    candidacy = seats_of(cohort)[place].candidacy
    return issue_variant(actor=candidacy.person, candidacy=candidacy, lab=lab, now=NOON)


def end(cohort: Cohort, state: str = "completed") -> None:
    """As if the last week were over: what leads there is tested where cohorts are."""
    Cohort.objects.filter(pk=cohort.pk).update(state=state, ended_at=NOON)


def code_of(refused: Any) -> str:
    return str(refused.value.code)


# --- keeping ---


def test_a_look_keeps_nothing(cohort: Cohort, upload: Path, data_folder: Path) -> None:
    before = Record.objects.count()
    look = look_at_bill(actor=cohort.facilitator, cohort=cohort, path=upload, groups={"accounts"}, now=NOON)
    assert (look.bill.rows, look.report.version, look.report.conforms) == (look.report.rows, "1.4", True)
    assert "ResourceId" in {one.column for one in look.remaining} or look.remaining == ()
    assert not Bill.objects.exists()
    assert not (data_folder / "bills").exists()
    assert Record.objects.count() == before


def test_a_bill_is_kept_with_names_hidden_and_its_labs_proposed(
    cohort: Cohort, kept: CohortBill, upload: Path, data_folder: Path
) -> None:
    (stored,) = (data_folder / "bills").iterdir()
    assert stored.name == f"{kept.bill.sha256}.parquet"
    before, after = pq.read_table(upload), pq.read_table(stored)
    for name in ("SubAccountId", "ResourceId", "InvoiceIssuerName", "Tags", "ChargeDescription"):
        originals = set(before.column(name).drop_null().to_pylist())
        assert originals.isdisjoint(after.column(name).drop_null().to_pylist()), name
    assert before.column("EffectiveCost").equals(after.column("EffectiveCost"))
    hidden_account = before.column("SubAccountName")[0].as_py()
    assert hidden_account not in str(kept.bill.summary) + str(kept.bill.findings) + str(kept.conformance)
    labs = {lab.definition.key: lab for lab in kept.labs.select_related("definition")}
    assert {key: lab.state for key, lab in labs.items()} == {FIRST_LAB: "proposed", WORKED_LAB: "proposed"}
    record = records_about(kept.code).get()
    assert (record.kind, record.actor) == ("labs.cohort_bill_kept", cohort.facilitator.code)
    assert record.data["source"] == kept.source_sha256 != kept.bill.sha256
    assert set(record.data["labs"]) == {FIRST_LAB, WORKED_LAB}
    assert verify_ledger().verified


def test_labs_that_the_file_does_not_carry_say_why(cohort: Cohort) -> None:
    header = "BilledCost,EffectiveCost,ListCost,ContractedCost,ChargeCategory\n"
    small = keep_export(cohort, content=(header + "1,1,1,1,Usage\n").encode())
    for lab in small.labs.all():
        assert lab.state == "not_carried"
        assert all(left.reason for left in read_left_out(lab.left_out))
    assert records_about(small.code).get().data["labs"] == {}
    with pytest.raises(InvalidState):
        confirm(small)


def test_one_cohort_has_the_same_pseudonyms_in_every_file(cohort: Cohort, kept: CohortBill) -> None:
    again = keep_export(cohort, name="The same again")
    tables = [pq.read_table(path_of(one.bill.sha256)) for one in (kept, again)]
    assert kept.bill.sha256 != again.bill.sha256
    assert tables[0].equals(tables[1])
    CohortPseudonyms.objects.update(secret=b"that of another cohort, 32 bytes")
    other = pq.read_table(path_of(keep_export(cohort).bill.sha256))
    accounts = [set(table.column("SubAccountId").drop_null().to_pylist()) for table in (tables[0], other)]
    assert accounts[0].isdisjoint(accounts[1])


def test_who_may_keep_a_bill(cohort: Cohort, upload: Path) -> None:
    seats = seats_of(cohort)
    outsiders = (make_person(role=FACILITATOR), make_person(), seats[0].candidacy.person, seats[0].mentor)
    for person in outsiders:
        with pytest.raises(NotFound):
            look_at_bill(actor=person, cohort=cohort, path=upload, groups=(), now=NOON)
    look_at_bill(actor=make_manager(), cohort=cohort, path=upload, groups=(), now=NOON)


def test_what_is_refused_leaves_nothing(cohort: Cohort, upload: Path, data_folder: Path) -> None:
    before, who = Record.objects.count(), cohort.facilitator
    seen = look_at_bill(actor=who, cohort=cohort, path=upload, groups=(), now=NOON).sha256
    good: dict[str, Any] = {"name": "Acme", "groups": ("accounts",), "seen": seen}
    cases = (
        ({"seen": ""}, "look_first"),
        ({"seen": "0" * 64}, "look_first"),
        ({"name": " "}, "name_missing"),
        ({"groups": ("salaries",)}, "group_unknown"),
    )
    for changed, code in cases:
        with pytest.raises(Refusal) as refused:
            keep_cohort_bill(actor=who, cohort=cohort, path=upload, now=NOON, **(good | changed))
        assert code_of(refused) == code
    end(cohort)
    with pytest.raises(Refusal) as over:
        keep_cohort_bill(actor=who, cohort=cohort, path=upload, now=NOON, **good)
    assert code_of(over) == "cohort_ended"
    upload.write_bytes(b"PAR1 broken")
    assert not CohortBill.objects.exists()
    assert not CohortPseudonyms.objects.exists()
    assert not list(data_folder.glob("bills/*"))
    assert Record.objects.count() == before


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


def test_another_seal_gives_other_pseudonyms(cohort: Cohort, kept: CohortBill, settings: Any) -> None:
    before = pq.read_table(path_of(kept.bill.sha256)).column("SubAccountId").drop_null()
    settings.PRACTICUM = replace(settings.PRACTICUM, key_seal="another seal")
    after = pq.read_table(path_of(keep_export(cohort).bill.sha256)).column("SubAccountId").drop_null()
    assert set(before.to_pylist()).isdisjoint(after.to_pylist())
