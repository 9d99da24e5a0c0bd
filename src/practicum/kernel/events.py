"""Typed events: what the ledger records. A room declares its own in `events.py` as frozen dataclasses."""

from dataclasses import dataclass, fields
from typing import Any, ClassVar


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all events.

    `kind` is stable and dotted (`admissions.application_submitted`); `subject_fields` names the fields that hold the
    codes of the things that the event is about, so that the whole story of a thing can be read back.
    """

    kind: ClassVar[str]
    subject_fields: ClassVar[tuple[str, ...]] = ()

    def subjects(self) -> tuple[str, ...]:
        return tuple(code for name in self.subject_fields if (code := getattr(self, name)))

    def payload(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}
