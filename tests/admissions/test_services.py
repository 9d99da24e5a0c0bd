"""Each act of admissions: what it does, what it records, what it refuses."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from practicum.admissions.api import (
    Application,
    Candidacy,
    DraftRefused,
    Offer,
    accepted_applications,
    access_application,
    answer_offer,
    candidacy_of,
    decide_application,
    draft_of,
    eligibility_of,
    first_seat_due,
    lapse_offers,
    list_applications,
    open_offer,
    save_draft,
    seat_application,
    seat_due,
    start_application,
    start_review,
    submit_application,
    withdraw_application,
)
from practicum.kernel.errors import InvalidState, NotFound, NotPermitted, Refusal
from practicum.ledger.api import records_about, verify_ledger
from practicum.notices.api import notices_to
from practicum.people.api import (
    ADMISSIONS_OFFICER,
    AUDITOR,
    EXAMINER,
    PROGRAMME_MANAGER,
    Consent,
    declare_interest,
)
from tests.factories.admissions import (
    ELIGIBLE_FIELDS,
    make_accepted_application,
    make_candidacy,
    make_decided_application,
    make_draft,
    make_reviewed_application,
    make_submitted_application,
)
from tests.factories.curriculum import make_programme
from tests.factories.people import NOON, make_person, sign_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def kinds(application: Application) -> list[str]:
    found = records_about(application.code).values_list("kind", flat=True)
    return [kind.removeprefix("admissions.") for kind in found]


def letters(application: Application) -> list[str]:
    return [notice.subject for notice in notices_to(application.person_id)]


# The draft


def test_starting_opens_one_draft_and_finds_it_again() -> None:
    make_programme()
    person = make_person(employer="Acme")
    draft = start_application(actor=person, now=NOON)
    assert (draft.state, draft_of(draft)["employer"]) == ("draft", "Acme")
    assert start_application(actor=person, now=NOON + DAY) == draft
    assert kinds(draft) == ["application_started"]


def test_a_second_application_waits_until_the_first_has_ended() -> None:
    first = make_submitted_application()
    with pytest.raises(Refusal) as refused:
        start_application(actor=first.person, now=NOON)
    assert refused.value.code == "application_live"
    withdraw_application(actor=first.person, application=first, now=NOON)
    assert start_application(actor=first.person, now=NOON) != first


def test_an_incomplete_step_is_kept_and_other_steps_stay() -> None:
    make_programme()
    person = make_person()
    draft = start_application(actor=person, now=NOON)
    save_draft(actor=person, application=draft, fields={"years": 7, "motivation": "short"}, now=NOON)
    save_draft(actor=person, application=draft, fields={"complexity": {"scopes": "many"}}, now=NOON)
    save_draft(actor=person, application=draft, fields={"complexity": {"spend": "25m-up"}, "job_title": None}, now=NOON)
    kept = draft_of(Application.objects.get(pk=draft.pk))
    assert (kept["years"], kept["motivation"], kept["job_title"]) == (7, "short", None)
    assert kept["complexity"] == {"scopes": "many", "spend": "25m-up"}


def test_the_account_follows_what_the_applicant_says_of_themselves() -> None:
    make_programme()
    person = make_person(name="Old Name")
    draft = start_application(actor=person, now=NOON)
    fields = {"name": "New  Name", "employer": "Acme", "time_zone": "Asia/Kolkata"}
    save_draft(actor=person, application=draft, fields=fields, now=NOON)
    person.refresh_from_db()
    assert (person.name, person.employer, person.time_zone) == ("New Name", "Acme", "Asia/Kolkata")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"years": -1}, "years"),
        ({"years": 10**30}, "years"),
        ({"years": "seven"}, "years"),
        ({"years": True}, "years"),
        ({"practice_months": 1.5}, "practice_months"),
        ({"job_title": "x" * 121}, "job_title"),
        ({"motivation": "nul \x00"}, "motivation"),
        ({"evidence": ["a"]}, "evidence"),
        ({"route": "train"}, "route"),
        ({"role_profile": "cook"}, "role_profile"),
        ({"baseline_until": "soon"}, "baseline_until"),
        ({"free_hours": [168]}, "free_hours"),
        ({"free_hours": "Mon"}, "free_hours"),
        ({"agreed": ["anything"]}, "agreed"),
        ({"agreed": [[]]}, "agreed"),
        ({"complexity": {"scopes": "huge"}}, "complexity.scopes"),
        ({"complexity": {"colour": "red"}}, "complexity"),
        ({"complexity": "many"}, "complexity"),
        ({"state": "accepted"}, "state"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"name": ""}, "name"),
    ],
)
def test_what_can_never_be_an_answer_is_refused_by_name_and_nothing_is_kept(fields: dict[str, Any], field: str) -> None:
    draft = make_draft()
    before = draft_of(draft)
    with pytest.raises(Refusal) as refused:
        save_draft(actor=draft.person, application=draft, fields={"years": 3, **fields}, now=NOON)
    assert refused.value.field == field
    assert draft_of(Application.objects.get(pk=draft.pk)) == before


def test_only_the_applicant_fills_in_and_submits() -> None:
    draft, other = make_draft(), make_person(role=ADMISSIONS_OFFICER)
    with pytest.raises(NotPermitted):
        save_draft(actor=other, application=draft, fields={"years": 3}, now=NOON)
    with pytest.raises(NotPermitted):
        submit_application(actor=other, application=draft, now=NOON)


def test_a_submitted_application_is_changed_no_more() -> None:
    application = make_submitted_application()
    with pytest.raises(InvalidState):
        save_draft(actor=application.person, application=application, fields={"years": 3}, now=NOON)
    with pytest.raises(InvalidState):
        submit_application(actor=application.person, application=application, now=NOON)


# Submission


def test_submission_computes_eligibility_takes_consent_records_and_thanks() -> None:
    application = make_submitted_application()
    found = eligibility_of(application)
    assert found is not None
    assert (found.outcome, found.points, found.threshold) == ("eligible", 9, 7)
    assert application.submitted_at == NOON
    consents = Consent.objects.filter(person=application.person).values_list("purpose", "version")
    assert set(consents) == {("ai_use", "2026.1"), ("code_of_conduct", "2026.1"), ("data_use", "2026.1")}
    assert kinds(application) == ["application_started", "application_submitted"]
    assert letters(application) == ["We have your application"]
    assert verify_ledger().verified


def test_the_record_of_a_submission_holds_no_personal_text() -> None:
    application = make_submitted_application()
    told = str(records_about(application.code).get(kind="admissions.application_submitted").data)
    for name in ("motivation", "evidence", "baseline_detail", "job_title"):
        assert ELIGIBLE_FIELDS[name] not in told


@pytest.mark.parametrize("name", [name for name in ELIGIBLE_FIELDS if name not in ("complexity", "route")])
def test_each_missing_answer_is_named(name: str) -> None:
    draft = make_draft(**{name: None if name != "language" else ""})
    with pytest.raises(DraftRefused) as refused:
        submit_application(actor=draft.person, application=draft, now=NOON)
    assert [problem.field for problem in refused.value.problems] == [name]
    assert Application.objects.get(pk=draft.pk).state == "draft"
    assert kinds(draft) == ["application_started"]


def test_an_empty_draft_names_every_question() -> None:
    make_programme()
    person = make_person()
    draft = start_application(actor=person, now=NOON)
    with pytest.raises(DraftRefused) as refused:
        submit_application(actor=person, application=draft, now=NOON)
    assert {problem.field for problem in refused.value.problems} == {
        "conflicts", "agreed", "role_profile", "job_title", "motivation", "complexity.scopes", "complexity.entities",
        "complexity.spend", "complexity.commitments", "complexity.shared-platforms", "years", "practice_months",
        "baseline", "evidence", "free_hours",
    }  # fmt: skip
    assert all(problem.message and problem.mend for problem in refused.value.problems)


def test_the_experience_route_asks_for_no_hours() -> None:
    assert make_submitted_application(route="experience", free_hours=None).state == "submitted"


# Review and decision


def test_review_begins_with_an_officer() -> None:
    application = make_submitted_application()
    with pytest.raises(NotPermitted):
        start_review(actor=make_person(role=EXAMINER), application=application, now=NOON)
    reviewed = start_review(actor=make_person(role=ADMISSIONS_OFFICER), application=application, now=NOON)
    assert reviewed.state == "under_review"
    assert kinds(application)[-1] == "review_started"


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
    assert kinds(application)[-1] == "application_decided"
    assert letters(application)[0] == letter


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


# Answer, seat, candidacy


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
    assert kinds(application)[-2:] == ["offer_answered", "candidacy_opened"]
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
    assert letters(application)[0] == "You refused your place"


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
    assert kinds(application)[-1] == "offer_lapsed"
    assert letters(application)[0] == "Your offer has lapsed"


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


# Withdrawal


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
    assert "application_withdrawn" in kinds(application)
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


# Who may see


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
