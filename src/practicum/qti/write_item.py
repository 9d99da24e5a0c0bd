"""Writing one item as QTI 3.0 XML.

Text whose blanks matter (line breaks, runs of blanks) is written as `pre`, all other text as `p`, so that reading gives
back the same characters. A numeric key with tolerance and points other than 1 need an inline rule, because the
standard's match_correct template knows neither.
"""

import xml.etree.ElementTree as ET
from decimal import Decimal

from practicum.qti.model import (
    Choice,
    Mapping,
    MultipleChoice,
    NumericEntry,
    QtiItem,
    SingleChoice,
    has_key,
    without_key,
)
from practicum.qti.names import MAP_RESPONSE, MATCH_CORRECT, QTI, QTI_SCHEMA, XSI

RESPONSE, SCORE = "RESPONSE", "SCORE"


def write_item(item: QtiItem, *, include_key: bool) -> bytes:
    """The item as an XML document in UTF-8. Without the key no trace of key, mapping or rule is written."""
    shown = item if include_key else without_key(item)
    root = ET.Element(
        "qti-assessment-item",
        {
            "xmlns": QTI,
            "xmlns:xsi": XSI,
            "xsi:schemaLocation": f"{QTI} {QTI_SCHEMA}",
            "identifier": shown.identifier,
            "title": shown.title,
            "xml:lang": shown.language,
            "adaptive": "false",
            "time-dependent": "false",
        },
    )
    _declare_response(root, shown)
    outcome = ET.SubElement(
        root,
        "qti-outcome-declaration",
        {
            "identifier": SCORE,
            "cardinality": "single",
            "base-type": "float",
            "normal-maximum": plain(shown.points),
        },
    )
    _value(ET.SubElement(outcome, "qti-default-value"), "0")
    _write_body(root, shown)
    if has_key(shown):
        _write_processing(root, shown)
    return _document(root)


def plain(number: Decimal) -> str:
    """A decimal without exponent."""
    return format(number, "f")


def _document(root: ET.Element) -> bytes:
    body: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'.encode()


def _declare_response(root: ET.Element, item: QtiItem) -> None:
    kind = item.interaction
    numeric, multiple = isinstance(kind, NumericEntry), isinstance(kind, MultipleChoice)
    declared = ET.SubElement(
        root,
        "qti-response-declaration",
        {
            "identifier": RESPONSE,
            "cardinality": "multiple" if multiple else "single",
            "base-type": "float" if numeric else "identifier",
        },
    )
    if kind.correct is not None:
        correct = ET.SubElement(declared, "qti-correct-response")
        if isinstance(kind, NumericEntry):
            _value(correct, plain(kind.correct))
        elif isinstance(kind, SingleChoice):
            _value(correct, kind.correct)
        else:
            for code in sorted(kind.correct):
                _value(correct, code)
    if isinstance(kind, MultipleChoice) and kind.mapping is not None:
        _write_mapping(declared, kind.mapping)


def _write_mapping(declared: ET.Element, mapping: Mapping) -> None:
    attributes = {"default-value": plain(mapping.default)}
    if mapping.lower_bound is not None:
        attributes["lower-bound"] = plain(mapping.lower_bound)
    if mapping.upper_bound is not None:
        attributes["upper-bound"] = plain(mapping.upper_bound)
    written = ET.SubElement(declared, "qti-mapping", attributes)
    for key, value in mapping.entries:
        ET.SubElement(written, "qti-map-entry", {"map-key": key, "mapped-value": plain(value)})


def _write_body(root: ET.Element, item: QtiItem) -> None:
    body = ET.SubElement(root, "qti-item-body")
    for paragraph in item.stem:
        _write_text(body, paragraph)
    kind = item.interaction
    if isinstance(kind, NumericEntry):
        ET.SubElement(ET.SubElement(body, "p"), "qti-text-entry-interaction", {"response-identifier": RESPONSE})
        return
    most = 1 if isinstance(kind, SingleChoice) else kind.max_choices
    attributes = {
        "response-identifier": RESPONSE,
        "max-choices": str(most),
        "shuffle": "true" if kind.shuffle else "false",
    }
    asked = ET.SubElement(body, "qti-choice-interaction", attributes)
    for choice in kind.choices:
        _write_choice(asked, choice)


def _write_choice(asked: ET.Element, choice: Choice) -> None:
    attributes = {"identifier": choice.identifier}
    if choice.fixed:
        attributes["fixed"] = "true"
    written = ET.SubElement(asked, "qti-simple-choice", attributes)
    if keeps_blanks(choice.text):
        _write_text(written, choice.text)
    else:
        written.text = choice.text


def keeps_blanks(text: str) -> bool:
    """Whether the blanks of a text would be lost by running them together, as `p` does."""
    return " ".join(part for part in text.replace("\t", " ").replace("\n", " ").split(" ") if part) != text


def _write_text(parent: ET.Element, text: str) -> None:
    ET.SubElement(parent, "pre" if keeps_blanks(text) else "p").text = text


def _write_processing(root: ET.Element, item: QtiItem) -> None:
    kind = item.interaction
    if isinstance(kind, MultipleChoice) and kind.mapping is not None:
        ET.SubElement(root, "qti-response-processing", {"template": MAP_RESPONSE})
        return
    if item.points == 1 and not isinstance(kind, NumericEntry):
        ET.SubElement(root, "qti-response-processing", {"template": MATCH_CORRECT})
        return
    condition = ET.SubElement(ET.SubElement(root, "qti-response-processing"), "qti-response-condition")
    then = ET.SubElement(condition, "qti-response-if")
    if isinstance(kind, NumericEntry) and kind.tolerance is not None:
        attributes: dict[str, str] = {"tolerance-mode": kind.tolerance.mode}
        if kind.tolerance.mode != "exact":
            attributes["tolerance"] = f"{plain(kind.tolerance.below)} {plain(kind.tolerance.above)}"
        rule = ET.SubElement(then, "qti-equal", attributes)
        # The key comes first: the tolerance is counted from the first expression.
        ET.SubElement(rule, "qti-correct", {"identifier": RESPONSE})
        ET.SubElement(rule, "qti-variable", {"identifier": RESPONSE})
    else:
        rule = ET.SubElement(then, "qti-match")
        ET.SubElement(rule, "qti-variable", {"identifier": RESPONSE})
        ET.SubElement(rule, "qti-correct", {"identifier": RESPONSE})
    _set_score(then, item.points)
    _set_score(ET.SubElement(condition, "qti-response-else"), Decimal(0))


def _set_score(parent: ET.Element, points: Decimal) -> None:
    outcome = ET.SubElement(parent, "qti-set-outcome-value", {"identifier": SCORE})
    ET.SubElement(outcome, "qti-base-value", {"base-type": "float"}).text = plain(points)


def _value(parent: ET.Element, text: str) -> None:
    ET.SubElement(parent, "qti-value").text = text
