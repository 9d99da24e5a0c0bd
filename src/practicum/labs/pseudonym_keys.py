"""From what is stored of a cohort's pseudonyms to the key that makes them."""

import hashlib
import hmac
import secrets

from django.conf import settings

_PURPOSE = b"practicum pseudonyms of a cohort's bills\0"


def new_secret() -> bytes:
    return secrets.token_bytes(32)


def key_of(secret: bytes) -> bytes:
    """The key: of the secret in the database and the seal, which is never there. A copy of the database alone does not
    help anybody to guess what stands behind a pseudonym, and when the secret is deleted nobody can."""
    return hmac.digest(settings.PRACTICUM.key_seal.encode(), _PURPOSE + secret, hashlib.sha256)
