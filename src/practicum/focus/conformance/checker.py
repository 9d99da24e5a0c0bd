"""Holds a file against the requirements of a FOCUS version, in a few passes over its rows."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from practicum.focus.conformance.cells import value
from practicum.focus.conformance.distinct import read_values
from practicum.focus.conformance.notation.expression import columns_of
from practicum.focus.conformance.notation.requirement import (
    VERSIONS,
    Requirement,
    Requirements,
    datasets_of,
    requirements_for,
)
from practicum.focus.conformance.opening import TABLE, Opened, open_file, recognise_dataset
from practicum.focus.conformance.predicates import NEVER, BadValues, condition_sql, violation_sql
from practicum.focus.conformance.reading_cells import cells_of, without_cleaning
from practicum.focus.conformance.reconciling import find_unreconciled
from practicum.focus.conformance.report import ConformanceFinding, ConformanceReport
from practicum.focus.conformance.states import Outcome, states_of
from practicum.focus.conformance.supports import decide_support
from practicum.focus.conformance.values.currencies import CURRENCIES
from practicum.focus.conformance.whole_file import (
    SEARCHES,
    Broken,
    find_long_names,
    find_many_for_one,
    find_placeholders,
    find_strange_columns,
)
from practicum.focus.conformance.wording import mend_of, message_of
from practicum.focus.database import EXAMPLES, ROW_NUMBER, quoted, texts
from practicum.kernel.errors import Refusal

# So many tests go through the rows together. More in one query would take longer to plan than to run.
TESTS_IN_A_PASS: Final = 120
MAX_SHOWN: Final = 120
Progress = Callable[[str, float], None]


def _silent(_step: str, _share: float) -> None:
    """No one watches."""


@dataclass(frozen=True)
class _Test:
    rule: Requirement
    sql: str


def check_file(
    path: Path,
    *,
    version: str,
    dataset: str = "",
    supports: Collection[str] | None = None,
    charges: Path | None = None,
    on_progress: Progress = _silent,
) -> ConformanceReport:
    """Check a CSV or Parquet file against a FOCUS version (1.0 to 1.4).

    `dataset` is cost_and_usage, contract_commitment, invoice_detail or billing_period; empty: told by the columns.
    `supports` names the applicability criteria that the provider meets (or `all`, or `none`); None: told by the file.
    `charges` is the Cost and Usage file that an Invoice Detail file is reconciled with. `on_progress` hears a step
    and a share from 0 to 1. Refusals: `unknown_version`, `unknown_dataset`, `unknown_criterion`, those of `open_file`.
    """
    if version not in VERSIONS:
        raise Refusal("unknown_version", f"There is no FOCUS {version} here.", field="version", mend="Use 1.0 to 1.4.")
    if dataset and dataset not in datasets_of(version):
        raise Refusal(
            "unknown_dataset",
            f"FOCUS {version} has no dataset {dataset}.",
            field="dataset",
            mend="Use " + " or ".join(datasets_of(version)) + ".",
        )
    on_progress("reading the file", 0.0)
    with open_file(path) as opened:
        chosen = dataset or recognise_dataset(list(opened.types), version)
        requirements = requirements_for(version, chosen)
        reason = "as asked" if dataset else "most of its columns are there"
        return _Check(opened, requirements, reason, charges, on_progress).run(supports)


class _Check:
    """One check: what is known of the file grows step by step."""

    def __init__(
        self, opened: Opened, requirements: Requirements, reason: str, charges: Path | None, on_progress: Progress
    ) -> None:
        self.opened, self.requirements, self.reason = opened, requirements, reason
        self.charges, self.on_progress = charges, on_progress
        self.cells = cells_of(opened, requirements.version, requirements.dataset)
        self.findings: list[ConformanceFinding] = []

    def run(self, asked: Collection[str] | None) -> ConformanceReport:
        self.on_progress("looking for words that stand for no value", 0.35)
        placeholders = find_placeholders(self.opened, self.cells)
        full = frozenset(self.cells.by_name) - {broken.column for broken in placeholders}
        self.cells = without_cleaning(self.cells, full)
        supports = decide_support(
            self.requirements,
            self.cells.by_name,
            asked,
            has_values=self._has_values,
            has_virtual_currency=self._has_virtual_currency,
        )
        met = {support.criterion for support in supports if support.met}
        outcomes = states_of(self.requirements, self.cells, met, with_charges=self.charges is not None)
        checked = [rule for rule in self.requirements.rules.values() if outcomes[rule.id].runs]
        self.on_progress("reading units, currencies and objects", 0.45)
        bad_values = read_values(self.opened.connection, (rule.check for rule in checked if rule.check), self.cells)
        self._check_columns(checked)
        self._check_rows(self._tests(checked, bad_values))
        self.on_progress("comparing rows with rows", 0.85)
        self._check_whole(checked, placeholders)
        return self._report(outcomes, supports)

    def _has_values(self, column: str) -> bool:
        cell = self.cells.by_name[column].value
        found = self.opened.connection.execute(f"SELECT 1 FROM {TABLE} WHERE {cell} IS NOT NULL LIMIT 1")  # noqa: S608
        return bool(found.fetchall())

    def _has_virtual_currency(self) -> bool:
        cell = self.cells.by_name["PricingCurrency"].value
        found = self.opened.connection.execute(
            f"SELECT 1 FROM {TABLE} WHERE {cell} NOT IN {texts(sorted(CURRENCIES))} LIMIT 1"  # noqa: S608
        ).fetchall()
        return bool(found)

    def _check_columns(self, checked: Iterable[Requirement]) -> None:
        for rule in checked:
            if rule.check and rule.check[1] == "present" and not self.cells.has(rule.check[0]):
                self._add(rule, self.opened.rows, (), "")

    def _tests(self, checked: Iterable[Requirement], bad_values: BadValues) -> list[_Test]:
        tests = []
        for rule in checked:
            if rule.check is None or rule.check[1] in ("present", "one_for_each"):
                continue
            condition = condition_sql(rule.condition, self.cells)
            violation = violation_sql(rule.check, self.cells, bad_values)
            if NEVER not in (condition, violation):
                tests.append(_Test(rule, f"({condition}) AND ({violation})"))
        return tests

    def _check_rows(self, tests: list[_Test]) -> None:
        broken: list[tuple[_Test, int]] = []
        for place in range(0, len(tests), TESTS_IN_A_PASS):
            self.on_progress("checking the rows", 0.5 + 0.3 * place / len(tests))
            batch = tests[place : place + TESTS_IN_A_PASS]
            counts = ", ".join(f"count_if({test.sql})" for test in batch)
            row = self.opened.connection.execute(f"SELECT {counts} FROM {self._rows(batch)}").fetchone()  # noqa: S608
            broken += [(test, int(count)) for test, count in zip(batch, row or (), strict=True) if count]
        self.on_progress("finding the first rows", 0.8)
        for test, count in broken:
            shown = test.rule.check[0] if test.rule.check and test.rule.check[0] not in ("all", "any") else test.rule.of
            rows = self.opened.connection.execute(
                f"SELECT {ROW_NUMBER}, {self.cells.by_name[shown].text.replace(quoted(shown), value(shown))} "  # noqa: S608
                f"FROM {self._rows([test])} WHERE {test.sql} ORDER BY 1 LIMIT {EXAMPLES}"
            ).fetchall()
            self._add(test.rule, count, tuple(int(one[0]) for one in rows), _shown(rows[0][1]))

    def _rows(self, tests: Iterable[_Test]) -> str:
        """The rows with the columns that these tests look at, each computed once."""
        names: dict[str, None] = {}
        for test in tests:
            for name in (*columns_of(test.rule.check), *columns_of(test.rule.condition)):
                if self.cells.has(name):
                    names[name] = None
        return f"(SELECT {ROW_NUMBER}, {self.cells.layer(names)} FROM {TABLE})"  # noqa: S608

    def _check_whole(self, checked: Iterable[Requirement], placeholders: list[Broken]) -> None:
        columns, version = frozenset(self.requirements.columns), self.requirements.version
        for rule in checked:
            found: list[Broken] = []
            if rule.check and rule.check[1] == "one_for_each":
                found = find_many_for_one(self.opened, rule.check, rule.condition, self.cells)
            elif rule.through[:1] == ("file",):
                name = rule.through[1]
                if name == "placeholders":
                    found = placeholders
                elif name == "custom_columns":
                    found = find_strange_columns(self.opened, columns, version)
                elif name == "long_names":
                    found = find_long_names(self.opened)
                elif name == "reconciliation" and self.charges is not None:
                    found = find_unreconciled(self.opened, self.cells, self.charges, version)
                elif name in SEARCHES:
                    found = SEARCHES[name](self.opened, self.cells)
            self.findings += [_from_broken(rule, broken) for broken in found]

    def _add(self, rule: Requirement, rows: int, first_rows: tuple[int, ...], example: str) -> None:
        assert rule.check is not None  # noqa: S101 - only rules with a check come here
        message = message_of(rule.check, rule.condition)
        if rule.check[1] == "present":
            message = f"The column {rule.of} is missing in a file of FOCUS {self.requirements.version}."
        self.findings.append(
            ConformanceFinding(
                rule=rule.id,
                level=_level(rule),
                column=rule.of,
                message=message,
                rows=rows,
                first_rows=first_rows,
                example=example,
                mend=mend_of(rule.check, rule.condition),
            )
        )

    def _report(self, outcomes: dict[str, Outcome], supports: tuple[object, ...]) -> ConformanceReport:
        ordered = sorted(self.findings, key=lambda found: (found.level, found.column, found.rule))
        return ConformanceReport(
            version=self.requirements.version,
            dataset=self.requirements.dataset,
            dataset_reason=self.reason,
            basis=self.requirements.basis,
            rows=self.opened.rows,
            columns=len(self.opened.types),
            findings=tuple(ordered),
            rules=tuple(outcome.state for outcome in outcomes.values()),
            supports=supports,  # type: ignore[arg-type]
        )


def _level(rule: Requirement) -> Literal["must", "should"]:
    # A text of spaces is advice in FOCUS, though the rule that names the handling of text is a MUST.
    if rule.check and rule.check[1:] == ["format", "string"]:
        return "should"
    return "must" if rule.level == "must" else "should"


def _from_broken(rule: Requirement, broken: Broken) -> ConformanceFinding:
    return ConformanceFinding(
        rule=rule.id,
        level="should" if broken.advice else _level(rule),
        column=broken.column,
        message=broken.message,
        rows=broken.rows,
        first_rows=broken.first_rows,
        example=_shown(broken.example),
        mend=broken.mend,
    )


def _shown(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"
