"""Credentials, keys and lists that the badge tests share."""

from datetime import UTC, datetime
from typing import Any

from practicum.badges.api import (
    Achievement,
    Alignment,
    CredentialSchema,
    Evidence,
    IssuerProfile,
    PublishedKey,
    StatusEntry,
    StatusList,
    Subject,
    build_achievement_credential,
    did_web_document,
    generate_key,
    key_resolver,
    sign_credential,
    verify_credential,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DID = "did:web:example.org"
SIGNER = generate_key(seed=b"a test key, known to everybody!!", kid=f"{DID}#key-1")
DID_DOCUMENT = did_web_document(did=DID, keys=[PublishedKey(kid=SIGNER.kid, public_key=SIGNER.public_key)])
RESOLVE_KEY = key_resolver(DID_DOCUMENT)
LIST_URLS = {
    "revocation": "https://example.org/status/revocation/1",
    "suspension": "https://example.org/status/suspension/1",
}
ACHIEVEMENT = Achievement(
    id="https://example.org/achievements/fcp/2026",
    name="FinOps Certified Professional",
    description="Runs a FinOps practice from allocation to forecast.",
    criteria='Six labs, a written exam\nand a defended "capstone".\tMarked twice.',
    criteria_url="https://example.org/scheme/2026",
    version="2026",
    image_url="https://example.org/badge.svg",
    alignments=[
        Alignment(
            target_name=name,
            target_url=f"https://example.org/framework/{code}",
            target_code=code,
            target_framework="Framework 2026",
        )
        for name, code in (("Allocation", "A1"), ("Forecasting", "B2"), ("Anomaly management", "C3"))
    ],
)


def build(*, name: str = "Zoë Müller-王 😀", index: int = 7, **changes: Any) -> dict[str, Any]:
    return build_achievement_credential(
        **{
            "id": f"https://example.org/credentials/{index}",
            "issuer": IssuerProfile(id=DID, name="Example Academy", url="https://example.org", email="a@example.org"),
            "subject": Subject(id="urn:uuid:6b0ee2f3-5f0e-4b8e-9d9e-3c1f5d9a0001", name=name, certificate_number="F-7"),
            "achievement": ACHIEVEMENT,
            "valid_from": datetime(2026, 11, 1, tzinfo=UTC),
            "valid_until": datetime(2028, 11, 1, tzinfo=UTC),
            "awarded_at": datetime(2026, 10, 31, tzinfo=UTC),
            "evidence": [Evidence(name="Capstone", narrative="Defended before two examiners.", genre="Project")],
            "statuses": [StatusEntry(list_url=url, index=index, purpose=key) for key, url in LIST_URLS.items()],
            "schemas": [CredentialSchema(id="https://example.org/schema.json")],
            **changes,
        }
    )


def sign(credential: dict[str, Any]) -> dict[str, Any]:
    return sign_credential(credential=credential, signer=SIGNER, created=NOW)


def status_lists(*, revoked: tuple[int, ...] = (), suspended: tuple[int, ...] = ()) -> dict[str, dict[str, Any]]:
    lists = (StatusList(purpose="revocation").set(*revoked), StatusList(purpose="suspension").set(*suspended))
    return {
        LIST_URLS[each.purpose]: sign(
            each.to_credential(id=LIST_URLS[each.purpose], issuer=DID, valid_from=datetime(2026, 11, 1, tzinfo=UTC))
        )
        for each in lists
    }


GOOD = sign(build())
GOOD_LISTS = status_lists()


def verify(document: object, *, lists: dict[str, Any] | None = None, now: datetime = NOW):
    found = GOOD_LISTS if lists is None else lists
    return verify_credential(document=document, resolve_key=RESOLVE_KEY, now=now, resolve_status=found.get)
