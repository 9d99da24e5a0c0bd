"""Checkpoints as signed notes, and salted leaves."""

import base64
import hashlib
import hmac

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from practicum.kernel.errors import Refusal
from practicum.tlog.api import (
    Checkpoint,
    hash_leaf,
    open_note,
    read_checkpoint,
    salted_entry,
    salted_leaf_hash,
    sign_checkpoint,
    sign_note,
    verifier_key,
)

ORIGIN = "example.org/register"


class Key:
    def __init__(self, seed: bytes) -> None:
        self.private = Ed25519PrivateKey.from_private_bytes(seed)

    @property
    def public_key(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    def sign(self, data: bytes) -> bytes:
        return self.private.sign(data)


KEY = Key(bytes(range(32)))
VERIFIER = verifier_key(name=ORIGIN, public_key=KEY.public_key)
CHECKPOINT = Checkpoint(origin=ORIGIN, size=20852163, root=hashlib.sha256(b"root").digest())
NOTE = sign_checkpoint(checkpoint=CHECKPOINT, name=ORIGIN, signer=KEY)


def test_the_note_is_laid_out_as_the_standard_says():
    origin, size, root, gap, signature, end = NOTE.split("\n")
    assert (origin, size, gap, end) == (ORIGIN, "20852163", "", "")
    assert base64.b64decode(root) == CHECKPOINT.root
    dash, name, packed = signature.split(" ")
    assert (dash, name) == ("\u2014", ORIGIN)
    key_id = hashlib.sha256(ORIGIN.encode() + b"\n\x01" + KEY.public_key).digest()[:4]
    assert base64.b64decode(packed)[:4] == key_id
    assert base64.b64decode(packed)[4:] == KEY.sign(f"{origin}\n{size}\n{root}\n".encode())


# The key, text and signature of note_test.go in golang.org/x/mod/sumdb/note.
GO_VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
GO_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
GO_SIGNATURE = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="


def test_the_known_note_is_made_and_opened():
    key = Key(GO_SEED)
    note = sign_note(text=GO_TEXT, name="PeterNeumann", signer=key)
    assert note == f"{GO_TEXT}\n\u2014 PeterNeumann {GO_SIGNATURE}\n"
    assert verifier_key(name="PeterNeumann", public_key=key.public_key) == GO_VERIFIER
    assert open_note(note=note, key=GO_VERIFIER) == GO_TEXT


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1), st.integers(0, 2**62))
def test_what_is_signed_is_read(origin, size):
    checkpoint = Checkpoint(origin=origin, size=size, root=bytes(32), extensions=("one", "two"))
    note = sign_checkpoint(checkpoint=checkpoint, name=ORIGIN, signer=KEY)
    assert read_checkpoint(note=note, origin=origin, key=VERIFIER) == checkpoint


def test_a_witness_may_sign_too():
    other = Key(bytes(32))
    line = sign_checkpoint(checkpoint=CHECKPOINT, name="witness.example", signer=other).splitlines()[-1]
    both = f"{NOTE}{line}\n"
    assert read_checkpoint(note=both, origin=ORIGIN, key=VERIFIER) == CHECKPOINT
    witness = verifier_key(name="witness.example", public_key=other.public_key)
    assert read_checkpoint(note=both, origin=ORIGIN, key=witness) == CHECKPOINT


@given(st.integers(0, len(NOTE) - 1), st.characters(codec="utf-8"))
def test_any_changed_character_is_refused(place, char):
    changed = NOTE[:place] + char + NOTE[place + 1 :]
    if changed != NOTE:
        with pytest.raises(Refusal):
            read_checkpoint(note=changed, origin=ORIGIN, key=VERIFIER)


@given(st.text())
def test_any_text_is_refused_not_crashed_on(text):
    for arguments in (
        {"note": text, "key": VERIFIER},
        {"note": NOTE, "key": text},
        {"note": text + NOTE, "key": VERIFIER},
    ):
        if arguments["note"] == NOTE and arguments["key"] == VERIFIER:
            continue
        with pytest.raises(Refusal):
            read_checkpoint(origin=ORIGIN, **arguments)


def test_another_key_or_origin_is_refused():
    stranger = verifier_key(name=ORIGIN, public_key=Key(bytes(32)).public_key)
    with pytest.raises(Refusal, match="not signed by this key"):
        read_checkpoint(note=NOTE, origin=ORIGIN, key=stranger)
    with pytest.raises(Refusal, match="another log"):
        read_checkpoint(note=NOTE, origin="example.org/other", key=VERIFIER)


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": ""},
        {"origin": "a\nb"},
        {"size": -1},
        {"root": b""},
        {"extensions": ("",)},
        {"extensions": ("a\n\nb",)},
    ],
)
def test_a_checkpoint_that_cannot_be_written_is_refused(wrong):
    parts = {"origin": ORIGIN, "size": 1, "root": bytes(32), **wrong}
    with pytest.raises(Refusal):
        sign_checkpoint(checkpoint=Checkpoint(**parts), name=ORIGIN, signer=KEY)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\n"])
def test_a_bad_key_name_is_refused(name):
    with pytest.raises(Refusal):
        sign_checkpoint(checkpoint=CHECKPOINT, name=name, signer=KEY)


def test_a_salted_leaf_is_the_keyed_hash():
    salt, payload = bytes(range(32)), b"{}"
    wanted = hmac.new(salt, b"practicum-log-entry-v1\0credential\0{}", hashlib.sha256).digest()
    assert salted_entry(kind="credential", payload=payload, salt=salt) == wanted
    assert salted_leaf_hash(kind="credential", payload=payload, salt=salt) == hash_leaf(wanted)


@given(st.binary(max_size=40), st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_without_the_salt_the_entry_is_another(payload, salt, other):
    same = salted_entry(kind="credential", payload=payload, salt=salt)
    assert (salted_entry(kind="credential", payload=payload, salt=other) == same) == (salt == other)
    assert salted_entry(kind="key_event", payload=payload, salt=salt) != same


@pytest.mark.parametrize(("kind", "salt"), [("credential", b"short"), ("", bytes(32)), ("Two words", bytes(32))])
def test_a_short_salt_or_odd_kind_is_refused(kind, salt):
    with pytest.raises(Refusal):
        salted_entry(kind=kind, payload=b"", salt=salt)
