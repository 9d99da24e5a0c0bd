"""What the record says of labs. Answers and keys stay out of it; bill and definition name what the keys follow from."""

from dataclasses import dataclass
from typing import ClassVar

from practicum.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class LabsLoaded(Event):
    """The labs of a programme version are there. `labs` maps each key to the hash of its definition."""

    kind: ClassVar[str] = "labs.labs_loaded"
    subject_fields: ClassVar[tuple[str, ...]] = ("programme",)
    programme: str  # the digest of the pack
    labs: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class BillAdded(Event):
    kind: ClassVar[str] = "labs.bill_added"
    subject_fields: ClassVar[tuple[str, ...]] = ("bill",)
    bill: str  # the SHA-256 of the stored file
    source: str
    rows: int
    focus_version: str
    findings: int


@dataclass(frozen=True, kw_only=True)
class LabBillChosen(Event):
    """New variants of the lab are built on `bill`; empty: on a simulated bill for each candidate."""

    kind: ClassVar[str] = "labs.lab_bill_chosen"
    subject_fields: ClassVar[tuple[str, ...]] = ("programme", "bill")
    programme: str
    lab: str
    bill: str


@dataclass(frozen=True, kw_only=True)
class LabIssued(Event):
    """A candidate got a variant. `tasks` were proven on the bill; `left_out` could not be carried by it."""

    kind: ClassVar[str] = "labs.lab_issued"
    subject_fields: ClassVar[tuple[str, ...]] = ("variant", "candidacy", "bill")
    variant: str
    candidacy: str
    lab: str
    lab_version: str
    bill: str
    tasks: tuple[str, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LabSubmitted(Event):
    """Answers were handed in and graded."""

    kind: ClassVar[str] = "labs.lab_submitted"
    subject_fields: ClassVar[tuple[str, ...]] = ("variant", "candidacy")
    variant: str
    candidacy: str
    lab: str
    number: int
    points: int
    points_max: int
    pass_percent: int
    passed: bool
