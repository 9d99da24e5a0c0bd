"""What is built: the badge's JSON, issuer documents, keys and their spellings."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.badges.badge_samples import ACHIEVEMENT, DID, DID_DOCUMENT, NOW, SIGNER, build

from practicum.badges.api import (
    Achievement,
    Ed25519Signer,
    Evidence,
    IssuerProfile,
    PublishedKey,
    StatusEntry,
    Subject,
    did_key,
    did_key_document,
    did_web,
    did_web_document,
    did_web_url,
    generate_key,
    key_resolver,
    read_json,
)
from practicum.badges.encoding import decode_base58btc, decode_base64url, encode_base58btc, encode_base64url
from practicum.kernel.errors import Refusal


def test_the_badge_as_open_badges_writes_it():
    badge = build(name="Ana")
    assert badge["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert badge["name"] == "FinOps Certified Professional"
    assert (badge["validFrom"], badge["validUntil"]) == ("2026-11-01T00:00:00Z", "2028-11-01T00:00:00Z")
    subject = badge["credentialSubject"]
    assert subject["type"] == ["AchievementSubject"]
    assert subject["identifier"] == [
        {"type": "IdentityObject", "hashed": False, "identityHash": "Ana", "identityType": "name"}
    ]
    assert subject["achievement"]["achievementType"] == "Certification"
    assert subject["achievement"]["criteria"] == {
        "id": "https://example.org/scheme/2026",
        "narrative": ACHIEVEMENT.criteria,
    }
    assert subject["achievement"]["alignment"][0] == {
        "type": ["Alignment"],
        "targetName": "Allocation",
        "targetUrl": "https://example.org/framework/A1",
        "targetCode": "A1",
        "targetFramework": "Framework 2026",
    }
    assert [status["statusPurpose"] for status in badge["credentialStatus"]] == ["revocation", "suspension"]
    assert badge["credentialStatus"][0]["statusListIndex"] == "7"
    assert badge["@context"][-1].endswith("/extensions.json")


def test_what_is_not_said_is_left_out():
    badge = build(
        subject=Subject(id="urn:uuid:1"), evidence=(), statuses=(), schemas=(), valid_until=None, awarded_at=None
    )
    assert set(badge) == {"@context", "id", "type", "name", "issuer", "validFrom", "credentialSubject"}
    assert set(badge["credentialSubject"]) == {"id", "type", "achievement"}
    assert len(badge["@context"]) == 2


def test_moments_are_written_in_utc():
    kathmandu = timezone(timedelta(hours=5, minutes=45))
    badge = build(valid_from=datetime(2026, 11, 1, 2, 0, 0, 999, tzinfo=kathmandu))
    assert badge["validFrom"] == "2026-10-31T20:15:00Z"


ENTRY = StatusEntry(list_url="https://example.org/s", index=1, purpose="revocation")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"id": "credentials/1"}, "url"),
        ({"id": "urn:uuid:1 2"}, "url"),
        ({"subject": Subject(id="mailto:ana@example.org")}, "email"),
        ({"subject": Subject(id="")}, "url"),
        ({"issuer": IssuerProfile(id=DID, name=" ")}, "missing"),
        ({"issuer": IssuerProfile(id="https://[x", name="x")}, "url"),
        ({"achievement": Achievement(id="urn:x:1", name="x", description="", criteria="x")}, "missing"),
        ({"evidence": [Evidence(url="page")]}, "url"),
        ({"statuses": [ENTRY, ENTRY]}, "status_repeated"),
        ({"valid_from": datetime(2026, 1, 1)}, "zone"),  # noqa: DTZ001
        ({"valid_until": datetime(2026, 11, 1, tzinfo=UTC)}, "order"),
    ],
)
def test_what_makes_no_badge_is_refused(changes, code):
    with pytest.raises(Refusal) as refusal:
        build(**changes)
    assert refusal.value.code == code


# Source: did:web method, "Web DID to URL": the two mappings it shows.
@pytest.mark.parametrize(
    ("arguments", "did", "url"),
    [
        ({"host": "w3c-ccg.github.io"}, "did:web:w3c-ccg.github.io", "https://w3c-ccg.github.io/.well-known/did.json"),
        (
            {"host": "example.com:3000", "path": ["user", "alice"]},
            "did:web:example.com%3A3000:user:alice",
            "https://example.com:3000/user/alice/did.json",
        ),
    ],
)
def test_did_web_addresses(arguments, did, url):
    assert did_web(**arguments) == did
    assert did_web_url(did) == url


@pytest.mark.parametrize(
    "text", ["did:web:", "did:key:z6Mk", "xdid:web:a", "did:web:a b", "did:web:a:..%2Fb", "did:web:a%2Fb"]
)
def test_odd_did_web_is_refused(text):
    with pytest.raises(Refusal):
        did_web_url(text)


def test_the_issuer_document():
    assert DID_DOCUMENT["id"] == DID
    assert DID_DOCUMENT["assertionMethod"] == [SIGNER.kid]
    method = DID_DOCUMENT["verificationMethod"][0]
    assert (method["type"], method["controller"]) == ("Multikey", DID)
    assert method["publicKeyMultibase"].startswith("z6Mk")
    key = PublishedKey(kid=SIGNER.kid, public_key=SIGNER.public_key, revoked_at=NOW)
    revoked = did_web_document(did=DID, keys=[key])
    assert revoked["assertionMethod"] == []
    assert revoked["verificationMethod"][0]["revoked"] == "2026-11-22T12:00:00Z"


@pytest.mark.parametrize(
    "keys",
    [
        [],
        [PublishedKey(kid=SIGNER.kid, public_key=SIGNER.public_key)] * 2,
        [PublishedKey(kid="did:web:other.org#k", public_key=SIGNER.public_key)],
        [PublishedKey(kid=SIGNER.kid, public_key=b"short")],
    ],
)
def test_an_issuer_document_needs_keys_of_its_own(keys):
    with pytest.raises(Refusal):
        did_web_document(did=DID, keys=keys)


def test_keys_are_found_only_where_they_are_listed_for_assertions():
    resolve = key_resolver(DID_DOCUMENT)
    assert resolve(SIGNER.kid).public_key == SIGNER.public_key
    assert resolve(f"{DID}#other") is None
    assert key_resolver({**DID_DOCUMENT, "assertionMethod": []})(SIGNER.kid) is None
    method = DID_DOCUMENT["verificationMethod"][0]
    for wrong in (
        {"controller": "did:web:other.org"},
        {"publicKeyMultibase": "zzz"},
        {"publicKeyMultibase": 5},
        {"id": 5},
        {"revoked": "yesterday"},
    ):
        assert key_resolver({**DID_DOCUMENT, "verificationMethod": [{**method, **wrong}, "x"]})(SIGNER.kid) is None
    assert key_resolver({})(SIGNER.kid) is None


def test_did_key_names_its_own_key():
    # Source: did:key method 0.9, "Ed25519" test vector (seed of zeros)
    signer = generate_key(seed=bytes(32))
    did = "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"
    assert did_key(signer.public_key) == did
    assert signer.kid == f"{did}#z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"
    assert did_key_document(public_key=signer.public_key)["assertionMethod"] == [signer.kid]
    assert key_resolver()(signer.kid).public_key == signer.public_key
    for wrong in (did, f"{did}#z6Mk", "did:key:z6Mk#z6Mk", "did:key:#", "did:key:x#x"):
        assert key_resolver()(wrong) is None


def test_a_key_does_not_show_its_secret():
    assert "6b6e6f776e" not in repr(SIGNER)
    assert "known" not in repr(SIGNER)
    assert isinstance(SIGNER, Ed25519Signer)
    with pytest.raises(Refusal):
        generate_key(seed=b"short")


# Source: the Base58 Encoding Scheme (draft-msporny-base58), test vectors.
@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"Hello World!", "2NEpo7TZRRrLZSi2U"),
        (
            b"The quick brown fox jumps over the lazy dog.",
            "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z",
        ),
        (bytes.fromhex("0000287fb4cd"), "11233QC4"),
    ],
)
def test_base58_vectors(data, text):
    assert encode_base58btc(data) == f"z{text}"
    assert decode_base58btc(f"z{text}") == data


@given(st.binary(max_size=80))
def test_what_is_encoded_is_decoded(data):
    assert decode_base58btc(encode_base58btc(data)) == data
    assert decode_base64url(encode_base64url(data)) == data


@given(st.text(max_size=20))
def test_a_text_is_refused_or_the_one_spelling(text):
    for decode, encode in ((decode_base58btc, encode_base58btc), (decode_base64url, encode_base64url)):
        try:
            data = decode(text)
        except Refusal:
            continue
        assert encode(data) == text


@pytest.mark.parametrize("text", ['{"a":1,"a":2}', "NaN", '{"a":Infinity}', "{", "", "[" * 100_000, b"\xff"])
def test_json_is_read_strictly(text):
    with pytest.raises(Refusal):
        read_json(text)
