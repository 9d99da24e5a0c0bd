"""Signing keys: made, retired, found compromised. Retired keys stay published, so that what they signed goes on verifying."""

from datetime import datetime

from django.db import transaction

from practicum.credentials.models import SigningKey
from practicum.credentials.rules import check_reason
from practicum.credentials.signing.keys import draw_key, log_key, record_key, signing_key
from practicum.credentials.signing.lists import republish_lists
from practicum.kernel.errors import Refusal
from practicum.people.api import OPERATOR, SYSTEM_CODE, Person, require_role


@transaction.atomic
def make_signing_key(*, actor: Person, now: datetime) -> SigningKey:
    """Make a key and sign with it from now on; the key before it retires. Operators may, and the program at its start."""
    _require_keeper(actor)
    before = SigningKey.objects.select_for_update().filter(state="active").first()
    if before is not None:
        before.state, before.retired_at = "retired", now
        before.save(update_fields=["state", "retired_at"])
        record_key(before, actor=actor, reason="", now=now)
    made = draw_key(actor=actor, now=now)
    if before is not None:
        log_key(before, made, now=now)
    return made.key


@transaction.atomic
def compromise_signing_key(*, actor: Person, key: SigningKey, reason: str, now: datetime) -> SigningKey:
    """A key is no longer ours alone: nothing that it signed verifies any more, whatever date it claims.

    This is final. When it was the active key, a new one takes over in the same act. The status lists are signed anew,
    because every credential, also of other keys, needs lists that verify.
    """
    _require_keeper(actor)
    why = check_reason(reason)
    lost = SigningKey.objects.select_for_update().get(pk=key.pk)
    if lost.state == "compromised":
        raise Refusal("key_compromised", "This key is marked as compromised already.")
    was_active = lost.state == "active"
    lost.state, lost.retired_at = "compromised", now
    lost.save(update_fields=["state", "retired_at"])
    record_key(lost, actor=actor, reason=why, now=now)
    signing = draw_key(actor=actor, now=now) if was_active else signing_key(now=now)
    log_key(lost, signing, now=now)
    republish_lists(actor=actor.code, signing=signing, now=now)
    return lost


def _require_keeper(actor: Person) -> None:
    """Operators keep the keys, and the program at its start."""
    if actor.code != SYSTEM_CODE:
        require_role(actor, OPERATOR)
