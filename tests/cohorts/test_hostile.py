"""People who have no part any more, stale tabs, and instances that no file can hold."""

from datetime import timedelta

import pytest
from django.utils import timezone

from practicum.admissions.api import withdraw_application
from practicum.cohorts.api import AssignmentSubmission, Post, record_attendance
from practicum.cohorts.services.running import require_leader
from practicum.kernel.errors import NotPermitted, Refusal
from practicum.matching.api import Instance
from practicum.people.api import FACILITATOR, MENTOR, end_role
from tests.factories.cohorts import (
    ASSIGNMENT,
    make_feedback,
    make_manager,
    make_running_cohort,
    make_submission,
    seats_of,
)
from tests.factories.people import NOON, sign_in

SOON = NOON + timedelta(hours=3)


@pytest.mark.django_db
def test_who_has_withdrawn_is_out_of_the_cohort(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: SOON)
    cohort = make_running_cohort(10)
    candidacy = seats_of(cohort)[0].candidacy
    client, base = sign_in(candidacy.person), f"/cohorts/{cohort.code}/"
    pages = ("", "weeks/1/discussion/", "weeks/1/session.ics")
    assert [client.get(base + page).status_code for page in pages] == [200] * 3
    withdraw_application(actor=candidacy.person, application=candidacy.application, now=SOON)
    assert [client.get(base + page).status_code for page in pages] == [404] * 3
    assert client.post(f"{base}weeks/1/discussion/", {"title": "I", "text": "am still here"}).status_code == 404
    assert not Post.objects.exists()


@pytest.mark.django_db
def test_a_role_that_was_taken_away_opens_no_cohort(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: SOON)
    cohort, manager = make_running_cohort(10), make_manager()
    mentor, lead = seats_of(cohort)[0].mentor, cohort.facilitator
    assert mentor is not None
    for person, role in ((lead, FACILITATOR), (mentor, MENTOR)):
        assert sign_in(person).get(f"/cohorts/{cohort.code}/board/").status_code == 200
        end_role(actor=manager, person=person, role=role, now=SOON)
        for page in ("", "board/", "weeks/1/plan/", "weeks/1/discussion/"):
            assert sign_in(person).get(f"/cohorts/{cohort.code}/{page}").status_code == 404, page
    session = cohort.sessions.get(week=1)
    with pytest.raises(NotPermitted):
        record_attendance(actor=lead, session=session, statuses={}, now=session.starts_at)
    require_leader(manager, cohort, now=SOON)


@pytest.mark.django_db
def test_a_stale_tab_keeps_what_was_typed_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Handed in, or answered, in another tab meanwhile: refused, with the words still in the form."""
    monkeypatch.setattr(timezone, "now", lambda: SOON)
    seat = seats_of(make_running_cohort(10))[0]
    work = make_submission(seat, now=NOON)
    stale = sign_in(seat.candidacy.person).post(f"/journey/assignments/{ASSIGNMENT}/", {"text": "An hour of thought."})
    assert stale.status_code == 422
    assert "An hour of thought." in stale.content.decode()
    assert "This assignment is submitted" in stale.content.decode()
    assert seat.mentor is not None
    make_feedback(work, now=SOON)
    judged = sign_in(seat.mentor).post(f"/cohorts/inbox/{work.code}/", {"comment": "Half an hour of thought."})
    assert judged.status_code == 422
    assert "Half an hour of thought." in judged.content.decode()
    assert AssignmentSubmission.objects.get().feedback.count() == 1


def test_half_a_character_is_refused_before_the_search() -> None:
    person = {"id": "a\ud800", "hours": [1], "language": "en"}
    lead = {"id": "f", "hours": [1], "language": "en", "capacity": 1}
    with pytest.raises(Refusal, match="half of a character"):
        Instance.from_json({"size": [1, 2], "employer_max": 2, "applicants": [person], "facilitators": [lead]})
