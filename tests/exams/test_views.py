"""Pages of examinations: who gets in, the whole way by plain forms, the address that the script saves to."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from practicum.exams.api import (
    Attempt,
    Response,
    Sitting,
    book_attempt,
    check_in,
    database_clock,
    final_answers,
    record_response,
    start_attempt,
    submit_attempt,
)
from practicum.exams.queries import item_at, layout_of, newest_answers
from practicum.itembank.api import TestForm, places_of
from practicum.people.api import EXAMINER, PROGRAMME_MANAGER, PSYCHOMETRICIAN
from tests.factories.admissions import make_candidacy
from tests.factories.exams import (
    answers_with,
    give_time_factor,
    make_booked_attempt,
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


@pytest.fixture
def now(db: None) -> datetime:
    """These pages read the database's clock, so what they are tested on happens by that clock."""
    return database_clock()


@pytest.fixture
def attempt(now: datetime) -> Attempt:
    return make_running_attempt(now=now)


@pytest.fixture
def client(attempt: Attempt) -> Client:
    """The candidate's browser."""
    return sign_in(attempt.person)


def at(attempt: Attempt, name: str, *more: int) -> str:
    return reverse(f"exams:{name}", args=[attempt.code, *more])


def position_of(attempt: Attempt, kind: str) -> int:
    return next(position for position, place in layout_of(attempt.code).items() if place.kind == kind)


def end_the_time(seconds: int = 6) -> None:
    with connection.cursor() as cursor:
        cursor.execute("update practicum_attempt set deadline_at = clock_timestamp() - %s * interval '1 s'", [seconds])


# Who gets in


def test_who_sees_the_candidates_pages(attempt: Attempt, client: Client) -> None:
    for name in ("attempt", "overview", "submit"):
        assert Client().get(at(attempt, name)).status_code == 302
        assert client.get(at(attempt, name)).status_code == 200
        for other in (make_person(), make_person((PROGRAMME_MANAGER, PSYCHOMETRICIAN))):
            assert sign_in(other).get(at(attempt, name)).status_code == 404
    assert client.get(at(attempt, "question", 1)).status_code == 200
    assert sign_in(make_person()).get(at(attempt, "question", 1)).status_code == 404
    assert sign_in(make_person()).post(at(attempt, "question", 1), {"answer": "b"}).status_code == 404
    assert not Response.objects.exists()


def test_who_sees_the_staffs_pages(attempt: Attempt, client: Client) -> None:
    sitting = attempt.sitting
    urls = ["/exams/", f"/exams/{sitting.code}/", f"/exams/attempts/{attempt.code}/"]
    for url in urls:
        assert Client().get(url).status_code == 302
        for outsider in (client, sign_in(make_person(EXAMINER))):
            assert outsider.get(url).status_code == 403
        for role in (PROGRAMME_MANAGER, PSYCHOMETRICIAN):
            assert sign_in(make_person(role)).get(url).status_code == 200
    assert sign_in(make_person(PSYCHOMETRICIAN)).get("/exams/schedule/").status_code == 403
    manager = sign_in(make_person(PROGRAMME_MANAGER))
    assert manager.get("/exams/SIT-NOSUCH/").status_code == 404
    assert manager.get("/exams/attempts/ATT-NOSUCH/").status_code == 404


def test_no_page_holds_a_key_or_a_reason(attempt: Attempt, client: Client) -> None:
    for place in places_of(attempt.sitting.form):
        page = client.get(at(attempt, "question", place.position)).content.decode()
        assert place.version.stem.split("**")[0] in page
        for secret in (place.version.rationale, "Why ", "Made for tests", place.version.item.code):
            assert secret not in page
    numeric = client.get(at(attempt, "question", position_of(attempt, "numeric"))).content.decode()
    assert "12.5" not in numeric
    assert "in percent" in numeric


def test_pages_are_not_kept_by_the_browser(attempt: Attempt, client: Client) -> None:
    assert "no-store" in client.get(at(attempt, "question", 1))["Cache-Control"]


