"""Issuer documents: `did:web` for issuers, `did:key` for tests, and the way from a verification method to its key.

Sources: DID 1.0; did:web method; Controlled Identifiers 1.0. Nothing here fetches: the caller hands documents in.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, unquote

from practicum.badges.encoding import decode_multikey, encode_multikey
from practicum.badges.keys import VerificationKey, did_key
from practicum.badges.times import read_time, write_time
from practicum.badges.vocabulary import DID_V1, MULTIKEY_V1
from practicum.kernel.errors import Refusal

ResolveKey = Callable[[str], VerificationKey | None]
HOST = re.compile(r"(?!-)[A-Za-z0-9.-]{1,253}(:\d{1,5})?")
SEGMENT = re.compile(r"[A-Za-z0-9._-]+")


@dataclass(frozen=True, kw_only=True)
class PublishedKey:
    """A key in the issuer's document. A retired key stays here as it is, so that what it signed goes on verifying;
    a compromised one gets `revoked_at` and is no longer listed for assertions."""

    kid: str
    public_key: bytes
    revoked_at: datetime | None = None


def did_web(*, host: str, path: Iterable[str] = ()) -> str:
    """The `did:web` of a host (`example.org`, or with a port `localhost:8000`) and path segments."""
    segments = tuple(path)
    if not HOST.fullmatch(host) or not all(SEGMENT.fullmatch(segment) for segment in segments):
        raise Refusal("did", "A did:web is made of a host name and plain path segments.", field="host")
    return ":".join(["did:web", quote(host, safe=""), *segments])


def did_web_url(did: str) -> str:
    """Where the document of a `did:web` is published: `https://example.org/.well-known/did.json`."""
    method, _, rest = did.partition("did:web:")
    parts = [unquote(part) for part in rest.split(":")]
    if method or not HOST.fullmatch(parts[0]) or not all(SEGMENT.fullmatch(part) for part in parts[1:]):
        raise Refusal("did", "This is not a did:web.", field="did")
    return f"https://{parts[0]}/{'/'.join(parts[1:] or ['.well-known'])}/did.json"


def did_web_document(*, did: str, keys: Iterable[PublishedKey]) -> dict[str, Any]:
    """The issuer's `did.json`. Each kid is `did#name` or an https address; every key is a Multikey.

    Refusals: `did` for a malformed DID, `kid` for a repeated or foreign key name.
    """
    did_web_url(did)
    return _document(did, tuple(keys))


def did_key_document(*, public_key: bytes) -> dict[str, Any]:
    """The document that a `did:key` stands for. For tests: such a key cannot be rotated or revoked."""
    did = did_key(public_key)
    return _document(did, (PublishedKey(kid=f"{did}#{did.removeprefix('did:key:')}", public_key=public_key),))


def _document(did: str, keys: tuple[PublishedKey, ...]) -> dict[str, Any]:
    if not keys or len({key.kid for key in keys}) != len(keys):
        raise Refusal("kid", "An issuer's document needs keys, each with its own name.", field="keys")
    methods = []
    for key in keys:
        if not key.kid.startswith((f"{did}#", "https://")):
            raise Refusal("kid", f"The key {key.kid} is not named after {did} nor by an https address.", field="keys")
        method = {
            "id": key.kid,
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": encode_multikey(key.public_key),
        }
        if key.revoked_at is not None:
            method["revoked"] = write_time(key.revoked_at)
        methods.append(method)
    return {
        "@context": [DID_V1, MULTIKEY_V1],
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [key.kid for key in keys if key.revoked_at is None],
    }


def key_resolver(*documents: dict[str, Any]) -> ResolveKey:
    """Finds keys in the issuer documents that are handed in, and in any `did:key`. Unknown methods give None.

    A key counts if its document lists it under `assertionMethod`, or if it is marked revoked (so that the report can
    say so). Malformed entries are passed over.
    """
    known: dict[str, VerificationKey] = {}
    for document in documents:
        known |= _assertion_keys(document)

    def resolve_key(kid: str) -> VerificationKey | None:
        return known.get(kid) or _key_of_did_key(kid)

    return resolve_key


def _assertion_keys(document: dict[str, Any]) -> dict[str, VerificationKey]:
    did = document.get("id")
    listed = {item for item in _items(document.get("assertionMethod")) if isinstance(item, str)}
    found = {}
    for method in _items(document.get("verificationMethod")):
        if not isinstance(method, dict) or method.get("controller") != did or not isinstance(did, str):
            continue
        kid, multikey, revoked = method.get("id"), method.get("publicKeyMultibase"), method.get("revoked")
        if not isinstance(kid, str) or not isinstance(multikey, str) or not (kid in listed or revoked is not None):
            continue
        try:
            found[kid] = VerificationKey(
                kid=kid,
                controller=did,
                public_key=decode_multikey(multikey),
                revoked_at=None if revoked is None else read_time(revoked),
            )
        except Refusal:
            continue
    return found


def _items(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _key_of_did_key(kid: str) -> VerificationKey | None:
    did, _, fragment = kid.partition("#")
    if not did.startswith("did:key:") or fragment != did.removeprefix("did:key:"):
        return None
    try:
        return VerificationKey(kid=kid, controller=did, public_key=decode_multikey(fragment))
    except Refusal:
        return None
