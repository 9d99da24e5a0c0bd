"""Pages of the board, nudges, office hours, the inbox and hand-overs: who sees them, bad input, literal query counts."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from practicum.cohorts.api import Booking, Cohort, HandOver, Nudge, OfficeHour, save_reflection, share_reflection
from tests.factories.cohorts import (
    hold_session,
    make_facilitator,
    make_manager,
    make_mentor,
    make_running_cohort,
    make_submission,
    seats_of,
)
from tests.factories.people import make_person, sign_in
from tests.ground import stand_on

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=200)
ground = stand_on(lambda: make_running_cohort(10, LONG_AGO))


@pytest.fixture
def cohort() -> Cohort:
    """Started long ago: all its sessions are over, whenever the tests run."""
    return Cohort.objects.get()


def test_the_board_and_a_nudge_on_their_pages(
    cohort: Cohort, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    seat, fine = seats_of(cohort)[:2]
    name, mentor = seat.candidacy.person.name, seat.mentor
    for week in range(1, 9):
        hold_session(cohort, week, {seat.pk: ("absent", "")} if week > 6 else {})
    save_reflection(actor=seat.candidacy.person, seat=seat, week=7, text="A private confession", now=timezone.now())
    make_submission(fine, now=timezone.now())
    url = f"/cohorts/{cohort.code}/board/"
    leader = sign_in(cohort.facilitator)
    with django_assert_num_queries(17):
        page = leader.get(url).content.decode()
    for expected in (
        name,
        "Missed the last two sessions (weeks 7 and 8).",
        "Week 7: absent",
        "never",
        "<svg",
        "<details",
    ):
        assert expected in page
    assert page.index(name) < page.index(fine.candidacy.person.name), "who needs attention comes first"
    assert "confession" not in page
    assert "10 of 10 members" in page
    assert "5 of 5 mentees" in sign_in(mentor).get(url).content.decode()
    assert "5 of 10" in leader.get(url, {"mentor": mentor.code, "show": "attention"}).content.decode()
    for wrong in ({"show": "x"}, {"mentor": "PER-1\x00"}):
        assert leader.get(url, wrong).status_code == 422
    assert Client().get(url).status_code == 302
    assert sign_in(seat.candidacy.person).get(url).status_code == 403
    assert sign_in(make_facilitator()).get(url).status_code == 404

    write = f"{url}{seat.candidacy.code}/"
    begun = leader.get(f"{write}?concern=missed").content.decode()
    assert "We missed you in weeks 7 and 8" in begun
    assert leader.get(f"{write}?concern=nonsense\x00").status_code == 200
    for wrong in (
        {"concern": "x", "text": "a"},
        {"concern": "missed", "text": " "},
        {"concern": "missed", "text": "\x00"},
    ):
        refused = leader.post(write, wrong)
        assert refused.status_code == 422
        assert "error-summary" in refused.content.decode()
    assert leader.post(write, {"concern": "missed", "text": "How <b>are</b> you?"}).status_code == 302
    again = leader.post(write, {"concern": "missed", "text": "Typed again"})
    assert again.status_code == 422
    assert "wrote to them about this" in again.content.decode()
    assert "Typed again" in again.content.decode(), "nothing typed is lost"
    assert Nudge.objects.count() == 1
    assert "possible again from" in leader.get(f"{write}?concern=missed").content.decode()
    assert cohort.facilitator.name in leader.get(url).content.decode()
    assert name not in leader.get(url, {"show": "quiet"}).content.decode()
    assert "How &lt;b&gt;are" in sign_in(seat.candidacy.person).get("/journey/").content.decode()
    assert "How &lt;b&gt;are" not in sign_in(fine.candidacy.person).get("/journey/").content.decode()
    stranger = next(row.person for row in cohort.mentors.all() if row.person_id != mentor.pk)
    for client, status in ((sign_in(stranger), 404), (sign_in(fine.candidacy.person), 403), (Client(), 302)):
        assert client.get(write).status_code == status


def test_office_hours_on_their_pages(cohort: Cohort, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    seat = seats_of(cohort)[0]
    host, staff, person = seat.mentor, "/cohorts/office-hours/", seat.candidacy.person
    mentor, candidate = sign_in(host), sign_in(person)
    day = (timezone.now() + timedelta(days=3)).date().isoformat()
    good = {"day": day, "at": "09:00", "minutes": "20", "slots": "3", "cohort": "", "place": "Room 4", "link": ""}
    for field, value in (
        ("day", "soon"),
        ("day", "2020-01-01"),
        ("day", "9999-12-31"),
        ("day", "0001-01-01"),
        ("at", "25:00"),
        ("minutes", "9" * 30),
        ("slots", "-1"),
        ("cohort", "COH-0000000000"),
        ("link", "javascript:alert(1)"),
        ("place", ""),
        ("place", "a\x00"),
    ):
        refused = mentor.post(staff, {**good, field: value})
        assert refused.status_code == 422, (field, value)
        assert f'href="#id_{field}"' in refused.content.decode(), (field, value)
    assert mentor.post(staff, good).status_code == 302
    slots = list(OfficeHour.objects.order_by("starts_at"))
    assert len(slots) == 3
    assert "Room 4" in mentor.get(staff).content.decode()
    for client, status in ((candidate, 403), (Client(), 302)):
        assert client.get(staff).status_code == status

    with django_assert_num_queries(9):
        page = candidate.get("/journey/office-hours/").content.decode()
    assert page.count("/journey/office-hours/OFH-") == 3
    one = f"/journey/office-hours/{slots[0].code}/"
    assert "You can cancel until" in candidate.get(one).content.decode()
    for text in (" ", "a\x00", "x" * 2001):
        assert candidate.post(one, {"question": text}).status_code == 422
    assert candidate.post(one, {"question": "About <i>tags</i>"}).status_code == 302
    assert candidate.post(one, {"question": "Again"}).status_code == 422
    assert "About &lt;i&gt;tags" in mentor.get(staff).content.decode()
    assert "/journey/office-hours/OFH-" not in candidate.get("/journey/office-hours/").content.decode()
    booking = Booking.objects.get()
    back = f"/journey/office-hours/{booking.code}/cancel/"
    assert candidate.get(back).status_code == 200
    for outsider in (host, make_person(), seats_of(cohort)[1].candidacy.person):
        assert sign_in(outsider).get(back).status_code == 404
    assert candidate.post(back).status_code == 302
    assert candidate.post(back).status_code == 422
    assert sign_in(make_mentor()).get("/journey/office-hours/").status_code == 404
    take = f"{staff}{slots[1].code}/cancel/"
    assert sign_in(make_mentor()).get(take).status_code == 404
    assert mentor.post(take, {"reason": ""}).status_code == 422
    assert mentor.post(take, {"reason": "Ill"}).status_code == 302
    assert mentor.post(take, {"reason": "Ill"}).status_code == 422


def test_the_inbox_and_the_hand_over_on_their_pages(
    cohort: Cohort, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    seats = [seat for seat in seats_of(cohort) if seat.mentor_id == seats_of(cohort)[0].mentor_id]
    mentor, manager, helper = seats[0].mentor, make_manager(), make_mentor()
    now = timezone.now()
    share_reflection(actor=seats[0].candidacy.person, seat=seats[0], week=1, text="Only for you", now=now)
    client = sign_in(mentor)
    for number in (1, 3):
        for seat in seats[number - 1 : number]:
            make_submission(seat, now=now - timedelta(days=6))
        with django_assert_num_queries(13):
            page = client.get("/cohorts/inbox/").content.decode()
    assert page.count("/cohorts/inbox/ASG-") == 2
    assert page.count("overdue</span>") == 2
    assert "Read the reflection of" in page
    read = f"/cohorts/reflections/{seats[0].candidacy.code}/1/read/"
    assert sign_in(helper).post(read).status_code == 404
    assert client.get(read).status_code == 405
    assert client.post(read).status_code == 302
    assert "Read the reflection of" not in client.get("/cohorts/inbox/").content.decode()
    assert sign_in(make_person()).get("/cohorts/inbox/").status_code == 403

    url, today = "/cohorts/away/", now.date().isoformat()
    good = {"first_day": today, "last_day": today, "stand_in": helper.code}
    for field, value in (
        ("first_day", "2020-01-01"),
        ("first_day", "9999-12-31"),
        ("last_day", "2020-01-01"),
        ("last_day", "x"),
        ("stand_in", "PER-0000000000"),
        ("stand_in", ""),
    ):
        refused = client.post(url, {**good, field: value})
        assert refused.status_code == 422, (field, value)
        assert f'href="#id_{field}"' in refused.content.decode(), (field, value)
    assert "Nothing waits" in sign_in(helper).get("/cohorts/inbox/").content.decode()
    assert sign_in(manager).get(f"{url}{mentor.code}/").status_code == 200
    assert client.get(f"{url}{helper.code}/").status_code == 404
    assert sign_in(manager).get(f"{url}{seats[0].candidacy.person.code}/").status_code == 404
    assert sign_in(manager).post(f"{url}{mentor.code}/", good).status_code == 302
    page = sign_in(helper).get("/cohorts/inbox/").content.decode()
    assert "You stand in for" in page
    assert page.count("/cohorts/inbox/ASG-") == 2
    assert cohort.name in sign_in(helper).get("/cohorts/").content.decode()
    assert f"{mentor.name} <span" in client.get(url).content.decode()
    code = HandOver.objects.get().code
    assert sign_in(helper).post(f"{url}{code}/end/").status_code == 404
    assert client.post(f"{url}{code}/end/").status_code == 302
    assert client.post(f"{url}{code}/end/", follow=True).content.decode().count("This hand-over is over.") == 1
    assert "Nothing waits" in sign_in(helper).get("/cohorts/inbox/").content.decode()
    for outsider, status in ((sign_in(seats[0].candidacy.person), 403), (Client(), 302)):
        assert outsider.get(url).status_code == status
