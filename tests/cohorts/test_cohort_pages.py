"""The pages of a cohort for those who lead and mentor it: who sees what, starting, cancelling, attendance, availability."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from practicum.cohorts.api import (
    Cohort,
    StaffAvailability,
)
from practicum.people.api import MENTOR
from tests.factories.admissions import make_candidacy
from tests.factories.cohorts import (
    candidate,
    hold_session,
    make_facilitator,
    make_forming_cohort,
    make_manager,
    make_mentor,
    make_running_cohort,
    seats_of,
)
from tests.factories.people import make_person, sign_in
from tests.ground import stand_on

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=200)
ground = stand_on(make_forming_cohort, lambda: make_running_cohort(10, LONG_AGO))


def test_a_visitor_is_sent_to_sign_in() -> None:
    for url in ("/journey/", "/cohorts/", "/cohorts/COH-0000000000/", "/cohorts/propose/", "/cohorts/availability/"):
        response = Client().get(url)
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/login/")


def test_who_may_see_a_cohort(running: Cohort) -> None:
    url = f"/cohorts/{running.code}/"
    insiders = [
        make_manager(),
        running.facilitator,
        running.mentors.first().person,
        seats_of(running)[0].candidacy.person,
    ]
    for person in insiders:
        assert sign_in(person).get(url).status_code == 200, person
    outsiders = [make_person(), make_facilitator(), make_mentor(), make_candidacy("experience").person]
    for person in outsiders:
        assert sign_in(person).get(url).status_code == 404, person


def test_a_candidate_sees_companions_and_times_but_nobodys_attendance(running: Cohort) -> None:
    other = seats_of(running)[1]
    hold_session(running, 1, {other.pk: ("excused", "a private matter")})
    page = candidate(running).get(f"/cohorts/{running.code}/").content.decode()
    assert other.candidacy.person.name in page
    for secret in ("a private matter", "excused", "Who falls behind", "Start the cohort", other.candidacy.code):
        assert secret not in page


def test_a_mentor_sees_only_their_mentees(running: Cohort) -> None:
    mine, other = (row.person for row in running.mentors.all())
    page = sign_in(mine).get(f"/cohorts/{running.code}/").content.decode()
    for seat in seats_of(running):
        assert (seat.candidacy.person.name in page) is (seat.mentor_id == mine.pk)
    assert other.name in page


def test_the_facilitator_sees_who_falls_behind_and_the_chart_with_its_table(running: Cohort) -> None:
    first = seats_of(running)[0]
    for week in (7, 8):
        hold_session(running, week, {first.pk: ("absent", "")})
    page = sign_in(running.facilitator).get(f"/cohorts/{running.code}/").content.decode()
    assert "Missed the last two sessions (weeks 7 and 8)." in page
    board = sign_in(running.facilitator).get(f"/cohorts/{running.code}/board/").content.decode()
    for expected in ("<svg", "Data as a table", "<td>9</td>", "<td>1</td>"):
        assert expected in board


def test_the_list_is_for_staff_and_costs_the_same_for_two_and_four(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    assert sign_in(make_person()).get("/cohorts/").status_code == 403
    client = sign_in(make_manager())
    for number in (2, 4):
        while Cohort.objects.count() < number:
            make_forming_cohort(another=True)
        with django_assert_num_queries(8):
            page = client.get("/cohorts/")
        assert page.content.decode().count("/cohorts/COH-") == number


def test_a_facilitators_list_holds_their_own_cohorts(running: Cohort) -> None:
    other = make_forming_cohort(10)
    page = sign_in(running.facilitator).get("/cohorts/").content.decode()
    assert running.name in page
    first = running.sessions.exclude(state="cancelled").earliest("starts_at").starts_at
    assert first.date() != running.starts_on  # the day from which the hour was sought is no session
    assert f"{first.day} {first:%b %Y}" in page
    assert other.code not in page


def test_the_cohort_page_costs_the_same_for_few_and_many(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    small, large = make_running_cohort(10), make_running_cohort(20)
    for cohort in (small, large):
        hold_session(cohort, 1)
        client = sign_in(cohort.facilitator)
        with django_assert_num_queries(18):
            client.get(f"/cohorts/{cohort.code}/")


def test_starting_from_the_page_and_what_refuses_it() -> None:
    cohort = make_forming_cohort(10)
    assert candidate(cohort).post(f"/cohorts/{cohort.code}/start/").status_code == 403
    client = sign_in(cohort.facilitator)
    assert client.get(f"/cohorts/{cohort.code}/start/").status_code == 405
    assert client.post(f"/cohorts/{cohort.code}/start/").status_code == 302
    again = client.post(f"/cohorts/{cohort.code}/start/")
    assert again.status_code == 409
    assert "This cohort is running" in again.content.decode()


def test_completing_too_early_says_what_is_missing() -> None:
    young = make_running_cohort(10, timezone.now())
    response = sign_in(young.facilitator).post(f"/cohorts/{young.code}/complete/")
    assert response.status_code == 409
    assert "That was not possible" in response.content.decode()


def test_cancelling_asks_for_a_reason_and_for_empty_seats() -> None:
    cohort = make_forming_cohort(10)
    assert sign_in(cohort.facilitator).get(f"/cohorts/{cohort.code}/cancel/").status_code == 403
    client = sign_in(make_manager())
    assert client.get(f"/cohorts/{cohort.code}/cancel/").status_code == 200
    assert client.post(f"/cohorts/{cohort.code}/cancel/", {"reason": ""}).status_code == 422
    response = client.post(f"/cohorts/{cohort.code}/cancel/", {"reason": "Too few."})
    assert response.status_code == 422
    assert "still has 10 members" in response.content.decode()


def test_attendance_is_recorded_on_its_page(running: Cohort) -> None:
    url = f"/cohorts/{running.code}/weeks/1/"
    for client in (candidate(running), sign_in(running.mentors.first().person)):
        assert client.get(url).status_code == 403
    client = sign_in(running.facilitator)
    for week in (0, 9, 10**12):
        assert client.get(f"/cohorts/{running.code}/weeks/{week}/").status_code == 404


def test_attendance_fields_are_checked_and_kept(running: Cohort) -> None:
    client, (first, second, *_) = sign_in(running.facilitator), seats_of(running)
    url = f"/cohorts/{running.code}/weeks/1/"
    wrong = client.post(url, {f"{first.pk}-status": "excused", f"{second.pk}-status": "present"})
    assert wrong.status_code == 422
    text = wrong.content.decode()
    assert f'href="#id_{first.pk}-reason"' in text
    assert "Say why the candidate is excused." in text
    for value in ("late", "present\x00", "-1"):
        assert client.post(url, {f"{first.pk}-status": value}).status_code == 422
    assert client.post(url, {f"{first.pk}-status": "absent", f"{first.pk}-reason": "x\x00"}).status_code == 422
    right = client.post(url, {f"{first.pk}-status": "excused", f"{first.pk}-reason": "ill", "999999-status": "present"})
    assert right.status_code == 302
    assert "The attendance of week 1 is recorded." in client.get(f"/cohorts/{running.code}/").content.decode()
    assert 'value="ill"' in client.get(url).content.decode()


def test_staff_say_when_they_are_free_by_their_own_clock() -> None:
    mentor = make_person(role=MENTOR, time_zone="Asia/Kolkata")
    client = sign_in(mentor)
    assert sign_in(make_person()).get("/cohorts/availability/").status_code == 403
    wrong = client.post("/cohorts/availability/", {"free_hours": "Someday", "language": "en", "capacity": "1"})
    assert wrong.status_code == 422
    assert 'href="#id_free_hours"' in wrong.content.decode()
    for change in (
        {"capacity": "0"},
        {"capacity": "9" * 30},
        {"language": "xx"},
        {"free_hours": ""},
        {"free_hours": "\x00"},
    ):
        fields = {"free_hours": "Tue 18:30-20:30", "language": "en", "capacity": "1", **change}
        assert client.post("/cohorts/availability/", fields).status_code == 422, change
    fields = {"free_hours": "Tue 18:30-20:30", "language": "de", "capacity": "2"}
    assert client.post("/cohorts/availability/", fields).status_code == 302
    said = StaffAvailability.objects.get(person=mentor)
    assert (said.free_hours, said.language, said.capacity) == ([37, 38], "de", 2)
    assert "Tue 18:30-20:30" in client.get("/cohorts/availability/").content.decode()
