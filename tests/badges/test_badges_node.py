"""An independent verifier agrees with us, on good credentials and on bad ones."""

import copy
from datetime import UTC, datetime

import pytest
from tests.badges.badge_samples import DID_DOCUMENT, GOOD, GOOD_LISTS, build, sign, status_lists, verify
from tests.verifiers.fixtures import node_verifier

from practicum.badges.api import IssuerProfile, did_key_document, generate_key, sign_credential

__all__ = ["node_verifier"]
pytestmark = pytest.mark.node
AT = "2026-11-22T12:00:00Z"


def bundle(*credentials, lists=None):
    found = GOOD_LISTS if lists is None else lists
    return {
        "credentials": list(credentials),
        "statusLists": list(found.values()),
        "didDocument": DID_DOCUMENT,
        "now": AT,
    }


def test_what_we_sign_verifies(node_verifier):
    rtl = build(index=9)
    rtl["name"] = {"@value": "شهادة", "@language": "ar-EG", "@direction": "rtl"}
    numbers = build(index=10)
    numbers["credentialSubject"]["creditsEarned"] = 2.5
    numbers["credentialSubject"]["achievement"]["creditsAvailable"] = 10
    odd = build(index=11, name='"\\ \t\n\r \u2028 \u00a0 <a> & \U0001f600 \ufb01')
    many = [GOOD, *map(sign, (rtl, numbers, odd))]
    answer = node_verifier(bundle(*many))
    assert (answer["verified"], answer["error"]) == (True, None)
    assert all(verify(each).ok for each in many)
    assert [status["purpose"] for status in answer["results"][0]["statuses"]] == ["revocation", "suspension"]


def test_what_was_changed_does_not(node_verifier):
    changed = []
    for path in (
        ("name",),
        ("credentialSubject", "licenseNumber"),
        ("proof", "created"),
        ("credentialStatus", 0, "id"),
    ):
        document = copy.deepcopy(GOOD)
        *way, last = path
        place = document
        for step in way:
            place = place[step]
        place[last] = "2026-11-22T11:59:59Z" if last == "created" else f"{place[last]}1"
        changed.append(document)
        assert verify(document).check("signature").ok is False
    answer = node_verifier(bundle(*changed))
    assert [result["verified"] for result in answer["results"]] == [False] * 4
    assert all("signature" in result["error"].lower() for result in answer["results"])


def test_an_undefined_term_is_refused_by_both(node_verifier):
    document = copy.deepcopy(GOOD)
    document["credentialSubject"]["grade"] = "distinction"
    assert verify(document).failed[0] == "terms"
    answer = node_verifier(bundle(document))
    assert answer["verified"] is False
    assert "safe mode" in answer["error"].lower()


def test_revoked_and_suspended_are_told(node_verifier):
    lists = status_lists(revoked=(7,), suspended=(8,))
    credentials = [GOOD, sign(build(index=8)), sign(build(index=6))]
    results = node_verifier(bundle(*credentials, lists=lists))["results"]
    assert [result["error"] for result in results] == ["status set: revocation", "status set: suspension", None]
    assert [verify(each, lists=lists).failed for each in credentials] == [
        ("status_revocation",),
        ("status_suspension",),
        (),
    ]


def test_did_key_credentials_verify(node_verifier):
    signer = generate_key(seed=b"another key known to everybody!!")
    document = did_key_document(public_key=signer.public_key)
    credential = sign_credential(
        credential=build(issuer=IssuerProfile(id=document["id"], name="Test"), statuses=()),
        signer=signer,
        created=datetime(2026, 11, 22, tzinfo=UTC),
    )
    answer = node_verifier({"credential": credential, "didDocument": document, "now": AT})
    assert (answer["verified"], answer["error"]) == (True, None)
