"""Reads of credentials, keys, status lists and the transparency log."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse

from practicum.admissions.api import Candidacy
from practicum.badges.api import (
    PublishedKey,
    StatusList,
    decode_status_list,
    did_key,
    did_web_document,
    key_resolver,
)
from practicum.credentials.issuer import issuer_did, key_name, log_origin, status_address
from practicum.credentials.models import AwardDecision, Credential, SigningKey, StatusListVersion, TlogLeaf
from practicum.curriculum.api import ProgrammeVersion
from practicum.exams.api import Attempt
from practicum.kernel.errors import NotFound
from practicum.pages.api import Todo
from practicum.people.api import AUDITOR, DECIDER, REGISTRAR, Person, has_role, require_role, roles_of
from practicum.results.api import ExamResult
from practicum.tlog.api import MerkleTree, verifier_key

DID_KEY = "did:key:"


def whole_credentials() -> QuerySet[Credential]:
    """Credentials with all that their pages show, in one query; the learning pages of the version stay where they are."""
    return Credential.objects.select_related(
        "signing_key", "person", "award__decided_by", "award__candidacy__programme_version"
    ).defer("award__candidacy__programme_version__learning")


def get_credential(code: str) -> Credential:
    """The credential with this number, for anybody: its status is public. Raises NotFound."""
    found = whole_credentials().filter(code=code).first()
    if found is None:
        raise NotFound(
            "There is no credential with this number.", mend="Check the number: it is printed on the certificate."
        )
    return found


def find_public_credential(code: str) -> Credential | None:
    """The credential with exactly this number, or None."""
    return Credential.objects.filter(code=code).first()


def access_credential(person: Person, code: str) -> Credential:
    """The credential, for its holder and for registrars, deciders and auditors; else NotFound, as if it were not there."""
    found = whole_credentials().filter(code=code).first()
    if found is None or not (found.person_id == person.pk or has_role(person, REGISTRAR, DECIDER, AUDITOR)):
        raise NotFound("There is no such credential, or it is not yours to see.")
    return found


def credentials_of(person: Person) -> QuerySet[Credential]:
    """A holder's credentials, newest first."""
    return Credential.objects.filter(person=person).select_related("award").order_by("-issued_at", "-id")


def listed_holders(text: str) -> QuerySet[Credential]:
    """Credentials whose holders agreed to be listed, by a part of the name on the credential."""
    return Credential.objects.filter(listed=True, holder_name__icontains=text).order_by("holder_name", "id")


def find_credentials(text: str) -> QuerySet[Credential]:
    """For registrars: by number, or by a part of the holder's name."""
    found = Credential.objects.select_related("person")
    by_code = found.filter(code=text.strip().upper())
    return by_code if by_code.exists() else found.filter(holder_name__icontains=text.strip())


def access_award(person: Person, code: str) -> AwardDecision:
    """An award decision, for deciders, registrars and auditors. Raises NotFound."""
    found = (
        AwardDecision.objects.select_related("candidacy__person", "candidacy__programme_version", "decided_by")
        .filter(code=code)
        .first()
    )
    if found is None or not has_role(person, DECIDER, REGISTRAR, AUDITOR):
        raise NotFound("There is no such award decision, or it is not yours to see.")
    return found


def candidates_to_decide() -> QuerySet[Candidacy]:
    """Candidates whose newest released result is a pass on which nobody has decided yet, the longest waiting first.

    `passed_at` is when the result was released. Whether all else is there is shown on the candidate's page.
    """
    newest = ExamResult.objects.filter(attempt=OuterRef("pk")).order_by("-number")
    passed = Attempt.objects.filter(candidacy=OuterRef("pk"), state="released").annotate(
        is_pass=Subquery(newest.values("passed")[:1]), released_at=Subquery(newest.values("released_at")[:1])
    )
    passed_at = passed.filter(is_pass=True, released_at__isnull=False).order_by("-released_at").values("released_at")
    decided = AwardDecision.objects.filter(candidacy=OuterRef("pk"))
    return (
        Candidacy.objects.filter(ended_at=None)
        .annotate(passed_at=Subquery(passed_at[:1]))
        .filter(
            ~Exists(decided.filter(decided_at__gte=OuterRef("passed_at"))), ~Exists(decided.filter(outcome="awarded"))
        )
        .exclude(passed_at=None)
        .select_related("person", "programme_version")
        .defer("programme_version__learning")
        .order_by("passed_at", "id")
    )


def access_candidate(person: Person, code: str) -> Candidacy:
    """A candidate to decide on, for deciders and auditors. Raises NotPermitted, NotFound."""
    require_role(person, DECIDER, AUDITOR)
    found = (
        Candidacy.objects.select_related("person", "application__decided_by", "programme_version")
        .defer("programme_version__learning")
        .filter(code=code)
        .first()
    )
    if found is None:
        raise NotFound(f"There is no candidacy {code}.")
    return found


def decided_awards(person: Person) -> QuerySet[AwardDecision]:
    """All decisions, newest first, for deciders, registrars and auditors. Raises NotPermitted."""
    require_role(person, DECIDER, REGISTRAR, AUDITOR)
    return AwardDecision.objects.select_related("candidacy__person", "decided_by", "credential").order_by(
        "-decided_at", "-id"
    )


def todo_for(person: Person, now: datetime) -> list[Todo]:
    """What waits for a decider or a registrar."""
    roles = roles_of(person)
    todos = []
    if DECIDER in roles and (waiting := candidates_to_decide().exclude(person=person).count()):
        title = f"Decide on {waiting} award{'' if waiting == 1 else 's'}"
        todos.append(Todo(title=title, url=reverse("credentials:awards"), room="credentials"))
    if roles & {DECIDER, REGISTRAR} and (unissued := awards_to_issue().count()):
        title = f"Issue {unissued} credential{'' if unissued == 1 else 's'}"
        todos.append(Todo(title=title, url=reverse("credentials:awards"), room="credentials"))
    return todos


