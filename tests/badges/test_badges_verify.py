"""The verifier: a report for every document, and a failed check for every change."""

import copy
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.badges.badge_samples import (
    DID,
    GOOD,
    GOOD_LISTS,
    LIST_URLS,
    NOW,
    RESOLVE_KEY,
    SIGNER,
    build,
    sign,
    status_lists,
    verify,
)

from practicum.badges.api import (
    PublishedKey,
    StatusList,
    did_web_document,
    generate_key,
    key_resolver,
    read_json,
    sign_credential,
    verify_credential,
    verify_status_list,
)
from practicum.kernel.errors import Refusal

CORE = ("form", "contexts", "terms", "proof", "key", "signature", "validity")
TEXT = json.dumps(GOOD, ensure_ascii=False).encode()


def places(value, path=()):
    """Every place in the document, as a path."""
    yield path
    if isinstance(value, dict):
        for key, item in value.items():
            yield from places(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from places(item, (*path, index))


PLACES = [path for path in places(GOOD) if path]
junk = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(st.text(max_size=8), st.sampled_from(["@id", "@type", "@value", "type"])), inner),
    ),
    max_leaves=5,
)


def changed(path, act):
    document = copy.deepcopy(GOOD)
    place = document
    for step in path[:-1]:
        place = place[step]
    act(place, path[-1])
    return document


def assert_told(document):
    report = verify(document)
    assert not report.ok
    assert report.failed
    assert all(check.detail for check in report.checks if not check.ok)


def same_meaning(new, old):
    """JSON-LD reads a list of one and its element alike, and so do we: nothing was changed."""
    return [new] == old or new == [old]


def test_a_good_credential_passes_every_check():
    report = verify(GOOD)
    assert tuple(check.name for check in report.checks) == (*CORE, "status_revocation", "status_suspension")
    assert report.ok
    assert report.failed == ()


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(PLACES), junk)
def test_a_replaced_value_is_told(path, value):
    def replace(place, key):
        old = place[key]
        if (value == old and type(value) is type(old)) or same_meaning(value, old):
            place[key] = "changed"
        else:
            place[key] = value

    assert_told(changed(path, replace))


@pytest.mark.parametrize("path", PLACES, ids=lambda path: "/".join(map(str, path)))
def test_a_removed_value_is_told(path):
    assert_told(changed(path, lambda place, key: place.__delitem__(key)))


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([path for path in PLACES if isinstance(path[-1], str)]), st.text(max_size=12))
def test_a_renamed_key_is_told(path, name):
    def rename(place, key):
        place[name if name not in place else f"{name}x"] = place.pop(key)

    assert_told(changed(path, rename))


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([()] + [p for p in PLACES if p]), st.text(min_size=1, max_size=12), junk)
def test_an_added_value_is_told(path, name, value):
    document = copy.deepcopy(GOOD)
    place = document
    for step in path:
        place = place[step]
    if isinstance(place, dict):
        place[name if name not in place else f"{name}x"] = value
    elif isinstance(place, list):
        place.append(value)
    else:
        return
    assert_told(document)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, len(TEXT) - 1), st.integers(1, 255))
def test_a_changed_byte_is_told(place, mask):
    data = bytearray(TEXT)
    data[place] ^= mask
    try:
        document = read_json(bytes(data))
    except Refusal:
        return
    if document != GOOD:
        assert_told(document)


@settings(max_examples=60, deadline=None)
@given(junk)
@example({"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"]})
@example({**GOOD, "proof": []})
@example({**GOOD, "proof": [GOOD["proof"]] * 9})
@example({**GOOD, "proof": [GOOD["proof"], "x"]})
@example({**GOOD, "credentialSubject": [None]})
@example({**GOOD, "issuer": {"id": ["x"]}})
@example({**GOOD, "issuer": "https://[broken"})
@example({**GOOD, "@context": {"x": "y"}})
@example({**GOOD, "credentialStatus": [7]})
@example({**GOOD, "credentialStatus": None})
@example({1: 2})
@example([])
@example("text")
def test_any_value_gets_a_report(document):
    assert_told(document)


def test_documents_that_refer_to_themselves_end():
    loop = copy.deepcopy(GOOD)
    loop["evidence"].append(loop)
    assert "terms" in verify(loop).failed


