"""Issuing, and what others can check of it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from practicum.badges.api import did_web_url
from practicum.credentials.api import (
    Credential,
    did_document,
    issue_credential,
    make_signing_key,
    reinstate_credential,
    revoke_credential,
    status_list,
    suspend_credential,
    verify_document,
)
from practicum.credentials.models import StatusListVersion, TlogLeaf
from practicum.curriculum.api import programme_of
from practicum.kernel.canonical import digest
from practicum.kernel.errors import NotPermitted, Refusal
from practicum.ledger.api import records_about, verify_ledger
from practicum.notices.api import notices_to
from practicum.people.api import DECIDER, EXAMINER, OPERATOR, REGISTRAR, holds_credential
from tests.factories.credentials import make_award, make_credential
from tests.factories.people import NOON, make_person, system
from tests.verifiers.fixtures import node_verifier

__all__ = ["node_verifier"]
pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)


def bundle(*credentials: Credential, now: datetime = LATER) -> dict[str, Any]:
    return {
        "credentials": [credential.document for credential in credentials],
        "statusLists": [status_list("revocation"), status_list("suspension")],
        "didDocument": did_document(),
        "now": now.isoformat(),
    }


def test_the_document_says_what_was_awarded() -> None:
    person = make_person(name="Zoë Müller-王")
    credential = make_credential(person=person)
    document = credential.document
    subject = document["credentialSubject"]
    achievement = subject["achievement"]
    programme = programme_of(credential.award.candidacy.programme_version)
    assert document["id"] == f"http://127.0.0.1:8000/credentials/{credential.code}.json"
    assert document["issuer"]["id"] == "did:web:127.0.0.1%3A8000"
    assert document["proof"]["cryptosuite"] == "eddsa-rdfc-2022"
    assert document["proof"]["verificationMethod"].startswith("did:web:127.0.0.1%3A8000#key-")
    assert subject["identifier"][0]["identityHash"] == "Zoë Müller-王"
    assert subject["licenseNumber"] == credential.code
    assert achievement["version"] == programme.version
    assert achievement["achievementType"] == "Certification"
    assert [each["targetCode"] for each in achievement["alignment"]] == list(programme.framework.capability_keys)
    assert len(achievement["alignment"]) == 22
    assert programme.version in achievement["criteria"]["narrative"]
    assert {each["statusPurpose"] for each in document["credentialStatus"]} == {"revocation", "suspension"}
    assert {each["statusListIndex"] for each in document["credentialStatus"]} == {str(credential.status_index)}
    assert (document["validFrom"], document["validUntil"]) == ("2026-09-01T12:00:00Z", "2028-09-01T12:00:00Z")
    assert "@" not in json.dumps(subject).replace("@context", ""), "no address of a person"


def test_issuing_records_qualifies_notifies_and_logs() -> None:
    credential = make_credential()
    issued = records_about(credential.code).get(kind="credentials.credential_issued")
    assert issued.data["document_digest"] == digest(credential.document)
    assert credential.award.code in issued.subjects
    assert holds_credential(credential.person, programme_code="focp", now=LATER)
    assert not holds_credential(credential.person, programme_code="focp", now=credential.valid_until)
    assert credential.code in notices_to(credential.person.pk)[0].body
    assert list(TlogLeaf.objects.values_list("kind", flat=True)) == [
        "key_event",
        "status_list",
        "status_list",
        "credential",
    ]
    assert verify_document(credential.document, now=LATER).ok
    assert verify_ledger().verified


def test_an_award_is_issued_once_and_by_those_who_may() -> None:
    system()
    award = make_award()
    with pytest.raises(NotPermitted):
        issue_credential(actor=make_person(role=EXAMINER), award=award, now=NOON)
    issue_credential(actor=make_person(role=REGISTRAR), award=award, now=NOON)
    with pytest.raises(Refusal, match="issued already"):
        issue_credential(actor=make_person(role=REGISTRAR), award=award, now=NOON)
    with pytest.raises(Refusal, match="did not award"):
        issue_credential(actor=make_person(role=DECIDER), award=make_award(outcome="refused"), now=NOON)
    assert Credential.objects.count() == 1


@pytest.mark.node
def test_an_independent_verifier_agrees(node_verifier: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    good, suspended, revoked, back = (make_credential() for _ in range(4))
    registrar = make_person(role=REGISTRAR)
    suspend_credential(actor=registrar, credential=suspended, reason="A complaint is examined.", now=NOON)
    suspend_credential(actor=registrar, credential=back, reason="A complaint is examined.", now=NOON)
    reinstate_credential(actor=registrar, credential=back, reason="The complaint was unfounded.", now=NOON)
    revoke_credential(actor=registrar, credential=revoked, reason="The capstone was another's work.", now=NOON)
    answer = node_verifier(bundle(good, suspended, revoked, back))
    told = [
        (each["verified"], [status["purpose"] for status in each["statuses"] if status["set"]])
        for each in answer["results"]
    ]
    assert told == [(True, []), (False, ["suspension"]), (False, ["revocation"]), (True, [])]
    late = node_verifier(bundle(good, now=good.valid_until + timedelta(days=1)))
    assert not late["verified"]


@pytest.mark.node
def test_a_retired_key_goes_on_verifying(node_verifier: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    before = make_credential()
    make_signing_key(actor=make_person(role=OPERATOR), now=NOON)
    after = make_credential()
    assert before.signing_key.kid != after.signing_key.kid
    assert node_verifier(bundle(before, after))["verified"]
    assert verify_document(before.document, now=LATER).ok
    assert verify_document(after.document, now=LATER).ok


def test_the_did_resolves_to_where_we_publish() -> None:
    make_credential()
    assert did_web_url(did_document()["id"]) == "https://127.0.0.1:8000/.well-known/did.json"


def test_indexes_are_drawn_and_never_shared() -> None:
    indexes = [make_credential().status_index for _ in range(4)]
    assert len(set(indexes)) == 4
    assert indexes != sorted(indexes) or max(indexes) > 1000  # drawn, not counted: chance of a false alarm below 1e-8
    assert StatusListVersion.objects.count() == 2, "issuing changes no list"


def test_validity_ends_on_the_same_day_of_the_month() -> None:
    leap = make_credential(now=datetime(2028, 2, 29, 8, 30, tzinfo=UTC))
    assert leap.valid_until == datetime(2030, 2, 28, 8, 30, tzinfo=UTC)
