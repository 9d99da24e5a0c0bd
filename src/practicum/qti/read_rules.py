"""Reading declarations and response processing, as far as they are understood exactly."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from practicum.kernel.errors import Refusal
from practicum.qti.losses import Losses
from practicum.qti.model import Mapping, Tolerance, ToleranceMode, check_number
from practicum.qti.names import MAP_RESPONSE, MATCH_CORRECT, template_of
from practicum.qti.read_body import check_attributes
from practicum.qti.read_xml import local

MODES: dict[str, ToleranceMode] = {"exact": "exact", "absolute": "absolute", "relative": "relative"}


@dataclass(frozen=True, kw_only=True)
class Declared:
    """A response declaration."""

    identifier: str
    cardinality: str
    base_type: str
    correct: tuple[str, ...]
    mapping: Mapping | None


@dataclass(frozen=True, kw_only=True)
class Rule:
    """How the score comes about: `mapped` by the mapping, else `points` for the key, within `tolerance` if numeric.

    `resets`: a wrong answer is set to 0 by the rule itself.
    """

    mapped: bool
    points: Decimal
    tolerance: Tolerance | None
    resets: bool


def read_decimal(text: str, *, field: str) -> Decimal:
    """A decimal from a file, bounded in size."""
    try:
        if len(text) > 100:
            raise InvalidOperation
        number = Decimal(text.strip())
    except InvalidOperation as error:
        raise Refusal("bad_number", f"{text[:40]!r} is not a number.", field=field) from error
    check_number(number, field=field)
    return number


def read_declaration(element: ET.Element, losses: Losses) -> Declared:
    """A response declaration; areas and defaults are named."""
    check_attributes(element, {"identifier", "cardinality", "base-type"}, losses)
    correct: tuple[str, ...] = ()
    mapping: Mapping | None = None
    for child in element:
        name = local(child)
        if name == "qti-correct-response":
            check_attributes(child, set(), losses)
            correct = tuple((value.text or "").strip() for value in child)
        elif name == "qti-mapping":
            mapping = _read_mapping(child, losses)
        else:
            losses.name(name, "left out of the response declaration", fatal=name == "qti-area-mapping")
    return Declared(
        identifier=element.get("identifier", ""),
        cardinality=element.get("cardinality", ""),
        base_type=element.get("base-type", ""),
        correct=correct,
        mapping=mapping,
    )


def _read_mapping(element: ET.Element, losses: Losses) -> Mapping:
    check_attributes(element, {"default-value", "lower-bound", "upper-bound"}, losses)
    bounds = {name: element.get(name) for name in ("lower-bound", "upper-bound")}
    entries: list[tuple[str, Decimal]] = []
    for entry in element:
        check_attributes(entry, {"map-key", "mapped-value", "case-sensitive"}, losses)
        points = read_decimal(entry.get("mapped-value", ""), field="mapped-value")
        entries.append((entry.get("map-key", ""), points))
    return Mapping(
        entries=tuple(entries),
        default=read_decimal(element.get("default-value", "0"), field="default-value"),
        lower_bound=None if bounds["lower-bound"] is None else read_decimal(bounds["lower-bound"], field="lower-bound"),
        upper_bound=None if bounds["upper-bound"] is None else read_decimal(bounds["upper-bound"], field="upper-bound"),
    )


def read_processing(element: ET.Element, response: str, losses: Losses) -> Rule | None:
    """The scoring rule; None, with a fatal loss, where it is not one that is carried exactly."""
    check_attributes(element, {"template"}, losses)
    template = template_of(element.get("template", ""))
    if template and len(element) == 0:
        if template == MATCH_CORRECT:
            return Rule(mapped=False, points=Decimal(1), tolerance=None, resets=True)
        if template == MAP_RESPONSE:
            return Rule(mapped=True, points=Decimal(1), tolerance=None, resets=True)
        losses.name(f"template {template}", "unknown response processing", fatal=True)
        return None
    rule = None if template else _read_condition(element, response)
    if rule is None:
        losses.name("qti-response-processing", "a rule other than full points for the key is not carried", fatal=True)
    return rule


def _read_condition(element: ET.Element, response: str) -> Rule | None:
    """if (match | equal) set SCORE p [else set SCORE 0], and nothing else."""
    branches = list(element[0]) if len(element) == 1 and local(element[0]) == "qti-response-condition" else []
    shape = [local(branch) for branch in branches]
    if shape not in (["qti-response-if"], ["qti-response-if", "qti-response-else"]) or len(branches[0]) != 2:
        return None
    resets = len(branches) == 2
    if resets and (len(branches[1]) != 1 or _set_points(branches[1][0]) != 0):
        return None
    test, points = branches[0][0], _set_points(branches[0][1])
    plain_match = local(test) == "qti-match" and sorted(_operands(test, response)) == ["key", "response"]
    tolerance = None if plain_match else _read_equal(test, response)
    if points is None or not (plain_match or tolerance is not None):
        return None
    return Rule(mapped=False, points=points, tolerance=tolerance, resets=resets)


_EQUAL = {"tolerance-mode", "tolerance", "include-lower-bound", "include-upper-bound"}


def _read_equal(element: ET.Element, response: str) -> Tolerance | None:
    """The `equal` operator between key and response, with both ends included."""
    mode, operands = MODES.get(element.get("tolerance-mode", "exact")), _operands(element, response)
    ends = (element.get("include-lower-bound", "true"), element.get("include-upper-bound", "true"))
    understood = local(element) == "qti-equal" and set(element.keys()) <= _EQUAL and ends == ("true", "true")
    if not understood or mode is None or sorted(operands) != ["key", "response"]:
        return None
    if mode == "exact":
        return Tolerance()
    # Counted from the response, not from the key: the same only for a width in units, with its sides swapped.
    swapped = operands[0] == "response"
    parts = [read_decimal(part, field="tolerance") for part in element.get("tolerance", "").split()]
    if len(parts) not in (1, 2) or (swapped and mode == "relative"):
        return None
    below, above = (parts[-1], parts[0]) if swapped else (parts[0], parts[-1])
    return Tolerance(mode=mode, below=below, above=above)


def _operands(element: ET.Element, response: str) -> list[str]:
    kinds = {"qti-variable": "response", "qti-correct": "key"}
    if any(child.get("identifier") != response or len(child) for child in element):
        return []
    return [kinds.get(local(child), "other") for child in element]


def _set_points(element: ET.Element) -> Decimal | None:
    if local(element) != "qti-set-outcome-value" or element.get("identifier") != "SCORE" or len(element) != 1:
        return None
    if local(element[0]) != "qti-base-value":
        return None
    return read_decimal(element[0].text or "", field="SCORE")
