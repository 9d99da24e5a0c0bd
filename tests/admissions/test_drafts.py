"""Drafts and their submission: each act, its record, each refusal."""

from datetime import timedelta
from typing import Any

import pytest

from practicum.admissions.api import (
    Application,
    DraftRefused,
    draft_of,
    eligibility_of,
    save_draft,
    start_application,
    submit_application,
    withdraw_application,
)
from practicum.kernel.errors import InvalidState, NotPermitted, Refusal
from practicum.ledger.api import records_about, verify_ledger
from practicum.people.api import (
    ADMISSIONS_OFFICER,
    Consent,
)
from tests.factories.admissions import (
    ELIGIBLE_FIELDS,
    make_draft,
    make_submitted_application,
)
from tests.factories.curriculum import make_programme
from tests.factories.looking import kinds_about, letters_to
from tests.factories.people import NOON, make_person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_starting_opens_one_draft_and_finds_it_again() -> None:
    make_programme()
    person = make_person(employer="Acme")
    draft = start_application(actor=person, now=NOON)
    assert (draft.state, draft_of(draft)["employer"]) == ("draft", "Acme")
    assert start_application(actor=person, now=NOON + DAY) == draft
    assert kinds_about(draft.code, "admissions") == ["application_started"]


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


def test_submission_computes_eligibility_takes_consent_records_and_thanks() -> None:
    application = make_submitted_application()
    found = eligibility_of(application)
    assert found is not None
    assert (found.outcome, found.points, found.threshold) == ("eligible", 9, 7)
    assert application.submitted_at == NOON
    consents = Consent.objects.filter(person=application.person).values_list("purpose", "version")
    assert set(consents) == {("ai_use", "2026.1"), ("code_of_conduct", "2026.1"), ("data_use", "2026.1")}
    assert kinds_about(application.code, "admissions") == ["application_started", "application_submitted"]
    assert letters_to(application.person) == ["We have your application"]
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
    assert kinds_about(draft.code, "admissions") == ["application_started"]


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
