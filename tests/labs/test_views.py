"""Pages of labs: who sees them, what bad input gives, and that no key is on any of them."""

import csv
import io
import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from practicum.cohorts.api import end_seat
from practicum.kernel.errors import NotFound
from practicum.labs.api import (
    LabSubmission,
    LabVariant,
    access_variant,
    import_bill,
    issue_variant,
    own_variant,
    required_labs,
    save_lab_draft,
    simulated_answers,
    submit_lab,
    todo_for,
)
from practicum.labs.queries import cohort_candidacies, cohorts_to_see
from practicum.labs.rules.tasks import read_keys
from practicum.labs.storage import path_of, stream_csv
from practicum.people.api import EXAMINER, PROGRAMME_MANAGER
from tests.factories.admissions import make_candidacy
from tests.factories.cohorts import make_running_cohort, seats_of
from tests.factories.labs import FIRST_LAB, make_labs, make_passed_lab, make_variant
from tests.factories.people import NOON, make_person, sign_in, system
from tests.labs.bills import SMALL, imported

pytestmark = pytest.mark.django_db


def bench(variant: LabVariant, page: str = "workbench", *more: Any) -> str:
    return reverse(f"labs:{page}", args=[variant.code, *more])


def post_answers(client: Client, variant: LabVariant, act: str, **answers: str) -> Any:
    data = {f"task-{key.replace('_', '-')}": value for key, value in answers.items()}
    return client.post(bench(variant), {"act": act, **data})


def in_form(answers: dict[str, str]) -> dict[str, str]:
    return {f"task-{key}": value for key, value in answers.items()}


# --- who sees what ---


def test_who_sees_the_pages_of_a_variant() -> None:
    variant = make_passed_lab()
    pages = [bench(variant, name) for name in ("workbench", "parquet", "csv", "points")] + [
        bench(variant, "feedback", 1)
    ]
    owner, stranger, manager = (
        variant.candidacy.person,
        make_variant().candidacy.person,
        make_person(role=PROGRAMME_MANAGER),
    )
    for page in pages:
        anonymous = Client().get(page)
        assert (anonymous.status_code, "/accounts/login/" in anonymous["Location"]) == (302, True)
        assert sign_in(owner).get(page).status_code == 200
        assert sign_in(stranger).get(page).status_code == 404
        assert sign_in(manager).get(page).status_code == (200 if page.endswith("/points/") else 404)
    assert sign_in(owner).get(bench(variant, "check")).status_code == 302


def test_who_sees_bills(tmp_path: Path) -> None:
    bill = imported(tmp_path)
    make_labs()
    for page in (reverse("labs:bills"), reverse("labs:bill", args=[bill.sha256])):
        assert Client().get(page).status_code == 302
        assert sign_in(make_person()).get(page).status_code == 403
        assert sign_in(make_person(role=EXAMINER)).get(page).status_code == 403
        assert sign_in(make_person(role=PROGRAMME_MANAGER)).get(page).status_code == 200


def test_addresses_that_name_nothing() -> None:
    variant = make_variant()
    client, manager = sign_in(variant.candidacy.person), sign_in(make_person(role=PROGRAMME_MANAGER))
    for number in (0, 1, 99999, 10**30):
        assert client.get(f"/labs/{variant.code}/submissions/{number}/").status_code == 404
    assert client.get("/labs/LAB-0000000000/").status_code == 404
    assert client.get("/labs/cohorts/COH-0000000000/").status_code == 404
    assert manager.get("/labs/bills/" + "0" * 64 + "/").status_code == 404
    assert client.get("/labs/start/first-bill/").status_code == 405


# --- the way of a candidate ---