def awards_to_issue() -> QuerySet[AwardDecision]:
    """Awards without a credential, oldest first."""
    return (
        AwardDecision.objects.filter(outcome="awarded", credential=None)
        .select_related("candidacy__person", "decided_by")
        .order_by("decided_at", "id")
    )


def get_version_of(programme: str, number: str) -> ProgrammeVersion:
    """The loaded version of a programme by its number, the newest of that number. Raises NotFound."""
    number = number.replace("\0", "")  # an address can hold it, the database cannot
    found = ProgrammeVersion.objects.filter(code=programme, version=number).defer("learning").order_by("-id").first()
    if found is None:
        raise NotFound("There is no such version of the scheme.")
    return found


# Keys and issuer document


def public_multibase(public_key: bytes) -> str:
    """A raw Ed25519 public key as a multikey: what a `did:key` is made of."""
    return did_key(public_key).removeprefix(DID_KEY)


def public_bytes(key: SigningKey) -> bytes:
    """The raw public key, 32 bytes."""
    multikey = key.public_multibase
    found = key_resolver()(f"{DID_KEY}{multikey}#{multikey}")
    if found is None:
        raise ValueError(f"{key.kid} has no Ed25519 multikey")
    return found.public_key


def did_document() -> dict[str, Any]:
    """The issuer's `did.json`: every key that ever signed. Raises NotFound before the first key was made."""
    keys = [
        PublishedKey(
            kid=key.kid,
            public_key=public_bytes(key),
            revoked_at=key.retired_at if key.state == "compromised" else None,
        )
        for key in SigningKey.objects.order_by("id")
    ]
    if not keys:
        raise NotFound("This issuer has no signing key yet.", mend="The first is made with the first credential.")
    return did_web_document(did=issuer_did(), keys=keys)


def signing_keys() -> QuerySet[SigningKey]:
    return SigningKey.objects.order_by("-made_at", "-id")


def get_signing_key(name: str) -> SigningKey:
    """The key whose address ends in this name. Raises NotFound."""
    for key in SigningKey.objects.filter(kid__endswith=name):
        if key_name(key.kid) == name:
            return key
    raise NotFound("There is no such key.")


# Status lists


def latest_list(purpose: str) -> StatusListVersion | None:
    """The newest version of the list, or None before the first."""
    return StatusListVersion.objects.filter(purpose=purpose).order_by("-number").first()


def stored_bits(version: StatusListVersion) -> StatusList:
    """The bits of a stored list."""
    encoded = version.document["credentialSubject"]["encodedList"]
    return decode_status_list(encoded=encoded, purpose=version.purpose)


def status_list(purpose: str) -> dict[str, Any]:
    """The signed status list credential that is published now. Raises NotFound."""
    latest = latest_list(purpose)
    if latest is None:
        raise NotFound("There is no such status list yet.")
    return dict(latest.document)


def status_resolver() -> Callable[[str], dict[str, Any] | None]:
    """Finds our status lists by their address, for the verifier; each is read at most once."""
    by_address = {status_address(purpose): purpose for purpose in ("revocation", "suspension")}
    read: dict[str, dict[str, Any] | None] = {}

    def resolve(address: str) -> dict[str, Any] | None:
        if address in by_address and address not in read:
            latest = latest_list(by_address[address])
            read[address] = latest.document if latest else None
        return read.get(address)

    return resolve


# Transparency log


@dataclass(frozen=True, kw_only=True)
class LogProof:
    """That a leaf is in the log: everything that somebody needs to check it without us.

    `checkpoint` is the signed note of the log with `size` leaves, `verifier_key` the public key that signed it.
    """

    kind: str
    index: int
    size: int
    salt: bytes
    path: tuple[bytes, ...]
    checkpoint: str
    origin: str
    verifier_key: str
    logged_at: datetime

    def to_json(self) -> dict[str, Any]:
        """Bytes in base64."""
        return {
            "kind": self.kind,
            "index": self.index,
            "size": self.size,
            "salt": base64.b64encode(self.salt).decode(),
            "path": [base64.b64encode(part).decode() for part in self.path],
            "checkpoint": self.checkpoint,
            "origin": self.origin,
            "verifierKey": self.verifier_key,
        }


def latest_checkpoint() -> str:
    """The signed checkpoint of the whole log. Raises NotFound while it is empty."""
    latest = TlogLeaf.objects.order_by("-index").first()
    if latest is None:
        raise NotFound("The log is empty.")
    return latest.checkpoint


def log_proof(*, kind: str, subject: str) -> LogProof:
    """The inclusion proof of a leaf in the log as it stands. Raises NotFound."""
    leaf = TlogLeaf.objects.filter(kind=kind, subject=subject).order_by("index").first()
    latest = TlogLeaf.objects.select_related("signing_key").order_by("-index").first()
    if leaf is None or latest is None:
        raise NotFound("This is not in the log.")
    size = latest.index + 1
    tree = MerkleTree(bytes(each) for each in TlogLeaf.objects.order_by("index").values_list("leaf_hash", flat=True))
    origin = log_origin()
    return LogProof(
        kind=leaf.kind,
        index=leaf.index,
        size=size,
        salt=bytes(leaf.salt),
        path=tuple(tree.inclusion_proof(index=leaf.index, size=size)),
        checkpoint=latest.checkpoint,
        origin=origin,
        verifier_key=verifier_key(name=origin, public_key=public_bytes(latest.signing_key)),
        logged_at=leaf.logged_at,
    )
