"""JSON in cells: key-value objects, JSON objects, and the four objects that FOCUS describes.

A function answers what is wrong with the text of one cell, or an empty string.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final


def key_value_fault(text: str) -> str:
    """An object whose keys differ and whose values are numbers, texts, true, false or null."""
    parsed = _parse(text)
    if isinstance(parsed, str):
        return parsed
    if any(isinstance(value, dict | list) for value in parsed.values()):
        return "a value is an object or a list"
    return ""


def json_fault(text: str) -> str:
    """A JSON object whose keys differ."""
    parsed = _parse(text)
    return parsed if isinstance(parsed, str) else ""


def shape_fault(column: str, text: str) -> str:
    """The object that FOCUS describes for this column (one of SHAPES)."""
    parsed = _parse(text)
    return parsed if isinstance(parsed, str) else SHAPES[column](parsed)


class _RepeatedKeyError(ValueError):
    pass


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _RepeatedKeyError
    return found


def _parse(text: str) -> dict[str, Any] | str:
    try:
        parsed = json.loads(text, object_pairs_hook=_distinct, parse_constant=_no_constant)
    except _RepeatedKeyError:
        return "a key is there twice"
    except (ValueError, RecursionError):
        return "it is not JSON"
    return parsed if isinstance(parsed, dict) else "it is not an object"


def _no_constant(name: str) -> float:
    raise ValueError(name)  # NaN and Infinity are Python's, not JSON


def _other_keys(value: Mapping[str, Any], known: tuple[str, ...]) -> str:
    for key in value:
        if key not in known and not _is_custom(key):
            return f"the key {key[:40]} is neither FOCUS's nor begins with x_ and a capital"
    return ""


def _is_custom(key: str) -> bool:
    rest = key.removeprefix("x_")
    return rest != key and rest.isascii() and rest.isalnum() and rest[0].isupper()


def _elements(value: Mapping[str, Any], key: str, check: Callable[[Mapping[str, Any]], str]) -> str:
    """The object has one list, not empty, of objects that pass."""
    elements = value.get(key)
    if not isinstance(elements, list) or not elements:
        return f"{key} is not a list with at least one object"
    for element in elements:
        fault = check(element) if isinstance(element, dict) else f"{key} holds something else than objects"
        if fault:
            return fault
    return _other_keys(value, (key,))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _allocation(value: Mapping[str, Any]) -> str:
    ratio, quantity = value.get("AllocatedRatio"), value.get("UsageQuantity")
    if not _is_number(ratio) or not 0 <= float(ratio or 0) <= 1:
        return "AllocatedRatio is not a number from 0 to 1"
    if quantity is not None and not _is_number(quantity):
        return "UsageQuantity is not a number"
    unit = value.get("UsageUnit")
    if (quantity is not None or unit is not None) and not isinstance(unit, str):
        return "UsageUnit is not a text"
    return _other_keys(value, ("AllocatedRatio", "UsageUnit", "UsageQuantity"))


def _program(value: Mapping[str, Any]) -> str:
    if not isinstance(value.get("ProgramType"), str):
        return "ProgramType is not a text"
    return _other_keys(value, ("ProgramType",))


def _applied(value: Mapping[str, Any]) -> str:
    for key in ("ContractId", "ContractCommitmentId"):
        if not isinstance(value.get(key), str):
            return f"{key} is not a text"
    cost, quantity, unit = (value.get(f"ContractCommitmentApplied{what}") for what in ("Cost", "Quantity", "Unit"))
    by_cost = _is_number(cost) and quantity is None and unit is None
    by_quantity = cost is None and _is_number(quantity) and isinstance(unit, str)
    if not (by_cost or by_quantity):
        return "neither a cost alone nor a quantity with its unit is applied"
    return _other_keys(
        value,
        (
            "ContractId",
            "ContractCommitmentId",
            *(f"ContractCommitmentApplied{w}" for w in ("Cost", "Quantity", "Unit")),
        ),
    )


_OPERATORS = (
    "In",
    "NotIn",
    "StartsWith",
    "NotStartsWith",
    "Contains",
    "NotContains",
    "EndsWith",
    "Exists",
    "DoesNotExist",
)


def _fractions(value: Any) -> str:
    if not isinstance(value, dict) or set(value) - {"Cost", "Usage"}:
        return "Applicability has other keys than Cost and Usage"
    if not all(_is_number(part) and 0 <= part <= 1 for part in value.values()):
        return "Applicability is not a share from 0 to 1"
    return ""


def _scope_rule(value: Any) -> str:
    if not isinstance(value, dict) or not isinstance(value.get("Dimension"), str):
        return "a rule has no Dimension"
    operator, values = value.get("Operator"), value.get("Values")
    if operator not in _OPERATORS:
        return "a rule has an unknown Operator"
    if not isinstance(values, list) or not values or not all(isinstance(one, str) for one in values):
        return "a rule has no Values"
    if "*" in values and (len(values) > 1 or operator not in ("In", "Contains", "Exists", "DoesNotExist")):
        return "the wildcard stands with other values or with an operator that cannot take it"
    if operator in ("Exists", "DoesNotExist") and values != ["*"]:
        return f"{operator} takes the wildcard only"
    if set(value) - {"Dimension", "Operator", "Values", "Applicability"}:
        return "a rule has an unknown key"
    return _fractions(value["Applicability"]) if "Applicability" in value else ""


def _applicability(value: Mapping[str, Any]) -> str:
    fault = _scope(value) or next(filter(None, (_rules(value, side) for side in ("Inclusion", "Exclusion"))), "")
    if not fault and "Applicability" in value:
        fault = _fractions(value["Applicability"])
    known = ("IsGlobalScope", "IsComplexScope", "Applicability", "InclusionOperator", "Inclusions")
    return fault or _other_keys(value, (*known, "ExclusionOperator", "Exclusions"))


def _scope(value: Mapping[str, Any]) -> str:
    """Everything, something that the object cannot say, or what the inclusions say: one of the three."""
    flags = [value.get(name, False) for name in ("IsGlobalScope", "IsComplexScope")]
    if not all(isinstance(flag, bool) for flag in flags):
        return "IsGlobalScope or IsComplexScope is not true or false"
    if all(flags):
        return "the scope is both global and complex"
    if any(flags):
        included = value.get("Inclusions") or "InclusionOperator" in value
        return "a global or complex scope has inclusions" if included else ""
    if not value.get("Inclusions") or "InclusionOperator" not in value:
        return "a scope that is neither global nor complex needs Inclusions and InclusionOperator"
    return ""


def _rules(value: Mapping[str, Any], side: str) -> str:
    """The inclusions or the exclusions, and how they are joined."""
    rules, operator = value.get(f"{side}s"), value.get(f"{side}Operator")
    if operator not in (None, "And", "Or"):
        return f"{side}Operator is neither And nor Or"
    if rules is None:
        return ""
    if not isinstance(rules, list):
        return f"{side}s is not a list"
    if side == "Exclusion" and (not rules or operator is None):
        return "Exclusions need at least one rule and ExclusionOperator"
    return next(filter(None, map(_scope_rule, rules)), "")


SHAPES: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "AllocatedMethodDetails": lambda value: _elements(value, "Elements", _allocation),
    "CommitmentProgramEligibilityDetails": lambda value: _elements(value, "CommitmentPrograms", _program),
    "ContractApplied": lambda value: _elements(value, "Elements", _applied),
    "ContractCommitmentApplicability": _applicability,
}