def test_a_candidate_goes_from_the_start_to_a_pass() -> None:
    candidacy = make_candidacy()
    make_labs(candidacy.programme_version)
    client = sign_in(candidacy.person)
    assert "Start" in client.get(reverse("labs:index")).content.decode()
    started = client.post(reverse("labs:start", args=[FIRST_LAB]), follow=True)
    variant = LabVariant.objects.get()
    assert started.redirect_chain[-1][0] == bench(variant)
    again = client.post(reverse("labs:start", args=[FIRST_LAB]))
    assert (again.status_code, LabVariant.objects.count()) == (302, 1)

    mistaken = simulated_answers(variant, mistakes=3)
    checked = client.post(bench(variant), {"act": "check", **in_form(mistaken)}, follow=True)
    assert "Nothing is handed in yet" in checked.content.decode()
    assert not LabSubmission.objects.exists()
    handed_in = client.post(bench(variant, "check"), {"shown": checked.context["shown"]}, follow=True)
    page = handed_in.content.decode()
    assert "This is the billed cost of the Usage rows alone" in page
    assert reverse("curriculum:learn_capability", args=["invoicing-chargeback"]) in page
    assert "returned" in page

    client.post(bench(variant), {"act": "check", **in_form(simulated_answers(variant))})
    shown = client.get(bench(variant, "check")).context["shown"]
    passed = client.post(bench(variant, "check"), {"shown": shown}, follow=True)
    assert "You passed this lab" in passed.content.decode()
    variant.refresh_from_db()
    assert variant.state == "passed"
    closed = client.get(bench(variant)).content.decode()
    assert "You have passed this lab" in closed
    assert 'name="act"' not in closed


def test_a_draft_is_saved_whatever_it_says() -> None:
    variant = make_variant()
    client = sign_in(variant.candidacy.person)
    response = post_answers(client, variant, "save", invoiced_total="about 5?")
    assert (response.status_code, response["Location"]) == (302, bench(variant))
    assert 'value="about 5?"' in client.get(bench(variant)).content.decode()


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("invoiced-total", "1,234", "can be read as 1234 or as 1.234"),
        ("invoiced-total", "lots", "cannot be read as a number"),
        ("invoiced-total", "€5", "the task asks for an amount in USD"),
        ("invoiced-total", "9" * 70, "too long for a number"),
        ("untagged-share", "5\x00", "Null characters"),
        ("largest-service", "Cooking", "not one of the available choices"),
        ("dearest-day", "5\x00", "not one of the available choices"),
    ],
)
def test_what_cannot_be_read_is_said_beside_the_field_and_kept(field: str, typed: str, message: str) -> None:
    variant = make_variant()
    client = sign_in(variant.candidacy.person)
    right = simulated_answers(variant)
    response = client.post(bench(variant), {"act": "check", **in_form(right | {field: typed})})
    page = response.content.decode()
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert message in page
    others = [key for key in right if key != field and key not in ("largest-service", "dearest-day")]
    assert all(f'value="{right[key]}"' in page for key in others)
    assert not LabSubmission.objects.exists()


@pytest.mark.parametrize(("typed", "field"), [("5\x00", "invoiced-total"), ("5" * 600, "invoiced-total")])
def test_a_draft_that_cannot_be_kept_is_refused(typed: str, field: str) -> None:
    variant = make_variant()
    response = post_answers(sign_in(variant.candidacy.person), variant, "save", invoiced_total=typed)
    assert response.status_code == 422
    assert field in response.context["form"].errors


def test_fields_of_no_task_are_not_looked_at() -> None:
    variant = make_variant()
    client = sign_in(variant.candidacy.person)
    assert client.post(bench(variant), {"act": "save", "task-cooking": "5", "act2": "x"}).status_code == 302
    variant.refresh_from_db()
    assert variant.draft == {}


def test_only_what_was_shown_is_handed_in() -> None:
    variant = make_variant()
    client, person = sign_in(variant.candidacy.person), variant.candidacy.person
    post_answers(client, variant, "check", invoiced_total="5")
    shown = client.get(bench(variant, "check")).context["shown"]
    save_lab_draft(actor=person, variant=variant, answers={"invoiced-total": "6"}, now=NOON)
    assert client.post(bench(variant, "check"), {"shown": shown})["Location"] == bench(variant)
    assert client.post(bench(variant, "check"), {})["Location"] == bench(variant)
    assert not LabSubmission.objects.exists()
    shown = client.get(bench(variant, "check")).context["shown"]
    for _ in range(2):  # a double click hands in once
        client.post(bench(variant, "check"), {"shown": shown})
    assert [submission.answers for submission in LabSubmission.objects.all()] == [{"invoiced-total": "6"}]


def test_a_draft_that_cannot_be_read_is_not_checked() -> None:
    variant = make_variant()
    client = sign_in(variant.candidacy.person)
    post_answers(client, variant, "save", invoiced_total="about 5?")
    assert client.get(bench(variant, "check"))["Location"] == bench(variant)


def test_an_empty_draft_cannot_be_handed_in() -> None:
    variant = make_variant()
    client = sign_in(variant.candidacy.person)
    page = client.get(bench(variant, "check"))
    assert b"Hand in<" not in page.content
    assert client.post(bench(variant, "check"), {"shown": page.context["shown"]}).status_code == 409


