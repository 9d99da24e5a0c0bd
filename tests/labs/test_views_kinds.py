"""Pages of every kind of task: typed and uploaded answers, hints, reasons that people read, corrections."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from practicum.labs.api import (
    LabCorrection,
    LabRationale,
    LabVariant,
    save_lab_draft,
    simulated_answers,
    submit_lab,
)
from practicum.labs.rules.tasks import read_keys
from practicum.people.api import MENTOR, PROGRAMME_MANAGER
from tests.factories.labs import make_worked_variant
from tests.factories.people import NOON, make_person
from tests.labs.test_services_corrections import USAGE, WITH_TAX
from tests.labs.worked import worked_yaml

pytestmark = pytest.mark.django_db


@pytest.fixture
def variant() -> LabVariant:
    return make_worked_variant()


def sign_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def bench(variant: LabVariant, name: str = "workbench", *more: Any) -> str:
    return reverse(f"labs:{name}", args=[variant.code, *more])


def posted(answers: dict[str, str], **more: Any) -> dict[str, Any]:
    return {f"task-{name}": text for name, text in answers.items()} | more


def test_a_candidate_checks_and_hands_in_every_kind(variant: LabVariant) -> None:
    client = sign_in(variant.candidacy.person)
    page = client.get(bench(variant)).content.decode()
    assert page.count("<textarea") == 4 + 1  # and the query desk
    assert "Points x share of yours that are right" in page
    assert "SELECT ServiceName\nFROM cost_and_usage" in page
    answers = simulated_answers(variant)
    assert client.post(bench(variant), posted(answers, act="check"))["Location"] == bench(variant, "check")
    checked = client.get(bench(variant, "check"))
    page = checked.content.decode()
    assert "10: " in page  # the set
    assert page.count("The first rows") == 2  # the table and the query
    assert client.post(bench(variant, "check"), {"shown": checked.context["shown"]}).status_code == 302
    page = client.get(bench(variant, "feedback", 1)).content.decode()
    assert '<span class="figure-number">88</span> of 100 points' in page
    assert "Your reasons wait for a person: up to 12 points." in page


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("by-service-and-month", "DROP TABLE x", "This is no SELECT but DROP"),
        ("by-service-and-month", "SELECT Cooking FROM cost_and_usage", "Cooking"),
        ("by-service-and-month", "SELECT * FROM read_text('/etc/passwd')", "disabled by configuration"),
        ("by-service-and-month", "SELECT ResourceId FROM cost_and_usage", "more than 1,000 rows"),
        ("cost-by-unit", "unit,cost\na,1", "There is no column “business_unit”"),
        ("cost-by-unit", "business_unit,effective_cost,resources\na,lots,1", "Row 2, effective_cost"),
        ("ten-dearest", "x" * 600, "too long for one ResourceId"),
        ("next-commitment.why", "Because.", "The rationale has 1 words"),
        ("next-commitment", "", "belongs to no decision"),
    ],
)
def test_what_cannot_be_read_or_run_is_said_beside_the_field(
    variant: LabVariant, field: str, typed: str, message: str
) -> None:
    client = sign_in(variant.candidacy.person)
    answers = simulated_answers(variant) | {field: typed}
    response = client.post(bench(variant), posted(answers, act="check"))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert message in response.content.decode().replace("&#x27;", "'")
    assert answers["ten-dearest"].splitlines()[0] in response.content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_table_is_handed_in_as_a_file(variant: LabVariant, kind: str) -> None:
    typed = simulated_answers(variant)["cost-by-unit"]
    if kind == "csv":
        content = typed.encode()
    else:
        book, out = Workbook(), io.BytesIO()
        for place, line in enumerate(typed.splitlines()):
            name, cost, count = line.split(",")
            book.active.append([name, cost, count] if place == 0 else [name, float(cost), int(count)])
        book.save(out)
        content = out.getvalue()
    client = sign_in(variant.candidacy.person)
    file = SimpleUploadedFile(f"table.{kind}", content)
    assert client.post(bench(variant), {"act": "check", "task-cost-by-unit.file": file})["Location"] == bench(
        variant, "check"
    )
    variant.refresh_from_db()
    assert variant.draft["cost-by-unit"].startswith("business_unit,effective_cost,resources\n")
    submission = submit_lab(actor=variant.candidacy.person, variant=variant, answers=variant.draft, now=NOON)
    assert submission.points == 20


def test_a_broken_file_is_said_beside_it(variant: LabVariant) -> None:
    client = sign_in(variant.candidacy.person)
    file = SimpleUploadedFile("table.xlsx", b"PK\x03\x04 and then nothing")
    response = client.post(bench(variant), {"act": "check", "task-cost-by-unit.file": file, "task-usage-cost": "5"})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["cost-by-unit.file"]


def test_a_hint_is_opened_and_nothing_typed_is_lost(variant: LabVariant) -> None:
    client = sign_in(variant.candidacy.person)
    text = "There is a column that says what kind of charge a row is."
    page = client.get(bench(variant)).content.decode()
    assert text not in page
    assert "Open hint 1" in page
    assert "Open hint 2" not in page
    response = client.post(bench(variant, "hint"), {"hint": "usage-cost 1", "task-usage-cost": "12"})
    assert response["Location"] == f"{bench(variant)}#id_task-usage-cost"
    page = client.get(bench(variant)).content.decode()
    assert text in page
    assert 'value="12"' in page
    assert "it takes 3 points off" in page
    for hint in ("usage-cost 9", "usage-cost x", "cooking 1", "", "usage-cost 99999999999"):
        assert client.post(bench(variant, "hint"), {"hint": hint}).status_code == 422
    assert sign_in(make_person()).post(bench(variant, "hint"), {"hint": "usage-cost 1"}).status_code == 404


def test_no_page_holds_a_key_of_any_kind(variant: LabVariant) -> None:
    keys = read_keys(LabVariant.objects.get(pk=variant.pk).keys)
    client = sign_in(variant.candidacy.person)
    save_lab_draft(actor=variant.candidacy.person, variant=variant, answers={"usage-cost": "1"}, now=NOON)
    submit_lab(
        actor=variant.candidacy.person, variant=variant, answers={"usage-cost": "1", "ten-dearest": "x"}, now=NOON
    )
    pages = [bench(variant), bench(variant, "check"), bench(variant, "feedback", 1), bench(variant, "points")]
    html = "".join(client.get(page).content.decode() for page in pages)
    # Commitments stand in the rows that every candidate sees as a sample of the file.
    members = [one for one in keys["ten-dearest"].value if "/commitment-" not in one]
    assert members
    assert not [one for one in members if one in html]
    table = keys["cost-by-unit"].value
    assert not isinstance(table, str | tuple)
    assert not [row[1] for row in table.rows if str(row[1])[:8] in html]
    assert str(keys["usage-cost"].value)[:8] not in html
    assert "ORDER BY sum(EffectiveCost)" not in html


def test_reasons_are_read_by_a_person(variant: LabVariant) -> None:
    submit_lab(actor=variant.candidacy.person, variant=variant, answers=simulated_answers(variant), now=NOON)
    rationale = LabRationale.objects.get()
    url = reverse("labs:rationale", args=[rationale.code])
    client = sign_in(make_person(role=MENTOR))
    page = client.get(url)
    assert rationale.text[:60] in page.content.decode()
    keys = page.context["form"].keys
    response = client.post(url, dict.fromkeys(keys[1:], "2") | {"comment": "Good."})
    assert (response.status_code, list(response.context["form"].errors)) == (422, [keys[0]])
    assert client.post(url, dict.fromkeys(keys, "2") | {"comment": "A clear line."}).status_code == 302
    assert "6 of 12 points" in client.get(url).content.decode()
    assert client.post(url, dict.fromkeys(keys, "2") | {"comment": "Again."}).status_code == 422
    feedback = sign_in(variant.candidacy.person).get(bench(variant, "feedback", 1)).content.decode()
    assert "A clear line." in feedback
    assert "For your reasons: 6 of 12 points" in feedback
    for person in (variant.candidacy.person, make_person()):
        assert sign_in(person).get(url).status_code == 404


def test_a_manager_draws_up_a_correction_sees_who_changes_and_applies_it(variant: LabVariant) -> None:
    answers = simulated_answers(variant) | {"dearest-unit": "", "next-commitment.why": ""}
    submit_lab(actor=variant.candidacy.person, variant=variant, answers=answers, now=NOON)
    client = sign_in(make_person(role=PROGRAMME_MANAGER))
    assert "Draw up a correction" in client.get(reverse("labs:corrections")).content.decode()
    url = reverse("labs:draw_up", args=["who-pays"])
    file = SimpleUploadedFile("who-pays.yaml", b"key: who-pays\n")
    response = client.post(url, {"lab": file, "reason": "Tax belongs to it."})
    assert response.status_code == 422
    assert "labs/who-pays.yaml:1" in response.content.decode()
    text = (
        worked_yaml().replace('version: "1.0"', 'version: "1.1"').replace(f"{{sql: {USAGE}}}", f'{{sql: "{WITH_TAX}"}}')
    )
    file = SimpleUploadedFile("who-pays.yaml", text.encode())
    response = client.post(url, {"lab": file, "reason": "Tax belongs to it."})
    correction = LabCorrection.objects.get()
    assert response["Location"] == reverse("labs:correction", args=[correction.code])
    page = client.get(response["Location"]).content.decode()
    assert variant.candidacy.person.name in page
    assert "78 of 100" in page
    assert "68 of 100" in page
    assert "the pass stands" in page
    assert client.post(response["Location"], {"act": "apply"}).status_code == 302
    assert client.post(response["Location"], {"act": "apply"}).status_code == 409
    feedback = sign_in(variant.candidacy.person).get(bench(variant, "feedback", 1)).content.decode()
    assert "This was graded again: Tax belongs to it." in feedback
    other = sign_in(make_person())
    assert [other.get(page).status_code for page in (reverse("labs:corrections"), url, response["Location"])] == [
        403
    ] * 3
    assert client.get(reverse("labs:draw_up", args=["cooking"])).status_code == 404


def test_other_tables_are_not_offered_where_there_are_none(variant: LabVariant) -> None:
    client = sign_in(variant.candidacy.person)
    assert client.get(bench(variant, "table_csv", "cost_and_usage")).status_code == 200
    assert client.get(bench(variant, "table_csv", "telemetry")).status_code == 404
