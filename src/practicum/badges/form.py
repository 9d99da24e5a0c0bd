"""What every verifiable credential must look like before anything is computed (VC Data Model 2.0, section 4)."""

from typing import Any
from urllib.parse import urlsplit

from practicum.badges.times import read_time
from practicum.kernel.errors import Refusal

CREDENTIAL_TYPE = "VerifiableCredential"


def check_credential(document: object) -> None:
    """Refuse a document that is not a credential: type, issuer, subject, dates. Refusal `form` names the field."""
    if not isinstance(document, dict):
        raise Refusal("form", "A credential is a JSON object.")
    if CREDENTIAL_TYPE not in as_list(document.get("type")):
        raise Refusal("form", f"The credential's types must hold {CREDENTIAL_TYPE}.", field="type")
    issuer_id(document)
    if "id" in document:
        check_url(document["id"], field="id")
    subjects = as_list(document.get("credentialSubject"))
    if not subjects or not all(isinstance(subject, dict) for subject in subjects):
        raise Refusal("form", "The credential needs a subject, an object.", field="credentialSubject")
    starts = read_time(document["validFrom"], field="validFrom") if "validFrom" in document else None
    ends = read_time(document["validUntil"], field="validUntil") if "validUntil" in document else None
    if starts is not None and ends is not None and ends < starts:
        raise Refusal("form", "The credential ends before it begins.", field="validUntil")


def as_list(value: object) -> list[Any]:
    """JSON-LD lets one value stand without its list: nothing, one or many become a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def issuer_id(document: dict[str, Any]) -> str:
    """The issuer's address, whether the issuer is written as a text or as a profile."""
    issuer = document.get("issuer")
    found = issuer.get("id") if isinstance(issuer, dict) else issuer
    return check_url(found, field="issuer")


def check_url(value: object, *, field: str) -> str:
    """A full address: a scheme and something behind it, no white space. E-mail addresses are refused as identifiers."""
    if not isinstance(value, str) or any(char.isspace() for char in value):
        raise Refusal("url", "This must be a full address.", field=field)
    try:
        parts = urlsplit(value)
    except ValueError as fault:
        raise Refusal("url", "This must be a full address.", field=field) from fault
    if not parts.scheme or not (parts.netloc or parts.path):
        raise Refusal("url", "This must be a full address.", field=field)
    if parts.scheme == "mailto":
        raise Refusal("email", "An e-mail address is not published, neither in clear nor hashed.", field=field)
    return value
