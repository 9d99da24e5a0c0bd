"""Status lists: a new signed version in the transaction of each change."""

from datetime import datetime

from practicum.badges.api import REVOCATION, SUSPENSION, StatusList, sign_credential
from practicum.credentials.events import StatusListPublished
from practicum.credentials.issuer import issuer_did, status_address
from practicum.credentials.models import StatusListVersion
from practicum.credentials.queries import latest_list, stored_bits
from practicum.credentials.signing.keys import OpenKey
from practicum.credentials.signing.log import STATUS_LIST, append_leaf
from practicum.kernel.canonical import digest
from practicum.ledger.api import record

PURPOSES = (REVOCATION, SUSPENSION)


def ensure_status_lists(*, actor: str, signing: OpenKey, now: datetime) -> None:
    """Publish the first, empty version of each list, so that no credential names a list that is not there."""
    for purpose in PURPOSES:
        if latest_list(purpose) is None:
            _publish(StatusList(purpose=purpose), number=1, credential="", actor=actor, signing=signing, now=now)


def change_entry(
    *, purpose: str, index: int, value: bool, credential: str, actor: str, signing: OpenKey, now: datetime
) -> StatusListVersion:
    """Publish the list with this entry set or cleared. Call after the record of the act: the ledger's lock orders it."""
    ensure_status_lists(actor=actor, signing=signing, now=now)
    latest = latest_list(purpose)
    assert latest is not None  # noqa: S101  made above
    bits = stored_bits(latest)
    changed = bits.set(index) if value else bits.clear(index)
    number = latest.number + 1
    return _publish(changed, number=number, credential=credential, actor=actor, signing=signing, now=now)


def republish_lists(*, actor: str, signing: OpenKey, now: datetime) -> None:
    """Sign both lists anew, unchanged."""
    for purpose in PURPOSES:
        if latest := latest_list(purpose):
            bits, number = stored_bits(latest), latest.number + 1
            _publish(bits, number=number, credential="", actor=actor, signing=signing, now=now)


def _publish(
    bits: StatusList, *, number: int, credential: str, actor: str, signing: OpenKey, now: datetime
) -> StatusListVersion:
    unsigned = bits.to_credential(id=status_address(bits.purpose), issuer=issuer_did(), valid_from=now)
    document = sign_credential(credential=unsigned, signer=signing.signer, created=now)
    version = StatusListVersion.objects.create(purpose=bits.purpose, number=number, document=document, made_at=now)
    event = StatusListPublished(
        purpose=bits.purpose, number=number, document_digest=digest(document), credential=credential
    )
    record(event, actor=actor, now=now)
    append_leaf(
        kind=STATUS_LIST,
        subject=f"{bits.purpose}/{number}",
        payload=document,
        key=signing.key,
        signer=signing.signer,
        now=now,
    )
    return version
