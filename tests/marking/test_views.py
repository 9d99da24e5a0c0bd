"""The pages of the marking room: who may see them, what they refuse, and that nothing typed is lost."""

from html import unescape
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from practicum.marking.api import Capstone, MarkAllocation
from practicum.people.api import EXAMINER, PROGRAMME_MANAGER
from tests.factories.admissions import make_candidacy
from tests.factories.marking import (
    COMMENT,
    make_allocation,
    make_levels,
    make_mark,
    make_marked_capstone,
    make_submitted_capstone,
    make_text,
)
from tests.factories.people import make_person, sign_in

pytestmark = pytest.mark.django_db


def page(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, url
    return unescape(answer.content.decode())


def send(client: Client, url: str, data: Any = None, status: int = 302) -> str:
    answer = client.post(url, data or {})
    assert answer.status_code == status, answer.content.decode()[:3000]
    return unescape(answer.content.decode())


def mark_data(level: int = 3, **changes: Any) -> dict[str, Any]:
    return {**{f"level-{key}": value for key, value in make_levels(level).items()}, "comment": COMMENT, **changes}


# The candidate


def test_the_capstone_page_is_for_candidates(client: Client) -> None:
    assert client.get("/capstone/").status_code == 302
    page(sign_in(make_person()), "/capstone/", 404)
    assert "practice lead's brief" in page(sign_in(make_candidacy().person), "/capstone/")


def test_the_candidate_writes_saves_and_hands_in() -> None:
    candidacy = make_candidacy()
    client = sign_in(candidacy.person)
    assert "I write as the practitioner" in page(client, "/capstone/")
    send(client, "/capstone/", {"act": "save", "title": "T", "text": "one two three"})
    assert "has <strong>3</strong> words" in page(client, "/capstone/")
    data = {"act": "submit", "title": "T", "text": make_text(), "ai_use": "None used.", "acknowledged": "on"}
    send(client, "/capstone/", data)
    assert Capstone.objects.get().state == "submitted"
    assert "was handed in" in page(client, "/capstone/")
    send(client, "/capstone/", data, 409)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": "far too short"}, "3 words that count"),
        ({"title": ""}, "The title is missing"),
        ({"title": "x" * 201}, "200"),
        ({"ai_use": ""}, "statement on the use of AI is missing"),
        ({"acknowledged": ""}, "confirm that you did"),
        ({"text": "nul\x00" + make_text()}, "Null characters"),
    ],
)
def test_what_is_refused_is_shown_again_with_the_reason(changes: dict[str, str], said: str) -> None:
    client = sign_in(make_candidacy().person)
    data = {"act": "submit", "title": "A title", "text": make_text(), "ai_use": "None used.", "acknowledged": "on"}
    shown = send(client, "/capstone/", {**data, **changes}, 422)
    assert said in shown
    assert changes.get("ai_use", "None used.") in shown
    assert not Capstone.objects.filter(number__gt=0).exists()


def test_the_candidate_reads_marks_and_comments_only_when_final_and_never_the_examiner() -> None:
    allocation = make_allocation()
    second = make_allocation(allocation.capstone)
    client = sign_in(allocation.capstone.candidacy.person)
    make_mark(allocation, level=2)
    assert COMMENT not in page(client, "/capstone/")
    make_mark(second, level=2)
    shown = page(client, "/capstone/")
    assert "Not passed" in shown
    assert COMMENT in shown
    assert "2 · Working" in shown
    assert allocation.examiner.name not in shown
    send(client, "/capstone/", {"act": "reopen"})
    assert COMMENT in page(client, "/capstone/")
    send(client, "/capstone/", {"act": "reopen"}, 409)


def test_reopening_nothing_is_not_found() -> None:
    send(sign_in(make_candidacy().person), "/capstone/", {"act": "reopen"}, 404)


# Allocation


def test_who_sees_the_marking_pages(client: Client) -> None:
    capstone = make_submitted_capstone()
    for url in ("/marking/", f"/marking/{capstone.code}/", f"/marking/{capstone.code}/mark/"):
        assert client.get(url).status_code == 302
        page(sign_in(capstone.candidacy.person), url, 403)
    examiner, manager = sign_in(make_person(EXAMINER)), sign_in(make_person(PROGRAMME_MANAGER))
    page(examiner, "/marking/")
    page(examiner, f"/marking/{capstone.code}/", 403)
    page(examiner, f"/marking/{capstone.code}/mark/", 404)
    page(manager, f"/marking/{capstone.code}/mark/", 403)
    page(manager, "/marking/CAP-0000000000/", 404)
    assert capstone.code in page(manager, "/marking/")


