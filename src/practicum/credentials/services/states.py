"""Suspend, reinstate, revoke, expire: the state, the status list and the record change together or not at all."""

from datetime import datetime

from django.db import transaction

from practicum.credentials.events import ListingChanged
from practicum.credentials.models import Credential
from practicum.credentials.rules import CREDENTIAL_STATES, check_reason
from practicum.credentials.signing.moves import move_credential
from practicum.kernel.errors import NotPermitted, Refusal
from practicum.ledger.api import record
from practicum.people.api import (
    REGISTRAR,
    Person,
    conflict,
    record_qualification,
    require_role,
)


@transaction.atomic
def suspend_credential(*, actor: Person, credential: Credential, reason: str, now: datetime) -> Credential:
    """The credential does not count until it is reinstated. Registrars may, unless they have an interest in it."""
    held = _load(actor, credential)
    move_credential(held, "suspended", actor=actor, reason=check_reason(reason), now=now)
    return held


@transaction.atomic
def reinstate_credential(*, actor: Person, credential: Credential, reason: str, now: datetime) -> Credential:
    """A suspended credential counts again, for the rest of its time. Refusal `past_validity` when there is none left."""
    held = _load(actor, credential)
    CREDENTIAL_STATES.require(held.state, ["suspended"], act="reinstated")
    why = check_reason(reason)
    if held.valid_until <= now:
        raise Refusal("past_validity", "The period of validity is over: there is nothing to reinstate.")
    move_credential(held, "issued", actor=actor, reason=why, now=now)
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
    move_credential(held, "revoked", actor=actor, reason=check_reason(reason), now=now)
    return held


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
