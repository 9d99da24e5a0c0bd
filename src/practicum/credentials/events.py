"""What the record says of awards, credentials and keys."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from practicum.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class AwardDecided(Event):
    """A person awarded or refused. `evidence_digest` is the SHA-256 of the evidence as it stood then, kept with the award."""

    kind: ClassVar[str] = "credentials.award_decided"
    subject_fields: ClassVar[tuple[str, ...]] = ("award", "candidacy", "person", "result")
    award: str
    candidacy: str
    person: str
    result: str
    outcome: str
    reason: str
    mode: str
    programme: str
    version: str
    evidence_digest: str


@dataclass(frozen=True, kw_only=True)
class CredentialIssued(Event):
    """A credential was signed. `document_digest` is the SHA-256 of the signed document's canonical bytes."""

    kind: ClassVar[str] = "credentials.credential_issued"
    subject_fields: ClassVar[tuple[str, ...]] = ("credential", "award", "person")
    credential: str
    award: str
    person: str
    programme: str
    version: str
    valid_until: datetime
    kid: str
    document_digest: str


@dataclass(frozen=True, kw_only=True)
class CredentialStateChanged(Event):
    """A credential was suspended, reinstated (back to issued), revoked, or expired."""

    kind: ClassVar[str] = "credentials.credential_state_changed"
    subject_fields: ClassVar[tuple[str, ...]] = ("credential", "person")
    credential: str
    person: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ListingChanged(Event):
    """The holder chose whether the public register may name them."""

    kind: ClassVar[str] = "credentials.listing_changed"
    subject_fields: ClassVar[tuple[str, ...]] = ("credential", "person")
    credential: str
    person: str
    listed: bool


@dataclass(frozen=True, kw_only=True)
class StatusListPublished(Event):
    """A new version of a status list. `document_digest` is of the signed list."""

    kind: ClassVar[str] = "credentials.status_list_published"
    subject_fields: ClassVar[tuple[str, ...]] = ("credential",)
    purpose: str
    number: int
    document_digest: str
    credential: str = ""


@dataclass(frozen=True, kw_only=True)
class SigningKeyChanged(Event):
    """A signing key was made, retired or found compromised."""

    kind: ClassVar[str] = "credentials.signing_key_changed"
    subject_fields: ClassVar[tuple[str, ...]] = ("kid",)
    kid: str
    public_multibase: str
    state: str
    reason: str = ""
