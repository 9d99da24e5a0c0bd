"""Requirements as data: what a version of FOCUS asks of a dataset, read from the shipped files."""

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any, Final, Literal

from practicum.focus.conformance.notation.expression import Expression, columns_of

Level = Literal["must", "should", "may"]
VERSIONS: Final = ("1.0", "1.1", "1.2", "1.3", "1.4")
DATASETS: Final = {
    "cost_and_usage": "CAU",
    "contract_commitment": "CCT",
    "invoice_detail": "IND",
    "billing_period": "BIP",
}
# Which model a version is read from, and how.
_BASIS: Final = {
    "1.0": ("1.2", "derived from the model of 1.2: the rules on columns that 1.0 has"),
    "1.1": ("1.2", "derived from the model of 1.2: the rules on columns that 1.1 has"),
    "1.2": ("1.2", "the model of 1.2"),
    "1.3": ("1.4", "derived from the model of 1.4: the rules that it dates to 1.3 or before"),
    "1.4": ("1.4", "the model of 1.4"),
}
_ATTRIBUTE = "ATT"


@dataclass(frozen=True)
class Requirement:
    """One rule of FOCUS.

    `of` is the column (or the dataset, object, attribute) that it speaks of. `parts` are the rules that a composite
    rule holds. `check` must hold in each row in which `condition` holds. `needs` are the applicability criteria.
    `dynamic`: the model says that no machine can check it; it has a check all the same where we found one.
    `note` says where our check differs from the model's, and why. `unknown` names a check that we cannot express.
    `through` names a kind of check (operator, argument) on the columns that carries out a rule on formats.
    """

    id: str
    of: str
    level: Level
    dynamic: bool = False
    parts: tuple[str, ...] = ()
    check: Expression | None = None
    condition: Expression | None = None
    needs: tuple[str, ...] = ()
    note: str = ""
    unknown: str = ""
    through: tuple[str, ...] = ()
    since: str = ""
    until: str = ""

    @property
    def dataset(self) -> str:
        """CAU, CCT, IND, BIP, or ATT for what is asked of every dataset. Versions 1.0 to 1.2 have CAU only."""
        prefix = self.id.split("-", 1)[0]
        return prefix if prefix in (*DATASETS.values(), _ATTRIBUTE) else "CAU"


@dataclass(frozen=True)
class Requirements:
    """All requirements of one version and dataset, and on what they rest."""

    version: str
    dataset: str
    basis: str
    rules: Mapping[str, Requirement]
    columns: tuple[str, ...]
    criteria: tuple[str, ...]


@cache
def requirements_for(version: str, dataset: str) -> Requirements:
    """The requirements of a FOCUS version (VERSIONS) on a dataset (DATASETS). KeyError for others."""
    model, basis = _BASIS[version]
    code = DATASETS[dataset]
    head, records = _read_model(model)
    ours = _our_checks(model)
    rules = [_with_ours(_requirement(record), ours) for record in records if _is_in(record, model, version)]
    rules = [rule for rule in rules if rule.dataset in (code, _ATTRIBUTE)]
    if model != version and model == "1.2":
        rules = _without_newer_columns(rules, version)
    columns = tuple(sorted({rule.check[0] for rule in rules if rule.check and rule.check[1] == "present"}))
    return Requirements(
        version=version,
        dataset=dataset,
        basis=basis,
        rules={rule.id: rule for rule in rules},
        columns=columns,
        criteria=tuple(head["criteria"]),
    )


def datasets_of(version: str) -> tuple[str, ...]:
    """The datasets that a version has."""
    if version in ("1.0", "1.1", "1.2"):
        return ("cost_and_usage",)
    if version == "1.3":
        return ("cost_and_usage", "contract_commitment")
    return tuple(DATASETS)


@cache
def _read_model(version: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    text = _data(f"focus-{version}.jsonl")
    head, *records = [json.loads(line) for line in text.splitlines() if line]
    return head, records


@cache
def _our_checks(version: str) -> dict[str, dict[str, Any]]:
    """Rule id -> what we check in place of, or beyond, the model's own check."""
    entries = tomllib.loads(_data("our-checks.toml"))[f"model-{version}"]
    return {rule: entry for entry in entries for rule in ([entry["rule"]] if "rule" in entry else entry["rules"])}


@cache
def introductions() -> Mapping[str, str]:
    """Column -> the version that brought it, for what is newer than 1.0."""
    found: dict[str, str] = tomllib.loads(_data("our-checks.toml"))["introduced"]
    return found


def _data(name: str) -> str:
    return resources.files("practicum.focus.conformance.data").joinpath(name).read_text(encoding="utf-8")


def _is_in(record: Mapping[str, Any], model: str, version: str) -> bool:
    if model == "1.2":
        return True
    return bool(record["since"] <= version and record.get("until", "9") > version)


def _requirement(record: Mapping[str, Any]) -> Requirement:
    fields = dict(record)
    fields["condition"] = fields.pop("if", None)
    for name in ("parts", "needs"):
        fields[name] = tuple(fields.get(name, ()))
    return Requirement(**fields)


def _with_ours(rule: Requirement, ours: Mapping[str, Mapping[str, Any]]) -> Requirement:
    entry = ours.get(rule.id)
    if entry is None:
        return rule
    return replace(
        rule,
        check=entry.get("check", None if "unknown" in entry else rule.check),
        condition=entry.get("if", None if "check" in entry else rule.condition),
        note=entry["why"],
        unknown=entry.get("unknown", ""),
        through=tuple(entry.get("through", ())),
    )


def _without_newer_columns(rules: Iterable[Requirement], version: str) -> list[Requirement]:
    """Rules of 1.2 without those on columns that came after `version`."""
    newer = {column for column, since in introductions().items() if since > version}
    return [rule for rule in rules if rule.of not in newer and not newer & set(columns_of(rule.check))]