def test_a_passed_lab_takes_no_draft() -> None:
    variant = make_passed_lab()
    assert post_answers(sign_in(variant.candidacy.person), variant, "save", invoiced_total="5").status_code == 409


def test_people_without_a_candidacy_have_no_lab() -> None:
    make_labs()
    client = sign_in(make_person())
    assert "There is no lab for you here" in client.get(reverse("labs:index")).content.decode()
    assert client.post(reverse("labs:start", args=[FIRST_LAB])).status_code == 404
    candidate = sign_in(make_candidacy().person)
    assert candidate.post(reverse("labs:start", args=["cooking"])).status_code == 404


def test_no_page_holds_a_key() -> None:
    candidacy = make_candidacy()
    make_labs(candidacy.programme_version)
    variant = issue_variant(actor=system(), candidacy=candidacy, lab=FIRST_LAB, seed=11, now=NOON)
    person = candidacy.person
    client = sign_in(person)
    wrong = dict.fromkeys(simulated_answers(variant), "")
    wrong["invoiced-total"] = "1"
    submit_lab(actor=person, variant=variant, answers=wrong, now=NOON)
    pages = [bench(variant), bench(variant, "check"), bench(variant, "feedback", 1), bench(variant, "points")]
    html = "".join(client.get(page).content.decode() for page in [*pages, reverse("labs:index")])
    found = html.replace(",", "").replace("\u2212", "-")
    numbers = [one for key in read_keys(variant.keys).values() for one in (key, *key.wrong) if "." in one.value]
    assert len(numbers) >= 8
    for number in numbers:
        assert f"{Decimal(number.value):.2f}" not in found
    amounts = [number.value for number in numbers if Decimal(number.value) > 1000]
    assert amounts
    assert not [amount for amount in amounts if f"{Decimal(amount):.0f}" in found]


# --- data ---


