"""The contents of a badge, and the Open Badges 3.0 credential built from them.

Source: 1EdTech Open Badges Specification 3.0, sections B.1 to B.3. Nothing here signs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from practicum.badges.form import check_url
from practicum.badges.status import StatusEntry
from practicum.badges.times import write_time
from practicum.badges.vocabulary import (
    BADGE_TYPE,
    CREDENTIALS_V2,
    OPEN_BADGES,
    OPEN_BADGES_EXTENSIONS,
    SCHEMA_TYPE,
)
from practicum.kernel.errors import Refusal


@dataclass(frozen=True, kw_only=True)
class IssuerProfile:
    """Who issues. `id` is the issuer's DID or https address; `email` is the organisation's public one."""

    id: str
    name: str
    url: str = ""
    description: str = ""
    email: str = ""
    image_url: str = ""

    def to_json(self) -> dict[str, Any]:
        """The OB 3.0 Profile."""
        return _filled(
            id=check_url(self.id, field="issuer.id"),
            type=["Profile"],
            name=_needed(self.name, field="issuer.name"),
            url=self.url and check_url(self.url, field="issuer.url"),
            description=self.description,
            email=self.email,
            image=_image(self.image_url, field="issuer.image_url"),
        )


@dataclass(frozen=True, kw_only=True)
class Alignment:
    """A competency or standard that the achievement corresponds to."""

    target_name: str
    target_url: str
    target_code: str = ""
    target_framework: str = ""
    target_description: str = ""
    target_type: str = ""

    def to_json(self) -> dict[str, Any]:
        """The OB 3.0 Alignment."""
        return _filled(
            type=["Alignment"],
            targetName=_needed(self.target_name, field="alignment.target_name"),
            targetUrl=check_url(self.target_url, field="alignment.target_url"),
            targetCode=self.target_code,
            targetFramework=self.target_framework,
            targetDescription=self.target_description,
            targetType=self.target_type,
        )


@dataclass(frozen=True, kw_only=True)
class Achievement:
    """What is certified. `version` is the scheme's version; `criteria` says in prose what the holder had to do."""

    id: str
    name: str
    description: str
    criteria: str
    criteria_url: str = ""
    achievement_type: str = "Certification"
    version: str = ""
    image_url: str = ""
    alignments: Sequence[Alignment] = ()

    def to_json(self) -> dict[str, Any]:
        """The OB 3.0 Achievement."""
        return _filled(
            id=check_url(self.id, field="achievement.id"),
            type=["Achievement"],
            name=_needed(self.name, field="achievement.name"),
            description=_needed(self.description, field="achievement.description"),
            criteria=_filled(
                id=self.criteria_url and check_url(self.criteria_url, field="achievement.criteria_url"),
                narrative=_needed(self.criteria, field="achievement.criteria"),
            ),
            achievementType=_needed(self.achievement_type, field="achievement.achievement_type"),
            version=self.version,
            image=_image(self.image_url, field="achievement.image_url"),
            alignment=[alignment.to_json() for alignment in self.alignments],
        )


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The holder. `id` is a DID, URN or https address, never an e-mail address or a hash of one (it can be guessed).

    `name` is published in clear only if the holder agreed. `certificate_number` becomes `licenseNumber`.
    """

    id: str
    name: str = ""
    certificate_number: str = ""

    def to_json(self, achievement: Achievement) -> dict[str, Any]:
        """The OB 3.0 AchievementSubject."""
        identity = {"type": "IdentityObject", "hashed": False, "identityHash": self.name, "identityType": "name"}
        return _filled(
            id=check_url(self.id, field="subject.id"),
            type=["AchievementSubject"],
            identifier=[identity] if self.name else [],
            licenseNumber=self.certificate_number,
            achievement=achievement.to_json(),
        )


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What the award rests on: a page, a description, or both."""

    url: str = ""
    name: str = ""
    description: str = ""
    narrative: str = ""
    genre: str = ""
    audience: str = ""

    def to_json(self) -> dict[str, Any]:
        """The OB 3.0 Evidence."""
        return _filled(
            id=self.url and check_url(self.url, field="evidence.url"),
            type=["Evidence"],
            name=self.name,
            description=self.description,
            narrative=self.narrative,
            genre=self.genre,
            audience=self.audience,
        )


@dataclass(frozen=True, kw_only=True)
class CredentialSchema:
    """A JSON schema that the credential follows, by its address."""

    id: str
    type: str = SCHEMA_TYPE

    def to_json(self) -> dict[str, str]:
        """The `credentialSchema` object."""
        return {"id": check_url(self.id, field="schema.id"), "type": self.type}


def build_achievement_credential(
    *,
    id: str,
    issuer: IssuerProfile,
    subject: Subject,
    achievement: Achievement,
    valid_from: datetime,
    valid_until: datetime | None = None,
    awarded_at: datetime | None = None,
    name: str = "",
    description: str = "",
    evidence: Sequence[Evidence] = (),
    statuses: Sequence[StatusEntry] = (),
    schemas: Sequence[CredentialSchema] = (),
) -> dict[str, Any]:
    """The unsigned OpenBadgeCredential with the address `id`. Its `name` is the achievement's unless given.

    Refusals: `url` and `email` for identifiers, `missing` for empty texts, `zone` for moments without a zone,
    `status_repeated` for two entries of one purpose, `order` if it ends before it begins.
    """
    purposes = [status.purpose for status in statuses]
    if len(set(purposes)) != len(purposes):
        raise Refusal("status_repeated", "A credential has one status entry for each purpose.", field="statuses")
    starts, ends, awarded = (
        write_time(moment, field=field) if moment is not None else ""
        for field, moment in (("valid_from", valid_from), ("valid_until", valid_until), ("awarded_at", awarded_at))
    )
    if valid_until is not None and valid_until <= valid_from:
        raise Refusal("order", "The credential must end after it begins.", field="valid_until")
    contexts = [CREDENTIALS_V2, OPEN_BADGES]
    if any(schema.type == SCHEMA_TYPE for schema in schemas):
        contexts.append(OPEN_BADGES_EXTENSIONS)
    return _filled(
        **{"@context": contexts},
        id=check_url(id, field="id"),
        type=["VerifiableCredential", BADGE_TYPE],
        name=name or achievement.name,
        description=description,
        issuer=issuer.to_json(),
        validFrom=starts,
        validUntil=ends,
        awardedDate=awarded,
        credentialSubject=subject.to_json(achievement),
        evidence=[each.to_json() for each in evidence],
        credentialStatus=[status.to_json() for status in statuses],
        credentialSchema=[schema.to_json() for schema in schemas],
    )


def _filled(**parts: Any) -> dict[str, Any]:
    """Only the parts that say something: empty ones would be dropped before signing anyway."""
    return {key: value for key, value in parts.items() if value not in ("", [], None)}


def _needed(text: str, *, field: str) -> str:
    if not text.strip():
        raise Refusal("missing", "This text is needed.", field=field)
    return text


def _image(url: str, *, field: str) -> dict[str, str] | None:
    return {"id": check_url(url, field=field), "type": "Image"} if url else None
