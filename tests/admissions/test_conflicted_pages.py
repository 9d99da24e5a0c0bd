"""An officer in conflict with an applicant is shown no form that would act on the application, in any state."""

from typing import Any

import pytest

from practicum.admissions.api import Application, start_review
from practicum.kernel.errors import NotPermitted
from practicum.people.api import ADMISSIONS_OFFICER
from tests.factories.admissions import (
    make_accepted_application,
    make_decided_application,
    make_reviewed_application,
    make_submitted_application,
)
from tests.factories.pages import page, send
from tests.factories.people import NOON, make_person, sign_in

pytestmark = pytest.mark.django_db
ACTS = ("start-review/", "decide/", "withdraw/", "reviews/add/")


@pytest.mark.parametrize(
    "make",
    [
        make_submitted_application,
        make_reviewed_application,
        lambda person: make_decided_application("waitlisted", person),
        make_accepted_application,
    ],
)
def test_no_act_is_offered_to_an_officer_in_conflict(make: Any) -> None:
    application = make(make_person(employer="Acme"))
    url = f"/admissions/{application.code}/"
    for officer, may_act in ((make_person(role=ADMISSIONS_OFFICER), True), (_colleague(), False)):
        client = sign_in(officer)
        shown = page(client, url) + page(client, f"{url}reviews/")
        if application.state == "waitlisted":
            shown += page(client, f"/admissions/waitlist/{application.code}/")
        forms = [act for act in ACTS if f'action="{url}{act}"' in shown]
        assert bool(forms) == may_act, forms
        assert ('value="move"' in shown) == (may_act and application.state == "waitlisted")
        assert ("they have the same employer" in shown) != may_act
    if application.decided_at:
        assert "By the criteria of the programme." in page(sign_in(_colleague()), url)


def test_an_officer_in_conflict_takes_nothing_into_review() -> None:
    application = make_submitted_application(make_person(employer="Acme"))
    with pytest.raises(NotPermitted, match="same employer"):
        start_review(actor=_colleague(), application=application, now=NOON)
    send(sign_in(_colleague()), f"/admissions/{application.code}/start-review/", {}, 403)
    assert Application.objects.get().state == "submitted"


def _colleague() -> Any:
    return make_person(role=ADMISSIONS_OFFICER, employer="Acme")
