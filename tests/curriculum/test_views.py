"""The public pages."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from practicum.people.api import FACILITATOR
from tests.factories.curriculum import make_programme, shipped_pack
from tests.factories.people import make_person, sign_in

pytestmark = pytest.mark.django_db
PROGRAMME = shipped_pack().programme
PAGES = [
    "/",
    "/programme/roles/",
    "/programme/find-my-role/",
    "/programme/policies/",
    "/learn/",
    *[f"/programme/weeks/{week.number}/" for week in PROGRAMME.weeks],
    *[f"/learn/{key}/" for key in PROGRAMME.framework.capability_keys],
]


def text_of(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.parametrize("url", PAGES)
def test_every_page_is_public_and_has_one_heading(client: Client, url: str) -> None:
    make_programme()
    assert text_of(client, url).count("<h1") == 1


def test_a_fresh_installation_says_that_no_programme_is_loaded(client: Client) -> None:
    assert "No programme is loaded yet" in text_of(client, "/")
    assert "No programme is loaded yet" in text_of(client, "/learn/", 404)


def test_the_home_page_says_what_a_visitor_must_know(client: Client) -> None:
    make_programme()
    page = text_of(client, "/")
    for role in PROGRAMME.roles:
        assert role.bullet in page
    for capability in PROGRAMME.framework.capabilities:
        assert f'href="/learn/{capability.key}/"' in page
    for week in PROGRAMME.weeks:
        assert f'href="/programme/weeks/{week.number}/"' in page
    for said in ("10 to 20 candidates", "24 months", "Certified Professional", "By experience", "independent of the FinOps",
                 "await review by subject experts"):  # fmt: skip
        assert said in page


def test_pages_read_the_version_once(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_programme()
    client.get("/")
    for url, queries in (("/", 1), ("/programme/find-my-role/?day=data", 1), ("/learn/", 2), ("/learn/allocation/", 2)):
        with django_assert_num_queries(queries):
            assert client.get(url).status_code == 200


@pytest.mark.parametrize("url", ["/programme/weeks/0/", "/programme/weeks/9/", f"/programme/weeks/{10**30}/",
                                 "/learn/cooking/", "/learn/Allocation/"])  # fmt: skip
def test_what_is_not_there_is_not_found(client: Client, url: str) -> None:
    make_programme()
    assert client.get(url).status_code == 404


def test_pages_are_read_only(client: Client) -> None:
    make_programme()
    assert client.post("/").status_code == 405


def test_the_finder_gives_its_reasons_and_keeps_the_answers(client: Client) -> None:
    make_programme()
    page = text_of(client, "/programme/find-my-role/?day=data&decision=method&tool=query&other=x")
    assert "This profile fits best" in page
    assert 'href="/programme/roles/#finops-analyst"' in page
    assert "9 of 9 points" in page
    assert 'value="method" checked' in page


@pytest.mark.parametrize("query", ["show=1", "day=sleeping", "day=%00", "day=" + "x" * 5000, "day=data&decision=9"])
def test_the_finder_refuses_what_is_no_answer(client: Client, query: str) -> None:
    make_programme()
    page = text_of(client, f"/programme/find-my-role/?{query}", 422)
    assert 'role="alert"' in page
    if "=9" in query:
        assert 'href="#q-decision"' in page
        assert 'value="data" checked' in page


def test_how_a_session_is_led_is_shown_to_those_who_lead(client: Client) -> None:
    make_programme()
    step = PROGRAMME.weeks[0].session.plan[1]
    hidden = step.how[:40]
    assert step.title in text_of(client, "/programme/weeks/1/")
    assert hidden not in text_of(client, "/programme/weeks/1/")
    assert hidden not in text_of(sign_in(make_person()), "/programme/weeks/1/")
    assert hidden in text_of(sign_in(make_person(role=FACILITATOR)), "/programme/weeks/1/")