# The way, by plain forms


def test_the_whole_way_without_script(now: datetime) -> None:
    candidacy = make_cleared_candidacy(now=now)
    give_time_factor(candidacy.person, "1.25", now=now)
    sitting = make_sitting(now=now)
    client = sign_in(candidacy.person)
    assert sitting.name in client.get("/exam/").content.decode()
    booked = client.post("/exam/book/", {"sitting": sitting.code}, follow=True).content.decode()
    assert "94 min (extended from 75)" in booked
    attempt = Attempt.objects.get()
    assert client.post(at(attempt, "check_in"), {"conduct": "on"}).status_code == 422
    client.post(at(attempt, "check_in"), {"conduct": "on", "ai_use": "on"})
    started = client.post(at(attempt, "start"))
    assert started["Location"] == at(attempt, "question", 1)
    for position, answer in answers_with(sitting.form, right=5).items():
        page = client.get(at(attempt, "question", position)).content.decode()
        assert f"Question {position} of 5" in page
        answered = client.post(at(attempt, "question", position), {"answer": answer, "go": "next"})
    assert answered["Location"] == at(attempt, "overview")
    assert "5 of 5 answered" in client.get(at(attempt, "overview")).content.decode()
    client.post(at(attempt, "submit"))
    attempt.refresh_from_db()
    assert attempt.state == "submitted"
    assert len(final_answers(attempt)) == 5
    closed = client.get(at(attempt, "attempt")).content.decode()
    assert "handed in" in closed
    assert "5 of 5 questions have an answer" in closed
    for name in ("overview", "submit"):
        assert client.get(at(attempt, name))["Location"] == at(attempt, "attempt")


def test_answers_come_back_after_closing_the_browser(attempt: Attempt, client: Client) -> None:
    single, multiple = position_of(attempt, "single_choice"), position_of(attempt, "multiple_choice")
    client.post(at(attempt, "question", single), {"answer": "c", "flagged": "1", "go": "save"})
    client.post(at(attempt, "question", multiple), {"answer": ["a", "d"], "go": "save"})
    fresh = sign_in(attempt.person)
    page = fresh.get(at(attempt, "question", single)).content.decode()
    assert 'value="c" checked' in page
    assert 'name="flagged" value="1" checked' in page
    assert "Saved at" in page
    page = fresh.get(at(attempt, "question", multiple)).content.decode()
    assert page.count(" checked>") == 2
    overview = fresh.get(at(attempt, "overview")).content.decode()
    assert "2 of 5 answered, 1 to come back to" in overview
    assert overview.count("<strong>not answered</strong>") == 3


def test_buttons_lead_on(attempt: Attempt, client: Client) -> None:
    for go, position, leads_to in (
        ("next", 2, at(attempt, "question", 3)),
        ("previous", 2, at(attempt, "question", 1)),
        ("previous", 1, at(attempt, "question", 1)),
        ("save", 2, at(attempt, "question", 2)),
        ("overview", 2, at(attempt, "overview")),
        ("nonsense", 2, at(attempt, "question", 2)),
        ("", 2, at(attempt, "question", 2)),
    ):
        assert client.post(at(attempt, "question", position), {"go": go})["Location"] == leads_to
    assert not Response.objects.exists()  # looking at a question is no answer


def test_an_answer_can_be_taken_back_and_the_same_one_is_stored_once(attempt: Attempt, client: Client) -> None:
    position = position_of(attempt, "single_choice")
    url = at(attempt, "question", position)
    for _ in range(3):
        client.post(url, {"answer": "b", "go": "save"})
    assert Response.objects.count() == 1
    client.post(url, {"answer": "b", "go": "clear"})
    assert final_answers(attempt) == {}
    assert Response.objects.count() == 2


