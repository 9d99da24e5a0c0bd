"""The answer to: why was this credential awarded?"""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from typer.testing import CliRunner

from practicum.credentials.api import Credential, issue_credential, revoke_credential
from practicum.evidence.api import Explanation, explain_credential
from practicum.evidence.rules.story import WORDS
from practicum.kernel.errors import NotFound
from practicum.ledger.api import Record
from practicum.people.api import DECIDER, REGISTRAR
from practicum.results.api import best_result
from tests.factories.cohorts import hold_session, make_running_cohort
from tests.factories.credentials import make_award, make_awarded_candidacy, make_credential
from tests.factories.people import NOON, make_person, system
from tests.factories.results import make_scored_sitting
from tests.ground import stand_on

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=3)
# Every link of the chain that the whole way of a candidate leaves on the ledger, in its order.
CHAIN = [
    "people.person_registered",
    "admissions.application_submitted",
    "admissions.application_decided",
    "admissions.offer_answered",
    "admissions.candidacy_opened",
    "labs.lab_issued",
    "labs.lab_submitted",
    "marking.capstone_submitted",
    "marking.examiner_allocated",
    "marking.capstone_marked",
    "marking.capstone_decided",
    "exams.clearance_granted",
    "itembank.form_assembled",
    "itembank.form_published",
    "results.cut_score_computed",
    "results.cut_score_adopted",
    "exams.sitting_scheduled",
    "exams.attempt_booked",
    "exams.attempt_started",
    "exams.attempt_closed",
    "results.attempt_scored",
    "results.result_released",
    "credentials.award_decided",
    "credentials.credential_issued",
]


def walk_the_whole_way() -> None:
    """To a credential, by the services."""
    system()
    award = make_awarded_candidacy()
    issue_credential(actor=make_person(role=DECIDER), award=award, now=LATER)


ground = stand_on(walk_the_whole_way)


@pytest.fixture
def credential() -> Credential:
    return Credential.objects.get()


def explain(credential: Credential) -> Explanation:
    return explain_credential(credential.code, now=LATER)


def test_the_whole_chain_is_told_in_order_and_holds(credential: Credential) -> None:
    told = explain(credential)
    kinds = [step.kind for step in told.steps]
    places = [kinds.index(kind) for kind in CHAIN]
    assert places == sorted(places)
    assert [step.number for step in told.steps] == sorted({step.number for step in told.steps})
    assert set(kinds) <= set(WORDS), "every kind of this chain has words of its own"
    assert told.holds
    assert told.ledger.records == Record.objects.count()
    assert [binding.name for binding in told.bindings if not binding.ok] == []
    by_number = {record.sequence: record for record in Record.objects.all()}
    for step in told.steps:
        record = by_number[step.number]
        assert (step.hash, step.at, step.actor, step.kind) == (record.hash, record.at, record.actor, record.kind)


def test_decisions_tell_who_and_why(credential: Credential) -> None:
    told = explain(credential)
    steps = {step.kind: step for step in told.steps}
    decided = steps["credentials.award_decided"]
    assert (decided.who, decided.reason) == ("decider", "Every requirement of the scheme is met.")
    assert steps["admissions.application_decided"].who == "admissions officer"
    assert steps["admissions.application_decided"].reason
    assert steps["marking.capstone_marked"].who == "examiner"
    assert steps["results.cut_score_adopted"].reason
    assert steps["exams.attempt_started"].who == "the candidate"
    assert steps["itembank.form_published"].is_shared
    assert not decided.is_shared
    result = best_result(credential.award.candidacy)
    assert result is not None
    answer = " ".join(told.answer)
    for words in (credential.award.reason, result.code, str(result.cut_score.value), "75.00 %", "experience route"):
        assert words in answer


def test_nobody_else_is_in_the_story(credential: Credential) -> None:
    result = best_result(credential.award.candidacy)
    assert result is not None
    make_scored_sitting([4, 2], form=result.attempt.sitting.form, now=NOON + timedelta(days=1))
    text = json.dumps(explain(credential).to_json())
    from practicum.admissions.api import Application, Candidacy
    from practicum.exams.api import Attempt

    person = credential.person
    for model in (Application, Candidacy, Attempt):
        others = list(model.objects.exclude(person=person).values_list("code", flat=True))
        assert len(others) == 2
        assert not [code for code in others if code in text]
    assert person.name not in text
    assert person.email not in text


def test_attendance_tells_of_the_holder_only() -> None:
    system()
    cohort = make_running_cohort()
    hold_session(cohort, 1)
    mine, *others = (seat.candidacy for seat in cohort.seats.select_related("candidacy__person").order_by("id"))
    credential = issue_credential(
        actor=make_person(role=DECIDER), award=make_award(mine), now=NOON + timedelta(days=100)
    )
    told = explain_credential(credential.code, now=NOON + timedelta(days=101))
    attended = next(step for step in told.steps if step.kind == "cohorts.attendance_recorded")
    assert {fact.label: fact.value for fact in attended.facts}["statuses"] == "present"
    assert {"cohorts.formed", "cohorts.seat_taken", "cohorts.started"} <= {step.kind for step in told.steps}
    text = json.dumps(told.to_json())
    for other in others:
        assert other.code not in text
        assert other.person.code not in text


