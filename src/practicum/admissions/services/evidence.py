"""Files are attached to a draft, and removed from it again, until it is submitted."""

import hashlib
from datetime import datetime

from django.db import transaction

from practicum.admissions.events import EvidenceAdded, EvidenceRemoved
from practicum.admissions.models import Application, EvidenceFile
from practicum.admissions.rules import APPLICATION_STATES, check_file
from practicum.admissions.services.drafts import lock_own
from practicum.kernel.errors import NotFound, Refusal
from practicum.kernel.ids import new_code
from practicum.ledger.api import record
from practicum.people.api import Person


@transaction.atomic
def add_evidence(*, actor: Person, application: Application, name: str, content: bytes, now: datetime) -> EvidenceFile:
    """Attach a file to one's own draft. Raises Refusal for what may not be attached, and for the same file again."""
    draft = lock_own(actor, application)
    APPLICATION_STATES.require(draft.state, ("draft",), act="changed")
    held = draft.evidence_files.defer("content")
    checked = check_file(name, content, held=len(held))
    sha256 = hashlib.sha256(content).hexdigest()
    if any(file.sha256 == sha256 for file in held):
        raise Refusal("file_twice", "This file is attached already.", field="file", mend="Choose another one.")
    file = EvidenceFile.objects.create(
        code=new_code("EVD"),
        application=draft,
        name=checked.name,
        kind=checked.kind,
        size=len(content),
        sha256=sha256,
        content=content,
        added_at=now,
    )
    event = EvidenceAdded(file=file.code, application=draft.code, sha256=sha256, file_kind=file.kind, size=file.size)
    record(event, actor=actor.code, now=now)
    return file


@transaction.atomic
def remove_evidence(*, actor: Person, application: Application, code: str, now: datetime) -> None:
    """Take a file away from one's own draft, content and all. The record keeps that it was there, by its digest."""
    draft = lock_own(actor, application)
    APPLICATION_STATES.require(draft.state, ("draft",), act="changed")
    file = draft.evidence_files.defer("content").filter(code=code).first()
    if file is None:
        raise NotFound(f"There is no file {code} in this application.")
    drop_file(file, actor=actor, now=now)


def drop_file(file: EvidenceFile, *, actor: Person, now: datetime) -> None:
    """Delete the file and put that on the record; within the caller's transaction."""
    event = EvidenceRemoved(file=file.code, application=file.application.code, sha256=file.sha256)
    file.delete()
    record(event, actor=actor.code, now=now)
