"""Issuing: an award becomes a signed credential."""

import secrets
from datetime import datetime

from django.db import transaction

from practicum.badges.api import StatusList, sign_credential
from practicum.credentials.documents import unsigned_credential
from practicum.credentials.events import CredentialIssued
from practicum.credentials.issuer import base_url
from practicum.credentials.models import AwardDecision, Credential
from practicum.credentials.rules import CREDENTIAL_STATES, add_months, free_index
from practicum.credentials.signing.keys import signing_key
from practicum.credentials.signing.lists import ensure_status_lists
from practicum.credentials.signing.log import CREDENTIAL, append_leaf
from practicum.curriculum.api import programme_of
from practicum.kernel.canonical import digest
from practicum.kernel.errors import Refusal
from practicum.kernel.ids import new_code
from practicum.ledger.api import record
from practicum.notices.api import queue_notice
from practicum.people.api import DECIDER, REGISTRAR, Person, record_qualification, require_role


@transaction.atomic
def issue_credential(*, actor: Person, award: AwardDecision, now: datetime) -> Credential:
    """Sign and publish the credential of an award, once.

    Deciders and registrars may. The document names both status lists at a random entry that no other credential has;
    the holder's qualification is noted, so that they may facilitate, and a notice is queued. Refusals: `not_awarded`,
    `issued_already`; Unavailable when the signing key cannot be opened.
    """
    require_role(actor, DECIDER, REGISTRAR)
    granted = (
        AwardDecision.objects.select_for_update(of=("self",))
        .select_related("candidacy__person", "candidacy__programme_version")
        .get(pk=award.pk)
    )
    if granted.outcome != "awarded":
        raise Refusal("not_awarded", "This decision did not award the credential.")
    if Credential.objects.filter(award=granted).exists():
        raise Refusal("issued_already", "The credential of this award is issued already.")
    person, version = granted.candidacy.person, granted.candidacy.programme_version
    programme = programme_of(version)
    code, valid_until = new_code("CRE"), add_months(now, programme.policies.validity_months)
    record_qualification(
        actor=actor,
        person=person,
        programme_code=version.code,
        source=code,
        valid_from=now,
        valid_until=valid_until,
        now=now,
    )
    # From here on the ledger's lock is ours: entries of the lists and of the log are given out one after another.
    signing = signing_key(now=now)
    ensure_status_lists(actor=actor.code, signing=signing, now=now)
    size = StatusList(purpose="revocation").size
    taken = Credential.objects.values_list("status_index", flat=True)
    index = free_index(taken, size=size, draw=secrets.randbelow(size))
    unsigned = unsigned_credential(
        code=code,
        version=version,
        holder_name=person.name,
        status_index=index,
        valid_from=now,
        valid_until=valid_until,
        awarded_at=granted.decided_at,
    )
    document = sign_credential(credential=unsigned, signer=signing.signer, created=now)
    credential = Credential.objects.create(
        code=code,
        award=granted,
        person=person,
        holder_name=person.name,
        programme_code=version.code,
        programme_version=version.version,
        state=CREDENTIAL_STATES.initial,
        state_changed_at=now,
        issued_at=now,
        valid_until=valid_until,
        status_index=index,
        signing_key=signing.key,
        document=document,
    )
    event = CredentialIssued(
        credential=code,
        award=granted.code,
        person=person.code,
        programme=version.code,
        version=version.version,
        valid_until=valid_until,
        kid=signing.key.kid,
        document_digest=digest(document),
    )
    record(event, actor=actor.code, now=now)
    append_leaf(kind=CREDENTIAL, subject=code, payload=document, key=signing.key, signer=signing.signer, now=now)
    queue_notice(
        person_id=person.pk,
        to_address=person.email,
        subject=f"Your credential: {programme.name}",
        body=(
            f"Dear {person.name},\n\nyou hold the credential {programme.name} (scheme version {version.version}), "
            f"number {code}. It is valid until {valid_until:%d %B %Y}.\n\nDownload the document, the picture and the "
            f"certificate, and choose whether the public register may name you: {base_url()}/credentials/{code}/\n"
        ),
        dedupe_key=f"credential-issued-{code}",
        kind="decision",
        now=now,
    )
    return credential
