"""One move of a credential: its state, its list, its holder's qualification, the record and the notice."""

from datetime import datetime

from practicum.credentials.events import CredentialStateChanged
from practicum.credentials.issuer import verify_address
from practicum.credentials.models import Credential
from practicum.credentials.rules import status_bits
from practicum.credentials.signing.keys import signing_key
from practicum.credentials.signing.lists import change_entry
from practicum.ledger.api import record
from practicum.notices.api import queue_notice
from practicum.people.api import Person, end_qualification


def move_credential(held: Credential, after: str, *, actor: Person, reason: str, now: datetime) -> None:
    """Move a locked credential. Call inside a transaction, after checking who may. Raises InvalidState."""
    before = held.state
    bits = status_bits(before, after)
    held.state, held.state_reason, held.state_changed_at = after, reason, now
    held.save(update_fields=["state", "state_reason", "state_changed_at"])
    event = CredentialStateChanged(
        credential=held.code, person=held.person.code, before=before, after=after, reason=reason
    )
    written = record(event, actor=actor.code, now=now)
    if bits:
        signing = signing_key(now=now)
        for purpose, value in bits.items():
            change_entry(
                purpose=purpose,
                index=held.status_index,
                value=value,
                credential=held.code,
                actor=actor.code,
                signing=signing,
                now=now,
            )
    if after != "issued":
        end_qualification(actor=actor, source=held.code, reason=reason, now=now)
    said = {"issued": "reinstated", "revoked": "withdrawn", "expired": "expired", "suspended": "suspended"}[after]
    queue_notice(
        person_id=held.person.pk,
        to_address=held.person.email,
        subject=f"Your credential {held.code} is {said}",
        body=(
            f"Dear {held.holder_name},\n\nyour credential {held.code} is {said}. The reason: {reason}\n\n"
            f"Its public status: {verify_address(held.code)}\n"
        ),
        dedupe_key=f"credential-{held.code}-{written.sequence}",
        kind="decision",
        now=now,
    )
