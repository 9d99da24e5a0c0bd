"""What the record says of the programme."""

from dataclasses import dataclass
from typing import ClassVar

from practicum.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ProgrammeLoaded(Event):
    """A version of the programme was stored. `digest` is the SHA-256 over all files of its pack."""

    kind: ClassVar[str] = "curriculum.programme_loaded"
    subject_fields: ClassVar[tuple[str, ...]] = ("digest",)
    programme: str
    version: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class ProgrammeMadeCurrent(Event):
    """From now on people are admitted under this version; those who are in already stay under theirs."""

    kind: ClassVar[str] = "curriculum.programme_made_current"
    subject_fields: ClassVar[tuple[str, ...]] = ("digest",)
    programme: str
    version: str
    digest: str