def test_each_fault_is_told_by_its_own_check():
    def failed(**changes):
        return verify({**GOOD, **changes}).failed

    rest = ("status",)
    assert failed(issuer="nobody") == (*CORE, *rest)
    assert failed(type="Thing") == (*CORE, *rest)
    assert failed(**{"@context": ["https://example.org/x"]})[0] == "contexts"
    assert failed(grade="A")[0] == "terms"
    assert failed(proof={**GOOD["proof"], "cryptosuite": "eddsa-jcs-2022"})[0] == "proof"
    assert failed(proof={**GOOD["proof"], "proofValue": "z111"})[0] == "proof"
    assert failed(proof={**GOOD["proof"], "proofPurpose": "authentication"})[0] == "proof"
    assert failed(proof={**GOOD["proof"], "previousProof": "urn:x:1"})[0] == "proof"
    assert failed(proof={**GOOD["proof"], "@context": 7})[0] == "proof"
    assert failed(proof={**GOOD["proof"], "verificationMethod": f"{DID}#key-2"})[0] == "key"
    assert failed(issuer={**GOOD["issuer"], "id": "did:web:other.example"})[0] == "key"
    assert failed(name="x") == ("signature", *rest)
    assert failed(proof={**GOOD["proof"], "created": "2026-11-22T11:00:00Z"}) == ("signature", *rest)
    assert failed(proof={**GOOD["proof"], "nonce": "x"}) == ("signature", *rest)
    assert failed(proof={**GOOD["proof"], "colour": "x"}) == ("signature", *rest)


def test_the_dates_are_told_whatever_the_signature():
    before, after = datetime(2026, 10, 1, tzinfo=UTC), datetime(2028, 11, 1, tzinfo=UTC)
    assert "validity" in verify(GOOD, now=before).failed
    assert verify(GOOD, now=after).failed == ("validity", "status")
    assert "validity" not in verify(GOOD, now=after - timedelta(seconds=1)).failed
    assert verify({**GOOD, "name": "x"}, now=after).failed == ("signature", "validity", "status")
    assert "proof" in verify(GOOD, now=NOW - timedelta(minutes=6)).failed
    assert verify(GOOD, now=NOW - timedelta(minutes=4)).ok


def test_a_proof_that_has_expired_is_told():
    document = {**GOOD, "proof": {**GOOD["proof"], "expires": "2026-11-22T12:00:00Z"}}
    assert verify(document).failed[0] == "proof"


def test_a_credential_with_two_proofs_needs_both_to_hold():
    second = sign_credential(
        credential={key: item for key, item in GOOD.items() if key != "proof"},
        signer=SIGNER,
        created=NOW - timedelta(days=1),
    )["proof"]
    assert verify({**GOOD, "proof": [GOOD["proof"], second]}).ok
    broken = {**second, "created": "2026-11-20T12:00:00Z"}
    assert verify({**GOOD, "proof": [GOOD["proof"], broken]}).failed[0] == "signature"


def test_a_revoked_key_is_told_and_a_retired_one_goes_on():
    new = generate_key(seed=b"the next test key, known to all!", kid=f"{DID}#key-2")
    old = PublishedKey(kid=SIGNER.kid, public_key=SIGNER.public_key)
    fresh = PublishedKey(kid=new.kid, public_key=new.public_key)
    retired = key_resolver(did_web_document(did=DID, keys=[old, fresh]))
    stolen = PublishedKey(kid=old.kid, public_key=old.public_key, revoked_at=NOW + timedelta(days=9))
    revoked = key_resolver(did_web_document(did=DID, keys=[stolen, fresh]))
    arguments = {"document": GOOD, "now": NOW, "resolve_status": GOOD_LISTS.get}
    assert verify_credential(resolve_key=retired, **arguments).ok
    report = verify_credential(resolve_key=revoked, **arguments)
    assert report.failed[0] == "key"
    assert "revoked" in report.check("key").detail


def test_status_is_told_by_purpose():
    assert verify(GOOD, lists=status_lists(revoked=(7,))).failed == ("status_revocation",)
    assert verify(GOOD, lists=status_lists(suspended=(7,))).failed == ("status_suspension",)
    assert verify(GOOD, lists=status_lists(revoked=(6, 8), suspended=(0,))).ok
    assert verify(GOOD, lists={}).failed == ("status_revocation", "status_suspension")
    no_resolver = verify_credential(document=GOOD, resolve_key=RESOLVE_KEY, now=NOW)
    assert no_resolver.failed == ("status_revocation", "status_suspension")


