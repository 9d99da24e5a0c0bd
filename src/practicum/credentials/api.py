"""The door of credentials."""

from practicum.credentials.documents import achievement_of, criteria_of
from practicum.credentials.expiry import expire_credentials
from practicum.credentials.identity import check_identity, signed_as
from practicum.credentials.issuer import base_url, credential_address, issuer_did, verify_address
from practicum.credentials.models import AwardDecision, Credential, SigningKey
from practicum.credentials.queries import (
    access_award,
    access_credential,
    candidates_to_decide,
    credentials_of,
    decided_awards,
    did_document,
    find_credentials,
    find_public_credential,
    get_credential,
    listed_holders,
    log_proof,
    status_list,
    todo_for,
)
from practicum.credentials.rules import standing_in_words
from practicum.credentials.services import (
    compromise_signing_key,
    decide_award,
    issue_credential,
    make_signing_key,
    reinstate_credential,
    revoke_credential,
    set_listed,
    suspend_credential,
)
from practicum.credentials.verification import PlainCheck, VerificationAnswer, read_document, verify_document

__all__ = [
    "AwardDecision",
    "Credential",
    "PlainCheck",
    "SigningKey",
    "VerificationAnswer",
    "access_award",
    "access_credential",
    "achievement_of",
    "base_url",
    "candidates_to_decide",
    "check_identity",
    "compromise_signing_key",
    "credential_address",
    "credentials_of",
    "criteria_of",
    "decide_award",
    "decided_awards",
    "did_document",
    "expire_credentials",
    "find_credentials",
    "find_public_credential",
    "get_credential",
    "issue_credential",
    "issuer_did",
    "listed_holders",
    "log_proof",
    "make_signing_key",
    "read_document",
    "reinstate_credential",
    "revoke_credential",
    "set_listed",
    "signed_as",
    "standing_in_words",
    "status_list",
    "suspend_credential",
    "todo_for",
    "verify_address",
    "verify_document",
]
