"""The offline verifier: takes any document, answers with a report of named checks and never fetches anything."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from practicum.badges.contexts import check_contexts
from practicum.badges.did import ResolveKey
from practicum.badges.form import as_list, check_credential, issuer_id
from practicum.badges.keys import digest, signature_holds
from practicum.badges.proof import options_digest, split_proof
from practicum.badges.rdf import canonical_nquads
from practicum.badges.status import StatusList, decode_status_list
from practicum.badges.times import read_time
from practicum.badges.vocabulary import PURPOSES, STATUS_ENTRY_TYPE, STATUS_LIST_TYPE
from practicum.kernel.errors import Refusal

CLOCK_SKEW = timedelta(minutes=5)  # an issuer's clock may run ahead of ours by this much
CORE_CHECKS = ("form", "contexts", "terms", "proof", "key", "signature", "validity")
MAX_PROOFS = 8


@dataclass(frozen=True, kw_only=True)
class Check:
    """One check by name, whether it passed, and why not (or what was found)."""

    name: str
    ok: bool
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class VerificationReport:
    """All checks in order: form, contexts, terms, proof, key, signature, validity, then status_<purpose> per entry.

    A check that could not be made, because an earlier one failed, is there as failed and says so.
    """

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Every check passed."""
        return all(check.ok for check in self.checks)

    @property
    def failed(self) -> tuple[str, ...]:
        """Names of the checks that did not pass."""
        return tuple(check.name for check in self.checks if not check.ok)

    def check(self, name: str) -> Check:
        """The check of that name. KeyError if this report has none."""
        return {check.name: check for check in self.checks}[name]


@dataclass(frozen=True, kw_only=True)
class VerifiedStatusList:
    """A status list whose own credential was verified already, to be used for many credentials."""

    url: str
    issuer: str
    status_list: StatusList
    valid_from: datetime | None
    valid_until: datetime | None


ResolveStatus = Callable[[str], dict[str, Any] | VerifiedStatusList | None]


def verify_credential(
    *, document: object, resolve_key: ResolveKey, now: datetime, resolve_status: ResolveStatus | None = None
) -> VerificationReport:
    """Verify a credential of any issuer with the suite eddsa-rdfc-2022.

    `resolve_key` maps a verification method's address to its key (`key_resolver` makes one from issuer documents);
    `resolve_status` maps a status list's address to its credential, or to a list verified before. Both give None for
    what they do not know; then the check fails. A document of any shape gives a report, never an exception.
    """
    run = _Run()
    _core(run, document, resolve_key, now)
    if isinstance(document, dict) and "credentialStatus" in document:
        if run.stopped:
            run.missed("status")
        else:
            _statuses(run, document, resolve_key, now, resolve_status)
    return VerificationReport(checks=tuple(run.checks))


def verify_status_list(
    *, document: object, resolve_key: ResolveKey, now: datetime, url: str, purpose: str
) -> VerifiedStatusList:
    """Verify a status list credential on its own. Refusal `status_list` says what is wrong."""
    run = _Run()
    _core(run, document, resolve_key, now)
    for check in run.checks:
        if not check.ok:
            raise Refusal("status_list", f"The status list does not verify ({check.name}): {check.detail}")
    if not isinstance(document, dict) or STATUS_LIST_TYPE not in as_list(document.get("type")):
        raise Refusal("status_list", f"The document at {url} is not a {STATUS_LIST_TYPE}.")
    if document.get("id") != url:
        raise Refusal("status_list", "The status list names another address as its own.")
    subject = document["credentialSubject"]
    if not isinstance(subject, dict) or "BitstringStatusList" not in as_list(subject.get("type")):
        raise Refusal("status_list", "The status list's subject is not a BitstringStatusList.")
    if purpose not in as_list(subject.get("statusPurpose")) or purpose not in PURPOSES:
        raise Refusal("status_list", f"The status list is not for {purpose}.")
    if not isinstance(subject.get("encodedList"), str):
        raise Refusal("status_list", "The status list has no encodedList.")
    return VerifiedStatusList(
        url=url,
        issuer=issuer_id(document),
        status_list=decode_status_list(encoded=subject["encodedList"], purpose=purpose),
        valid_from=read_time(document["validFrom"]) if "validFrom" in document else None,
        valid_until=read_time(document["validUntil"]) if "validUntil" in document else None,
    )


@dataclass(kw_only=True)
class _Run:
    """Collects checks; after a failure that leaves no ground for the next ones, `stopped` names it."""

    checks: list[Check] = field(default_factory=list)
    stopped: str = ""

    def attempt(self, name: str, act: Callable[[], Any]) -> Any:
        """Run one check; a Refusal is its failure and stops those that build on it."""
        if self.stopped:
            self.missed(name)
            return None
        try:
            result = act()
        except Refusal as refusal:
            where = f" ({refusal.field})" if refusal.field else ""
            self.checks.append(Check(name=name, ok=False, detail=f"{refusal.message}{where}"))
            self.stopped = name
            return None
        self.checks.append(Check(name=name, ok=True))
        return result

    def missed(self, name: str) -> None:
        """Note a check that could not be made."""
        self.checks.append(Check(name=name, ok=False, detail=f"Not checked, because {self.stopped} failed."))