def test_the_data_come_as_parquet_and_as_csv() -> None:
    variant = make_variant()
    client = sign_in(variant.candidacy.person)
    parquet = client.get(bench(variant, "parquet"))
    assert parquet["Content-Disposition"] == f'attachment; filename="first-bill-{variant.code}.parquet"'
    content = b"".join(parquet.streaming_content)  # type: ignore[attr-defined]
    assert content == path_of(variant.bill.sha256).read_bytes()
    text = client.get(bench(variant, "csv"))
    assert text["Content-Disposition"] == f'attachment; filename="first-bill-{variant.code}.csv"'
    assert text["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(b"".join(text.streaming_content).decode())))  # type: ignore[attr-defined]
    table = pq.read_table(io.BytesIO(content))
    assert len(rows) == table.num_rows == variant.bill.rows
    assert list(rows[0]) == table.column_names
    costs = [Decimal(row["BilledCost"]) for row in rows]
    assert costs == table.column("BilledCost").to_pylist()
    assert rows[0]["ChargePeriodStart"].endswith("Z")


def test_a_csv_gives_the_same_bill_again(tmp_path: Path) -> None:
    variant = make_variant()
    text = sign_in(variant.candidacy.person).get(bench(variant, "csv"))
    copy = tmp_path / "again.csv"
    copy.write_bytes(b"".join(text.streaming_content))  # type: ignore[attr-defined]
    assert import_bill(actor=system(), path=copy, name="Again", now=NOON).sha256 == variant.bill.sha256


def test_a_text_is_no_formula_in_a_spreadsheet(tmp_path: Path) -> None:
    """Whoever may tag a resource writes into this file, and candidates open it."""
    hostile = ["=cmd|'/c calc'!A1", "@SUM(1)", "+1+1", "-2+3", "-12.50", "Queues = Logs", "-"]
    bill = imported(tmp_path, *SMALL, *({"SubAccountId": text, "BilledCost": "-1"} for text in hostile))
    rows = list(csv.DictReader(io.StringIO("".join(stream_csv(bill.sha256)), newline="")))[len(SMALL) :]
    shown = ["'=cmd|'/c calc'!A1", "'@SUM(1)", "'+1+1", "'-2+3", "-12.50", "Queues = Logs", "'-"]
    assert [row["SubAccountId"] for row in rows] == shown
    assert {row["BilledCost"] for row in rows} == {"-1"}


def test_a_lost_file_is_said(tmp_path: Path) -> None:
    variant = make_variant()
    path_of(variant.bill.sha256).unlink()
    client = sign_in(variant.candidacy.person)
    assert [client.get(bench(variant, kind)).status_code for kind in ("csv", "parquet")] == [503, 503]
    assert client.get(bench(variant)).status_code == 200


def test_the_workbench_shows_case_columns_and_charts() -> None:
    variant = make_variant()
    page = sign_in(variant.candidacy.person).get(bench(variant)).content.decode()
    assert "FinOps lead of your company" in page
    assert "What the row cost after purchases are spread" in page
    assert page.count('class="chart-svg') == 2
    assert re.findall(r"<script[^>]*>(.*?)</script>", page) == [""]  # one, and nothing inline
    assert page.count("<h1") == 1


# --- results ---


def test_those_who_lead_or_mentor_see_numbers_of_their_cohort() -> None:
    cohort = make_running_cohort()
    seats = seats_of(cohort)
    variant = make_passed_lab(seats[0].candidacy)
    page = reverse("labs:cohort", args=[cohort.code])
    mentor = seats[0].mentor
    assert mentor is not None
    for person in (cohort.facilitator, mentor):
        client = sign_in(person)
        html = client.get(page).content.decode()
        assert all(seat.candidacy.person.name in html for seat in seats)
        assert html.count("not started") == len(seats) - 1
        assert "100 %" in html
        assert client.get(bench(variant, "points")).status_code == 200
        assert access_variant(person, variant.code) == variant
        for own in ("workbench", "check"):
            assert client.get(bench(variant, own)).status_code == 404
        assert client.get(bench(variant, "feedback", 1)).status_code == 404
        with pytest.raises(NotFound):
            own_variant(person, variant.code)
        assert cohorts_to_see(person) == [(cohort.code, cohort.name)]
        assert cohort.name in client.get(reverse("labs:index")).content.decode()
    manager = sign_in(make_person(role=PROGRAMME_MANAGER))
    points = bench(variant, "points")
    assert points in manager.get(page).content.decode()
    assert manager.get(points).status_code == 200
    assert manager.get(bench(variant, "parquet")).status_code == 404  # points, not the data nor the answers
    for person in (variant.candidacy.person, make_person(role="facilitator"), make_person()):
        assert sign_in(person).get(page).status_code == 404
        assert cohorts_to_see(person) == []


def test_who_left_a_cohort_is_no_longer_shown_to_it() -> None:
    cohort = make_running_cohort(11)
    variant = make_variant(seats_of(cohort)[0].candidacy)
    manager = make_person(role=PROGRAMME_MANAGER)
    end_seat(actor=manager, seat=seats_of(cohort)[0], reason="Left the programme.", now=NOON)
    with pytest.raises(NotFound):
        access_variant(cohort.facilitator, variant.code)
    assert len(cohort_candidacies(cohort.facilitator, cohort.code)) == 10


def test_in_a_cohort_a_lab_is_to_do_from_a_week_before_its_session() -> None:
    cohort = make_running_cohort()
    candidacy = seats_of(cohort)[0].candidacy
    make_labs(candidacy.programme_version)
    session = cohort.sessions.get(week=required_labs(candidacy.programme_version)[FIRST_LAB])
    assert todo_for(candidacy.person, session.starts_at - timedelta(days=8)) == []
    (todo,) = todo_for(candidacy.person, session.starts_at - timedelta(days=7))
    assert (todo.due_at, todo.url) == (session.starts_at, reverse("labs:index"))


# --- numbers of queries ---


def count_queries(client: Client, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(page).status_code == 200
    return len(captured)


def test_lists_take_as_many_queries_for_three_rows_as_for_one(tmp_path: Path) -> None:
    client = sign_in(make_person(role=PROGRAMME_MANAGER))
    imported(tmp_path)
    one = count_queries(client, reverse("labs:bills"))
    for number in range(2):
        imported(tmp_path, *SMALL, {"BilledCost": str(number)}, name=f"Bill {number}")
    assert one == count_queries(client, reverse("labs:bills")) == 5

    cohort = make_running_cohort()
    leader, seats = sign_in(cohort.facilitator), seats_of(cohort)
    page = reverse("labs:cohort", args=[cohort.code])
    make_passed_lab(seats[0].candidacy)
    one = count_queries(leader, page)
    for seat in seats[1:3]:
        make_passed_lab(seat.candidacy)
    assert one == count_queries(leader, page) == 9
