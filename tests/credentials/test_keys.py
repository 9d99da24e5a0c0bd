"""Keys under seal, their publication, and the log of all that was signed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from practicum.badges.api import did_key
from practicum.credentials.api import (
    SigningKey,
    compromise_signing_key,
    did_document,
    issue_credential,
    log_proof,
    make_signing_key,
    verify_document,
)
from practicum.credentials.issuer import issuer_did, key_address, log_origin
from practicum.credentials.models import Credential, TlogLeaf
from practicum.credentials.queries import latest_checkpoint, public_bytes
from practicum.credentials.sealing import open_private_key, seal_private_key
from practicum.kernel.errors import NotFound, NotPermitted, Refusal, Unavailable
from practicum.ledger.api import Record
from practicum.people.api import DECIDER, OPERATOR, REGISTRAR
from practicum.tlog.api import read_checkpoint, verify_inclusion
from tests.factories.credentials import make_award, make_credential
from tests.factories.people import NOON, make_person, system

SEAL = "a seal of thirty-two characters!!"


@given(st.binary(min_size=1, max_size=64), st.text(min_size=1), st.text(min_size=1))
def test_a_sealed_key_opens_by_its_seal_and_name_only(secret: bytes, seal: str, kid: str) -> None:
    sealed = seal_private_key(secret, seal=seal, kid=kid)
    assert open_private_key(sealed, seal=seal, kid=kid) == secret
    for other in ({"seal": seal + "x", "kid": kid}, {"seal": seal, "kid": kid + "x"}):
        with pytest.raises(Unavailable):
            open_private_key(sealed, **other)


@given(st.integers(0, 60))
def test_a_damaged_sealed_key_is_told(place: int) -> None:
    sealed = bytearray(seal_private_key(bytes(32), seal=SEAL, kid="k"))
    sealed[place] ^= 1
    with pytest.raises(Unavailable):
        open_private_key(bytes(sealed), seal=SEAL, kid="k")
    with pytest.raises(Unavailable):
        open_private_key(bytes(sealed[:place]), seal=SEAL, kid="k")


@pytest.mark.django_db
def test_the_wrong_seal_signs_nothing(settings: Settings) -> None:
    system()
    make_signing_key(actor=system(), now=NOON)
    award = make_award()
    records = Record.objects.count()
    settings.PRACTICUM = replace(settings.PRACTICUM, key_seal=SEAL)
    with pytest.raises(Unavailable, match="PRACTICUM_KEY_SEAL"):
        issue_credential(actor=make_person(role=DECIDER), award=award, now=NOON)
    assert not Credential.objects.exists()
    assert Record.objects.filter(kind="credentials.credential_issued").count() == 0
    assert Record.objects.count() == records + 2  # the decider's registration and role


@pytest.mark.django_db
def test_the_private_key_is_not_stored_in_clear() -> None:
    key = make_signing_key(actor=system(), now=NOON)
    assert did_key(public_bytes(key)) == f"did:key:{key.public_multibase}"
    opened = open_private_key(bytes(key.sealed_private), seal="demo-secret-for-local-play-only", kid=key.kid)
    assert opened not in bytes(key.sealed_private)
    assert len(opened) == 32


@pytest.mark.django_db
def test_only_operators_change_keys() -> None:
    key = make_signing_key(actor=make_person(role=OPERATOR), now=NOON)
    registrar = make_person(role=REGISTRAR)
    with pytest.raises(NotPermitted):
        make_signing_key(actor=registrar, now=NOON)
    with pytest.raises(NotPermitted):
        compromise_signing_key(actor=registrar, key=key, reason="Lost laptop.", now=NOON)
    assert list(SigningKey.objects.values_list("state", flat=True)) == ["active"]


@pytest.mark.django_db
def test_a_compromised_key_verifies_nothing_and_a_new_one_takes_over() -> None:
    lost = make_credential()
    operator = make_person(role=OPERATOR)
    compromise_signing_key(actor=operator, key=lost.signing_key, reason="The backup was stolen.", now=NOON)
    answer = verify_document(lost.document, now=NOON + timedelta(days=1))
    assert "key" in answer.failed
    assert not answer.is_genuine
    assert verify_document(make_credential().document, now=NOON + timedelta(days=1)).ok
    with pytest.raises(Refusal, match="compromised already"):
        compromise_signing_key(actor=operator, key=lost.signing_key, reason="Again.", now=NOON)
    method = {each["id"]: each for each in did_document()["verificationMethod"]}[lost.signing_key.kid]
    assert method["revoked"] == "2026-09-01T12:00:00Z"
    assert lost.signing_key.kid not in did_document()["assertionMethod"]


@pytest.mark.django_db
def test_there_is_nothing_to_publish_before_the_first_key() -> None:
    for ask in (did_document, latest_checkpoint):
        with pytest.raises(NotFound):
            ask()
    with pytest.raises(NotFound):
        log_proof(kind="credential", subject="CRE-0000000000")


@pytest.mark.parametrize(
    ("base", "did", "key"),
    [
        ("http://127.0.0.1:8000", "did:web:127.0.0.1%3A8000", "did:web:127.0.0.1%3A8000#k"),
        ("https://cert.example.org", "did:web:cert.example.org", "https://cert.example.org/keys/k"),
        ("https://example.org/cert", "did:web:example.org:cert", "https://example.org/cert/keys/k"),
    ],
)
def test_addresses_follow_the_base_address(settings: Settings, base: str, did: str, key: str) -> None:
    settings.PRACTICUM = replace(settings.PRACTICUM, base_url=base, issuer_url=base)
    assert (issuer_did(), key_address("k")) == (did, key)
    assert log_origin() == base.partition("://")[2] + "/log"


@pytest.mark.django_db
def test_credentials_of_an_https_issuer_verify(settings: Settings) -> None:
    base = "https://cert.example.org"
    settings.PRACTICUM = replace(settings.PRACTICUM, base_url=base, issuer_url=base)
    credential = make_credential()
    assert credential.document["proof"]["verificationMethod"].startswith("https://cert.example.org/keys/key-")
    assert verify_document(credential.document, now=NOON).ok


@pytest.mark.django_db
def test_every_leaf_is_proven_by_the_newest_signed_checkpoint() -> None:
    for _ in range(3):
        make_credential()
    make_signing_key(actor=system(), now=NOON)
    leaves = list(TlogLeaf.objects.order_by("index"))
    assert [leaf.index for leaf in leaves] == list(range(8))  # key, two lists, three credentials, new key, retired key
    for leaf in leaves:
        if leaf.kind == "key_event":
            continue  # two events of one key share its name; the credentials and lists are the proof's users
        proof = log_proof(kind=leaf.kind, subject=leaf.subject)
        checkpoint = read_checkpoint(note=proof.checkpoint, origin=log_origin(), key=proof.verifier_key)
        assert checkpoint.size == 8
        assert verify_inclusion(
            leaf_hash=bytes(leaf.leaf_hash), index=leaf.index, size=8, proof=proof.path, root=checkpoint.root
        )


@pytest.mark.django_db
def test_a_rewritten_log_is_found() -> None:
    credential = make_credential()
    make_credential()
    leaf = TlogLeaf.objects.get(subject=credential.code)
    TlogLeaf.objects.filter(pk=leaf.pk - 1).update(leaf_hash=bytes(32))
    answer = verify_document(credential.document, now=NOON)
    assert answer.failed == ("log",)
    TlogLeaf.objects.filter(pk=leaf.pk).delete()
    assert verify_document(credential.document, now=NOON).failed == ("log",)
