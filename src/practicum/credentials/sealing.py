"""Private keys at rest: sealed by a key that comes from the environment and is never stored.

A sealed key is version (1 byte) || salt (16) || nonce (12) || AES-256-GCM ciphertext. The sealing key is HKDF-SHA256 of
the seal and the salt; the name of the signing key is bound in, so that one sealed key cannot stand in for another.
The seal must be a long random text (production refuses less than 32 characters): HKDF does not stretch passwords.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from practicum.kernel.errors import Unavailable

VERSION = b"\x01"
SALT, NONCE = 16, 12


def seal_private_key(secret: bytes, *, seal: str, kid: str) -> bytes:
    """The secret, encrypted for this key name under this seal."""
    salt, nonce = secrets.token_bytes(SALT), secrets.token_bytes(NONCE)
    return VERSION + salt + nonce + AESGCM(_key(seal, salt)).encrypt(nonce, secret, _bound(kid))


def open_private_key(sealed: bytes, *, seal: str, kid: str) -> bytes:
    """The secret. Unavailable when the seal is not the one it was sealed with, or the bytes were changed."""
    version, salt = sealed[:1], sealed[1 : 1 + SALT]
    nonce, body = sealed[1 + SALT : 1 + SALT + NONCE], sealed[1 + SALT + NONCE :]
    try:
        if version != VERSION or len(nonce) != NONCE:
            raise ValueError("not a sealed key")
        return AESGCM(_key(seal, salt)).decrypt(nonce, body, _bound(kid))
    except (InvalidTag, ValueError):
        raise Unavailable(
            f"The signing key {kid} cannot be opened with the seal of this installation; nothing was signed.",
            mend="Set PRACTICUM_KEY_SEAL to the seal under which the key was made, or let an operator make a new key.",
        ) from None


def _key(seal: str, salt: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"practicum signing key v1").derive(seal.encode())


def _bound(kid: str) -> bytes:
    return b"practicum signing key\0" + kid.encode()
