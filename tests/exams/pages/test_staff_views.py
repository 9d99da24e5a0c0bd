"""Pages around an examination: booking, sittings, and how many queries the lists take."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from practicum.exams.api import (
    Attempt,
    Sitting,
    book_attempt,
    check_in,
    record_response,
    start_attempt,
    submit_attempt,
)
from practicum.exams.queries import item_at
from practicum.itembank.api import TestForm
from practicum.people.api import PROGRAMME_MANAGER, PSYCHOMETRICIAN
from tests.exams.pages.paths import at
from tests.factories.admissions import make_candidacy
from tests.factories.exams import (
    give_time_factor,
    make_cleared_candidacy,
    make_running_attempt,
    make_sitting,
)
from tests.factories.itembank import make_assembled_form, make_published_form
from tests.factories.people import make_person, sign_in
from tests.ground import stand_on

pytestmark = pytest.mark.django_db
ground = stand_on(make_published_form)
HOUR = timedelta(hours=1)


# Booking


def test_home_says_what_is_missing(now: datetime) -> None:
    candidacy = make_candidacy(now=now)
    sitting = make_sitting(now=now)
    client = sign_in(candidacy.person)
    page = client.get("/exam/").content.decode()
    assert "A capstone that an examiner passed." in page
    assert "Book<" not in page
    refused = client.post("/exam/book/", {"sitting": sitting.code}, follow=True).content.decode()
    assert "Not everything is done" in refused
    assert not Attempt.objects.exists()


def test_sittings_that_do_not_exist(now: datetime) -> None:
    client = sign_in(make_cleared_candidacy(now=now).person)
    for code in ("", "SIT-NOSUCH", "x" * 5000, "\x00"):
        assert client.post("/exam/book/", {"sitting": code}).status_code == 404


def test_who_is_no_candidate(now: datetime) -> None:
    client = sign_in(make_person())
    assert "not a candidate" in client.get("/exam/").content.decode()
    assert client.post("/exam/book/", {"sitting": make_sitting(now=now).code}).status_code == 404


# Sittings


def schedule(client: Client, **changes: str) -> Any:
    data = {"name": "Winter", "opens_at": "", "closes_at": "", **changes}
    return client.post("/exams/schedule/", data)


def test_times_are_read_in_the_managers_zone(now: datetime) -> None:
    form = make_published_form(now=now)
    client = sign_in(make_person(PROGRAMME_MANAGER, time_zone="Asia/Kolkata"))
    assert "Asia/Kolkata" in client.get("/exams/schedule/").content.decode()
    day = (now + timedelta(days=2)).date()
    answer = schedule(client, form=form.code, opens_at=f"{day}T12:00", closes_at=f"{day}T18:00")
    sitting = Sitting.objects.get()
    assert answer["Location"] == f"/exams/{sitting.code}/"
    assert (sitting.opens_at.hour, sitting.opens_at.minute, sitting.opens_at.date()) == (6, 30, day)


def test_bad_sittings_are_named(now: datetime) -> None:
    form = make_published_form(now=now)
    client = sign_in(make_person(PROGRAMME_MANAGER, time_zone="Pacific/Auckland"))
    window = {"opens_at": f"{now:%Y-%m-%dT%H:%M}", "closes_at": f"{now + 30 * HOUR:%Y-%m-%dT%H:%M}"}
    for changes, field in (
        ({"form": "FRM-NOSUCH"}, "form"),
        ({"name": ""}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"opens_at": "tomorrow"}, "opens_at"),
        ({"opens_at": "9999-12-31T23:59", "closes_at": "9999-12-31T23:59"}, "opens_at"),
        ({"opens_at": "0001-01-01T00:00", "closes_at": "0001-01-01T06:00"}, "closes_at"),
        ({"opens_at": "2026-01-01T00:00", "closes_at": "2025-01-01T00:00"}, "closes_at"),
        ({"opens_at": "2026-01-01T00:00", "closes_at": "9998-01-01T00:00"}, "closes_at"),
    ):
        answer = schedule(client, **{"form": form.code} | window | changes)
        assert (changes, answer.status_code) == (changes, 422)
        assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Sitting.objects.exists()


def test_forms_that_are_not_published_are_not_offered(now: datetime) -> None:
    form = make_assembled_form(now=now)
    TestForm.objects.update(state="assembled")
    client = sign_in(make_person(PROGRAMME_MANAGER))
    assert "no published test form" in client.get("/exams/schedule/").content.decode()
    assert schedule(client, form=form.code).status_code == 422


def test_the_record_of_a_sitting_names_whose_attempt(attempt: Attempt) -> None:
    page = sign_in(make_person(PROGRAMME_MANAGER)).get(f"/exams/{attempt.sitting.code}/").content.decode()
    assert f"Attempt booked: {escape(attempt.person.name)}," in page


def test_voiding_by_page(attempt: Attempt) -> None:
    url = f"/exams/attempts/{attempt.code}/"
    assert sign_in(make_person(PSYCHOMETRICIAN)).post(url, {"reason": "x"}).status_code == 403
    manager = sign_in(make_person(PROGRAMME_MANAGER))
    for reason in ("", "  ", "a\x00b", "x" * 1001):
        answer = manager.post(url, {"reason": reason})
        assert answer.status_code == 422
        assert 'id="id_reason_error"' in answer.content.decode()
    assert manager.post(url, {"reason": "Fire alarm"})["Location"] == f"/exams/{attempt.sitting.code}/"
    assert "Fire alarm" in manager.get(url).content.decode()
    assert "does not count" in sign_in(attempt.person).get(at(attempt, "attempt")).content.decode()
    assert manager.post(url, {"reason": "Again"}).status_code == 422


def test_giving_approved_time_by_page(attempt: Attempt, now: datetime) -> None:
    url = f"/exams/attempts/{attempt.code}/"
    manager = sign_in(make_person(PROGRAMME_MANAGER))
    assert "Give the approved time" not in manager.get(url).content.decode()
    give_time_factor(attempt.person, "1.25", now=now)
    assert "Give the approved time" in manager.get(url).content.decode()
    assert sign_in(make_person(PSYCHOMETRICIAN)).post(f"{url}extend/").status_code == 403
    assert "now has 94 minutes" in manager.post(f"{url}extend/", follow=True).content.decode()
    assert "94 min (extended from 75)" in manager.get(url).content.decode()
    assert "has all the time that is approved" in manager.post(f"{url}extend/", follow=True).content.decode()


# Queries


@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_the_lists(now: datetime, number: int, django_assert_num_queries: Any) -> None:
    form = make_published_form(now=now)
    sittings = [make_sitting(form, now=now) for _ in range(number)]
    for _ in range(number):
        attempt = make_running_attempt(sittings[0], now=now)
        record_response(actor=attempt.person, attempt_code=attempt.code, position=1, answer=None, sequence=1, now=now)
    manager = sign_in(make_person(PROGRAMME_MANAGER))
    with django_assert_num_queries(8):
        manager.get("/exams/")
    with django_assert_num_queries(9):
        manager.get(f"/exams/{sittings[0].code}/")


@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_the_candidates_list(now: datetime, number: int, django_assert_num_queries: Any) -> None:
    candidacy, form = make_cleared_candidacy(now=now), make_published_form(now=now)
    person = candidacy.person
    for n in range(number):
        moment = now - (10 - n) * timedelta(days=1)
        attempt = book_attempt(
            actor=person, sitting=make_sitting(form, opens_at=moment, now=moment), candidacy=candidacy, now=moment
        )
        check_in(actor=person, attempt=attempt, conduct=True, ai_use=True, now=moment)
        submit_attempt(actor=person, attempt=start_attempt(actor=person, attempt=attempt, now=moment), now=moment)
        make_sitting(form, opens_at=now + HOUR, now=now)
    client = sign_in(person)
    client.get("/exam/")
    with django_assert_num_queries(11):
        client.get("/exam/")


def test_queries_of_a_question(attempt: Attempt, client: Client, django_assert_num_queries: Any) -> None:
    assert item_at(attempt, 1)
    with django_assert_num_queries(8):
        client.get(at(attempt, "question", 1))
