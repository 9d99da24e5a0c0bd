"""A person's pages."""

from html import unescape
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from practicum.ledger.api import records_about
from practicum.people.api import EXAMINER, PROGRAMME_MANAGER, Accommodation, InterestDeclaration, request_accommodation
from tests.factories.people import NOON, make_person, sign_in

pytestmark = pytest.mark.django_db


def post(client: Client, url: str, data: dict[str, Any], status: int) -> str:
    answer = client.post(url, data)
    assert answer.status_code == status
    return unescape(answer.content.decode())


@pytest.mark.parametrize(
    ("url", "anybody", "examiner", "manager"),
    [
        ("/people/profile/", 200, 200, 200),
        ("/people/interests/", 403, 200, 200),
        ("/people/accommodations/", 403, 403, 200),
        ("/people/accommodations/PER-0000000000/", 403, 403, 404),
    ],
)
def test_who_may_see_what(client: Client, url: str, anybody: int, examiner: int, manager: int) -> None:
    assert client.get(url).status_code == 302
    for person, status in (
        (make_person(), anybody),
        (make_person(role=EXAMINER), examiner),
        (make_person(role=PROGRAMME_MANAGER), manager),
    ):
        assert sign_in(person).get(url).status_code == status


def test_a_profile_is_saved() -> None:
    person = make_person()
    post(sign_in(person), "/people/profile/", {"name": "Ada", "employer": "Acme", "time_zone": "Asia/Tokyo"}, 302)
    person.refresh_from_db()
    assert (person.name, person.employer, person.time_zone) == ("Ada", "Acme", "Asia/Tokyo")


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "\x00"}, "name"),
        ({"employer": "x" * 201}, "employer"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
    ],
)
def test_a_bad_profile_is_named(data: dict[str, str], field: str) -> None:
    shown = post(sign_in(make_person()), "/people/profile/", {"name": "Ada", "time_zone": "UTC", **data}, 422)
    assert f'href="#id_{field}"' in shown


def test_an_interest_is_declared_by_address_or_code() -> None:
    judge, one, other = make_person(role=EXAMINER), make_person(), make_person()
    client = sign_in(judge)
    post(client, "/people/interests/", {"about": one.email.upper(), "relation": "sister"}, 302)
    post(client, "/people/interests/", {"about": other.code.lower(), "relation": "partner"}, 302)
    assert {declared.about for declared in InterestDeclaration.objects.filter(person=judge)} == {one, other}
    assert "sister" in client.get("/people/interests/").content.decode()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"about": "nobody@example.org", "relation": "x"}, "about"),
        ({"about": "SYSTEM", "relation": "x"}, "about"),
        ({"about": "", "relation": "x"}, "about"),
        ({"about": "\x00", "relation": "x"}, "about"),
        ({"relation": ""}, "relation"),
        ({"relation": "x" * 201}, "relation"),
    ],
)
def test_a_bad_declaration_is_named(data: dict[str, str], field: str) -> None:
    other = make_person()
    shown = post(sign_in(make_person(role=EXAMINER)), "/people/interests/", {"about": other.email, **data}, 422)
    assert f'href="#id_{field}"' in shown
    assert not InterestDeclaration.objects.exists()


def test_an_interest_is_declared_once_however_often_it_is_posted() -> None:
    judge, other = make_person(role=EXAMINER), make_person()
    client = sign_in(judge)
    for relation in ("sister", " Sister ", "sister"):
        post(client, "/people/interests/", {"about": other.email, "relation": relation}, 302)
    assert InterestDeclaration.objects.filter(person=judge).count() == 1
    assert [record.kind for record in records_about(other.code)].count("people.interest_declared") == 1
    post(client, "/people/interests/", {"about": other.email, "relation": "business partner"}, 302)
    assert InterestDeclaration.objects.filter(person=judge).count() == 2


def test_an_interest_in_oneself_is_refused() -> None:
    judge = make_person(role=EXAMINER)
    shown = post(sign_in(judge), "/people/interests/", {"about": judge.email, "relation": "me"}, 422)
    assert 'href="#id_about"' in shown


def test_a_request_is_decided_on_its_page() -> None:
    person = make_person(name="Ada")
    request_accommodation(actor=person, need="A screen reader", now=NOON)
    client = sign_in(make_person(role=PROGRAMME_MANAGER))
    assert "Ada" in client.get("/people/accommodations/").content.decode()
    url = f"/people/accommodations/{person.code}/"
    assert "A screen reader" in client.get(url).content.decode()
    post(client, url, {"verdict": "approve", "time_factor": "1.25", "reason": "Agreed."}, 302)
    assert Accommodation.objects.get().state == "approved"
    assert client.get(url).status_code == 404
    shown = sign_in(person).get("/people/profile/").content.decode()
    assert "time factor 1.25" in shown
    assert "Agreed." in shown


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"verdict": ""}, "verdict"),
        ({"verdict": "perhaps"}, "verdict"),
        ({"time_factor": "0.5"}, "time_factor"),
        ({"time_factor": "NaN"}, "time_factor"),
        ({"time_factor": "1e400"}, "time_factor"),
        ({"reason": ""}, "reason"),
        ({"reason": "\x00"}, "reason"),
    ],
)
def test_a_bad_decision_is_named(data: dict[str, str], field: str) -> None:
    person = make_person()
    request_accommodation(actor=person, need="A screen reader", now=NOON)
    given = {"verdict": "approve", "time_factor": "1.25", "reason": "Agreed.", **data}
    shown = post(sign_in(make_person(role=PROGRAMME_MANAGER)), f"/people/accommodations/{person.code}/", given, 422)
    assert f'href="#id_{field}"' in shown
    assert Accommodation.objects.get().state == "requested"


def test_somebody_in_conflict_sees_why_and_cannot_decide() -> None:
    person = make_person(employer="Acme")
    request_accommodation(actor=person, need="A screen reader", now=NOON)
    client = sign_in(make_person(role=PROGRAMME_MANAGER, employer="Acme"))
    url = f"/people/accommodations/{person.code}/"
    assert "they have the same employer" in client.get(url).content.decode()
    post(client, url, {"verdict": "approve", "time_factor": "1.25", "reason": "Agreed."}, 403)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_a_fixed_number_of_times(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows):
        request_accommodation(actor=make_person(), need="A screen reader", now=NOON)
    client = sign_in(make_person(role=PROGRAMME_MANAGER))
    with django_assert_num_queries(5):
        assert client.get("/people/accommodations/").status_code == 200


def test_what_a_person_saw_is_kept_by_no_cache(client: Client) -> None:
    assert not client.get("/").has_header("Cache-Control")
    browser = sign_in(make_person())
    for url in ("/desk/", "/people/profile/", "/results/", "/credentials/", "/journey/", "/nothing/"):
        assert browser.get(url)["Cache-Control"] == "private, no-store", url


def test_a_name_that_cannot_be_printed_gets_no_account(client: Client) -> None:
    given = {
        "email": "a@example.org",
        "name": "\u202eAda",
        "password1": "long enough 12",
        "password2": "long enough 12",
    }
    answer = client.post("/accounts/signup/", given)
    assert "cannot be printed" in answer.content.decode()
