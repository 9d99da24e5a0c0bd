"""What the record says of labs. Answers and keys stay out of it; bill and definition name what the keys follow from."""

from dataclasses import dataclass
from decimal import Decimal
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
    """A candidate got a variant. `tasks` were proven on the data; `left_out` could not be carried by them."""

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
    """Answers were handed in and graded. `waiting_points` are those that a person may still give. `hints` were opened
    and `minutes` worked until then, all submissions of the variant together."""

    kind: ClassVar[str] = "labs.lab_submitted"
    subject_fields: ClassVar[tuple[str, ...]] = ("variant", "candidacy")
    variant: str
    candidacy: str
    lab: str
    lab_version: str
    number: int
    points: Decimal
    points_max: int
    waiting_points: int
    pass_percent: int
    passed: bool
    hints: int
    minutes: int


@dataclass(frozen=True, kw_only=True)
class HintOpened(Event):
    kind: ClassVar[str] = "labs.hint_opened"
    subject_fields: ClassVar[tuple[str, ...]] = ("variant", "candidacy")
    variant: str
    candidacy: str
    task: str
    number: int
    costs: int


@dataclass(frozen=True, kw_only=True)
class RationaleMarked(Event):
    """A person read why a candidate decided as they did. The text stays out of it; its hash says which one it was."""

    kind: ClassVar[str] = "labs.rationale_marked"
    subject_fields: ClassVar[tuple[str, ...]] = ("variant", "candidacy")
    variant: str
    candidacy: str
    number: int
    task: str
    rubric: str
    levels: dict[str, int]
    points: Decimal
    points_max: int
    passed: bool
    text_digest: str


@dataclass(frozen=True, kw_only=True)
class CorrectionDrawnUp(Event):
    """Somebody says that a key is wrong, and what is right. Nothing is changed yet."""

    kind: ClassVar[str] = "labs.correction_drawn_up"
    subject_fields: ClassVar[tuple[str, ...]] = ("correction", "programme")
    correction: str
    programme: str
    lab: str
    version: str
    definition: str
    tasks: tuple[str, ...]
    reason: str


@dataclass(frozen=True, kw_only=True)
class CorrectionDropped(Event):
    kind: ClassVar[str] = "labs.correction_dropped"
    subject_fields: ClassVar[tuple[str, ...]] = ("correction",)
    correction: str
    lab: str


@dataclass(frozen=True, kw_only=True)
class LabCorrected(Event):
    """A wrong key was corrected, and every issued variant graded again in the same act. Definitions by their hashes."""

    kind: ClassVar[str] = "labs.lab_corrected"
    subject_fields: ClassVar[tuple[str, ...]] = ("correction", "programme")
    correction: str
    programme: str
    lab: str
    version_before: str
    version: str
    definition_before: str
    definition: str
    tasks: tuple[str, ...]
    reason: str
    variants: int
    submissions: int
    changed: int
    passes_gained: int
    passes_kept: int


@dataclass(frozen=True, kw_only=True)
class LabRegraded(Event):
    """One submission, graded again by a corrected key. A pass once given stands: `passed` says what stands now."""

    kind: ClassVar[str] = "labs.lab_regraded"
    subject_fields: ClassVar[tuple[str, ...]] = ("variant", "candidacy", "correction")
    correction: str
    variant: str
    candidacy: str
    lab: str
    number: int
    points_before: Decimal
    points: Decimal
    points_max_before: Decimal
    points_max: int
    passed_before: bool
    passed: bool


@dataclass(frozen=True, kw_only=True)
class CohortBillAsked(Event):
    """Somebody gave a file to be kept for a cohort, under `cohort_bill`; a worker does it. `source` is its hash."""

    kind: ClassVar[str] = "labs.cohort_bill_asked"
    subject_fields: ClassVar[tuple[str, ...]] = ("cohort_bill", "cohort")
    cohort_bill: str
    cohort: str
    source: str
    hidden: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CohortBillNotKept(Event):
    """The file was not kept, and nothing of it is there: it was given up, or could not be kept for the `reason`."""

    kind: ClassVar[str] = "labs.cohort_bill_not_kept"
    subject_fields: ClassVar[tuple[str, ...]] = ("cohort_bill", "cohort")
    cohort_bill: str
    cohort: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CohortBillKept(Event):
    """A cohort has a bill of its own. `source` is the hash of the file as it was uploaded, `hidden` are the groups of
    columns that have pseudonyms. `labs` are the tasks that it carries of each lab, as far as they make a lab."""

    kind: ClassVar[str] = "labs.cohort_bill_kept"
    subject_fields: ClassVar[tuple[str, ...]] = ("cohort_bill", "cohort", "bill")
    cohort_bill: str
    cohort: str
    bill: str
    source: str
    rows: int
    focus_version: str
    findings: int
    hidden: tuple[str, ...]
    labs: dict[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class CohortLabsComputed(Event):
    """The keys of labs on a cohort's bill were computed again, by the definitions of now. All of these wait for the
    facilitator."""

    kind: ClassVar[str] = "labs.cohort_labs_computed"
    subject_fields: ClassVar[tuple[str, ...]] = ("cohort_bill", "cohort")
    cohort_bill: str
    cohort: str
    labs: dict[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class CohortLabConfirmed(Event):
    """The facilitator has looked at the keys and gives the lab to the cohort, but for the tasks in `refused`."""

    kind: ClassVar[str] = "labs.cohort_lab_confirmed"
    subject_fields: ClassVar[tuple[str, ...]] = ("cohort_bill", "cohort", "bill")
    cohort_bill: str
    cohort: str
    bill: str
    lab: str
    lab_version: str
    tasks: tuple[str, ...]
    refused: tuple[str, ...]
    reason: str


@dataclass(frozen=True, kw_only=True)
class CohortLabRefused(Event):
    """The facilitator does not give the lab to the cohort. Who has it already keeps it."""

    kind: ClassVar[str] = "labs.cohort_lab_refused"
    subject_fields: ClassVar[tuple[str, ...]] = ("cohort_bill", "cohort")
    cohort_bill: str
    cohort: str
    lab: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CohortBillDeleted(Event):
    """The data of a cohort's bill are gone: `files` from the disk, keys and results of queries from the database, and
    the secret of the pseudonyms with the cohort's last bill. What candidates wrote and their marks remain."""

    kind: ClassVar[str] = "labs.cohort_bill_deleted"
    subject_fields: ClassVar[tuple[str, ...]] = ("cohort_bill", "cohort", "bill")
    cohort_bill: str
    cohort: str
    bill: str
    rows: int
    files: tuple[str, ...]
    pseudonym_key: bool
    labs: tuple[str, ...]
    variants: int
    variants_ended: int
    query_results: int
    reason: str
