"""A candidate's journey and assignments on their pages, and what waits for each person."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from practicum.admissions.api import withdraw_application
from practicum.cohorts.api import (
    Cohort,
    confirm_proposal,
    propose_cohorts,
    save_assignment_draft,
    start_cohort,
    todo_for,
)
from practicum.people.api import FACILITATOR, MENTOR, PROGRAMME_MANAGER
from tests.factories.admissions import make_candidacy, make_submitted_application
from tests.factories.cohorts import (
    ASSIGNMENT,
    candidate,
    hold_session,
    make_facilitator,
    make_feedback,
    make_forming_cohort,
    make_manager,
    make_mentor,
    make_running_cohort,
    make_staff,
    make_submission,
    make_waiting,
    seats_of,
)
from tests.factories.people import NOON, make_person, sign_in
from tests.ground import stand_on

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=200)
ground = stand_on(make_forming_cohort, lambda: make_running_cohort(10, LONG_AGO))
TITLE = "An allocation policy memo"


def test_the_journey_by_weeks(running: Cohort) -> None:
    seat = seats_of(running)[0]
    hold_session(running, 1)
    hold_session(running, 2)
    make_feedback(make_submission(seat, now=NOON), now=NOON)
    response = sign_in(seat.candidacy.person).get("/journey/")
    page = response.content.decode()
    assert response.status_code == 200
    for expected in (
        "Week by week",
        'id="week-8"',
        "/journey/week/8/",
        "of 22 capabilities",
        seat.mentor.name,
        TITLE,
    ):
        assert expected in page
    # week 1 teaches two capabilities, week 2 at least one, with its assignment
    assert page.count("is-done") >= 3
    assert "There is feedback on" in page


def test_times_are_those_of_the_readers_zone() -> None:
    make_waiting(10, time_zone="Asia/Kolkata")
    make_staff(10)
    proposal = propose_cohorts(actor=make_manager(), seed=1, seconds=5, now=NOON)
    (cohort,) = confirm_proposal(actor=make_manager(), proposal=proposal, starts_on=proposal.starts_on, now=NOON)
    page = candidate(cohort).get("/journey/").content.decode()
    assert "IST</time>" in page
    assert ":30 IST" in page
    assert ":00 IST" not in page


def test_the_journey_by_experience_has_no_weeks() -> None:
    candidacy = make_candidacy("experience")
    page = sign_in(candidacy.person).get("/journey/").content.decode()
    assert "Your way by experience" in page
    assert "/learn/allocation/" in page
    assert "Week 1" not in page


def test_without_a_seat_the_journey_says_how_things_stand() -> None:
    assert "begins with an application" in sign_in(make_person()).get("/journey/").content.decode()
    application = make_submitted_application()
    assert application.code in sign_in(application.person).get("/journey/").content.decode()


def test_the_journey_costs_the_same_whatever_was_done(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    cohort = make_running_cohort(10)
    client = candidate(cohort)
    for week in (1, 2, 3):
        hold_session(cohort, week)
        with django_assert_num_queries(10):
            client.get("/journey/")


def test_an_assignment_is_drafted_handed_in_and_returned(running: Cohort) -> None:
    seat = seats_of(running)[0]
    client, url = sign_in(seat.candidacy.person), f"/journey/assignments/{ASSIGNMENT}/"
    assert TITLE in client.get(url).content.decode()
    assert client.post(url, {"text": "First words", "save": "1"}).status_code == 302
    assert "First words</textarea>" in client.get(url).content.decode()
    empty = client.post(url, {"text": "  ", "submit": "1"})
    assert empty.status_code == 422
    assert 'href="#id_text"' in empty.content.decode()
    assert client.post(url, {"text": "x" * 60_001, "save": "1"}).status_code == 422
    assert client.post(url, {"text": "a\x00b", "save": "1"}).status_code == 422
    assert client.post(url, {"text": "My **memo** <script>alert(1)</script>", "submit": "1"}).status_code == 302
    page = client.get(url).content.decode()
    assert "<strong>memo</strong>" in page
    assert "<script>alert" not in page
    late = client.post(url, {"text": "Changed", "save": "1"})
    assert late.status_code == 422
    make_feedback(seat.submissions.get(), now=NOON)
    assert "name who loses" in client.get(url).content.decode()


def test_assignments_are_for_those_with_a_seat(running: Cohort) -> None:
    assert sign_in(make_person()).get(f"/journey/assignments/{ASSIGNMENT}/").status_code == 404
    assert candidate(running).get("/journey/assignments/no-such/").status_code == 404


def test_a_mentor_gives_feedback_on_the_rubric(running: Cohort) -> None:
    seat = seats_of(running)[0]
    work = make_submission(seat, text="We split by use.", now=NOON)
    client, url = sign_in(seat.mentor), f"/cohorts/inbox/{work.code}/"
    assert seat.candidacy.person.name in client.get("/cohorts/inbox/").content.decode()
    page = client.get(url).content.decode()
    assert "We split by use." in page
    levels = {"decision": "2", "baseline": "3", "methods": "1", "hard-lines": "0", "people": "4"}
    for change, field in (
        ({"decision": ""}, "decision"),
        ({"decision": "7"}, "decision"),
        ({"people": "-1"}, "people"),
        ({"comment": " "}, "comment"),
        ({"comment": "x" * 10_001}, "comment"),
    ):
        wrong = client.post(url, {**levels, "comment": "Go on.", **change})
        assert wrong.status_code == 422
        assert f'href="#id_{field}"' in wrong.content.decode(), change
    assert client.post(url, {**levels, "comment": "Go on."}).status_code == 302
    again = client.post(url, {**levels, "comment": "Twice."})
    assert again.status_code == 422
    assert "Nothing waits." in client.get("/cohorts/inbox/").content.decode()


def test_work_is_seen_by_its_author_and_the_cohorts_staff_only(running: Cohort) -> None:
    seat, other = seats_of(running)[:2]
    work = make_submission(seat, now=NOON)
    url = f"/cohorts/inbox/{work.code}/"
    for person in (seat.candidacy.person, running.facilitator, *(row.person for row in running.mentors.all())):
        assert sign_in(person).get(url).status_code == 200
    for person in (other.candidacy.person, make_mentor(), make_manager(), make_facilitator()):
        assert sign_in(person).get(url).status_code == 404
    assert "Your feedback" not in sign_in(running.facilitator).get(url).content.decode()
    assert sign_in(running.facilitator).post(url, {}).status_code == 422


def test_a_draft_is_nobodys_but_its_authors(running: Cohort) -> None:
    seat = seats_of(running)[0]
    work = save_assignment_draft(
        actor=seat.candidacy.person, seat=seat, assignment=ASSIGNMENT, text="Not yet for you", now=NOON
    )
    assert sign_in(seat.mentor).get(f"/cohorts/inbox/{work.code}/").status_code == 404


def test_the_inbox_costs_the_same_for_one_and_three(
    running: Cohort, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    mentor = running.mentors.first().person
    client = sign_in(mentor)
    for number, seat in enumerate(seats_of(running)[:3], start=1):
        make_submission(seat, now=NOON)
        with django_assert_num_queries(13):
            page = client.get("/cohorts/inbox/")
        assert page.content.decode().count("/cohorts/inbox/ASG-") == number


def titles(person: object, now: object) -> list[str]:
    return [todo.title for todo in todo_for(person, now)]  # type: ignore[arg-type]


def test_what_waits_for_whom() -> None:
    silent = make_person(role=(MENTOR, FACILITATOR))
    assert titles(silent, NOON) == ["Say when you can take a cohort"]
    cohort = make_forming_cohort(10)
    (extra,) = make_waiting(1)
    manager = make_manager()
    assert titles(manager, NOON) == ["Let the system propose cohorts"]
    first = cohort.sessions.get(week=1).starts_at
    assert titles(cohort.facilitator, NOON) == []
    assert titles(cohort.facilitator, first - timedelta(days=2)) == [f"Start {cohort.name}"]
    start_cohort(actor=cohort.facilitator, cohort=cohort, now=first - timedelta(days=2))
    seat = seats_of(cohort)[0]
    coming = first - timedelta(days=1)
    assert titles(seat.candidacy.person, coming) == [
        "Prepare and attend the session of week 1",
        "Write the assignment “An allocation policy memo: who pays for what nobody owns”",
    ]
    assert titles(cohort.facilitator, coming) == [f"Lead week 1 of {cohort.name}"]
    after = first + timedelta(hours=2)
    assert f"Record who attended week 1 of {cohort.name}" in titles(cohort.facilitator, after)
    hold_session(cohort, 1)
    assert titles(cohort.facilitator, after) == [f"Lead week 2 of {cohort.name}"]
    work = make_submission(seat, now=after)
    assert titles(seat.mentor, after) == [f"Give feedback to {seat.candidacy.person.name}"]
    colleague = next(row.person for row in cohort.mentors.all() if row.person_id != seat.mentor_id)
    assert titles(colleague, after) == []
    assert titles(colleague, after + timedelta(days=6)) == [f"Give feedback to {seat.candidacy.person.name}"]
    make_feedback(work, now=after)
    assert "Read the feedback on" in titles(seat.candidacy.person, after)[-2]
    assert titles(seat.candidacy.person, after)[-1] == "Say how week 1 was"
    withdraw_application(actor=seat.candidacy.person, application=seat.candidacy.application, now=after)
    assert f"End the seat of {seat.candidacy.person.name}" in titles(manager, after)
    withdraw_application(actor=extra.person, application=extra, now=after)
    assert titles(manager, after) == [f"End the seat of {seat.candidacy.person.name}"]


def test_every_todo_leads_to_a_page_that_its_person_may_open() -> None:
    cohort = make_running_cohort(10)
    seat = seats_of(cohort)[0]
    make_submission(seat, now=NOON)
    make_waiting(1)
    over = cohort.sessions.latest("starts_at").starts_at + timedelta(days=1)
    first = cohort.sessions.get(week=1).starts_at - timedelta(days=1)
    people = {
        seat.candidacy.person,
        seats_of(cohort)[1].candidacy.person,
        seat.mentor,
        cohort.facilitator,
        make_manager(),
    }
    seen = 0
    for person in people:
        for todo in {*todo_for(person, over), *todo_for(person, first)}:
            assert sign_in(person).get(todo.url).status_code == 200, todo
            seen += 1
    assert seen > 10
    assert make_person(role=PROGRAMME_MANAGER)
