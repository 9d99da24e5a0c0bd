"""Signing keys: opened, drawn, and put on the record and into the log."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from practicum.badges.api import Ed25519Signer, generate_key
from practicum.credentials.events import SigningKeyChanged
from practicum.credentials.identity import check_identity
from practicum.credentials.issuer import key_address
from practicum.credentials.models import SigningKey
from practicum.credentials.queries import public_multibase
from practicum.credentials.sealing import open_private_key, seal_private_key
from practicum.credentials.signing.log import KEY_EVENT, append_leaf
from practicum.ledger.api import record
from practicum.people.api import Person, system_person


@dataclass(frozen=True)
class OpenKey:
    """A stored key and what signs with it."""

    key: SigningKey
    signer: Ed25519Signer


def open_key(key: SigningKey) -> OpenKey:
    """Unseal a key. Unavailable when the seal of this installation is not the one that it was made under.

    Refused under another name than the keys have (`issuer_moved`), whichever process asks: what is signed would name an
    issuer whose keys these are not.
    """
    check_identity()
    seed = open_private_key(bytes(key.sealed_private), seal=settings.PRACTICUM.key_seal, kid=key.kid)
    return OpenKey(key, generate_key(seed=seed, kid=key.kid))


def signing_key(*, now: datetime) -> OpenKey:
    """The active key, opened; the first one is made by the program itself.

    Call after the record of the act: the ledger's lock keeps two first keys from being made, and the key's own row is not
    locked, because a change of keys locks that row before the ledger.
    """
    active = SigningKey.objects.filter(state="active").first()
    return open_key(active) if active else draw_key(actor=system_person(), now=now)


def draw_key(*, actor: Person, now: datetime) -> OpenKey:
    """A new active key; the one before it must have stepped down."""
    check_identity()
    seed = secrets.token_bytes(32)
    kid = key_address(f"key-{secrets.token_hex(6)}")
    key = SigningKey.objects.create(
        kid=kid,
        public_multibase=public_multibase(generate_key(seed=seed, kid=kid).public_key),
        sealed_private=seal_private_key(seed, seal=settings.PRACTICUM.key_seal, kid=kid),
        made_at=now,
    )
    opened = open_key(key)
    record_key(key, actor=actor, reason="", now=now)
    log_key(key, opened, now=now)
    return opened


def record_key(key: SigningKey, *, actor: Person, reason: str, now: datetime) -> None:
    """Put a key's new state on the record."""
    event = SigningKeyChanged(kid=key.kid, public_multibase=key.public_multibase, state=key.state, reason=reason)
    record(event, actor=actor.code, now=now)


def log_key(key: SigningKey, by: OpenKey, *, now: datetime) -> None:
    """Put a key's new state into the log, signed by another key where this one no longer counts."""
    payload = {"kid": key.kid, "publicKeyMultibase": key.public_multibase, "state": key.state, "at": now}
    append_leaf(kind=KEY_EVENT, subject=key.kid, payload=payload, key=by.key, signer=by.signer, now=now)
