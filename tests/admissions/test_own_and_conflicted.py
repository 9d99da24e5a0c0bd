"""Staff who apply themselves, and officers in conflict with an applicant: what is kept from them."""

import re

import pytest

from practicum.admissions.api import (
    Application,
    move_on_waitlist,
    name_referee,
    reviews_of,
    submit_application,
    withdraw_application,
)
from practicum.kernel.errors import NotPermitted
from practicum.notices.api import Notice
from practicum.people.api import ADMISSIONS_OFFICER, AUDITOR, PROGRAMME_MANAGER
from tests.factories.admissions import make_decided_application, make_draft, make_reviewed_application
from tests.factories.people import NOON, make_person, sign_in
from tests.factories.reviews import hand_in, make_reviewers

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [ADMISSIONS_OFFICER, PROGRAMME_MANAGER, AUDITOR])
def test_staff_who_apply_learn_nothing_of_their_reviewers(role: str) -> None:
    make_reviewers()
    person = make_person(role)
    application = make_reviewed_application(person)
    first, second = reviews_of(application)
    hand_in(first, 2)
    client = sign_in(person)
    for address in (f"/admissions/{application.code}/", f"/admissions/{application.code}/reviews/"):
        answer = client.get(address)
        assert answer.status_code == 403
        for review in (first, second):
            assert review.reviewer.name not in answer.content.decode()
    assert client.get(f"/apply/{application.code}/").status_code == 200
    other = make_person(role)
    assert sign_in(other).get(f"/admissions/{application.code}/reviews/").status_code == 200


def test_an_officer_in_conflict_neither_ends_nor_moves_an_application() -> None:
    person = make_person(employer="Northwind")
    waiting = make_decided_application("waitlisted", person)
    colleague = make_person(ADMISSIONS_OFFICER, employer="northwind ")
    with pytest.raises(NotPermitted, match="same employer"):
        withdraw_application(actor=colleague, application=waiting, reason="They said so.", now=NOON)
    with pytest.raises(NotPermitted, match="same employer"):
        move_on_waitlist(actor=colleague, application=waiting, place=1, reason="A friend.", now=NOON)
    assert Application.objects.get(pk=waiting.pk).state == "waitlisted"
    withdraw_application(actor=make_person(ADMISSIONS_OFFICER), application=waiting, reason="They asked.", now=NOON)


def test_the_outbox_shows_a_referees_letter_without_its_link() -> None:
    """Whoever keeps the outbox could answer in the referee's stead; staff who apply, for themselves."""
    draft = make_draft()
    name_referee(
        actor=draft.person, application=draft, name="Rita", email="rita@example.com", relation="my manager", now=NOON
    )
    submit_application(actor=draft.person, application=draft, now=NOON)
    notice = Notice.objects.get(to_address="rita@example.com")
    token = re.search(r"/reference/([^/\s]+)/", notice.body)
    assert token is not None
    shown = sign_in(make_person(ADMISSIONS_OFFICER)).get(f"/notices/outbox/{notice.code}/").content.decode()
    assert "asks you for a reference" in shown
    assert "/reference/…/" in shown
    assert token[1] not in shown
