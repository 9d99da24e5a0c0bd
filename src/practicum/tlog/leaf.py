"""Log entries that show nothing: a keyed hash of what is logged, which only who knows the salt can recognise.

Names are few and credentials are alike, so a plain hash could be guessed. The salt is drawn once per entry, stays with
the credential, and is handed out with the inclusion proof.
"""

import hmac
import re

from practicum.kernel.errors import Refusal
from practicum.tlog.merkle import hash_leaf

SALT_BYTES = 32
KIND = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
DOMAIN = b"practicum-log-entry-v1"


def salted_entry(*, kind: str, payload: bytes, salt: bytes) -> bytes:
    """The 32 bytes that are logged: HMAC-SHA256(salt, domain || 0 || kind || 0 || payload).

    `kind` says what it is (`credential`, `status_list`, `key_event`, ...), lower_snake. `payload` is its canonical
    bytes. The salt has 32 bytes exactly: then no second salt gives the same key. Refusals: `salt`, `kind`.
    """
    if len(salt) != SALT_BYTES:
        raise Refusal("salt", "A salt has 32 bytes.", field="salt")
    if not KIND.fullmatch(kind):
        raise Refusal("kind", "The kind of an entry is a short lower_snake word.", field="kind")
    return hmac.digest(salt, b"\0".join((DOMAIN, kind.encode(), payload)), "sha256")


def salted_leaf_hash(*, kind: str, payload: bytes, salt: bytes) -> bytes:
    """The leaf hash of that entry."""
    return hash_leaf(salted_entry(kind=kind, payload=payload, salt=salt))
