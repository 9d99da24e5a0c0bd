"""Checkpoints: what the log says of itself at one moment, as a signed note.

Sources: C2SP signed-note and C2SP tlog-checkpoint. A note is text, an empty line, and signature lines
`— <key name> <base64(key id || signature)>`; the key id is SHA-256(name || 0x0A || 0x01 || public key)[:4] for Ed25519.
A checkpoint's text is the origin, the size in decimal, the root hash in base64, and optional extension lines.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from practicum.kernel.errors import Refusal
from practicum.tlog.merkle import HASH_BYTES

ED25519 = b"\x01"
MAX_NOTE = 100_000  # characters
MAX_SIGNATURES = 100
SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
SIGNATURE_LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]")


class NoteSigner(Protocol):
    """An Ed25519 key: its raw public key (32 bytes) and the act of signing."""

    @property
    def public_key(self) -> bytes: ...

    def sign(self, data: bytes) -> bytes: ...


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """The log `origin` had `size` leaves and this root hash (32 bytes). `extensions` are further lines of the text."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def to_text(self) -> str:
        """The text that is signed. Refusal `checkpoint` if a part cannot stand in it."""
        lines = [self.origin, str(self.size), base64.b64encode(self.root).decode(), *self.extensions]
        if any(not line or CONTROL.search(line) or "\n" in line for line in lines):
            raise Refusal("checkpoint", "The lines of a checkpoint are not empty and hold no control characters.")
        if len(self.root) != HASH_BYTES or not SIZE.fullmatch(str(self.size)):
            raise Refusal("checkpoint", "A checkpoint has a size and a root hash of 32 bytes.")
        return "\n".join(lines) + "\n"


def sign_checkpoint(*, checkpoint: Checkpoint, name: str, signer: NoteSigner) -> str:
    """The signed note of a checkpoint. `name` is the key's name, by custom the origin: see `sign_note`."""
    return sign_note(text=checkpoint.to_text(), name=name, signer=signer)


def sign_note(*, text: str, name: str, signer: NoteSigner) -> str:
    """A text that ends with a line end, with one signature. The key's name has no white space and no plus sign."""
    _check_name(name)
    if not text.endswith("\n") or CONTROL.search(text):
        raise Refusal("note", "A note's text ends with a line end and holds no control characters.", field="text")
    signature = signer.sign(text.encode())
    packed = base64.b64encode(_key_id(name, signer.public_key) + signature).decode()
    return f"{text}\n— {name} {packed}\n"


def verifier_key(*, name: str, public_key: bytes) -> str:
    """The text by which others know the key: `<name>+<key id in hex>+<base64(0x01 || public key)>`."""
    _check_name(name)
    encoded = base64.b64encode(ED25519 + public_key).decode()
    return f"{name}+{_key_id(name, public_key).hex()}+{encoded}"


def read_checkpoint(*, note: str, origin: str, key: str) -> Checkpoint:
    """The checkpoint in a note, if the verifier key signed it and it is of the log `origin`.

    Refusals: those of `open_note`, and `origin` for another log.
    """
    checkpoint = _read_text(open_note(note=note, key=key))
    if checkpoint.origin != origin:
        raise Refusal("origin", "The checkpoint is of another log.", field="origin")
    return checkpoint


def open_note(*, note: str, key: str) -> str:
    """The text of a note that the verifier key signed. Signatures of other keys (witnesses) are passed over.

    Refusals: `note` for its form, `verifier_key`, `signature` if the key did not sign it or signed something else.
    """
    name, public_key = _read_key(key)
    if len(note) > MAX_NOTE or CONTROL.search(note):
        raise Refusal("note", "This is not a signed note.", field="note")
    head, gap, tail = note.rpartition("\n\n")
    lines = tail.split("\n")
    if not gap or lines.pop() or not 1 <= len(lines) <= MAX_SIGNATURES:
        raise Refusal("note", "A signed note ends with an empty line and its signatures.", field="note")
    text = head + "\n"
    matches = [SIGNATURE_LINE.fullmatch(line) for line in lines]
    wanted = _key_id(name, public_key)
    signed = False
    for match in matches:
        if match is None:
            raise Refusal("note", "A signature line is malformed.", field="note")
        packed = _unbase64(match[2], field="note")
        if match[1] == name and packed[:4] == wanted:
            _check_signature(public_key, packed[4:], text)
            signed = True
    if not signed:
        raise Refusal("signature", "The note is not signed by this key.", field="note")
    return text


def _read_text(text: str) -> Checkpoint:
    lines = text.removesuffix("\n").split("\n")
    if len(lines) < 3 or not all(lines) or not SIZE.fullmatch(lines[1]):
        raise Refusal("note", "The note's text is not a checkpoint.", field="note")
    root = _unbase64(lines[2], field="note")
    if len(root) != HASH_BYTES:
        raise Refusal("note", "The root hash does not have 32 bytes.", field="note")
    return Checkpoint(origin=lines[0], size=int(lines[1]), root=root, extensions=tuple(lines[3:]))


def _read_key(key: str) -> tuple[str, bytes]:
    name, _, rest = key.partition("+")
    key_id, _, encoded = rest.partition("+")
    data = _unbase64(encoded, field="key")
    if not data.startswith(ED25519) or len(data) != 33 or _key_id(name, data[1:]).hex() != key_id:
        raise Refusal("verifier_key", "This is not the text of an Ed25519 verifier key.", field="key")
    _check_name(name)
    return name, data[1:]


def _check_name(name: str) -> None:
    if not name or "+" in name or any(char.isspace() for char in name) or CONTROL.search(name):
        raise Refusal("verifier_key", "A key's name has no white space and no plus sign.", field="name")


def _key_id(name: str, public_key: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public_key).digest()[:4]


def _check_signature(public_key: bytes, signature: bytes, text: str) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, text.encode())
    except (InvalidSignature, ValueError) as fault:
        raise Refusal("signature", "The signature does not fit the note.", field="note") from fault


def _unbase64(text: str, *, field: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise Refusal("note", "This is not base64.", field=field) from fault
    if base64.b64encode(data).decode() != text:
        raise Refusal("note", "This is not base64 in its one spelling.", field=field)
    return data
