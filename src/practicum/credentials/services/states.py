"""Suspend, reinstate, revoke, expire: the state, the status list and the record change together or not at all."""

from datetime import datetime

from django.db import transaction

from practicum.credentials.events import CredentialStateChanged, ListingChanged
from practicum.credentials.issuer import verify_address
from practicum.credentials.models import Credential
from practicum.credentials.rules import CREDENTIAL_STATES, check_reason, status_bits
from practicum.credentials.services.keys import signing_key
from practicum.credentials.services.status import change_entry
from practicum.kernel.errors import NotPermitted, Refusal
from practicum.ledger.api import record
from practicum.notices.api import queue_notice
from practicum.people.api import (
    REGISTRAR,
    Person,
    conflict,
    end_qualification,
    record_qualification,
    require_role,
    system_person,
)

EXPIRED = "Its period of validity is over."


@transaction.atomic
def suspend_credential(*, actor: Person, credential: Credential, reason: str, now: datetime) -> Credential:
    """The credential does not count until it is reinstated. Registrars may, unless they have an interest in it."""
    held = _load(actor, credential)
    _move(held, "suspended", actor=actor, reason=check_reason(reason), now=now)
    return held


@transaction.atomic
def reinstate_credential(*, actor: Person, credential: Credential, reason: str, now: datetime) -> Credential:
    """A suspended credential counts again, for the rest of its time. Refusal `past_validity` when there is none left."""
    held = _load(actor, credential)
    CREDENTIAL_STATES.require(held.state, ["suspended"], act="reinstated")
    why = check_reason(reason)
    if held.valid_until <= now:
        raise Refusal("past_validity", "The period of validity is over: there is nothing to reinstate.")
    _move(held, "issued", actor=actor, reason=why, now=now)
    record_qualification(
        actor=actor,
        person=held.person,
        programme_code=held.programme_code,
        source=held.code,
        valid_from=now,
        valid_until=held.valid_until,
        now=now,
    )
    return held


@transaction.atomic
def revoke_credential(*, actor: Person, credential: Credential, reason: str, now: datetime) -> Credential:
    """Withdraw the credential for good. Registrars may, unless they have an interest in it."""
    held = _load(actor, credential)
    _move(held, "revoked", actor=actor, reason=check_reason(reason), now=now)
    return held


def expire_credentials(*, now: datetime) -> int:
    """End every credential whose time is over; each in its own transaction. How many there were."""
    due = Credential.objects.filter(state__in=("issued", "suspended"), valid_until__lte=now)
    expired = 0
    for key in list(due.order_by("id").values_list("pk", flat=True)):
        with transaction.atomic():
            held = Credential.objects.select_for_update().filter(pk=key, state__in=("issued", "suspended")).first()
            if held is not None:
                _move(held, "expired", actor=system_person(), reason=EXPIRED, now=now)
                expired += 1
    return expired


@transaction.atomic
def set_listed(*, actor: Person, credential: Credential, listed: bool, now: datetime) -> Credential:
    """The holder chooses whether the public register may show their name. Nobody else may choose for them."""
    held = Credential.objects.select_for_update().get(pk=credential.pk)
    if held.person_id != actor.pk:
        raise NotPermitted("Only the holder decides whether the register names them.")
    if held.listed != listed:
        held.listed = listed
        held.save(update_fields=["listed"])
        event = ListingChanged(credential=held.code, person=actor.code, listed=listed)
        record(event, actor=actor.code, now=now)
    return held


def _load(actor: Person, credential: Credential) -> Credential:
    require_role(actor, REGISTRAR)
    held = Credential.objects.select_for_update(of=("self",)).select_related("person").get(pk=credential.pk)
    if interest := conflict(actor, held.person):
        raise NotPermitted(
            f"You may not decide on this credential: {interest}.", mend="Another registrar has to decide."
        )
    return held


def _move(held: Credential, after: str, *, actor: Person, reason: str, now: datetime) -> None:
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
        now=now,
    )
