"""What a credential says: the achievement of a version of the scheme, and the document to be signed."""

import uuid
from datetime import datetime
from typing import Any

from practicum.badges.api import (
    REVOCATION,
    SUSPENSION,
    Achievement,
    Alignment,
    StatusEntry,
    Subject,
    build_achievement_credential,
)
from practicum.credentials.issuer import (
    achievement_address,
    base_url,
    credential_address,
    issuer_profile,
    status_address,
)
from practicum.curriculum.api import ProgrammeVersion, programme_of
from practicum.pack.api import Mode, Programme

ACHIEVEMENT_TYPES = {"certification": "Certification", "assessment-based-certificate": "Certificate"}


def achievement_of(version: ProgrammeVersion) -> Achievement:
    """What this version of the scheme certifies, aligned to every capability of its framework's edition."""
    programme = programme_of(version)
    address = achievement_address(version)
    return Achievement(
        id=address,
        name=programme.name,
        description=" ".join(programme.outcomes),
        criteria=criteria_of(programme),
        criteria_url=f"{base_url()}/programme/policies/",
        achievement_type=ACHIEVEMENT_TYPES[str(programme.mode)],
        version=programme.version,
        image_url=f"{address}/seal.svg",
        alignments=[
            Alignment(
                target_name=capability.name,
                target_url=f"{base_url()}/learn/{capability.key}/",
                target_code=capability.key,
                target_framework=programme.framework.key,
                target_description=capability.summary,
            )
            for capability in programme.framework.capabilities
        ],
    )


def criteria_of(programme: Programme) -> str:
    """What the holder had to do, in prose; the wording keeps to what the scheme's mode allows to claim."""
    blueprint, policies = programme.blueprint, programme.policies
    steps = [
        f"Scheme version {programme.version} of {programme.name}; competency framework {programme.framework.key} "
        f"with {len(programme.framework.capabilities)} capabilities.",
        "The holder met the criteria of admission, did the required practical work, handed in a capstone that was marked "
        f"on a published rubric, and passed an examination of {blueprint.form_length} items over all areas of the "
        "scheme against a cut score set by subject experts.",
    ]
    if programme.mode == Mode.CERTIFICATION:
        steps.append(
            "Neither the examiners nor the person who decided the award had trained the holder within "
            f"{policies.impartiality.trainer_years} years."
        )
    steps.append(
        f"A person decided the award on that evidence. It is valid for {policies.validity_months} months and may be "
        "suspended or withdrawn; its present status is in the issuer's register."
    )
    return " ".join(steps)


def unsigned_credential(
    *,
    code: str,
    version: ProgrammeVersion,
    holder_name: str,
    status_index: int,
    valid_from: datetime,
    valid_until: datetime,
    awarded_at: datetime,
) -> dict[str, Any]:
    """The Open Badge to be signed. The subject gets a fresh identifier, so that two credentials do not betray one holder."""
    return build_achievement_credential(
        id=credential_address(code),
        issuer=issuer_profile(version),
        subject=Subject(id=uuid.uuid4().urn, name=holder_name, certificate_number=code),
        achievement=achievement_of(version),
        valid_from=valid_from,
        valid_until=valid_until,
        awarded_at=awarded_at,
        statuses=[
            StatusEntry(list_url=status_address(purpose), index=status_index, purpose=purpose)
            for purpose in (REVOCATION, SUSPENSION)
        ],
    )
