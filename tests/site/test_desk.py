"""The desk: what is overdue is said in words and comes first; a meeting that has begun is not overdue."""

from datetime import timedelta

import pytest
from django.utils import timezone

from practicum.cohorts.api import Cohort
from practicum.labs.api import required_labs
from practicum.site.desk import todos_of
from tests.factories.cohorts import hold_session, make_running_cohort, make_submission, seats_of
from tests.factories.labs import FIRST_LAB, make_labs, make_passed_lab
from tests.factories.people import sign_in
from tests.ground import stand_on

pytestmark = pytest.mark.django_db
ground = stand_on(make_running_cohort)


def test_what_is_overdue_comes_first_and_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    cohort = Cohort.objects.get()
    seat = seats_of(cohort)[0]
    person = seat.candidacy.person
    make_labs(cohort.programme_version)
    week = required_labs(cohort.programme_version)[FIRST_LAB]
    session = cohort.sessions.get(week=week)
    lab = "Start the lab “Read the bill”"
    [before] = [one for one in todos_of(person, now=session.starts_at) if one.title == lab]
    assert not before.is_overdue(session.starts_at)

    during = session.starts_at + timedelta(minutes=5)
    late = {one.title: one.is_overdue(during) for one in todos_of(person, now=during)}
    assert late[lab]
    assert not late[f"Prepare and attend the session of week {week}"]

    after = session.starts_at + timedelta(days=6)
    todos = todos_of(person, now=after)
    states = [one.is_overdue(after) for one in todos]
    assert states == sorted(states, reverse=True)
    assert True in states
    assert False in states
    monkeypatch.setattr(timezone, "now", lambda: after)
    page = sign_in(person).get("/desk/").content.decode()
    assert page.count('<span class="state state-bad">overdue</span> since') == states.count(True)
    assert page.index("overdue</span>") < page.index(">by ")


def test_the_desk_of_a_mentor_says_it_too() -> None:
    cohort = Cohort.objects.get()
    seat = seats_of(cohort)[0]
    session = hold_session(cohort, 1)
    make_submission(seat, now=session.starts_at)
    late = session.starts_at + timedelta(days=30)
    assert seat.mentor is not None
    first = todos_of(seat.mentor, now=late)[0]
    assert first.title == f"Give feedback to {seat.candidacy.person.name}"
    assert first.is_overdue(late)


def test_the_board_and_the_journey_name_an_overdue_lab_until_it_is_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    cohort = Cohort.objects.get()
    seat = seats_of(cohort)[0]
    week = required_labs(cohort.programme_version)[FIRST_LAB]
    after = cohort.sessions.get(week=week).starts_at + timedelta(days=6)
    monkeypatch.setattr(timezone, "now", lambda: after)

    def pages() -> tuple[str, str]:
        board = sign_in(cohort.facilitator).get(f"/cohorts/{cohort.code}/board/").content.decode()
        return board, sign_in(seat.candidacy.person).get("/journey/").content.decode()

    said = f"The lab of week {week} is 6 days overdue."
    board, journey = pages()
    everybody = cohort.seats.count()
    assert board.count(said) == everybody
    assert f'<a href="/labs/">lab of week {week}</a>: <span class="state state-bad">overdue</span> since' in journey
    make_passed_lab(seat.candidacy, now=after)
    board, journey = pages()
    assert board.count(said) == everybody - 1
    assert f'">lab of week {week}</a>' not in journey
