"""The address that the script saves to."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from practicum.exams.api import (
    Attempt,
    Response,
)
from tests.exams.pages.paths import at, end_the_time, position_of, save
from tests.factories.itembank import make_published_form
from tests.factories.people import make_person, sign_in
from tests.ground import stand_on

pytestmark = pytest.mark.django_db
ground = stand_on(make_published_form)
HOUR = timedelta(hours=1)


# The script's address


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
