"""Status lists: the bits, their order, their spelling, and what a hostile list may not do."""

import base64
import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.badges.badge_samples import NOW

from practicum.badges.api import StatusEntry, StatusList, decode_status_list
from practicum.kernel.errors import Refusal

ENTRIES = 131_072
EMPTY = StatusList(purpose="revocation")


def packed(data: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(data).decode().rstrip("=")


@given(st.lists(st.integers(0, ENTRIES - 1), max_size=40, unique=True), st.sampled_from(["revocation", "suspension"]))
def test_what_is_encoded_is_decoded(indices, purpose):
    status = StatusList(purpose=purpose).set(*indices)
    again = decode_status_list(encoded=status.encode(), purpose=purpose)
    assert again == status
    assert again.set_indices() == sorted(indices)
    assert status.clear(*indices) == StatusList(purpose=purpose)


@given(st.integers(0, ENTRIES - 1), st.integers(0, ENTRIES - 1))
def test_one_entry_changes_alone(index, other):
    status = EMPTY.set(index)
    assert status.is_set(index)
    assert status.is_set(other) == (other == index)
    assert not EMPTY.is_set(index)


def test_the_first_entry_is_the_highest_bit():
    # Bitstring Status List 1.0: "the first index, with a value of zero, is located at the left-most bit"
    assert EMPTY.set(0, 10).bits[:2] == b"\x80\x20"
    assert EMPTY.size == ENTRIES
    encoded = EMPTY.set(0).encode()
    assert encoded[0] == "u"
    assert gzip.decompress(base64.urlsafe_b64decode(encoded[1:] + "==")) == b"\x80" + bytes(ENTRIES // 8 - 1)


def test_the_example_of_the_standard_decodes():
    # Bitstring Status List 1.0, example 3: a list of 131,072 entries, none set
    text = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
    assert decode_status_list(encoded=text, purpose="suspension") == StatusList(purpose="suspension")


def test_the_same_bits_have_one_text():
    assert EMPTY.set(5).encode() == EMPTY.set(5).encode()
    assert EMPTY.set(5).encode() != EMPTY.set(6).encode()


GOOD_GZIP = gzip.compress(bytes(ENTRIES // 8))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "u",
        "z" + EMPTY.encode()[1:],
        EMPTY.encode() + "=",
        EMPTY.encode() + "A",
        packed(b"not gzip"),
        packed(GOOD_GZIP[:-1]),
        packed(GOOD_GZIP[:-8] + bytes(8)),
        packed(GOOD_GZIP + b"more"),
        packed(gzip.compress(bytes(ENTRIES // 8 - 1))),
        packed(gzip.compress(bytes(2**21 + 1))),
    ],
    ids=[
        "empty",
        "no bits",
        "other base",
        "padded",
        "longer",
        "no gzip",
        "cut gzip",
        "wrong sum",
        "more behind",
        "too short",
        "exploding",
    ],  # gzip writes the time: the texts differ from run to run
)
def test_damaged_short_and_exploding_lists_are_refused(text):
    with pytest.raises(Refusal):
        decode_status_list(encoded=text, purpose="revocation")


@given(st.text(max_size=60))
def test_any_text_is_refused(text):
    with pytest.raises(Refusal):
        decode_status_list(encoded=text, purpose="revocation")


@pytest.mark.parametrize(
    "act",
    [
        lambda: EMPTY.set(ENTRIES),
        lambda: EMPTY.set(-1),
        lambda: EMPTY.is_set(-1),
        lambda: StatusList(purpose="message"),
        lambda: StatusList(purpose="revocation", bits=bytes(100)),
        lambda: StatusEntry(list_url="https://example.org/s", index=-1, purpose="revocation").to_json(),
        lambda: StatusEntry(list_url="s", index=1, purpose="revocation").to_json(),
        lambda: StatusEntry(list_url="https://example.org/s", index=1, purpose="x").to_json(),
        lambda: EMPTY.to_credential(id="list", issuer="did:web:example.org", valid_from=NOW),
    ],
)
def test_what_makes_no_list_is_refused(act):
    with pytest.raises(Refusal):
        act()


def test_the_credential_of_a_list():
    credential = EMPTY.to_credential(
        id="https://example.org/s", issuer="did:web:example.org", valid_from=NOW, valid_until=NOW
    )
    assert credential["credentialSubject"] == {
        "id": "https://example.org/s#list",
        "type": "BitstringStatusList",
        "statusPurpose": "revocation",
        "encodedList": EMPTY.encode(),
    }
    assert credential["validUntil"] == credential["validFrom"] == "2026-11-22T12:00:00Z"
