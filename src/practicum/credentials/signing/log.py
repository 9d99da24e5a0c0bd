"""The transparency log: one leaf for each signed document and key event, each with the signed checkpoint after it.

Leaves are written after the act's record: the ledger's lock then gives out the indexes one after another.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from practicum.badges.api import Ed25519Signer
from practicum.credentials.issuer import log_origin
from practicum.credentials.models import SigningKey, TlogLeaf
from practicum.kernel.canonical import canonical_bytes
from practicum.tlog.api import Checkpoint, MerkleTree, salted_leaf_hash, sign_checkpoint

CREDENTIAL, STATUS_LIST, KEY_EVENT = "credential", "status_list", "key_event"


def append_leaf(
    *, kind: str, subject: str, payload: Mapping[str, Any], key: SigningKey, signer: Ed25519Signer, now: datetime
) -> TlogLeaf:
    """Log the canonical bytes of `payload` under a fresh salt, and sign the log as it stands then."""
    salt = secrets.token_bytes(32)
    leaf_hash = salted_leaf_hash(kind=kind, payload=canonical_bytes(payload), salt=salt)
    tree = MerkleTree(bytes(each) for each in TlogLeaf.objects.order_by("index").values_list("leaf_hash", flat=True))
    index = tree.append(leaf_hash)
    origin = log_origin()
    checkpoint = Checkpoint(origin=origin, size=index + 1, root=tree.root())
    return TlogLeaf.objects.create(
        index=index,
        kind=kind,
        subject=subject,
        salt=salt,
        leaf_hash=leaf_hash,
        checkpoint=sign_checkpoint(checkpoint=checkpoint, name=origin, signer=signer),
        signing_key=key,
        logged_at=now,
    )
