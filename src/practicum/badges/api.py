"""The door of `badges`: build, sign, publish, verify and bake Open Badges 3.0 credentials. Nothing here fetches."""

from practicum.badges.achievement import (
    Achievement,
    Alignment,
    CredentialSchema,
    Evidence,
    IssuerProfile,
    Subject,
    build_achievement_credential,
)
from practicum.badges.baking import bake_svg, read_baked_svg
from practicum.badges.contexts import VendoredContext, load_context, vendored_contexts
from practicum.badges.did import (
    PublishedKey,
    ResolveKey,
    did_key_document,
    did_web,
    did_web_document,
    did_web_url,
    key_resolver,
)
from practicum.badges.jsonform import read_json
from practicum.badges.keys import Ed25519Signer, Signer, VerificationKey, did_key, generate_key
from practicum.badges.proof import sign_credential
from practicum.badges.rdf import canonical_nquads
from practicum.badges.status import StatusEntry, StatusList, decode_status_list
from practicum.badges.verify import (
    Check,
    ResolveStatus,
    VerificationReport,
    VerifiedStatusList,
    verify_credential,
    verify_status_list,
)
from practicum.badges.vocabulary import REVOCATION, SUSPENSION

__all__ = [
    "REVOCATION",
    "SUSPENSION",
    "Achievement",
    "Alignment",
    "Check",
    "CredentialSchema",
    "Ed25519Signer",
    "Evidence",
    "IssuerProfile",
    "PublishedKey",
    "ResolveKey",
    "ResolveStatus",
    "Signer",
    "StatusEntry",
    "StatusList",
    "Subject",
    "VendoredContext",
    "VerificationKey",
    "VerificationReport",
    "VerifiedStatusList",
    "bake_svg",
    "build_achievement_credential",
    "canonical_nquads",
    "decode_status_list",
    "did_key",
    "did_key_document",
    "did_web",
    "did_web_document",
    "did_web_url",
    "generate_key",
    "key_resolver",
    "load_context",
    "read_baked_svg",
    "read_json",
    "sign_credential",
    "vendored_contexts",
    "verify_credential",
    "verify_status_list",
]
