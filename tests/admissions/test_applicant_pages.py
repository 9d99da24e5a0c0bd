"""The applicant's pages: what they refuse, whose they are, and that nothing typed is lost."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from practicum.admissions.api import Application, Candidacy, draft_of
from practicum.people.api import (
    ADMISSIONS_OFFICER,
    Accommodation,
)
from tests.factories.admissions import (
    ELIGIBLE_FIELDS,
    make_accepted_application,
    make_candidacy,
    make_decided_application,
    make_draft,
    make_reviewed_application,
    make_submitted_application,
)
from tests.factories.curriculum import make_programme
from tests.factories.pages import page, send
from tests.factories.people import NOON, make_person, sign_in

pytestmark = pytest.mark.django_db
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
    assert re.search(r'<input [^>]*value="many"[^>]* checked', led_to)
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


@pytest.mark.parametrize("path", APPLICANT_PAGES)
def test_an_applicants_pages_are_theirs_alone(client: Client, path: str) -> None:
    draft = make_draft()
    url = f"/apply/{draft.code}/{path}"
    page(sign_in(draft.person), url)
    page(client, url, 302)
    page(sign_in(make_person()), url, 404)
    page(sign_in(make_person(role=ADMISSIONS_OFFICER)), url, 404)
