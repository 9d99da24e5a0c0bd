"""The pages of admissions: who may see them, what they refuse, and that nothing typed is lost."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from practicum.admissions.api import Application, Candidacy, draft_of, todo_for
from practicum.people.api import (
    ADMISSIONS_OFFICER,
    AUDITOR,
    EXAMINER,
    Accommodation,
    Person,
)
from tests.admissions.test_imports import file_of
from tests.factories.admissions import (
    ALONE,
    ELIGIBLE_FIELDS,
    make_accepted_application,
    make_candidacy,
    make_decided_application,
    make_draft,
    make_reviewed_application,
    make_submitted_application,
)
from tests.factories.curriculum import make_programme
from tests.factories.people import NOON, make_person, sign_in

pytestmark = pytest.mark.django_db


def page(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, url
    return unescape(answer.content.decode())


def send(client: Client, url: str, data: Any = None, status: int = 302) -> str:
    answer = client.post(url, data or {})
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer["Location"] if status == 302 else unescape(answer.content.decode())


@pytest.fixture
def officer(client: Client) -> Person:
    person = make_person(role=ADMISSIONS_OFFICER)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return person


# The applicant


def test_the_way_from_the_first_click_to_a_submitted_application(client: Client) -> None:
    make_programme()
    assert "Make an account" in page(client, "/apply/")
    person = make_person(name="Ada", time_zone="UTC")
    client = sign_in(person)
    assert "Start an application" in page(client, "/apply/")
    at = send(client, "/apply/start/")
    code = at.split("/")[2]
    at = send(
        client,
        at,
        {"name": "Ada L", "employer": "Acme", "time_zone": "Asia/Kolkata", "route": "cohort", "language": "en",
         "conflicts": "none", "agreed": ["ai_use", "code_of_conduct", "data_use"], "then": "next"},
    )  # fmt: skip
    assert at == f"/apply/{code}/role/"
    at = send(client, at, {key: ELIGIBLE_FIELDS[key] for key in ("role_profile", "job_title", "motivation")})
    assert at == f"/apply/{code}/estate/"
    at = send(client, at, {f"complexity.{key}": band for key, band in ELIGIBLE_FIELDS["complexity"].items()})
    assert at == f"/apply/{code}/experience/"
    names = ("years", "practice_months", "baseline", "baseline_detail", "evidence")
    at = send(client, at, {**{key: ELIGIBLE_FIELDS[key] for key in names}, "baseline_until": "2027-12-31"})
    assert at == f"/apply/{code}/availability/"
    shown = page(client, at)
    assert "Tuesday 18:30" in shown
    at = send(client, at, {"free_hours": ["37", "38"]})
    assert at == f"/apply/{code}/files/"
    assert f'href="/apply/{code}/referees/"' in page(client, at)
    assert f'href="/apply/{code}/accommodation/"' in page(client, f"/apply/{code}/referees/")
    at = f"/apply/{code}/accommodation/"
    at = send(client, at, {"need": "A screen reader", "time_factor": "1.50"})
    assert at == f"/apply/{code}/check/"
    shown = page(client, at)
    for said in ("Ada L", "Asia/Kolkata", "Tuesday 18:30, Tuesday 19:30", "A screen reader", "2027-12-31"):
        assert said in shown
    assert send(client, at) == f"/apply/{code}/"
    application = Application.objects.get(code=code)
    assert application.state == "submitted"
    assert application.eligibility["outcome"] == "eligible"
    assert Accommodation.objects.get(person=person).state == "requested"
    assert "An officer gives it to two reviewers; we decide by" in page(client, f"/apply/{code}/")


def test_save_and_come_back_keeps_an_incomplete_step() -> None:
    make_programme()
    person = make_person()
    client = sign_in(person)
    step = send(client, "/apply/start/").replace("/about/", "/experience/")
    home = send(client, step, {"years": "7", "evidence": "Not yet", "then": "later"})
    assert "answers are still missing" in page(client, home)
    shown = page(client, step)
    assert 'value="7"' in shown
    assert "Not yet" in shown
    assert send(client, "/apply/start/").endswith("/about/")
    assert Application.objects.count() == 1


def test_a_bad_answer_is_named_and_nothing_typed_is_lost() -> None:
    draft = make_draft()
    client = sign_in(draft.person)
    shown = send(client, f"/apply/{draft.code}/experience/", {"years": "seven", "evidence": "My long story"}, 422)
    assert 'href="#id_years"' in shown
    assert "My long story" in shown
    assert draft_of(Application.objects.get())["years"] == 9


@pytest.mark.parametrize(
    ("step", "data", "field"),
    [
        ("about", {"route": "train"}, "route"),
        ("about", {"name": "x\x00"}, "name"),
        ("about", {"name": "Ada", "time_zone": "Mars/Olympus"}, "time_zone"),
        ("about", {"name": "", "time_zone": "UTC"}, "name"),
        ("about", {"agreed": ["world"]}, "agreed"),
        ("role", {"role_profile": "cook"}, "role_profile"),
        ("role", {"job_title": "x" * 121}, "job_title"),
        ("role", {"motivation": "nul\x00"}, "motivation"),
        ("estate", {"complexity.scopes": "huge"}, "complexity.scopes"),
        ("experience", {"years": "9" * 5000}, "years"),
        ("experience", {"years": "-1"}, "years"),
        ("experience", {"practice_months": "1e3"}, "practice_months"),
        ("experience", {"baseline_until": "0000-00-00"}, "baseline_until"),
        ("availability", {"free_hours": ["168"]}, "free_hours"),
        ("availability", {"free_hours": ["x"]}, "free_hours"),
    ],
)
def test_what_is_no_answer_is_named(step: str, data: dict[str, Any], field: str) -> None:
    draft = make_draft()
    shown = send(sign_in(draft.person), f"/apply/{draft.code}/{step}/", data, 422)
    assert f'href="#id_{field}"' in shown


@pytest.mark.parametrize(
    "data", [{"need": "x" * 2001}, {"need": "More time", "time_factor": "9"}, {"need": "\x00", "time_factor": "1.00"}]
)
def test_a_bad_request_for_accommodation_is_named(data: dict[str, str]) -> None:
    draft = make_draft()
    shown = send(sign_in(draft.person), f"/apply/{draft.code}/accommodation/", data, 422)
    assert 'class="error-summary"' in shown
    assert not Accommodation.objects.exists()


def test_submitting_leads_to_each_answer_that_is_missing() -> None:
    draft = make_draft(years=None, complexity={"scopes": "many"})
    client = sign_in(draft.person)
    shown = send(client, f"/apply/{draft.code}/check/", status=422)
    assert f'href="/apply/{draft.code}/experience/?check=1#id_years"' in shown
    assert f'href="/apply/{draft.code}/estate/?check=1#id_complexity.entities"' in shown
    led_to = page(client, f"/apply/{draft.code}/estate/?check=1")
    assert led_to.count('class="error"') == 4
    assert 'value="many" required checked' in led_to or 'value="many" id="id_complexity.scopes_3" checked' in led_to
    assert "Say how many years." in page(client, f"/apply/{draft.code}/experience/?check=1")
    assert 'class="error"' not in page(client, f"/apply/{draft.code}/role/?check=1")


def test_the_experience_route_has_no_page_for_hours() -> None:
    draft = make_draft(route="experience", free_hours=None)
    client = sign_in(draft.person)
    page(client, f"/apply/{draft.code}/availability/", 404)
    assert "availability" not in page(client, f"/apply/{draft.code}/check/")
    location = send(client, f"/apply/{draft.code}/experience/", {"years": "9"})
    assert location == f"/apply/{draft.code}/files/"


def test_the_offer_is_answered_on_the_page() -> None:
    application = make_decided_application("offered", route="experience", now=later())
    client = sign_in(application.person)
    shown = page(client, f"/apply/{application.code}/")
    assert "Accept the place" in shown
    assert "By the criteria of the programme." in shown
    assert "Choose whether you accept" in send(client, f"/apply/{application.code}/answer/", {"answer": "?"}, 422)
    send(client, f"/apply/{application.code}/answer/", {"answer": "accept"})
    assert Candidacy.objects.get().application == application
    assert "You are a candidate" in page(client, f"/apply/{application.code}/")


def later() -> Any:
    """A moment so far ahead that an offer of then is open whenever the tests run."""
    return NOON + timedelta(days=365 * 30)


def test_an_offer_whose_time_is_over_says_so() -> None:
    application = make_decided_application("offered", now=NOON - timedelta(days=365 * 10))
    client = sign_in(application.person)
    assert "Accept the place" not in page(client, f"/apply/{application.code}/")
    shown = send(client, f"/apply/{application.code}/answer/", {"answer": "accept"}, 409)
    assert "its time to answer is over" in shown


def test_withdrawing_is_asked_once_more() -> None:
    application = make_submitted_application()
    client = sign_in(application.person)
    assert "Keep it" in page(client, f"/apply/{application.code}/withdraw/")
    send(client, f"/apply/{application.code}/withdraw/")
    assert Application.objects.get().state == "withdrawn"
    page(client, f"/apply/{application.code}/withdraw/", 409)


@pytest.mark.parametrize(
    "make",
    [
        make_draft,
        make_submitted_application,
        make_reviewed_application,
        lambda: make_decided_application("offered"),
        lambda: make_decided_application("waitlisted"),
        lambda: make_decided_application("declined"),
        make_accepted_application,
        lambda: make_candidacy("cohort").application,
        lambda: make_candidacy("experience").application,
    ],
)
def test_every_state_has_its_page_for_both_sides(make: Any) -> None:
    application = make()
    shown = page(sign_in(application.person), f"/apply/{application.code}/")
    assert application.state.replace("_", " ") in shown
    assert "What comes next" in shown
    reader = sign_in(make_person(role=ADMISSIONS_OFFICER))
    page(reader, f"/admissions/{application.code}/", 404 if application.state == "draft" else 200)


# Who may see what


APPLICANT_PAGES = (
    "",
    "about/",
    "role/",
    "estate/",
    "experience/",
    "availability/",
    "accommodation/",
    "check/",
    "withdraw/",
)


@pytest.mark.parametrize("path", APPLICANT_PAGES)
def test_an_applicants_pages_are_theirs_alone(client: Client, path: str) -> None:
    draft = make_draft()
    url = f"/apply/{draft.code}/{path}"
    page(sign_in(draft.person), url)
    page(client, url, 302)
    page(sign_in(make_person()), url, 404)
    page(sign_in(make_person(role=ADMISSIONS_OFFICER)), url, 404)


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


# The officer


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
    assert 'href="#id_reason"' in send(client, url, {}, 422)
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
    for url, queries in (("/admissions/", 12), (f"/admissions/{applications[0].code}/", 14)):
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


def test_an_import_without_a_file_is_named(client: Client, officer: Person) -> None:
    make_programme()
    assert 'href="#id_file"' in send(client, "/admissions/import/", {"dry_run": "on"}, 422)
    huge = SimpleUploadedFile("a.csv", b"x" * (3 * 1024 * 1024))
    assert "larger than 2 MB" in send(client, "/admissions/import/", {"file": huge}, 422)


def test_the_template_is_a_header(client: Client, officer: Person) -> None:
    make_programme()
    assert page(client, "/admissions/import/template.csv").startswith("email,name,employer,time_zone,")


# What is to do


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
