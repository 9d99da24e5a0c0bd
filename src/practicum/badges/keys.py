"""Signing keys: a small protocol, so that a key in a file, a token or a key service can stand behind it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from practicum.badges.encoding import encode_multikey
from practicum.kernel.errors import Refusal

ALGORITHM = "EdDSA"  # the JOSE name; always with Ed25519 here


class Signer(Protocol):
    """Signs for one verification method.

    `kid` is the verification method's full address (`did:web:example.org#key-1`), `alg` its JOSE algorithm name.
    """

    @property
    def kid(self) -> str: ...

    @property
    def alg(self) -> str: ...

    def sign(self, data: bytes) -> bytes:
        """The raw signature; 64 bytes for Ed25519."""
        ...


@dataclass(frozen=True, kw_only=True)
class Ed25519Signer:
    """A signer that holds its private key (32-byte seed) in memory. The seed is kept out of `repr`."""

    kid: str
    private_key: Ed25519PrivateKey

    @property
    def alg(self) -> str:
        """Always `EdDSA`."""
        return ALGORITHM

    @property
    def public_key(self) -> bytes:
        """Raw public key, 32 bytes."""
        return self.private_key.public_key().public_bytes_raw()

    def sign(self, data: bytes) -> bytes:
        """Ed25519 signature (RFC 8032), 64 bytes."""
        return self.private_key.sign(data)


@dataclass(frozen=True, kw_only=True)
class VerificationKey:
    """A public key as its controller publishes it for assertions.

    `revoked_at` is set for a compromised key. Then nothing it signed verifies, whatever date the proof claims: the
    thief chooses that date. Only evidence from outside the credential, such as the transparency log, can rescue older
    ones.
    """

    kid: str
    controller: str
    public_key: bytes
    revoked_at: datetime | None = None


def generate_key(*, seed: bytes, kid: str = "") -> Ed25519Signer:
    """The Ed25519 key of a 32-byte secret seed. Without `kid` it becomes the key of its own `did:key`.

    The caller draws the seed (`secrets.token_bytes(32)`) and keeps it encrypted.
    """
    if len(seed) != 32:
        raise Refusal("seed", "An Ed25519 seed has 32 bytes.", field="seed")
    private_key = Ed25519PrivateKey.from_private_bytes(seed)
    if not kid:
        did = did_key(private_key.public_key().public_bytes_raw())
        kid = f"{did}#{did.removeprefix('did:key:')}"
    return Ed25519Signer(kid=kid, private_key=private_key)


def did_key(public_key: bytes) -> str:
    """`did:key:z6Mk...` of a raw Ed25519 public key."""
    return f"did:key:{encode_multikey(public_key)}"


def signature_holds(*, public_key: bytes, signature: bytes, data: bytes) -> bool:
    """Whether the Ed25519 signature (64 bytes) over `data` is by this key."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def digest(text: str) -> bytes:
    """SHA-256 of the text's UTF-8 bytes."""
    return hashlib.sha256(text.encode()).digest()