def test_what_happened_later_is_told_too() -> None:
    credential = make_credential()
    revoke_credential(
        actor=make_person(role=REGISTRAR), credential=credential, reason="The capstone was another's.", now=LATER
    )
    told = explain(credential)
    assert told.standing == "withdrawn"
    assert told.holds is False, "the award was made for this test, without its record"
    changed = next(step for step in told.steps if step.kind == "credentials.credential_state_changed")
    assert (changed.reason, changed.who) == ("The capstone was another's.", "registrar")


@pytest.fixture
def unguarded() -> Iterator[None]:
    """A superuser who switched the triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("alter table practicum_record disable trigger user")
        yield
        cursor.execute("alter table practicum_record enable trigger user")


@pytest.mark.usefixtures("unguarded")
def test_a_forged_reason_is_found(credential: Credential) -> None:
    record = Record.objects.get(kind="credentials.award_decided", subjects__contains=[credential.award.code])
    Record.objects.filter(pk=record.pk).update(data={**record.data, "reason": "Friends."})
    told = explain(credential)
    assert not told.holds
    assert (told.ledger.verified, told.ledger.first_bad) == (False, record.sequence)


def test_forged_evidence_is_found(credential: Credential) -> None:
    award = credential.award
    award.evidence["exam"]["raw_score"] = "50.00"
    award.save()
    told = explain(credential)
    assert [binding.name for binding in told.bindings if not binding.ok] == ["award"]
    assert told.ledger.verified
    Credential.objects.filter(pk=credential.pk).update(document={**credential.document, "name": "Doctor of FinOps"})
    told = explain(credential)
    assert [binding.name for binding in told.bindings if not binding.ok] == ["award", "document", "signature"]


def test_a_partial_decider_is_found(credential: Credential) -> None:
    award = credential.award
    decider = award.decided_by.code
    for changes, ok in (
        ({"examiners": [decider]}, False),
        ({"trainers": [{"person": decider, "until": "2026-08-01T00:00:00+00:00"}]}, False),
        ({"trainers": [{"person": decider, "until": "2024-08-01T00:00:00+00:00"}]}, True),
    ):
        award.evidence = {"examiners": [], "trainers": [], **changes}
        award.save()
        told = {binding.name: binding.ok for binding in explain(credential).bindings}
        assert told["decider"] == ok


def test_what_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        explain_credential("CRE-0000000000", now=NOON)


# The command line


def run(*arguments: str) -> tuple[int, str]:
    from practicum.site.cli.main import app

    result = CliRunner().invoke(app, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_the_command_line_explains(credential: Credential) -> None:
    code, text = run("explain", credential.code.lower(), "--json")
    told = json.loads(text)
    assert code == 0
    assert told["holds"] is True
    assert told["ledger"] == {
        "records": Record.objects.count(),
        "verified": True,
        "head": Record.objects.order_by("-sequence")[0].hash,
        "reason": "",
    }
    assert set(CHAIN) <= {step["kind"] for step in told["steps"]}
    code, text = run("explain", credential.code)
    assert code == 0
    assert "Every requirement of the scheme is met." in " ".join(text.split())
    with pytest.raises(NotFound):
        run("explain", "CRE-0000000000")


def test_the_command_line_checks_the_ledger(unguarded: None) -> None:
    make_credential()
    assert run("ledger", "verify")[0] == 0
    assert json.loads(run("ledger", "verify", "--json")[1])["verified"] is True
    Record.objects.filter(sequence=3).update(actor="PER-FORGED0000")
    code, text = run("ledger", "verify")
    assert code == 1
    assert "broken at record 3" in text
    assert json.loads(run("ledger", "verify", "--json")[1])["first_bad"] == 3


def test_the_command_line_checks_a_document(tmp_path: object) -> None:
    from pathlib import Path

    from django.utils import timezone

    from practicum.kernel.errors import Refusal

    folder = Path(str(tmp_path))
    credential = make_credential(now=timezone.now() - timedelta(hours=1))
    good, bad, odd = folder / "good.json", folder / "bad.json", folder / "odd.bin"
    good.write_text(json.dumps(credential.document))
    bad.write_text(json.dumps({**credential.document, "name": "Doctor of FinOps"}))
    odd.write_bytes(b"\xff\xfe")
    code, text = run("verify", str(good))
    assert (code, "This credential is verified." in text) == (0, True)
    code, text = run("verify", str(bad), "--json")
    told = json.loads(text)
    assert (code, told["verified"]) == (1, False)
    assert {check["name"] for check in told["checks"] if not check["ok"]} == {"signature", "status", "register", "log"}
    for wrong in (odd, folder / "none.json", folder):
        with pytest.raises(Refusal):
            run("verify", str(wrong))
