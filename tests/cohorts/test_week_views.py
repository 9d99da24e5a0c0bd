"""Pages of a week: the candidate's steps, make-up work, the run sheet, recordings, shared reflections."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from practicum.cohorts.api import Cohort, add_recording, todo_for
from practicum.cohorts.models import MakeUp, Reflection
from tests.factories.cohorts import hold_session, make_facilitator, make_manager, make_running_cohort, seats_of
from tests.factories.people import make_person, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort() -> Cohort:
    """Started long ago: all its sessions are over, whenever the tests run."""
    return make_running_cohort(10, timezone.now() - timedelta(days=200))


def test_the_week_page_and_its_steps(cohort: Cohort, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    seat = seats_of(cohort)[0]
    client, url = sign_in(seat.candidacy.person), "/journey/week/2/"
    page = client.get(url).content.decode()
    for expected in ("Prepare", "Meet", "Assignment", "Reflect", "/learn/allocation/", "(next)", "discussion/"):
        assert expected in page
    assert 'href="/labs/"' in client.get("/journey/week/4/").content.decode()
    hold_session(cohort, 2)
    with django_assert_num_queries(15):
        client.get(url)
    assert client.post(f"{url}preparation/", {"parts": ["0", "1", "2"]}).status_code == 302
    page = client.get(url).content.decode()
    assert page.count("checked>") == 3
    assert page.count("(done)") == 2, "prepared and met"
    for wrong in ("9", "-1", "x", "1\x00", "9" * 30):
        refused = client.post(f"{url}preparation/", {"parts": [wrong]})
        assert refused.status_code == 422, wrong
        assert "error-summary" in refused.content.decode()
    for number in (0, 9, 10**12):
        assert client.get(f"/journey/week/{number}/").status_code == 404
        assert client.post(f"/journey/week/{number}/reflection/", {"text": "x"}).status_code == 404
    assert client.get(f"{url}preparation/").status_code == 405
    assert Client().get(url).status_code == 302
    for other in (make_person(), cohort.facilitator, make_manager()):
        assert sign_in(other).get(url).status_code == 404


def test_a_reflection_is_saved_shared_and_taken_back(cohort: Cohort) -> None:
    seat = seats_of(cohort)[0]
    client, mentor = sign_in(seat.candidacy.person), sign_in(seat.mentor)
    url = "/journey/week/1/reflection/"
    assert client.post(url, {"text": "Only mine", "save": "1"}).status_code == 302
    script = client.post(url, {"text": "Only mine, by script"}, headers={"Accept": "application/json"})
    assert script.json() == {"saved": True}
    assert Reflection.objects.get().text == "Only mine, by script"
    for text in ("a\x00b", "x" * 20_001):
        assert client.post(url, {"text": text}).status_code == 422
        refused = client.post(url, {"text": text}, headers={"Accept": "application/json"})
        assert (refused.status_code, refused.json()["saved"]) == (422, False)
    empty = client.post(url, {"text": "  ", "share": "1"})
    assert empty.status_code == 422
    assert 'href="#id_text"' in empty.content.decode()
    assert "Only mine" not in mentor.get("/cohorts/reflections/").content.decode()
    assert client.post(url, {"text": "For **you** <script>x</script>", "share": "1"}).status_code == 302
    shown = mentor.get("/cohorts/reflections/").content.decode()
    assert "<strong>you</strong>" in shown
    assert "<script>x" not in shown
    for other in (cohort.facilitator, seat.candidacy.person):
        assert sign_in(other).get("/cohorts/reflections/").status_code == 403
    assert client.post(url, {"text": "kept", "take_back": "1"}).status_code == 302
    assert "<strong>you</strong>" not in mentor.get("/cohorts/reflections/").content.decode()
    assert client.post(url, {"text": "kept", "take_back": "1"}).status_code == 422


def test_make_up_work_on_its_pages(cohort: Cohort) -> None:
    seat, other = seats_of(cohort)[:2]
    client, url = sign_in(seat.candidacy.person), "/journey/week/1/catch-up/"
    assert client.get(url).status_code == 404
    hold_session(cohort, 1, {seat.pk: ("absent", "")})
    titles = [todo.title for todo in todo_for(seat.candidacy.person, timezone.now())]
    assert "Catch up on week 1" in titles
    assert "Begin" in client.get("/journey/week/1/").content.decode()
    assert "five totals" in client.get(url).content.decode()
    assert sign_in(other.candidacy.person).get(url).status_code == 404
    assert client.post(url, {"text": "Draft", "save": "1"}).status_code == 302
    assert "Draft</textarea>" in client.get(url).content.decode()
    for text in (" ", "a\x00", "x" * 20_001):
        assert client.post(url, {"text": text, "submit": "1"}).status_code == 422
    assert client.post(url, {"text": "My **answer**", "submit": "1"}).status_code == 302
    code = MakeUp.objects.get().code
    assert client.post(url, {"text": "Changed", "save": "1"}).status_code == 422

    mentor = sign_in(seat.mentor)
    read = f"/cohorts/make-up/{code}/"
    assert f"Read the make-up work of {seat.candidacy.person.name}" in [
        todo.title for todo in todo_for(seat.mentor, timezone.now())
    ]
    assert read in mentor.get("/cohorts/inbox/").content.decode()
    assert client.get("/cohorts/inbox/").status_code == 403
    for outsider in (seat.candidacy.person, make_facilitator()):
        assert sign_in(outsider).get(read).status_code == 404
    assert "<strong>answer</strong>" in mentor.get(read).content.decode()
    for wrong in ({}, {"outcome": "x"}, {"outcome": "returned", "comment": ""}):
        assert mentor.post(read, wrong).status_code == 422
    assert mentor.post(read, {"outcome": "returned", "comment": "Which column?"}).status_code == 302
    assert "Which column?" in client.get(url).content.decode()
    client.post(url, {"text": "Effective cost", "submit": "1"})
    leader = sign_in(cohort.facilitator)
    assert leader.post(read, {"outcome": "accepted"}).status_code == 302
    assert leader.post(read, {"outcome": "accepted"}).status_code == 422
    assert "counts as attended" in client.get("/journey/week/1/").content.decode()
    assert "Week 1: caught up" in sign_in(cohort.facilitator).get(f"/cohorts/{cohort.code}/board/").content.decode()


def test_the_run_sheet_for_those_who_lead_and_mentor(cohort: Cohort) -> None:
    url = f"/cohorts/{cohort.code}/weeks/2/plan/"
    leader, mentor = sign_in(cohort.facilitator), sign_in(cohort.mentors.first().person)
    page = leader.get(url).content.decode()
    for expected in ("Minute by minute", "So that", "What people do:", "the slip for minute 7", "minute 10 to 35"):
        assert expected in page
    assert leader.post(url, {"text": "Bring **spares**"}).status_code == 302
    assert leader.post(url, {"text": "a\x00"}).status_code == 422
    assert "Bring **spares**" in leader.get(url).content.decode()
    page = mentor.get(url).content.decode()
    assert "Minute by minute" in page
    assert "spares" not in page
    assert mentor.post(url, {"text": "x"}).status_code == 403
    assert sign_in(seats_of(cohort)[0].candidacy.person).get(url).status_code == 403
    assert sign_in(make_facilitator()).get(url).status_code == 404
    assert leader.get(f"/cohorts/{cohort.code}/weeks/99/plan/").status_code == 404


def test_recordings_are_added_seen_and_removed(cohort: Cohort) -> None:
    url = f"/cohorts/{cohort.code}/weeks/1/recordings/"
    leader, member = sign_in(cohort.facilitator), sign_in(seats_of(cohort)[0].candidacy.person)
    day = (timezone.now() + timedelta(days=30)).date().isoformat()
    good = {"link": "https://video.example.org/1", "note": "Part <b>one</b>", "kept_until": day}
    for field, value in (
        ("link", "http://video.example.org/1"),
        ("link", "javascript:alert(1)"),
        ("link", ""),
        ("kept_until", "2020-01-01"),
        ("kept_until", "9999-12-31"),
        ("kept_until", "soon"),
        ("note", "x" * 301),
        ("note", "a\x00"),
    ):
        refused = leader.post(url, {**good, field: value})
        assert refused.status_code == 422, (field, value)
        assert f'href="#id_{field}"' in refused.content.decode()
    assert leader.post(url, good).status_code == 302
    week = member.get("/journey/week/1/").content.decode()
    assert 'href="https://video.example.org/1" rel="noopener noreferrer"' in week
    assert "Part &lt;b&gt;one" in week
    assert member.get(url).status_code == 403
    assert sign_in(make_facilitator()).get(url).status_code == 404
    code = cohort.sessions.get(week=1).recordings.get().code
    assert leader.get(f"{url}REC-0000000000/remove/").status_code == 404
    assert leader.post(f"{url}{code}/remove/", {"reason": ""}).status_code == 422
    assert leader.post(f"{url}{code}/remove/", {"reason": "Somebody objected."}).status_code == 302
    assert leader.post(f"{url}{code}/remove/", {"reason": "Again"}).status_code == 422
    assert "Somebody objected." in leader.get(url).content.decode()
    assert "video.example.org" not in member.get("/journey/week/1/").content.decode()
    other = make_running_cohort(10, timezone.now() - timedelta(days=200))
    session = other.sessions.get(week=1)
    kept = add_recording(
        actor=other.facilitator,
        session=session,
        link="https://video.example.org/2",
        note="",
        kept_until=timezone.now().date(),
        now=timezone.now(),
    )
    assert leader.get(f"{url}{kept.code}/remove/").status_code == 404
