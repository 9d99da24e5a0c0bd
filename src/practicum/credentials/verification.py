"""What our verification says of a document: the badge library's checks, then what only we can know, all in plain words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from practicum.badges.api import Check, key_resolver, read_baked_svg, read_json, verify_credential
from practicum.credentials.issuer import credential_address, issuer_did
from practicum.credentials.models import Credential
from practicum.credentials.queries import did_document, log_proof, status_resolver
from practicum.credentials.rules import standing_in_words
from practicum.credentials.signing.log import CREDENTIAL
from practicum.kernel.canonical import canonical_bytes
from practicum.kernel.errors import NotFound, PracticumError, Refusal
from practicum.tlog.api import read_checkpoint, salted_leaf_hash, verify_inclusion

TITLES = {
    "form": "It has the form of a credential",
    "contexts": "Its vocabulary is known",
    "terms": "Every word in it is covered by the signature",
    "proof": "It carries a signature of the expected kind",
    "key": "The signing key belongs to the issuer that it names",
    "signature": "The signature fits: nothing was changed since it was signed",
    "validity": "It is within its dates",
    "status_revocation": "It has not been withdrawn",
    "status_suspension": "It is not suspended",
    "status": "Its status can be checked",
    "issuer": "It was issued here",
    "register": "It is the document that our register holds under this number",
    "log": "It stands in our public log, and the log was not rewritten since",
}
GENUINE = frozenset({"form", "contexts", "terms", "proof", "key", "signature", "issuer", "register", "log"})


@dataclass(frozen=True, kw_only=True)
class PlainCheck:
    """One check: `name` is stable, `title` what passing means, `detail` why it failed."""

    name: str
    title: str
    ok: bool
    detail: str


@dataclass(frozen=True, kw_only=True)
class VerificationAnswer:
    """The answer to somebody who asks about a document.

    `ok` holds when every check passed. `credential` is ours, when the document's address names one of ours; its state
    in words is `standing` (empty otherwise).
    """

    ok: bool
    checks: tuple[PlainCheck, ...]
    credential: Credential | None
    standing: str

    @property
    def failed(self) -> tuple[str, ...]:
        return tuple(check.name for check in self.checks if not check.ok)

    @property
    def is_genuine(self) -> bool:
        """Issued here and unchanged: what fails, if anything, is its date or its status."""
        return not set(self.failed) & GENUINE


def verify_document(document: object, *, now: datetime) -> VerificationAnswer:
    """Check any document: form, signature, dates, status, and whether it is what we issued. Never raises for bad input."""
    try:
        resolve_key = key_resolver(did_document())
    except NotFound:
        resolve_key = key_resolver()
    report = verify_credential(document=document, resolve_key=resolve_key, now=now, resolve_status=status_resolver())
    checks = list(report.checks)
    content: dict[str, Any] = document if isinstance(document, dict) else {}
    ours = _issuer_of(content) == issuer_did()
    detail = "" if ours else "Another issuer is named. We can answer only for what was issued here."
    checks.append(Check(name="issuer", ok=ours, detail=detail))
    held = _held(content)
    same = held is not None and _same(held.document, document)
    detail = "" if same else "There is none, or the document on our register is another one."
    checks.append(Check(name="register", ok=same, detail=detail))
    checks.append(_check_log(held, document) if held is not None and same else _unchecked())
    return VerificationAnswer(
        ok=all(check.ok for check in checks),
        checks=tuple(
            PlainCheck(name=check.name, title=TITLES.get(check.name, check.name), ok=check.ok, detail=check.detail)
            for check in checks
        ),
        credential=held,
        standing=standing_in_words(held.state, valid_until=held.valid_until, now=now) if held is not None else "",
    )


def read_document(text: str) -> dict[str, Any]:
    """The credential in a text: JSON, or an SVG picture with one baked in. It is not verified here.

    Refusals: those of `read_json` and `read_baked_svg`, and `jwt` for a form that is not read here.
    """
    if text.lstrip().startswith("<"):
        found = read_baked_svg(svg=text)
        if isinstance(found, str):
            raise Refusal("jwt", "The picture holds a credential in the JWT form, which is not read here.")
        return found
    try:
        document = read_json(text)
    except Refusal as refusal:
        mend = "Give the signed document as it was downloaded (.json), or its picture (.svg)."
        raise Refusal(refusal.code, refusal.message, mend=refusal.mend or mend) from refusal
    if not isinstance(document, dict):
        raise Refusal("json", "A credential is a JSON object: it begins with {.")
    return document


def _issuer_of(content: dict[str, Any]) -> object:
    issuer = content.get("issuer")
    return issuer.get("id") if isinstance(issuer, dict) else issuer


def _held(content: dict[str, Any]) -> Credential | None:
    """Our credential whose address the document claims."""
    address = content.get("id")
    if not isinstance(address, str) or len(address) > 500 or "\0" in address:
        return None
    code = address.rpartition("/")[2].removesuffix(".json")
    if not code.isascii() or address != credential_address(code):
        return None
    return Credential.objects.select_related("award", "signing_key").filter(code=code).first()


def _same(held: dict[str, Any], document: object) -> bool:
    try:
        return canonical_bytes(held) == canonical_bytes(document)
    except (TypeError, ValueError, RecursionError):
        return False


def _check_log(held: Credential, document: object) -> Check:
    try:
        proof = log_proof(kind=CREDENTIAL, subject=held.code)
        checkpoint = read_checkpoint(note=proof.checkpoint, origin=proof.origin, key=proof.verifier_key)
        leaf_hash = salted_leaf_hash(kind=proof.kind, payload=canonical_bytes(document), salt=proof.salt)
    except PracticumError as error:
        return Check(name="log", ok=False, detail=str(error))
    holds = checkpoint.size == proof.size and verify_inclusion(
        leaf_hash=leaf_hash, index=proof.index, size=proof.size, proof=proof.path, root=checkpoint.root
    )
    return Check(name="log", ok=holds, detail="" if holds else "The log does not contain it as it should.")


def _unchecked() -> Check:
    return Check(name="log", ok=False, detail="Not checked: the document is not the one on our register.")
