"""Pages of examinations: who gets in, the whole way by plain forms, time."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from practicum.exams.api import (
    Attempt,
    Response,
    check_in,
    final_answers,
)
from practicum.exams.queries import newest_answers
from practicum.itembank.api import places_of
from practicum.people.api import EXAMINER, PROGRAMME_MANAGER, PSYCHOMETRICIAN
from tests.exams.pages.paths import at, end_the_time, position_of, save
from tests.factories.exams import (
    answers_with,
    give_time_factor,
    make_booked_attempt,
    make_cleared_candidacy,
    make_sitting,
)
from tests.factories.itembank import make_published_form
from tests.factories.people import make_person, sign_in
from tests.ground import stand_on

pytestmark = pytest.mark.django_db
ground = stand_on(make_published_form)
HOUR = timedelta(hours=1)


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