def _core(run: _Run, document: object, resolve_key: ResolveKey, now: datetime) -> None:
    content: dict[str, Any] = {}
    if isinstance(document, dict):
        content = {key: value for key, value in document.items() if key != "proof"}
    run.attempt("form", lambda: check_credential(document))
    run.attempt("contexts", lambda: check_contexts(content.get("@context")))
    text = run.attempt("terms", lambda: canonical_nquads(content))
    proofs = run.attempt("proof", lambda: _read_proofs(document, now))
    keys = run.attempt("key", lambda: [_find_key(options, issuer_id(content), resolve_key) for options, _ in proofs])
    run.attempt("signature", lambda: _check_signatures(text, content["@context"], proofs, keys))
    # the dates are worth telling even if the signature fails
    run.stopped = "form" if run.stopped == "form" else ""
    core_failed = next((check.name for check in run.checks if not check.ok), "")
    run.attempt("validity", lambda: _check_validity(content, now))
    run.stopped = run.stopped or core_failed


def _read_proofs(document: Any, now: datetime) -> list[tuple[dict[str, Any], bytes]]:
    proofs = as_list(document.get("proof"))
    if not 1 <= len(proofs) <= MAX_PROOFS or not all(isinstance(proof, dict) for proof in proofs):
        raise Refusal("proof", f"The document must have one proof, at most {MAX_PROOFS}.", field="/proof")
    found = []
    for proof in proofs:
        options, signature = split_proof(proof, document["@context"])
        if "created" in options and read_time(options["created"], field="/proof/created") > now + CLOCK_SKEW:
            raise Refusal("proof", "The proof claims to be made in the future.", field="/proof/created")
        if "expires" in options and read_time(options["expires"], field="/proof/expires") <= now:
            raise Refusal("proof", "The proof has expired.", field="/proof/expires")
        found.append((options, signature))
    return found


def _find_key(options: dict[str, Any], issuer: str, resolve_key: ResolveKey) -> bytes:
    kid = options["verificationMethod"]
    key = resolve_key(kid)
    if key is None or key.kid != kid:
        raise Refusal("key", f"The key {kid[:200]} is not known as a key for assertions.")
    if key.controller != issuer:
        raise Refusal("key", "The key does not belong to the credential's issuer.")
    if key.revoked_at is not None:
        raise Refusal("key", f"The issuer has revoked this key ({key.revoked_at.isoformat()}).")
    return key.public_key


def _check_signatures(
    text: str, context: list[str], proofs: list[tuple[dict[str, Any], bytes]], keys: list[bytes]
) -> None:
    document_digest = digest(text)
    for (options, signature), public_key in zip(proofs, keys, strict=True):
        data = options_digest(options, context) + document_digest
        if not signature_holds(public_key=public_key, signature=signature, data=data):
            raise Refusal("signature", "The signature does not fit: the document or its proof was changed.")


def _check_validity(content: dict[str, Any], now: datetime) -> None:
    if "validFrom" in content and read_time(content["validFrom"]) > now + CLOCK_SKEW:
        raise Refusal("validity", f"The credential is valid only from {content['validFrom']}.", field="validFrom")
    if "validUntil" in content and read_time(content["validUntil"]) <= now:
        raise Refusal("validity", f"The credential expired at {content['validUntil']}.", field="validUntil")


def _statuses(
    run: _Run,
    document: dict[str, Any],
    resolve_key: ResolveKey,
    now: datetime,
    resolve_status: ResolveStatus | None,
) -> None:
    for entry in as_list(document["credentialStatus"]):
        purpose = entry.get("statusPurpose") if isinstance(entry, dict) else None
        name = f"status_{purpose}" if purpose in PURPOSES else "status"
        run.attempt(name, partial(_check_status, entry, document, resolve_key, now, resolve_status))
        run.stopped = ""  # each status stands for itself


def _check_status(
    entry: Any, document: dict[str, Any], resolve_key: ResolveKey, now: datetime, resolve_status: ResolveStatus | None
) -> None:
    if not isinstance(entry, dict) or entry.get("type") != STATUS_ENTRY_TYPE:
        raise Refusal("status", "The status is not a BitstringStatusListEntry: it cannot be checked.")
    purpose, url, index = (entry.get(key) for key in ("statusPurpose", "statusListCredential", "statusListIndex"))
    if purpose not in PURPOSES or not isinstance(url, str):
        raise Refusal("status", "The status entry has no known purpose or no list.")
    if entry.get("statusSize", 1) != 1:
        raise Refusal("status", "The status is wider than one bit: it cannot be checked.")
    if not isinstance(index, str) or not (index.isascii() and index.isdigit()) or len(index) > 12:
        raise Refusal("status", "The status index is not a number.")
    found = resolve_status(url) if resolve_status is not None else None
    if found is None:
        raise Refusal("status", f"The status list {url[:200]} is not at hand.")
    if not isinstance(found, VerifiedStatusList):
        found = verify_status_list(document=found, resolve_key=resolve_key, now=now, url=url, purpose=purpose)
    if found.url != url or found.status_list.purpose != purpose or found.issuer != issuer_id(document):
        raise Refusal("status", "The status list is another one, of another purpose or of another issuer.")
    if (found.valid_from and found.valid_from > now + CLOCK_SKEW) or (found.valid_until and found.valid_until <= now):
        raise Refusal("status", "The status list at hand is not valid at this time.")
    if found.status_list.is_set(int(index)):
        raise Refusal("status", {"revocation": "Revoked.", "suspension": "Suspended."}[str(purpose)])
