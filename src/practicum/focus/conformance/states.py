"""What is done about each rule: checked, not for this file, or not checked and why."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from practicum.focus.conformance.cells import Cells
from practicum.focus.conformance.notation.expression import columns_of
from practicum.focus.conformance.notation.requirement import Requirement, Requirements
from practicum.focus.conformance.predicates import NEVER, condition_sql
from practicum.focus.conformance.report import RuleState, State

PERMITS: Final = "it permits something: no file can break it"
DYNAMIC: Final = "a file does not show it (documents, other files, or what lies behind a charge)"
NEEDS_CHARGES: Final = "it needs the cost and usage file too"
UNKNOWN: Final = "our notation has no such check"
BY_PARTS: Final = "some of the rules that it is made of are not checked"
NO_PARTS: Final = "none of the rules that it is made of is checked"


@dataclass(frozen=True)
class Outcome:
    """The state of a rule, and whether a check of its own runs."""

    state: RuleState
    runs: bool


def states_of(
    requirements: Requirements, cells: Cells, met: Collection[str], *, with_charges: bool
) -> dict[str, Outcome]:
    """Rule id -> what is done about it, for this file and these criteria."""
    decided: dict[str, tuple[State, str]] = {}
    for rule in requirements.rules.values():
        if not rule.parts and not rule.through:
            decided[rule.id] = _of_leaf(rule, cells, met)
    done = {
        (leaf.check[1], leaf.check[2])
        for leaf in requirements.rules.values()
        if leaf.check and leaf.check[1] == "format" and decided.get(leaf.id, ("not_checked", ""))[0] == "checked"
    }
    for rule in requirements.rules.values():
        if rule.through:
            decided[rule.id] = _of_carried(rule, done, with_charges=with_charges)
    for rule in requirements.rules.values():
        if rule.parts:
            _of_composite(rule, requirements, decided, set())
    return {rule.id: _outcome(rule, *decided[rule.id]) for rule in requirements.rules.values()}


def _outcome(rule: Requirement, state: State, reason: str) -> Outcome:
    return Outcome(
        RuleState(rule.id, rule.of, rule.level, rule.dynamic, state, reason.rstrip("."), rule.note),
        runs=state == "checked" and not rule.parts,
    )


def _of_leaf(rule: Requirement, cells: Cells, met: Collection[str]) -> tuple[State, str]:
    if rule.unknown:
        return "not_checked", rule.note or UNKNOWN
    if rule.level == "may":
        return "not_checked", PERMITS
    if rule.check is None:
        return "not_checked", DYNAMIC
    unmet = [need for need in rule.needs if need not in met]
    if unmet:
        return "not_applicable", f"{unmet[0]} is not met"
    if rule.check[1] == "present":
        return "checked", ""
    missing = [name for name in columns_of(rule.check) if not cells.has(name)]
    if missing:
        return "not_applicable", f"{missing[0]} is not there"
    if condition_sql(rule.condition, cells) == NEVER:
        absent = next(name for name in columns_of(rule.condition) if not cells.has(name))
        return "not_applicable", f"{absent} is not there"
    return "checked", ""


def _of_carried(rule: Requirement, done: Collection[tuple[str, str]], *, with_charges: bool) -> tuple[State, str]:
    kind, what = rule.through
    if kind == "format":
        return ("checked", "") if (kind, what) in done else ("not_applicable", f"no column has the format {what}")
    if what == "reconciliation" and not with_charges:
        return "not_checked", NEEDS_CHARGES
    return "checked", ""


def _of_composite(
    rule: Requirement, requirements: Requirements, decided: dict[str, tuple[State, str]], open_rules: set[str]
) -> tuple[State, str]:
    """By its parts. Rules that permit something count as done: there is nothing more to do about them."""
    if rule.id in decided:
        return decided[rule.id]
    states = set()
    for name in rule.parts:
        part = requirements.rules.get(name)
        if part is None or name in open_rules:  # a part of another version, or the circle that model 1.4 has
            continue
        state, reason = decided.get(name) or _of_composite(part, requirements, decided, open_rules | {rule.id})
        states.add("checked" if reason == PERMITS else state)
    if states <= {"not_applicable"}:
        outcome: tuple[State, str] = ("not_applicable", "none of its rules is for this file")
    elif "not_checked" not in states and "checked_in_part" not in states:
        outcome = ("checked", "")
    elif states & {"checked", "checked_in_part"}:
        outcome = ("checked_in_part", BY_PARTS)
    else:
        outcome = ("not_checked", NO_PARTS)
    decided[rule.id] = outcome
    return outcome
