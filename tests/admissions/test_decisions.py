"""Review and decision, and who may see an application: each act, its record, each refusal."""

from datetime import timedelta

import pytest

from practicum.admissions.api import (
    Application,
    access_application,
    decide_application,
    list_applications,
    open_offer,
    start_review,
)
from practicum.kernel.errors import NotFound, NotPermitted, Refusal
from practicum.people.api import (
    ADMISSIONS_OFFICER,
    AUDITOR,
    EXAMINER,
    PROGRAMME_MANAGER,
    declare_interest,
)
from tests.factories.admissions import (
    make_decided_application,
    make_draft,
    make_reviewed_application,
    make_submitted_application,
)
from tests.factories.looking import kinds_about, letters_to
from tests.factories.people import NOON, make_person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_review_begins_with_an_officer() -> None:
    application = make_submitted_application()
    with pytest.raises(NotPermitted):
        start_review(actor=make_person(role=EXAMINER), application=application, now=NOON)
    reviewed = start_review(actor=make_person(role=ADMISSIONS_OFFICER), application=application, now=NOON)
    assert reviewed.state == "under_review"
    assert kinds_about(application.code, "admissions")[-1] == "review_started"


@pytest.mark.parametrize(
    ("outcome", "letter"),
    [
        ("offered", "We offer you a place"),
        ("waitlisted", "Your application is on the waiting list"),
        ("declined", "Our decision on your application"),
    ],
)
def test_a_decision_is_kept_with_its_reason_and_told(outcome: str, letter: str) -> None:
    application = make_decided_application(outcome)
    assert (application.state, application.decision_reason) == (outcome, "By the criteria of the programme.")
    assert kinds_about(application.code, "admissions")[-1] == "application_decided"
    assert letters_to(application.person)[0] == letter


def test_an_offer_is_open_as_long_as_the_policies_say() -> None:
    application = make_decided_application("offered")
    offer = open_offer(application)
    assert offer is not None
    assert offer.open_until == NOON + 14 * DAY


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"outcome": "maybe"}, "outcome_unknown", "outcome"),
        ({"outcome": "accepted"}, "outcome_unknown", "outcome"),
        ({"reason": "  "}, "reason_missing", "reason"),
        ({"reason": "x" * 2001}, "reason_missing", "reason"),
    ],
)
def test_a_decision_needs_an_outcome_and_a_reason(given: dict[str, str], code: str, field: str) -> None:
    application = make_reviewed_application()
    officer = make_person(role=ADMISSIONS_OFFICER)
    with pytest.raises(Refusal) as refused:
        decide_application(
            actor=officer, application=application, **{"outcome": "offered", "reason": "Fits.", **given}, now=NOON
        )
    assert (refused.value.code, refused.value.field) == (code, field)
    assert Application.objects.get(pk=application.pk).state == "under_review"


def test_no_place_is_offered_where_a_criterion_is_not_met() -> None:
    application = make_reviewed_application(years=2)
    officer = make_person(role=ADMISSIONS_OFFICER)
    with pytest.raises(Refusal) as refused:
        decide_application(actor=officer, application=application, outcome="offered", reason="Nice.", now=NOON)
    assert refused.value.code == "not_eligible"
    declined = decide_application(
        actor=officer, application=application, outcome="declined", reason="Two years of five.", now=NOON
    )
    assert declined.state == "declined"


def test_what_needs_judgement_may_be_offered_by_a_person() -> None:
    assert make_decided_application("offered", baseline="equivalent").state == "offered"


def test_only_officers_decide() -> None:
    application = make_reviewed_application()
    for role in ((), PROGRAMME_MANAGER, EXAMINER):
        with pytest.raises(NotPermitted):
            decide_application(
                actor=make_person(role=role), application=application, outcome="offered", reason="Fits.", now=NOON
            )


def test_an_officer_in_conflict_may_not_decide() -> None:
    applicant = make_person(employer="Acme")
    application = make_reviewed_application(applicant)
    colleague = make_person(role=ADMISSIONS_OFFICER, employer=" ACME ")
    kin = make_person(role=ADMISSIONS_OFFICER)
    declare_interest(actor=kin, about=applicant, relation="sister", now=NOON)
    for officer in (colleague, kin):
        with pytest.raises(NotPermitted, match="may not decide"):
            decide_application(actor=officer, application=application, outcome="offered", reason="Fits.", now=NOON)
    own = make_reviewed_application(make_person(role=ADMISSIONS_OFFICER))
    with pytest.raises(NotPermitted, match="nobody judges themselves"):
        decide_application(actor=own.person, application=own, outcome="offered", reason="Fits.", now=NOON)


def test_an_application_is_seen_by_its_person_and_by_those_whose_work_it_is() -> None:
    application = make_submitted_application()
    for reader in (application.person, make_person(role=ADMISSIONS_OFFICER), make_person(role=AUDITOR)):
        assert access_application(reader, application.code) == application
    for stranger in (make_person(), make_person(role=EXAMINER)):
        with pytest.raises(NotFound):
            access_application(stranger, application.code)
        with pytest.raises(NotPermitted):
            list_applications(stranger)


def test_the_list_shows_what_was_submitted_and_is_filtered() -> None:
    officer = make_person(role=ADMISSIONS_OFFICER)
    make_draft()
    one = make_submitted_application(role_profile="finops-analyst")
    two = make_submitted_application(route="experience", now=NOON + DAY)
    assert list(list_applications(officer)) == [one, two]
    assert list(list_applications(officer, route="experience")) == [two]
    assert list(list_applications(officer, role_profile="finops-analyst")) == [one]
    assert list(list_applications(officer, state="declined")) == []
