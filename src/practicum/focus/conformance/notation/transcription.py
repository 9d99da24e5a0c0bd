"""From the requirement model that the FOCUS project publishes (a JSON file per version) to our notation.

Facts are taken: rule id, column, level, condition, criterion, versions, and which check with which arguments. No
sentence is: what a person reads is made by `wording` from the kind of check. What the model cannot say in its own
check functions stays without a check (`dynamic` there), so that the report can count it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from practicum.focus.conformance.notation.expression import Expression, joined
from practicum.kernel.errors import Refusal

Model = Mapping[str, Any]
_LEVELS = {"MUST": "must", "MUST NOT": "must", "SHOULD": "should", "SHOULD NOT": "should", "RECOMMENDED": "should"}
_SINGLE = {
    "TypeString": ["type", "string"],
    "TypeDecimal": ["type", "decimal"],
    "TypeDateTime": ["type", "datetime"],
    "TypeJSON": ["type", "json"],
    "FormatString": ["format", "string"],
    "FormatNumeric": ["format", "numeric"],
    "FormatDateTime": ["format", "datetime"],
    "FormatCurrency": ["format", "currency"],
    "CheckNationalCurrency": ["format", "national_currency"],
    "FormatUnit": ["format", "unit"],
    "FormatKeyValue": ["format", "key_value"],
    "FormatJSON": ["format", "json"],
    "CheckDecimalValue": ["type", "decimal"],
    "ColumnPresent": ["present"],
}
# the model's function -> our operator, and the names of its arguments in the model
_WITH_ARGUMENTS = {
    "CheckGreaterOrEqualThanValue": ("at_least", "Value"),
    "CheckLessOrEqualThanValue": ("at_most", "Value"),
    "CheckSameValue": ("same_as", "ColumnBName"),
    "CheckNotSameValue": ("not_same_as", "ColumnBName"),
    "CheckColumnComparison": ("compares", "ColumnBName", "Comparator"),
    "CheckDistinctCount": ("one_for_each", "ColumnBName", "ExpectedCount"),
    "CheckRegexMatch": ("matches", "Pattern"),
}


class _Unknown(Exception):
    """The model uses a check function that the notation has no word for."""


def transcribe(model: Model) -> Iterator[dict[str, Any]]:
    """One record per rule, in the model's order; the first record describes the model.

    A check function that the notation does not know is named in the record (`unknown`): the checker lists such a
    rule as not checked until the notation grows. Refusals: `not_a_model` when the file has no rules.
    """
    rules = model.get("ModelRules")
    if not isinstance(rules, Mapping) or not rules:
        raise Refusal("not_a_model", "The file has no ModelRules.", mend="Give the model-X.Y.json of a FOCUS version.")
    parents = _parents(rules)
    criteria = sorted(model["ApplicabilityCriteria"])
    version = str(model["Details"]["FOCUSVersion"])
    yield {"version": version, "rules": len(rules), "criteria": criteria}
    for rule_id, rule in rules.items():
        yield _record(rule_id, rule, rules, parents, version)


def _parents(rules: Mapping[str, Any]) -> dict[str, str]:
    """Rule id -> the composite that holds it."""
    found: dict[str, str] = {}
    for rule_id, rule in rules.items():
        if rule["Status"] == "Removed":
            continue
        for part in _parts(rule["ValidationCriteria"]["Requirement"]):
            found.setdefault(part, rule_id)
    return found


def _parts(requirement: Any) -> list[str]:
    """The rules that a requirement refers to."""
    if not requirement:
        return []
    if requirement.get("CheckFunction") == "CheckModelRule":
        return [requirement["ModelRuleId"]]
    return [part for item in requirement.get("Items", []) for part in _parts(item)]


def _record(
    rule_id: str, rule: Any, rules: Mapping[str, Any], parents: Mapping[str, str], version: str
) -> dict[str, Any]:
    criteria = rule["ValidationCriteria"]
    around = list(_around(rule_id, rules, parents))
    parts = _parts(criteria["Requirement"])
    check, condition, unknown = None, None, ""
    if criteria["Requirement"] and not parts:
        try:
            check, condition = _expression(criteria["Requirement"]), _condition(around)
        except _Unknown as function:
            check, unknown = None, str(function)
    record: dict[str, Any] = {"id": rule_id, "of": _owner(rule, check)}
    record["level"] = _LEVELS.get(criteria["Keyword"], "may")
    optional = {
        "dynamic": rule["Type"] != "Static",
        "parts": parts,
        "check": check,
        "if": condition,
        "unknown": unknown,
        "needs": _needs(around),
    }
    record |= {name: value for name, value in optional.items() if value}
    record["since"] = rule["ModelVersionIntroduced"]
    if rule["Status"] != "Active":  # removed, or outdated and no longer counted: from that version on
        record["until"] = rule.get("ModelVersionRemoved") or version
    return record


def _around(rule_id: str, rules: Mapping[str, Any], parents: Mapping[str, str]) -> Iterator[Any]:
    """The rule and every composite that holds it, inner first: the conditions of all of them bind it."""
    at: str | None = rule_id
    while at is not None:
        yield rules[at]
        at = parents.get(at)


def _condition(around: list[Any]) -> Expression | None:
    written = [rule["ValidationCriteria"]["Condition"] for rule in reversed(around)]
    return joined([_expression(one) for one in written if one])


def _needs(around: list[Any]) -> list[str]:
    """Criteria that must be met. Those of a whole dataset say if it is delivered; one that is checked was."""
    binding = [rule for rule in around if (rule["EntityType"], rule["Function"]) != ("Dataset", "Composite")]
    return list(dict.fromkeys(name for rule in binding for name in rule["ApplicabilityCriteria"]))


def _owner(rule: Any, check: Expression | None) -> str:
    """The column that a rule speaks of, or the name of its dataset, object or attribute (1.2 calls it Reference)."""
    if check and check[0] not in ("all", "any"):
        return str(check[0])
    return str(rule.get("EntityId") or rule["Reference"])


def _expression(written: Any) -> Expression:
    function = written.get("CheckFunction")
    if function is None and len(written) == 1 and "AND" in written:  # a slip of model 1.2: no function named
        items = written["AND"]
        return _join("all", items if isinstance(items, list) else [items])
    if function in ("AND", "OR"):
        return _join("all" if function == "AND" else "any", written["Items"])
    column = written.get("ColumnName") or written.get("ColumnAName") or written.get("CheckCondition")
    if function in _SINGLE:
        return [column, *_SINGLE[function]]
    if function in _WITH_ARGUMENTS:
        operator, *arguments = _WITH_ARGUMENTS[function]
        return [column, operator, *(written[name] for name in arguments)]
    match function:
        case "CheckValue" | "CheckNotValue" if written["Value"] is None:
            return [column, "null" if function == "CheckValue" else "not_null"]
        case "ColumnByColumnEqualsColumnValue":
            return [written["ResultColumnName"], "product", column, written["ColumnBName"]]
        case "CheckStringEndsWith":
            return [column, "ends_with", [written["Value"]]]
        case "CheckJSONSchema":
            return [column, "shape", column]
        case "CheckValue" | "CheckNotValue":
            return [column, "is" if function == "CheckValue" else "is_not", written["Value"]]
    raise _Unknown(function)


def _join(join: str, items: list[Any]) -> Expression:
    parts = [_expression(item) for item in items]
    if join == "any":
        parts = _merge(parts)
    return joined(parts, join) or [join]


def _merge(parts: list[Expression]) -> list[Expression]:
    """`is A or is B` as `one_of`, endings as one `ends_with`, and pairs of values as `belongs`."""
    column = parts[0][0]
    if all(part[0] == column and part[1] == "is" for part in parts):
        return [[column, "one_of", [part[2] for part in parts]]]
    if all(part[0] == column and part[1] == "ends_with" for part in parts):
        return [[column, "ends_with", [ending for part in parts for ending in part[2]]]]
    pairs = [part[1:] for part in parts if part[0] == "all" and len(part) == 3]
    if len(pairs) == len(parts) and all(a[1] == b[1] == "is" for a, b in pairs):
        belongs: dict[str, list[str]] = {}
        for inner, outer in pairs:
            belongs.setdefault(outer[2], []).append(inner[2])
        return [[pairs[0][0][0], "belongs", pairs[0][1][0], belongs]]
    return parts