def test_a_form_counts_whatever_number_it_carries(attempt: Attempt, client: Client) -> None:
    url = at(attempt, "question", position_of(attempt, "single_choice"))
    for n, sequence in enumerate(["", "x", "0", "-1", "9" * 30, "1000000", "1\x00", "²"]):
        client.post(url, {"answer": "abcd"[n % 4], "sequence": sequence, "go": "save"})
        assert (sequence, list(final_answers(attempt).values())) == (sequence, ["abcd"[n % 4]])


def test_a_form_wins_over_what_another_window_saved_under_its_number(attempt: Attempt, client: Client) -> None:
    position = position_of(attempt, "single_choice")
    save(client, attempt, position, 7, ["a"])
    client.post(at(attempt, "question", position), {"answer": "d", "sequence": "3", "go": "save"})
    (stored,) = newest_answers(attempt).values()
    assert (stored.sequence, stored.answer) == (8, "d")


def test_what_is_no_answer_comes_back_as_typed(attempt: Attempt, client: Client) -> None:
    for kind, raw, told in (
        ("numeric", "68,400", "Write 68400, or 68.400"),
        ("numeric", "twelve", "This is not a number"),
        ("numeric", "1\x00", "This is not a number"),
        ("single_choice", "z", "There is no such option"),
        ("multiple_choice", "\x00", "There is no such option"),
    ):
        answer = client.post(at(attempt, "question", position_of(attempt, kind)), {"answer": raw, "go": "next"})
        page = answer.content.decode()
        assert (raw, answer.status_code) == (raw, 422)
        assert told in page
        assert 'id="answer_error"' in page
        if kind == "numeric":
            assert f'value="{raw}"' in page
    assert not Response.objects.exists()


def test_questions_that_do_not_exist(attempt: Attempt, client: Client) -> None:
    for position in ("0", "6", "9" * 30):
        assert client.get(f"/exam/{attempt.code}/questions/{position}/").status_code == 404


# Time


def test_when_the_time_is_over_the_page_says_so_and_answers_stand(attempt: Attempt, client: Client) -> None:
    position = position_of(attempt, "single_choice")
    client.post(at(attempt, "question", position), {"answer": "b", "go": "save"})
    end_the_time()
    late = client.post(at(attempt, "question", position), {"answer": "c", "go": "save"}, follow=True).content.decode()
    assert "This came after the end" in late
    assert "closed by itself" in late
    assert list(final_answers(attempt).values()) == ["b"]
    attempt.refresh_from_db()
    assert attempt.state == "expired"


def test_an_answer_in_flight_at_the_deadline_counts(attempt: Attempt, client: Client) -> None:
    end_the_time(seconds=1)
    position = position_of(attempt, "single_choice")
    client.post(at(attempt, "question", position), {"answer": "b", "go": "save"})
    assert list(final_answers(attempt).values()) == ["b"]


def test_before_the_window_opens(now: datetime) -> None:
    sitting = make_sitting(opens_at=now + HOUR, now=now)
    attempt = make_booked_attempt(sitting, now=now)
    client = sign_in(attempt.person)
    assert "Checking in opens" in client.get(at(attempt, "attempt")).content.decode()
    early = client.post(at(attempt, "check_in"), {"conduct": "on", "ai_use": "on"})
    assert early.status_code == 422
    assert "opens 30 minutes before" in early.content.decode()
    assert client.get(at(attempt, "question", 1))["Location"] == at(attempt, "attempt")
    check_in(actor=attempt.person, attempt=attempt, conduct=True, ai_use=True, now=now + HOUR / 2)
    assert "You are checked in" in client.get(at(attempt, "attempt")).content.decode()
    assert "has not opened" in client.post(at(attempt, "start"), follow=True).content.decode()


def test_who_starts_late_is_warned(now: datetime) -> None:
    sitting = make_sitting(opens_at=now - 5 * HOUR, closes_at=now + HOUR, now=now - 5 * HOUR)
    attempt = make_booked_attempt(sitting, now=now)
    page = sign_in(attempt.person).get(at(attempt, "attempt")).content.decode()
    assert "less time than you are entitled to" in page


# The script's address


