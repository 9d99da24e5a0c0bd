"""The award: who may decide, on what, and what is kept of it."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from practicum.admissions.api import Candidacy, withdraw_application
from practicum.credentials.api import AwardDecision, Credential, candidates_to_decide, decide_award, todo_for
from practicum.credentials.summary import summarise_evidence
from practicum.kernel.canonical import digest
from practicum.kernel.errors import NotPermitted, Refusal
from practicum.ledger.api import records_about
from practicum.marking.api import capstone_of
from practicum.notices.api import notices_to
from practicum.people.api import (
    ADMISSIONS_OFFICER,
    AUDITOR,
    DECIDER,
    EXAMINER,
    PROGRAMME_MANAGER,
    REGISTRAR,
    Person,
    declare_interest,
    grant_role,
)
from practicum.results.api import best_result
from tests.factories.admissions import make_candidacy
from tests.factories.cohorts import make_running_cohort
from tests.factories.credentials import make_award, make_awarded_candidacy
from tests.factories.people import NOON, make_person, sign_in, system
from tests.factories.results import make_adopted_cut, make_passed_candidate, make_released_result
from tests.ground import stand_on

pytestmark = pytest.mark.django_db
ground = stand_on(make_adopted_cut)
LATER = NOON + timedelta(days=2)


def decide(candidacy: Candidacy, *, actor: Person | None = None, **changes: Any) -> AwardDecision:
    given = {"outcome": "awarded", "reason": "Every requirement is met.", "now": LATER, **changes}
    return decide_award(actor=actor or make_person(role=DECIDER), candidacy=candidacy, **given)


def as_decider(person: Person) -> Person:
    grant_role(actor=system(), person=person, role=DECIDER, now=NOON)
    return person


def test_a_decider_awards_and_the_evidence_is_kept() -> None:
    candidacy = make_passed_candidate()
    award = decide(candidacy)
    result = best_result(candidacy)
    capstone = capstone_of(candidacy)
    assert result is not None
    assert capstone is not None
    evidence = award.evidence
    assert evidence["exam"]["result"] == result.code
    assert evidence["exam"]["cut_score"] == str(result.cut_score.value)
    assert evidence["exam"]["sem"]
    assert evidence["capstone"]["percent"] == str(capstone.percent)
    assert [lab["state"] for lab in evidence["labs"]] == ["passed"]
    assert evidence["gate_2_lacks"] == []
    assert evidence["route"] == "experience"
    assert candidacy.person.name not in str(evidence)
    record = records_about(award.code).get()
    assert set(record.subjects) == {award.code, candidacy.code, candidacy.person.code, result.code}
    assert record.data["evidence_digest"] == digest(evidence)
    assert (record.data["mode"], record.data["version"]) == ("certification", "2026.1")
    assert "awarded to you" in notices_to(candidacy.person.pk)[0].body
    assert not Credential.objects.exists(), "the decision is its own act"


def test_a_refusal_needs_a_reason_only_and_tells_it() -> None:
    candidacy = make_candidacy()
    refused = decide(candidacy, outcome="refused", reason="The evidence was not their own.")
    assert refused.outcome == "refused"
    assert "not their own" in notices_to(candidacy.person.pk)[0].body
    with pytest.raises(Refusal) as error:
        decide(candidacy)
    assert error.value.code == "not_ready"


def test_a_pass_alone_is_not_enough_nor_is_gate_2_without_a_pass() -> None:
    from tests.factories.exams import make_cleared_candidacy

    cleared = make_cleared_candidacy()
    with pytest.raises(Refusal, match="No exam result yet"):
        decide(cleared)
    failed = make_released_result(cleared, right=0)
    assert not failed.passed
    with pytest.raises(Refusal, match="not a pass"):
        decide(cleared)
    assert not AwardDecision.objects.exists()


def test_nobody_is_awarded_twice_but_a_refusal_may_be_mended() -> None:
    candidacy = make_passed_candidate()
    decide(candidacy, outcome="refused", reason="An open question of identity.")
    decide(candidacy, now=LATER + timedelta(days=1))
    for outcome in ("awarded", "refused"):
        with pytest.raises(Refusal, match="awarded to this candidate already"):
            decide(candidacy, outcome=outcome)


def test_what_a_credential_rests_on_is_not_withdrawn() -> None:
    candidacy = make_awarded_candidacy().candidacy
    person, application = candidacy.person, candidacy.application
    officer = make_person(role=ADMISSIONS_OFFICER)
    for actor in (person, officer):
        with pytest.raises(Refusal) as refused:
            withdraw_application(actor=actor, application=application, reason="No more.", now=NOON + timedelta(days=3))
        assert refused.value.code == "award_stands"
    application.refresh_from_db()
    assert application.state != "withdrawn"
    client = sign_in(person)
    shown = client.get(f"/apply/{application.code}/").content.decode()
    assert "The credential was awarded to you on" in shown
    assert "Withdraw this application" not in shown
    assert client.get(f"/apply/{application.code}/withdraw/").status_code == 409
    assert "The credential was awarded to you on" in client.get("/journey/").content.decode()
    assert "Withdraw at the applicant" not in sign_in(officer).get(f"/admissions/{application.code}/").content.decode()


def test_only_deciders_decide() -> None:
    candidacy = make_candidacy()
    for role in (PROGRAMME_MANAGER, REGISTRAR, EXAMINER, AUDITOR):
        with pytest.raises(NotPermitted):
            decide(candidacy, actor=make_person(role=role), outcome="refused")


def test_those_who_examined_cannot_decide() -> None:
    candidacy = make_passed_candidate()
    capstone, result = capstone_of(candidacy), best_result(candidacy)
    assert capstone is not None
    assert result is not None
    assert result.released_by is not None
    for person in (capstone.allocations.get().examiner, result.scored_by, result.released_by):
        for outcome in ("awarded", "refused"):
            with pytest.raises(NotPermitted, match="examined"):
                decide(candidacy, actor=as_decider(person), outcome=outcome)
    assert decide(candidacy).outcome == "awarded"


def test_those_with_an_interest_cannot_decide() -> None:
    candidacy = make_candidacy(person=make_person(employer="Acme"))
    related, named = make_person(role=DECIDER), make_person(role=DECIDER)
    declare_interest(actor=related, about=candidacy.person, relation="manager", now=NOON)
    declare_interest(actor=candidacy.person, about=named, relation="business partner", now=NOON)
    for actor in (as_decider(candidacy.person), make_person(role=DECIDER, employer=" acme"), related, named):
        with pytest.raises(NotPermitted):
            decide(candidacy, actor=actor, outcome="refused")
    assert decide(candidacy, outcome="refused").outcome == "refused"


def test_those_who_trained_cannot_decide_for_two_years() -> None:
    cohort = make_running_cohort()
    candidacy = cohort.seats.select_related("candidacy__person").first().candidacy
    mentor = cohort.mentors.select_related("person").first().person
    ends = max(session.starts_at for session in cohort.sessions.all())
    for trainer in (cohort.facilitator, mentor):
        as_decider(trainer)
        for moment in (NOON, ends + timedelta(days=700)):
            with pytest.raises(NotPermitted, match="trained"):
                decide(candidacy, actor=trainer, outcome="refused", now=moment)
    cohort.state = "completed"  # else the training goes on
    cohort.save()
    late = ends + timedelta(days=740)
    assert decide(candidacy, actor=mentor, outcome="refused", reason="They left.", now=late).decided_by == mentor


def test_who_waits_for_a_decision() -> None:
    assert not candidates_to_decide()
    candidacy = make_passed_candidate()
    make_released_result(right=0)
    assert [each.code for each in candidates_to_decide()] == [candidacy.code]
    decider, registrar = make_person(role=DECIDER), make_person(role=REGISTRAR)
    assert [todo.title for todo in todo_for(decider, NOON)] == ["Decide on 1 award"]
    assert todo_for(registrar, NOON) == todo_for(candidacy.person, NOON) == []
    decide(candidacy)
    assert not candidates_to_decide()
    for person in (decider, registrar):
        assert [todo.title for todo in todo_for(person, NOON)] == ["Issue 1 credential"]


# Pages


def test_the_page_shows_the_evidence_and_takes_the_decision() -> None:
    candidacy = make_passed_candidate()
    client = sign_in(make_person(role=DECIDER))
    assert candidacy.code in client.get("/awards/").content.decode()
    url = f"/awards/candidates/{candidacy.code}/"
    text = client.get(url).content.decode()
    for words in (
        "Everything that the scheme asks for is there",
        "Cut score",
        "Standard error of measurement",
        "75.00 %",
    ):
        assert words in text, words
    for wrong in (
        {},
        {"outcome": "awarded", "reason": " "},
        {"outcome": "x\0", "reason": "y"},
        {"outcome": "awarded", "reason": "a\0"},
    ):
        answer = client.post(url, wrong)
        assert answer.status_code == 422
        assert "error-summary" in answer.content.decode()
    done = client.post(url, {"outcome": "awarded", "reason": "All met."})
    award = AwardDecision.objects.get()
    assert (done.status_code, done["Location"]) == (302, f"/awards/{award.code}/")
    assert "Sign and issue" in client.get(done["Location"]).content.decode()
    issued = client.post(f"/awards/{award.code}/issue/")
    credential = Credential.objects.get()
    assert (issued.status_code, issued["Location"]) == (302, f"/credentials/{credential.code}/")
    assert client.post(f"/awards/{award.code}/issue/").status_code == 409
    assert credential.code in client.get("/awards/").content.decode()
    assert "Sign and issue" not in client.get(f"/awards/{award.code}/").content.decode()


def test_a_blocked_decider_sees_why_and_gets_no_form() -> None:
    candidacy = make_candidacy(person=make_person(employer="Acme"))
    blocked = sign_in(make_person(role=DECIDER, employer="ACME"))
    url = f"/awards/candidates/{candidacy.code}/"
    text = blocked.get(url).content.decode()
    assert "You may not decide here" in text
    assert "same employer" in text
    assert 'name="outcome"' not in text
    assert blocked.post(url, {"outcome": "refused", "reason": "No."}).status_code == 403
    assert not AwardDecision.objects.exists()


def test_what_is_missing_is_shown_and_refused() -> None:
    candidacy = make_candidacy()
    client = sign_in(make_person(role=DECIDER))
    url = f"/awards/candidates/{candidacy.code}/"
    assert "An award is not possible yet" in client.get(url).content.decode()
    answer = client.post(url, {"outcome": "awarded", "reason": "My own words"})
    assert answer.status_code == 422
    assert "My own words" in answer.content.decode()
    assert "cannot be awarded yet" in answer.content.decode()


@pytest.mark.parametrize(
    "path", ["/awards/", "/awards/candidates/CAN-0000000000/", "/awards/AWD-0000000000/", "/awards/keys/"]
)
def test_pages_are_for_those_in_charge(path: str, client: Any) -> None:
    assert client.get(path).status_code == 302
    assert sign_in(make_person()).get(path).status_code in (403, 404)
    assert sign_in(make_person(role=EXAMINER)).get(path).status_code in (403, 404)


@pytest.mark.parametrize("role", [DECIDER, REGISTRAR, AUDITOR])
def test_decisions_can_be_read(role: str) -> None:
    award = make_awarded_candidacy()
    client = sign_in(make_person(role=role))
    assert award.code in client.get("/awards/").content.decode()
    assert "The evidence as it stood" in client.get(f"/awards/{award.code}/").content.decode()
    may_issue = role != AUDITOR
    assert ("Sign and issue" in client.get(f"/awards/{award.code}/").content.decode()) == may_issue
    assert client.post(f"/awards/{award.code}/issue/").status_code == (302 if may_issue else 403)
    assert client.get("/awards/AWD-0000000000/").status_code == 404
    for odd in ("/awards/?page=999", "/awards/?page=x", "/awards/?q=%00", "/awards/?q=" + "x" * 5000):
        assert client.get(odd).status_code == 200


def test_a_registrar_finds_credentials() -> None:
    from tests.factories.credentials import make_credential

    credential = make_credential(person=make_person(name="Ana Silva"))
    client = sign_in(make_person(role=REGISTRAR))
    for text in (credential.code.lower(), "silva"):
        assert credential.code in client.get("/awards/", {"q": text}).content.decode()
    assert "No credential has this number" in client.get("/awards/", {"q": "nobody"}).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queue_takes_few_queries(django_assert_num_queries: DjangoAssertNumQueries, rows: int) -> None:
    for _ in range(rows):
        make_passed_candidate()
        make_award()
    client = sign_in(make_person(role=(DECIDER, REGISTRAR)))
    # session, person, four of roles; to issue, waiting, count of decisions, decisions
    with django_assert_num_queries(10):
        text = client.get("/awards/").content.decode()
    assert text.count("/awards/candidates/") == rows


def test_the_evidence_takes_a_literal_number_of_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    made = make_passed_candidate()
    candidacy = Candidacy.objects.select_related("person", "application", "programme_version").get(pk=made.pk)
    with django_assert_num_queries(17):
        summarise_evidence(candidacy, now=LATER)
