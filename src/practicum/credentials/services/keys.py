"""Signing keys: made, retired, found compromised. Retired keys stay published, so that what they signed goes on verifying."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from practicum.badges.api import Ed25519Signer, generate_key
from practicum.credentials.events import SigningKeyChanged
from practicum.credentials.issuer import key_address
from practicum.credentials.models import SigningKey
from practicum.credentials.queries import public_multibase
from practicum.credentials.rules import check_reason
from practicum.credentials.sealing import open_private_key, seal_private_key
from practicum.credentials.services.log import KEY_EVENT, append_leaf
from practicum.kernel.errors import Refusal
from practicum.ledger.api import record
from practicum.people.api import OPERATOR, SYSTEM_CODE, Person, require_role, system_person


@dataclass(frozen=True)
class OpenKey:
    """A stored key and what signs with it."""

    key: SigningKey
    signer: Ed25519Signer


def open_key(key: SigningKey) -> OpenKey:
    """Unseal a key. Unavailable when the seal of this installation is not the one that it was made under."""
    seed = open_private_key(bytes(key.sealed_private), seal=settings.PRACTICUM.key_seal, kid=key.kid)
    return OpenKey(key, generate_key(seed=seed, kid=key.kid))


def signing_key(*, now: datetime) -> OpenKey:
    """The active key, opened; the first one is made by the program itself. Call inside a transaction."""
    active = SigningKey.objects.select_for_update().filter(state="active").first()
    return open_key(active or make_signing_key(actor=system_person(), now=now))


@transaction.atomic
def make_signing_key(*, actor: Person, now: datetime) -> SigningKey:
    """Make a key and sign with it from now on; the key before it retires. Operators may, and the program at its start."""
    _may_change_keys(actor)
    before = SigningKey.objects.select_for_update().filter(state="active").first()
    if before is not None:
        before.state, before.retired_at = "retired", now
        before.save(update_fields=["state", "retired_at"])
        _record(before, actor=actor, reason="", now=now)
    made = _make(actor=actor, now=now)
    if before is not None:
        _log(before, made, now=now)
    return made.key


@transaction.atomic
def compromise_signing_key(*, actor: Person, key: SigningKey, reason: str, now: datetime) -> SigningKey:
    """A key is no longer ours alone: nothing that it signed verifies any more, whatever date it claims.

    This is final. When it was the active key, a new one takes over in the same act.
    """
    _may_change_keys(actor)
    why = check_reason(reason)
    lost = SigningKey.objects.select_for_update().get(pk=key.pk)
    if lost.state == "compromised":
        raise Refusal("key_compromised", "This key is marked as compromised already.")
    was_active = lost.state == "active"
    lost.state, lost.retired_at = "compromised", now
    lost.save(update_fields=["state", "retired_at"])
    _record(lost, actor=actor, reason=why, now=now)
    _log(lost, _make(actor=actor, now=now) if was_active else signing_key(now=now), now=now)
    return lost


def _may_change_keys(actor: Person) -> None:
    if actor.code != SYSTEM_CODE:
        require_role(actor, OPERATOR)


def _make(*, actor: Person, now: datetime) -> OpenKey:
    seed = secrets.token_bytes(32)
    kid = key_address(f"key-{secrets.token_hex(6)}")
    key = SigningKey.objects.create(
        kid=kid,
        public_multibase=public_multibase(generate_key(seed=seed, kid=kid).public_key),
        sealed_private=seal_private_key(seed, seal=settings.PRACTICUM.key_seal, kid=kid),
        made_at=now,
    )
    opened = open_key(key)
    _record(key, actor=actor, reason="", now=now)
    _log(key, opened, now=now)
    return opened


def _record(key: SigningKey, *, actor: Person, reason: str, now: datetime) -> None:
    event = SigningKeyChanged(kid=key.kid, public_multibase=key.public_multibase, state=key.state, reason=reason)
    record(event, actor=actor.code, now=now)


def _log(key: SigningKey, by: OpenKey, *, now: datetime) -> None:
    payload = {"kid": key.kid, "publicKeyMultibase": key.public_multibase, "state": key.state, "at": now}
    append_leaf(kind=KEY_EVENT, subject=key.kid, payload=payload, key=by.key, signer=by.signer, now=now)
