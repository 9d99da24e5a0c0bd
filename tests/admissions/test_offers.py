"""The answer to an offer, the seat, the candidacy, and withdrawal: each act, its record, each refusal."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from practicum.admissions.api import (
    Candidacy,
    Offer,
    accepted_applications,
    answer_offer,
    candidacy_of,
    decide_application,
    first_seat_due,
    lapse_offers,
    seat_application,
    seat_due,
    start_application,
    withdraw_application,
)
from practicum.kernel.errors import InvalidState, NotPermitted, Refusal
from practicum.ledger.api import records_about
from practicum.people.api import (
    ADMISSIONS_OFFICER,
    PROGRAMME_MANAGER,
)
from tests.factories.admissions import (
    make_accepted_application,
    make_candidacy,
    make_decided_application,
    make_draft,
    make_reviewed_application,
    make_submitted_application,
)
from tests.factories.looking import kinds_about, letters_to
from tests.factories.people import NOON, make_person, sign_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_on_the_cohort_route_acceptance_waits_for_a_seat() -> None:
    application = make_accepted_application()
    assert application.state == "accepted"
    assert list(accepted_applications(application.programme_version)) == [application]
    assert candidacy_of(application.person) is None
    due = NOON + timedelta(days=60)  # the pack's policy
    assert first_seat_due(application.programme_version) == (1, due)
    assert seat_due(application) == due
    page = sign_in(application.person).get(reverse("admissions:application", args=[application.code])).content.decode()
    assert f"{due.day} {due:%b %Y}" in page
    manager = make_person(role=PROGRAMME_MANAGER)
    candidacy = seat_application(actor=manager, application=application, now=NOON)
    assert candidacy_of(application.person) == candidacy
    assert candidacy.route == "cohort"
    assert list(accepted_applications(application.programme_version)) == []
    assert kinds_about(application.code, "admissions")[-2:] == ["offer_answered", "candidacy_opened"]
    with pytest.raises(InvalidState):
        seat_application(actor=manager, application=application, now=NOON)


def test_on_the_experience_route_acceptance_opens_the_candidacy() -> None:
    application = make_accepted_application(route="experience")
    candidacy = candidacy_of(application.person)
    assert candidacy is not None
    assert (candidacy.route, candidacy.opened_at) == ("experience", NOON)
    assert list(accepted_applications(application.programme_version)) == []
    with pytest.raises(Refusal) as refused:
        seat_application(actor=make_person(role=PROGRAMME_MANAGER), application=application, now=NOON)
    assert refused.value.code == "route_without_seat"


def test_only_a_programme_manager_seats() -> None:
    application = make_accepted_application()
    with pytest.raises(NotPermitted):
        seat_application(actor=make_person(role=ADMISSIONS_OFFICER), application=application, now=NOON)


def test_a_refused_offer_closes_the_application() -> None:
    application = make_decided_application("offered")
    refused = answer_offer(actor=application.person, application=application, accept=False, now=NOON)
    assert refused.state == "withdrawn"
    assert Offer.objects.get(application=application).state == "refused"
    assert letters_to(application.person)[0] == "You refused your place"


def test_only_the_applicant_answers() -> None:
    application = make_decided_application("offered")
    with pytest.raises(NotPermitted):
        answer_offer(actor=make_person(role=ADMISSIONS_OFFICER), application=application, accept=True, now=NOON)


def test_an_answer_after_the_last_moment_is_refused_before_and_after_the_sweep() -> None:
    application = make_decided_application("offered")
    with pytest.raises(Refusal) as refused:
        answer_offer(actor=application.person, application=application, accept=True, now=NOON + 14 * DAY)
    assert refused.value.code == "offer_over"
    lapse_offers(NOON + 14 * DAY)
    with pytest.raises(InvalidState):
        answer_offer(actor=application.person, application=application, accept=True, now=NOON + 14 * DAY)


def test_offers_lapse_at_their_time_and_not_before() -> None:
    application = make_decided_application("offered")
    make_accepted_application()
    assert lapse_offers(NOON + 14 * DAY - timedelta(seconds=1)) == 0
    assert lapse_offers(NOON + 14 * DAY) == 1
    assert lapse_offers(NOON + 15 * DAY) == 0
    application.refresh_from_db()
    assert application.state == "lapsed"
    assert kinds_about(application.code, "admissions")[-1] == "offer_lapsed"
    assert letters_to(application.person)[0] == "Your offer has lapsed"


def test_a_lapsed_applicant_may_be_put_on_the_waiting_list_unless_they_applied_again() -> None:
    application = make_decided_application("offered")
    lapse_offers(NOON + 14 * DAY)
    officer = make_person(role=ADMISSIONS_OFFICER)
    again = start_application(actor=application.person, now=NOON + 15 * DAY)
    with pytest.raises(Refusal) as refused:
        decide_application(
            actor=officer, application=application, outcome="waitlisted", reason="Asked.", now=NOON + 15 * DAY
        )
    assert refused.value.code == "application_live"
    withdraw_application(actor=application.person, application=again, now=NOON + 15 * DAY)
    waiting = decide_application(
        actor=officer, application=application, outcome="waitlisted", reason="Asked.", now=NOON + 15 * DAY
    )
    assert waiting.state == "waitlisted"


@pytest.mark.parametrize(
    "make",
    [
        make_draft,
        make_submitted_application,
        make_reviewed_application,
        lambda: make_decided_application("waitlisted"),
        lambda: make_decided_application("offered"),
        make_accepted_application,
        lambda: make_candidacy("cohort").application,
        lambda: make_candidacy("experience").application,
    ],
)
def test_the_applicant_may_withdraw_in_every_live_state(make: Any) -> None:
    application = make()
    withdrawn = withdraw_application(actor=application.person, application=application, now=NOON + DAY)
    assert withdrawn.state == "withdrawn"
    assert "application_withdrawn" in kinds_about(application.code, "admissions")
    assert not Offer.objects.filter(application=application, state="open").exists()
    assert candidacy_of(application.person) is None
    assert not Candidacy.objects.filter(application=application, ended_at=None).exists()


@pytest.mark.parametrize("outcome", ["declined", "lapsed", "withdrawn"])
def test_what_has_ended_cannot_be_withdrawn(outcome: str) -> None:
    application = make_decided_application("declined" if outcome == "declined" else "offered")
    if outcome == "lapsed":
        lapse_offers(NOON + 14 * DAY)
    if outcome == "withdrawn":
        withdraw_application(actor=application.person, application=application, now=NOON)
    with pytest.raises(InvalidState):
        withdraw_application(actor=application.person, application=application, now=NOON + 15 * DAY)


def test_an_officer_withdraws_with_a_reason_and_others_do_not() -> None:
    application = make_submitted_application()
    officer = make_person(role=ADMISSIONS_OFFICER)
    with pytest.raises(Refusal) as refused:
        withdraw_application(actor=officer, application=application, now=NOON)
    assert refused.value.field == "reason"
    with pytest.raises(NotPermitted):
        withdraw_application(actor=make_person(), application=application, now=NOON, reason="No.")
    withdraw_application(actor=officer, application=application, now=NOON, reason="Asked for by mail.")
    assert records_about(application.code).last().data["reason"] == "Asked for by mail."  # type: ignore[union-attr]