def test_a_status_list_that_does_not_hold_fails_the_status():
    url = LIST_URLS["revocation"]
    good = GOOD_LISTS[url]

    def unsigned(**changes):
        return {**{key: item for key, item in good.items() if key != "proof"}, **changes}

    stranger = generate_key(seed=bytes(32))
    its_did = stranger.kid.partition("#")[0]
    wrong = {
        "unsigned": unsigned(),
        "changed": {**good, "credentialSubject": {**good["credentialSubject"], "encodedList": "uAAAA"}},
        "other purpose": sign(unsigned(credentialSubject={**good["credentialSubject"], "statusPurpose": "suspension"})),
        "other address": sign(unsigned(id="https://example.org/status/other")),
        "not yet": sign(unsigned(validFrom="2027-01-01T00:00:00Z")),
        "ended": sign(unsigned(validUntil="2026-11-22T12:00:00Z")),
        "not gzip": sign(unsigned(credentialSubject={**good["credentialSubject"], "encodedList": "uAAAA"})),
        "other type": sign(unsigned(type=["VerifiableCredential"])),
        "no list": sign(unsigned(credentialSubject={**good["credentialSubject"], "encodedList": 5})),
        "a badge": GOOD,
        "other issuer": sign_credential(credential=unsigned(issuer=its_did), signer=stranger, created=NOW),
        "text": "list",
    }
    for name, document in wrong.items():
        assert verify(GOOD, lists={**GOOD_LISTS, url: document}).failed == ("status_revocation",), name


def test_an_index_outside_the_list_and_an_unknown_status_fail():
    assert verify(sign(build(index=131_072))).failed == ("status_revocation", "status_suspension")
    for entry in (
        {"id": "https://example.org/s#1", "type": "BitstringStatusListEntry", "statusPurpose": "message"},
        {"id": "https://example.org/s#1", "type": "1EdTechRevocationList"},
        {**GOOD["credentialStatus"][0], "statusListIndex": "-7"},
        {**GOOD["credentialStatus"][0], "statusListIndex": "٧"},
        {**GOOD["credentialStatus"][0], "statusListIndex": 7},
        {**GOOD["credentialStatus"][0], "statusSize": 2},
    ):
        document = build()
        document["credentialStatus"] = entry
        report = verify(sign(document))
        assert len(report.failed) == 1
        assert report.failed[0].startswith("status")


def test_a_list_verified_once_serves_many_and_ages():
    lists = status_lists(revoked=(3,))
    verified = {
        url: verify_status_list(document=lists[url], resolve_key=RESOLVE_KEY, now=NOW, url=url, purpose=purpose)
        for purpose, url in LIST_URLS.items()
    }
    assert verify(GOOD, lists=verified).ok
    assert verify(sign(build(index=3)), lists=verified).failed == ("status_revocation",)
    url = LIST_URLS["revocation"]
    short = StatusList(purpose="revocation").to_credential(
        id=url, issuer=DID, valid_from=NOW, valid_until=NOW + timedelta(days=1)
    )
    ageing = verify_status_list(document=sign(short), resolve_key=RESOLVE_KEY, now=NOW, url=url, purpose="revocation")
    assert verify(GOOD, lists={**verified, url: ageing}, now=NOW + timedelta(days=2)).failed == ("status_revocation",)
    swapped = dict.fromkeys(verified, verified[LIST_URLS["suspension"]])
    assert "status_revocation" in verify(GOOD, lists=swapped).failed


class OtherAlgorithm:
    kid, alg = SIGNER.kid, "ES256"

    def sign(self, data: bytes) -> bytes:
        return bytes(64)


class ShortSignature(OtherAlgorithm):
    alg = "EdDSA"

    def sign(self, data: bytes) -> bytes:
        return bytes(63)


def test_signing_refuses_strangers_and_second_proofs():
    with pytest.raises(Refusal) as refusal:
        sign(GOOD)
    assert refusal.value.code == "already_signed"
    stranger = generate_key(seed=bytes(32))
    for signer in (stranger, OtherAlgorithm(), ShortSignature(), generate_key(seed=bytes(32), kid=DID)):
        with pytest.raises(Refusal) as refusal:
            sign_credential(credential=build(), signer=signer, created=NOW)
        assert refusal.value.code == "signer"
    with pytest.raises(Refusal) as refusal:
        sign_credential(credential=build(), signer=SIGNER, created=NOW.replace(tzinfo=None))
    assert refusal.value.code == "zone"
