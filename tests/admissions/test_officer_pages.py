"""The officer's pages: who may see them, the decision, the list, the import, and what is to do."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from practicum.admissions.api import Application, todo_for
from practicum.people.api import (
    ADMISSIONS_OFFICER,
    AUDITOR,
    EXAMINER,
    OPERATOR,
    Person,
)
from tests.admissions.test_imports import file_of
from tests.factories.admissions import (
    ALONE,
    ELIGIBLE_FIELDS,
    make_decided_application,
    make_draft,
    make_reviewed_application,
    make_submitted_application,
)
from tests.factories.curriculum import make_programme
from tests.factories.pages import page, send
from tests.factories.people import NOON, make_person, sign_in

pytestmark = pytest.mark.django_db
OFFICER_PAGES = ("/admissions/", "/admissions/import/", "/admissions/import/template.csv", "/admissions/{code}/")


@pytest.mark.parametrize("url", OFFICER_PAGES)
def test_the_officers_pages_ask_for_the_role(client: Client, url: str) -> None:
    application = make_submitted_application()
    url = url.format(code=application.code)
    page(sign_in(make_person(role=ADMISSIONS_OFFICER)), url)
    page(client, url, 302)
    page(sign_in(application.person), url, 403)
    page(sign_in(make_person(role=EXAMINER)), url, 403)


@pytest.mark.parametrize("url", ["start-review/", "decide/", "withdraw/"])
def test_readers_do_not_act(url: str) -> None:
    application = make_submitted_application()
    client = sign_in(make_person(role=AUDITOR))
    page(client, f"/admissions/{application.code}/")
    send(client, f"/admissions/{application.code}/{url}", {"outcome": "declined", "reason": "No."}, 403)


@pytest.mark.parametrize("url", ["/apply/APP-0000000000/", "/admissions/APP-0000000000/", "/apply/nonsense/",
                                 "/apply/APP-0000000000/about/"])  # fmt: skip
def test_what_is_not_there_is_not_found(client: Client, officer: Person, url: str) -> None:
    make_programme()
    page(client, url, 404)


def test_an_officer_reviews_and_decides(client: Client, officer: Person) -> None:
    application = make_submitted_application(baseline="equivalent")
    url = f"/admissions/{application.code}/"
    shown = page(client, url)
    assert "needs judgement" in shown
    assert ELIGIBLE_FIELDS["evidence"] in shown
    send(client, f"{url}start-review/")
    data = {"outcome": "offered", "reason": "The certificate is equivalent.", "deviation": ALONE}
    letter = send(client, f"{url}decide/", data, 200)
    (seal,) = re.findall(r'name="seal" value="(\w+)"', letter)
    (open_until,) = re.findall(r'name="open_until" value="([^"]+)"', letter)
    send(client, f"{url}decide/", {**data, "seal": seal, "open_until": open_until, "confirm": "yes"})
    shown = page(client, url)
    assert "The certificate is equivalent." in shown
    assert "Application decided: offered" in shown
    send(client, f"{url}start-review/", status=409)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "outcome"),
        ({"outcome": "maybe", "reason": "x"}, "outcome"),
        ({"outcome": "declined", "reason": " "}, "reason"),
        ({"outcome": "declined", "reason": "x" * 2001}, "reason"),
        ({"outcome": "declined", "reason": "\x00"}, "reason"),
    ],
)
def test_a_decision_that_is_none_is_named(client: Client, officer: Person, data: dict[str, str], field: str) -> None:
    application = make_reviewed_application()
    shown = send(client, f"/admissions/{application.code}/decide/", data, 422)
    assert f'href="#id_{field}"' in shown
    assert Application.objects.get().state == "under_review"


def test_an_offer_against_the_criteria_is_refused_beside_the_field(client: Client, officer: Person) -> None:
    application = make_reviewed_application(practice_months=1)
    shown = send(client, f"/admissions/{application.code}/decide/", {"outcome": "offered", "reason": "Nice."}, 422)
    assert 'href="#id_outcome"' in shown
    assert "A criterion of the programme is not met" in shown
    assert "Nice." in shown


def test_an_officer_in_conflict_sees_why_and_has_no_form(client: Client) -> None:
    application = make_reviewed_application(make_person(employer="Acme"))
    client = sign_in(make_person(role=ADMISSIONS_OFFICER, employer="Acme"))
    shown = page(client, f"/admissions/{application.code}/")
    assert "they have the same employer" in shown
    assert "Read the letter first" not in shown
    send(client, f"/admissions/{application.code}/decide/", {"outcome": "declined", "reason": "No."}, 403)


def test_withdrawing_for_an_applicant_needs_a_reason(client: Client, officer: Person) -> None:
    application = make_submitted_application()
    url = f"/admissions/{application.code}/withdraw/"
    assert 'href="#withdraw_reason"' in send(client, url, {}, 422)
    send(client, url, {"reason": "By mail."})
    assert Application.objects.get().state == "withdrawn"


def test_the_list_is_filtered_and_names_a_filter_that_is_none(client: Client, officer: Person) -> None:
    one = make_submitted_application(make_person(name="Ada"), role_profile="finops-analyst")
    two = make_decided_application("declined", make_person(name="Grace"), route="experience")
    for query, names in (
        ("", {"Ada", "Grace"}),
        ("?state=declined", {"Grace"}),
        ("?role_profile=finops-analyst", {"Ada"}),
        ("?route=experience&state=declined&role_profile=&page=99999999999999999999", {"Grace"}),
        ("?state=lapsed", set()),
    ):
        shown = page(client, f"/admissions/{query}")
        assert {one.person.name, two.person.name} & names == {
            name for name in ("Ada", "Grace") if f">{name}</a>" in shown
        }
    page(client, "/admissions/?state=nonsense", 422)
    page(client, "/admissions/?route=%00", 422)


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_and_pages_ask_the_database_a_fixed_number_of_times(
    client: Client, officer: Person, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    applications = [make_submitted_application() for _ in range(rows)]
    for url, queries in (("/admissions/", 12), (f"/admissions/{applications[0].code}/", 17)):
        with django_assert_num_queries(queries):
            page(client, url)


def test_the_import_page_checks_then_takes_in(client: Client, officer: Person) -> None:
    make_programme()
    bad = {"file": SimpleUploadedFile("a.csv", file_of({"years": "x"})), "dry_run": "on"}
    shown = send(client, "/admissions/import/", bad, 422)
    assert "1 problem; nothing was written" in shown
    good = {"file": SimpleUploadedFile("a.csv", file_of({})), "dry_run": "on"}
    assert "no problem found" in send(client, "/admissions/import/", good, 200)
    assert not Application.objects.exists()
    send(client, "/admissions/import/", {"file": SimpleUploadedFile("a.csv", file_of({}))})
    assert Application.objects.get().state == "submitted"


def test_an_operator_imports_and_stays_where_they_may_be() -> None:
    make_programme()
    client = sign_in(make_person(role=OPERATOR))
    assert "/admissions/import/" in send(
        client, "/admissions/import/", {"file": SimpleUploadedFile("a.csv", file_of({}))}
    )
    shown = page(client, "/admissions/import/")
    assert "1 applicant is taken in." in shown
    assert 'href="/admissions/"' not in shown


def test_an_import_without_a_file_is_named(client: Client, officer: Person) -> None:
    make_programme()
    assert 'href="#id_file"' in send(client, "/admissions/import/", {"dry_run": "on"}, 422)
    huge = SimpleUploadedFile("a.csv", b"x" * (3 * 1024 * 1024))
    assert "larger than 2 MB" in send(client, "/admissions/import/", {"file": huge}, 422)


def test_the_template_is_a_header(client: Client, officer: Person) -> None:
    make_programme()
    assert page(client, "/admissions/import/template.csv").startswith("email,name,employer,time_zone,")


def test_what_is_to_do_is_told_to_the_right_person() -> None:
    officer, applicant = make_person(role=ADMISSIONS_OFFICER), make_person()
    assert todo_for(officer, NOON) == []
    make_draft(applicant)
    assert [todo.title for todo in todo_for(applicant, NOON)] == ["Finish your application"]
    make_submitted_application()
    make_submitted_application()
    make_reviewed_application()
    offered = make_decided_application("offered")
    assert [todo.title for todo in todo_for(officer, NOON)] == [
        "Start the review of 2 applications",
        "Decide on 1 application",
    ]
    [answer] = todo_for(offered.person, NOON)
    assert (answer.title, answer.due_at) == ("Answer your offer of a place", NOON + timedelta(days=14))
    assert todo_for(offered.person, NOON + timedelta(days=14)) == []
