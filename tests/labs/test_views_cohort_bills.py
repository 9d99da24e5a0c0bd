"""Pages of a cohort's own bill: who sees them, what bad input gives, and that no candidate sees a key or another's bill."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from practicum.cohorts.api import Cohort
from practicum.labs import cohort_bill_forms
from practicum.labs.api import (
    Bill,
    BillKeeping,
    CohortBill,
    CohortLab,
    LabVariant,
    access_cohort_lab,
    delete_cohort_bill,
    simulated_answers,
    submit_lab,
    todo_for,
)
from practicum.labs.rules.stating import say_key
from practicum.labs.rules.tasks import read_keys, read_tasks
from practicum.people.api import FACILITATOR
from practicum.site.tasks import keep_cohort_bill
from tests.factories.cohort_bills import (
    ask_export,
    begin,
    confirm,
    export_file,
    make_cohort_bill,
    the_bill,
    the_cohort,
)
from tests.factories.cohorts import make_manager, seats_of
from tests.factories.labs import FIRST_LAB
from tests.factories.people import NOON, make_person, sign_in
from tests.ground import stand_on

pytestmark = pytest.mark.django_db
ground = stand_on(make_cohort_bill)


@pytest.fixture
def cohort() -> Cohort:
    return the_cohort()


@pytest.fixture
def kept(data_folder: Path) -> CohortBill:
    return the_bill(data_folder)


@pytest.fixture
def leader(cohort: Cohort) -> Client:
    return sign_in(cohort.facilitator)


def page(name: str, *args: str) -> str:
    return reverse(f"labs:{name}", args=args)


def upload(content: bytes = b"", name: str = "export.parquet") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or export_file())


def text(response: Any) -> str:
    return str(response.content.decode())


def test_who_sees_the_pages(cohort: Cohort, kept: CohortBill) -> None:
    seat = seats_of(cohort)[0]
    shared = [page("cohort_bills", cohort.code), page("cohort_bill", kept.code)]
    keys = page("cohort_lab", kept.code, FIRST_LAB)
    acts = [page("compute_cohort_labs", kept.code), page("delete_cohort_bill", kept.code)]
    outsiders = [seat.candidacy.person, seat.mentor, make_person(role=FACILITATOR), make_person()]
    for address in (*shared, keys):
        assert Client().get(address).status_code == 302
        for person in outsiders:
            assert sign_in(person).get(address).status_code == 404
    for address in (*acts, keys, shared[0]):
        assert sign_in(seat.candidacy.person).post(address, {"reason": "x", "act": "confirm"}).status_code == 404
    manager, leader = sign_in(make_manager()), sign_in(cohort.facilitator)
    for address in shared:
        assert (manager.get(address).status_code, leader.get(address).status_code) == (200, 200)
    assert (manager.get(keys).status_code, leader.get(keys).status_code) == (403, 200)
    assert leader.get(page("cohort_lab", kept.code, "no-such-lab")).status_code == 404
    assert leader.get(page("cohort_bill", "BIL-0000000000")).status_code == 404
    assert leader.get(page("cohort_bills", "COH-0000000000")).status_code == 404
    assert leader.get(acts[1]).status_code == 405
    assert kept.labs.filter(state="confirmed").count() == 0


def test_the_way_of_a_facilitator(cohort: Cohort, leader: Client) -> None:
    address, before = page("cohort_bills", cohort.code), Bill.objects.count()
    assert address in text(leader.get(page("index")))
    given = {"name": "Acme", "groups": ["accounts", "tags"], "act": "look"}
    looked = leader.post(address, {**given, "file": upload()})
    assert looked.status_code == 200
    assert "Nothing of it is kept yet" in text(looked)
    assert "SubAccountName" not in text(looked)
    assert Bill.objects.count() == before
    form = looked.context["form"]
    keeps = {**given, "act": "keep", "seen": form["seen"].value(), "once": form["once"].value()}
    asked = leader.post(address, {**keeps, "file": upload()}, follow=True)
    keeping = BillKeeping.objects.latest("pk")
    assert asked.redirect_chain[-1][0] == page("cohort_bill", keeping.code)
    twice = leader.post(address, {**keeps, "file": upload()})
    assert twice.headers["Location"] == page("cohort_bill", keeping.code)
    keep_cohort_bill(keeping_id=keeping.pk)  # what the worker does with the job
    bill = CohortBill.objects.latest("pk")
    assert (bill.code, bill.hidden) == (keeping.code, ["accounts", "tags"])
    assert "Look at the keys and decide" in text(leader.get(page("cohort_bill", bill.code)))
    assert page("cohort_bill", bill.code) in [one.url for one in todo_for(cohort.facilitator, NOON)]

    keys = page("cohort_lab", bill.code, FIRST_LAB)
    shown = leader.get(keys)
    lab = access_cohort_lab(cohort.facilitator, bill.code, FIRST_LAB, now=NOON)
    tasks = read_tasks(lab.tasks)
    for task in tasks:
        assert str(say_key(task, read_keys(lab.keys)[task.key].value)) in text(shown)
    posted = {"keep": [task.key for task in tasks[1:]], "reason": "Taxes are no part of it.", "seen": "2.0"}
    confirmed = leader.post(keys, {**posted, "act": "confirm"}, follow=True)
    assert "The cohort gets the lab" in text(confirmed)
    assert CohortLab.objects.get(pk=lab.pk).refused == [tasks[0].key]
    refused = leader.post(keys, {"act": "refuse", "reason": "A month is missing."}, follow=True)
    assert "does not get the lab" in text(refused)
    assert CohortLab.objects.get(pk=lab.pk).state == "refused"

    gone = leader.post(page("delete_cohort_bill", bill.code), {"reason": "By mistake."}, follow=True)
    assert "The data were deleted" in text(gone)
    assert "By mistake." in text(gone)
    assert "and the keys with them" in text(leader.get(keys))


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"name": ""}, "name", "required"),
        ({"once": "x" * 41}, "once", "at most 40"),
        ({"name": "a\x00b"}, "name", "Null characters"),
        ({"file": ""}, "file", "required"),
        ({"groups": ["salaries"]}, "groups", "salaries"),
        ({"seen": "0" * 64}, "file", "not seen the findings"),
        ({"file": b"PAR1 broken"}, "file", "damaged"),
        ({"file": b"a,b\n1,2\n"}, "file", "FOCUS column"),
        ({"file": b"BilledCost,EffectiveCost\n1,2\n"}, "file", "missing: ContractedCost, ListCost"),
        ({"file": b"BilledCost,EffectiveCost,ListCost,ContractedCost\n1e20,1,1,1\n"}, "file", "no bill has"),
        ({"file": b"PK\x03\x04 a workbook"}, "file", "zip archive"),
    ],
)
def test_bad_files_and_fields_are_refused_beside_the_field(
    cohort: Cohort, leader: Client, changed: dict[str, Any], field: str, words: str
) -> None:
    before = Bill.objects.count()
    for act in ("look", "keep"):
        given = {"name": "Acme", "groups": ["tags"], "act": act, "file": export_file()} | changed
        if isinstance(given["file"], bytes):
            given["file"] = upload(given["file"])
        response = leader.post(page("cohort_bills", cohort.code), given)
        if act == "look" and "seen" in changed:
            assert response.status_code == 200
            continue
        assert response.status_code == 422
        errors = response.context["form"].errors
        # what is in a file, its look says: without one it is not kept
        assert (words in str(errors[field])) or (act == "keep" and "not seen the findings" in str(errors["file"]))
    assert Bill.objects.count() == before
    assert not BillKeeping.objects.filter(state="asked").exists()


def test_the_page_of_an_upload_in_each_state(cohort: Cohort, leader: Client) -> None:
    keeping = ask_export(cohort)
    address, progress = page("cohort_bill", keeping.code), page("keeping_progress", keeping.code)
    shown = text(leader.get(address))
    assert "Waiting for a worker" in shown
    assert '<meta http-equiv="refresh"' in shown
    assert "is on its way" in text(leader.get(page("cohort_bills", cohort.code)))
    BillKeeping.objects.update(progress={"phase": "labs", "done": 9, "of": 19})
    told = leader.get(progress)
    assert told.json() == {"done": False, "phase": "Computing the keys of the labs: 9 of 19", "share": 63}
    assert told.headers["Cache-Control"] == "no-store"
    outsiders = (make_person(role=FACILITATOR), seats_of(cohort)[0].candidacy.person, seats_of(cohort)[0].mentor)
    for person in outsiders:
        client = sign_in(person)
        assert {client.get(one).status_code for one in (address, progress)} == {404}
        assert client.post(page("give_up_keeping", keeping.code)).status_code == 404
    assert sign_in(make_manager()).get(address).status_code == 200
    assert leader.get(page("give_up_keeping", keeping.code)).status_code == 405

    for _ in range(2):
        given_up = leader.post(page("give_up_keeping", keeping.code), follow=True)
        assert "given up before it was kept" in text(given_up)
    assert leader.get(progress).json()["done"] is True
    assert "was given up" in text(leader.get(page("cohort_bills", cohort.code)))

    failed = ask_export(cohort, content=b"a,b\n1,2\n", once="another")
    keep_cohort_bill(keeping_id=failed.pk)
    shown = text(leader.get(page("cohort_bill", failed.code)))
    assert "It could not be kept" in shown
    assert "FOCUS column" in shown
    assert "http-equiv" not in shown
    assert "could not be kept" in text(leader.get(page("cohort_bills", cohort.code)))
    assert leader.post(page("give_up_keeping", failed.code)).status_code == 409


def test_a_second_bill_waits_for_the_first(cohort: Cohort, leader: Client) -> None:
    ask_export(cohort)
    seen = hashlib.sha256(export_file()).hexdigest()
    given = {"name": "Other", "groups": ["tags"], "act": "keep", "seen": seen, "once": "another", "file": upload()}
    response = leader.post(page("cohort_bills", cohort.code), given)
    assert response.status_code == 422
    assert "is on its way" in str(response.context["form"].errors["file"])


def test_a_file_that_is_too_large_is_told_its_size(
    cohort: Cohort, leader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cohort_bill_forms, "MOST_BYTES", 1_000_000)
    given = {"name": "Acme", "act": "look", "file": upload(b"x" * 2_000_000)}
    response = leader.post(page("cohort_bills", cohort.code), given)
    assert response.status_code == 422
    assert "The file has 2 MB; 1 MB are the most." in text(response)


def test_large_files_are_taken_from_those_who_lead_alone(cohort: Cohort, leader: Client) -> None:
    given = {"name": "Acme", "act": "look"}
    address = page("cohort_bills", cohort.code)
    assert leader.post(address, {**given, "file": upload(b"x" * 3_000_000)}).status_code == 422
    candidate = sign_in(seats_of(cohort)[0].candidacy.person)
    assert candidate.post(address, {**given, "file": upload(b"x" * 3_000_000)}).status_code == 413


def test_bad_decisions_are_refused_beside_the_field(cohort: Cohort, kept: CohortBill, leader: Client) -> None:
    address = page("cohort_lab", kept.code, FIRST_LAB)
    lab = access_cohort_lab(cohort.facilitator, kept.code, FIRST_LAB, now=NOON)
    tasks = [task.key for task in read_tasks(lab.tasks)]
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({"act": "confirm", "keep": ["salaries"], "seen": "2.0"}, "salaries"),
        ({"act": "confirm", "keep": tasks[1:], "seen": "2.0"}, "Say why"),
        ({"act": "confirm", "keep": tasks[:2], "seen": "2.0", "reason": "No."}, "4 are needed"),
        ({"act": "confirm", "keep": tasks, "seen": "1.0"}, "corrected since"),
        ({"act": "refuse"}, "Say why"),
        ({"act": "refuse", "reason": "x" * 501}, "at most 500"),
    )
    for posted, words in cases:
        response = leader.post(address, posted)
        assert response.status_code == 422
        assert words in text(response)
    assert leader.post(page("delete_cohort_bill", kept.code), {"reason": ""}).status_code == 422
    assert leader.post(page("compute_cohort_labs", kept.code)).status_code == 409
    assert set(kept.labs.values_list("state", flat=True)) == {"proposed"}


def test_a_candidate_works_on_the_bill_and_sees_no_key(cohort: Cohort, kept: CohortBill) -> None:
    confirm(kept)
    variant = begin(cohort)
    client = sign_in(variant.candidacy.person)
    shown = text(client.get(page("workbench", variant.code)))
    assert "The data are those of “Acme, two months”" in shown
    keys = read_keys(LabVariant.objects.get(pk=variant.pk).keys)
    for task in read_tasks(variant.tasks):
        if task.kind == "number":
            assert str(say_key(task, keys[task.key].value)).split()[0] not in shown
    assert client.get(page("csv", variant.code)).status_code == 200
    stranger = sign_in(seats_of(cohort)[1].candidacy.person)
    for name in ("workbench", "csv", "zip", "query"):
        assert stranger.get(page(name, variant.code)).status_code == 404
    assert kept.code not in shown


def test_a_deleted_bill_says_so_in_plain_words(cohort: Cohort, kept: CohortBill) -> None:
    confirm(kept)
    passed, other = begin(cohort, 0), begin(cohort, 1)
    submit_lab(actor=passed.candidacy.person, variant=passed, answers=simulated_answers(passed), now=NOON)
    delete_cohort_bill(actor=cohort.facilitator, brought=kept, reason="Done.", now=NOON)
    said = "The data of “Acme, two months” were deleted on 1 September 2026."
    client = sign_in(passed.candidacy.person)
    for name in ("csv", "parquet", "zip", "duckdb", "xlsx", "query"):
        response = client.get(page(name, passed.code))
        assert (response.status_code, said in text(response)) == (404, True)
    asked = client.post(page("query", passed.code), {"sql": "SELECT 1"}, headers={"Accept": "application/json"})
    assert (asked.status_code, asked.json()["error"].startswith(said)) == (410, True)
    shown = text(client.get(page("workbench", passed.code)))
    assert said in shown
    assert "Submission 1" in shown
    assert "Run</button>" not in shown
    assert "You passed this lab" in text(client.get(page("feedback", passed.code, "1")))

    client = sign_in(other.candidacy.person)
    assert "You may start the lab again" in text(client.get(page("workbench", other.code)))
    index = text(client.get(page("index")))
    assert "Labs whose data were deleted" in index
    client.post(page("start", FIRST_LAB))
    again = LabVariant.objects.get(candidacy=other.candidacy, state="issued")
    assert again.bill.source == "simulated"