def test_a_manager_asks_an_examiner_and_takes_the_work_back() -> None:
    capstone = make_submitted_capstone()
    free = make_person(EXAMINER, name="Free Examiner")
    blocked = make_person(EXAMINER, name="Own Colleague", employer="Acme")
    person = capstone.candidacy.person
    person.employer = "Acme"
    person.save()
    client, url = sign_in(make_person(PROGRAMME_MANAGER)), f"/marking/{capstone.code}/"
    shown = page(client, url)
    assert "Free Examiner (nothing waits)" in shown
    assert "they have the same employer" in shown
    for wrong in ("", "PER-0000000000", blocked.code, "x" * 5000, "\x00"):
        send(client, url, {"act": "allocate", "examiner": wrong}, 422)
    send(client, url, {"act": "allocate", "examiner": free.code})
    assert MarkAllocation.objects.get().examiner == free
    assert "This field is required" in send(
        client, url, {"act": "withdraw", "allocation": free.code, "reason": ""}, 422
    )
    send(client, url, {"act": "withdraw", "allocation": blocked.code, "reason": "x"}, 422)
    send(client, url, {"act": "withdraw", "allocation": free.code, "reason": "On leave"})
    assert MarkAllocation.objects.get().state == "withdrawn"
    assert "nobody yet" in page(client, "/marking/")


# Marking


def test_an_examiner_marks_blind() -> None:
    allocation = make_allocation()
    candidate = allocation.capstone.candidacy.person
    client, url = sign_in(allocation.examiner), f"/marking/{allocation.capstone.code}/mark/"
    for shown in (page(client, "/marking/"), page(client, url)):
        assert allocation.capstone.code in shown
        for secret in (candidate.name, candidate.email, candidate.code, allocation.capstone.candidacy.code):
            assert secret not in shown
    assert "two or three causes explain the symptoms" in page(client, url)  # a descriptor, in full
    send(client, url, mark_data(**{"remark-plan": "Order is argued well."}))
    shown = page(client, url)
    assert "Order is argued well." in shown
    assert "75.00 %" in shown
    send(client, url, mark_data(), 409)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"level-plan": ""}, "Choose a level for “Plan”"),
        ({"level-plan": "9"}, "Choose one of the levels for “Plan”"),
        ({"level-plan": "-1"}, "Choose one of the levels for “Plan”"),
        ({"level-plan": "9" * 400}, "Choose one of the levels for “Plan”"),
        ({"comment": ""}, "Give the reason for your marks"),
        ({"comment": "\x00"}, "Null characters"),
        ({"comment": "   "}, "The comment is missing"),
    ],
)
def test_an_unfinished_mark_comes_back_with_what_was_typed(changes: dict[str, str], said: str) -> None:
    allocation = make_allocation()
    client, url = sign_in(allocation.examiner), f"/marking/{allocation.capstone.code}/mark/"
    shown = send(client, url, mark_data(**{"remark-story": "Kept as typed", **changes}), 422)
    assert said in shown
    assert "Kept as typed" in shown
    assert MarkAllocation.objects.get().state == "allocated"


def test_an_examiner_returns_the_work() -> None:
    allocation = make_allocation()
    client, url = sign_in(allocation.examiner), f"/marking/{allocation.capstone.code}/return/"
    page(client, url)
    send(client, url, {"reason": ""}, 422)
    send(client, url, {"reason": "I recognise the author."})
    page(client, url, 404)
    assert "Nothing waits for you" in page(client, "/marking/")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_ask_a_constant_number_of_questions(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    examiner = make_person(EXAMINER)
    capstones = [make_submitted_capstone() for _ in range(rows)]
    for capstone in capstones:
        make_allocation(capstone, examiner=examiner)
    make_marked_capstone()
    manager = sign_in(make_person(PROGRAMME_MANAGER))
    with django_assert_num_queries(8):
        page(manager, "/marking/")
    with django_assert_num_queries(14):
        page(manager, f"/marking/{capstones[0].code}/")
    mine = sign_in(examiner)
    with django_assert_num_queries(7):
        page(mine, "/marking/")