def save(client: Client, attempt: Attempt, position: Any, sequence: Any, values: Any) -> Any:
    body = json.dumps({"position": position, "sequence": sequence, "values": values})
    return client.post(at(attempt, "responses"), body, content_type="application/json")


def test_a_save_gives_a_receipt(attempt: Attempt, client: Client) -> None:
    position = position_of(attempt, "single_choice")
    answer = save(client, attempt, position, 1, ["b"])
    told = answer.json()
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert (told["position"], told["sequence"], told["values"], told["is_new"]) == (position, 1, ["b"], True)
    stored = Response.objects.get()
    assert (stored.answer, told["saved_at"]) == ("b", stored.saved_at.isoformat())
    assert told["saved_at_text"] == f"{stored.saved_at:%H:%M:%S}"
    assert 74 * 60 < told["remaining_seconds"] <= 75 * 60
    again = save(client, attempt, position, 1, ["c"]).json()
    assert (again["values"], again["is_new"]) == (["b"], False)
    assert Response.objects.count() == 1


def test_numbers_come_back_as_they_were_read(attempt: Attempt, client: Client) -> None:
    told = save(client, attempt, position_of(attempt, "numeric"), 1, [" 1 234,50 "]).json()
    assert told["values"] == ["1234.5"]


def test_what_is_not_understood(attempt: Attempt, client: Client) -> None:
    triples = [
        ("1", 1, ["b"]), (1, "1", ["b"]), (1, 1, "b"), (1, 1, [1]), (True, 1, ["b"]), (1, 1.5, ["b"]),
        (1, None, ["b"]), (1, 1, ["b"] * 21), (1, 1, None),
    ]  # fmt: skip
    bodies = [json.dumps({"position": p, "sequence": s, "values": v}).encode() for p, s, v in triples]
    for body in (b"", b"{", b"[]", b"null", b"\xff", b'{"position": 1}', b"[" * 5000, *bodies):
        answer = client.post(at(attempt, "responses"), body, content_type="application/json")
        assert (body, answer.status_code, answer.json()["code"]) == (body, 400, "not_understood")
    assert not Response.objects.exists()


def test_refused_saves(attempt: Attempt, client: Client) -> None:
    choice = position_of(attempt, "single_choice")
    for position, sequence, values, status in (
        (99, 1, ["b"], 404),
        (-1, 1, ["b"], 404),
        (10**40, 1, ["b"], 404),
        (choice, 0, ["b"], 422),
        (choice, 10**40, ["b"], 422),
        (choice, 1, ["z"], 422),
        (choice, 1, ["a", "b"], 422),
        (choice, 1, ["\x00"], 422),
        (choice, 1, ["\ud800"], 422),
    ):
        answer = save(client, attempt, position, sequence, values)
        assert (position, sequence, values, answer.status_code) == (position, sequence, values, status)
        assert answer.json()["message"]
    assert not Response.objects.exists()


def test_saves_of_others_and_without_an_account(attempt: Attempt, client: Client) -> None:
    assert save(sign_in(make_person()), attempt, 1, 1, []).status_code == 404
    assert save(Client(), attempt, 1, 1, []).status_code == 401
    assert client.get("/exam/ATT-NOSUCH/responses/").status_code == 404
    assert client.put(at(attempt, "responses")).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(attempt.person, backend="django.contrib.auth.backends.ModelBackend")
    assert save(strict, attempt, 1, 1, []).status_code == 403


def test_saves_after_the_end(attempt: Attempt, client: Client) -> None:
    assert client.get(at(attempt, "responses")).json()["state"] == "in_progress"
    end_the_time()
    late = save(client, attempt, position_of(attempt, "single_choice"), 1, ["b"])
    assert (late.status_code, late.json()["code"]) == (409, "time_over")
    assert client.get(at(attempt, "responses")).json() == {"state": "expired", "remaining_seconds": 0}
    closed = save(client, attempt, position_of(attempt, "single_choice"), 1, ["b"])
    assert (closed.status_code, closed.json()["code"]) == (409, "invalid_state")


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
