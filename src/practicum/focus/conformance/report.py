"""What a check found, and what it looked at."""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any, Literal

from practicum.focus.conformance.supports import Support

State = Literal["checked", "checked_in_part", "not_applicable", "not_checked"]


@dataclass(frozen=True)
class ConformanceFinding:
    """A rule that the file breaks.

    `rule` is the id in the specification. `level`: must, or should (advice). `rows` is how many rows break it (all
    rows for a column that is missing), `first_rows` the first of them; row 1 is the first after the header.
    `example` is what the column says in the first of them.
    """

    rule: str
    level: Literal["must", "should"]
    column: str
    message: str
    rows: int
    first_rows: tuple[int, ...]
    example: str
    mend: str


@dataclass(frozen=True)
class RuleState:
    """What was done about one rule, and why not more. `note` says where our check differs from the model's."""

    rule: str
    of: str
    level: str
    dynamic: bool
    state: State
    reason: str = ""
    note: str = ""


@dataclass(frozen=True)
class ConformanceReport:
    """A file held against a version of FOCUS.

    `basis` says where the rules come from. `rules` has the state of every rule of the dataset and of those for all
    datasets. A file conforms if it breaks no rule of the level must among those that were checked.
    """

    version: str
    dataset: str
    dataset_reason: str
    basis: str
    rows: int
    columns: int
    findings: tuple[ConformanceFinding, ...]
    rules: tuple[RuleState, ...]
    supports: tuple[Support, ...]

    @property
    def conforms(self) -> bool:
        """Whether no MUST that was checked is broken."""
        return all(finding.level != "must" for finding in self.findings)

    def counts(self, *, dynamic: bool) -> dict[str, int]:
        """State -> number of rules, of those that a machine can check by the model, or of the dynamic ones."""
        found = Counter(rule.state for rule in self.rules if rule.dynamic == dynamic)
        return {state: found[state] for state in ("checked", "checked_in_part", "not_applicable", "not_checked")}

    def reasons(self, *, dynamic: bool) -> dict[str, int]:
        """Reason -> number of rules that were not checked, or only in part, for it."""
        left = [r.reason for r in self.rules if r.dynamic == dynamic and r.state in ("not_checked", "checked_in_part")]
        return dict(Counter(left).most_common())

    def as_dict(self) -> dict[str, Any]:
        """For JSON. Rules that were simply checked are left out of `rules_left`; their number is in `counts`."""
        return {
            "version": self.version,
            "dataset": self.dataset,
            "dataset_reason": self.dataset_reason,
            "basis": self.basis,
            "rows": self.rows,
            "columns": self.columns,
            "conforms": self.conforms,
            "row_numbers": "1 is the first row after the header",
            "findings": [asdict(finding) for finding in self.findings],
            "counts": {"static": self.counts(dynamic=False), "dynamic": self.counts(dynamic=True)},
            "reasons": {"static": self.reasons(dynamic=False), "dynamic": self.reasons(dynamic=True)},
            "supports": [asdict(support) for support in self.supports],
            "rules_left": [asdict(rule) for rule in self.rules if rule.state != "checked"],
            "differs_from_model": [asdict(rule) for rule in self.rules if rule.note and not rule.dynamic],
        }
