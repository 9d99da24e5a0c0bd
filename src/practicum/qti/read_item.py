"""Reading one QTI 3.0 item.

What cannot be carried is named; what would change the question or its score leaves the item out.
"""

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from decimal import Decimal

from practicum.kernel.errors import Refusal
from practicum.qti.losses import Loss, Losses
from practicum.qti.model import (
    Interaction,
    MultipleChoice,
    NumericEntry,
    QtiItem,
    SingleChoice,
    Tolerance,
    best_score,
)
from practicum.qti.names import QTI, XML, XSI
from practicum.qti.read_body import (
    CHOICE,
    ENTRY,
    check_attributes,
    mark_gaps,
    read_body,
    read_choice,
    read_prompt,
)
from practicum.qti.read_rules import Declared, Rule, read_decimal, read_declaration, read_processing
from practicum.qti.read_xml import local, namespace, parse_xml

_ROOT = {"identifier", "title", f"{{{XML}}}lang", "adaptive", "time-dependent", f"{{{XSI}}}schemaLocation"}


@dataclass(frozen=True, kw_only=True)
class ReadItem:
    """`item` is None where a loss is fatal. `losses`: everything that was not carried, in document order."""

    item: QtiItem | None
    losses: tuple[Loss, ...]


def read_item(data: bytes, *, where: str = "item") -> ReadItem:
    """Read one item document. Raises Refusal only for XML that is unsafe, too large or malformed."""
    root = parse_xml(data, where=where)
    losses = Losses(root.get("identifier") or where)
    item: QtiItem | None = None
    if namespace(root) != QTI or local(root) != "qti-assessment-item":
        losses.name(f"{{{namespace(root)}}}{local(root)}", "not a QTI 3.0 item", fatal=True)
    else:
        try:
            item = _read_root(root, losses)
        except Refusal as refusal:
            losses.name(refusal.code, refusal.message, fatal=True)
    return ReadItem(item=None if losses.fatal else item, losses=tuple(losses.found))


def _read_root(root: ET.Element, losses: Losses) -> QtiItem | None:
    check_attributes(root, _ROOT, losses)
    if root.get("adaptive", "false") == "true":
        losses.name("qti-assessment-item/@adaptive", "adaptive items are not carried", fatal=True)
    if root.get("time-dependent", "false") == "true":
        losses.name("qti-assessment-item/@time-dependent", "left out")
    parts: dict[str, ET.Element] = {}
    for child in root:
        name = local(child)
        if name == "qti-outcome-declaration" and child.get("identifier") != "SCORE":
            losses.name(f"outcome {child.get('identifier')}", "left out")
        elif name in parts:
            losses.name(name, "only one is carried", fatal=True)
        elif name in _PARTS:
            parts[name] = child
        else:
            losses.name(name, "left out", fatal=name in _FATAL_PARTS)
    body, declaration = parts.get("qti-item-body"), parts.get("qti-response-declaration")
    if body is None or declaration is None:
        losses.name("qti-item-body", "body or response declaration is missing", fatal=True)
        return None
    found = read_body(body, losses)
    if len(found.interactions) != 1:
        losses.name("interactions", f"{len(found.interactions)} in the body: exactly one is carried", fatal=True)
        return None
    asked, declared = found.interactions[0], read_declaration(declaration, losses)
    rule = _read_rule(parts.get("qti-response-processing"), declared, losses)
    _check_start(parts.get("qti-outcome-declaration"), rule, losses)
    if losses.fatal:
        return None
    stem = mark_gaps(found, losses)
    interaction = _read_interaction(asked, declared, rule, stem, losses)
    if interaction is None:
        return None
    return QtiItem(
        identifier=root.get("identifier", ""),
        title=root.get("title", ""),
        stem=tuple(stem),
        interaction=interaction,
        points=_read_points(parts.get("qti-outcome-declaration"), interaction, rule, losses),
        language=root.get(f"{{{XML}}}lang") or _no_language(losses),
    )


_PARTS = {"qti-response-declaration", "qti-outcome-declaration", "qti-item-body", "qti-response-processing"}
_FATAL_PARTS = {
    "qti-template-declaration",
    "qti-template-processing",
    "qti-assessment-stimulus-ref",
    "qti-context-declaration",
    "qti-companion-materials-info",
}


def _no_language(losses: Losses) -> str:
    losses.name("xml:lang", "missing: taken as undetermined")
    return "und"


def _read_rule(element: ET.Element | None, declared: Declared, losses: Losses) -> Rule | None:
    """None for an item without key; a key without a rule, or a rule without a key, is not carried."""
    keyed = bool(declared.correct) or declared.mapping is not None
    if element is None:
        if keyed:
            losses.name("qti-response-processing", "missing: how the key scores is not said", fatal=True)
        return None
    rule = read_processing(element, declared.identifier, losses)
    if rule is not None and not (declared.mapping if rule.mapped else declared.correct):
        losses.name("qti-response-declaration", "the rule needs a key that is not there", fatal=True)
    return rule


def _check_start(outcome: ET.Element | None, rule: Rule | None, losses: Losses) -> None:
    """A rule that sets nothing for a wrong answer leaves the outcome's default, which then must be 0."""
    for child in outcome if outcome is not None else ():
        if local(child) != "qti-default-value":
            losses.name(f"outcome SCORE/{local(child)}", "left out")
        elif rule is not None and not rule.resets:
            for value in child:
                if read_decimal(value.text or "", field="SCORE") != 0:
                    losses.name("outcome SCORE/qti-default-value", "points for a wrong answer", fatal=True)


def _read_interaction(
    asked: ET.Element, declared: Declared, rule: Rule | None, stem: list[str], losses: Losses
) -> Interaction | None:
    if asked.get("response-identifier") != declared.identifier:
        losses.name(local(asked), "its response is not declared", fatal=True)
        return None
    if local(asked) == ENTRY:
        return _read_entry(asked, declared, rule, losses)
    return _read_choices(asked, declared, rule, stem, losses) if local(asked) == CHOICE else None


def _read_entry(asked: ET.Element, declared: Declared, rule: Rule | None, losses: Losses) -> Interaction | None:
    check_attributes(asked, {"response-identifier"}, losses)
    if (declared.base_type, declared.cardinality) not in (("float", "single"), ("integer", "single")):
        losses.name(ENTRY, f"{declared.cardinality} {declared.base_type}: only one number is carried", fatal=True)
        return None
    if declared.base_type == "integer":
        losses.name("qti-response-declaration/@base-type", "integer became float")
    if rule is None:
        return NumericEntry(correct=None, tolerance=None)
    if rule.mapped or len(declared.correct) != 1:
        losses.name("qti-mapping", "a mapped number is not carried", fatal=True)
        return None
    if declared.mapping is not None:
        losses.name("qti-mapping", "unused by the rule: left out")
    correct = read_decimal(declared.correct[0], field="correct")
    return NumericEntry(correct=correct, tolerance=rule.tolerance or Tolerance())


def _read_choices(
    asked: ET.Element, declared: Declared, rule: Rule | None, stem: list[str], losses: Losses
) -> Interaction | None:
    check_attributes(asked, {"response-identifier", "max-choices", "shuffle"}, losses)
    choices = []
    for child in asked:
        if local(child) == "qti-simple-choice":
            choices.append(read_choice(child, losses))
        elif local(child) == "qti-prompt":
            stem.extend(read_prompt(child, losses))
        else:
            losses.name(local(child), "not carried inside a choice", fatal=True)
    shuffle = asked.get("shuffle", "false") == "true"
    limit = asked.get("max-choices", "1")
    if declared.base_type != "identifier" or not limit.isdecimal() or (rule is not None and rule.tolerance is not None):
        losses.name(CHOICE, "base type, max-choices or rule does not fit a choice", fatal=True)
        return None
    mapping = declared.mapping if rule is not None and rule.mapped else None
    if declared.mapping is not None and mapping is None:
        losses.name("qti-mapping", "unused by the rule: left out")
    if declared.cardinality == "multiple":
        return MultipleChoice(
            choices=tuple(choices),
            correct=frozenset(declared.correct) or None,
            mapping=mapping,
            max_choices=int(limit[:6]),
            shuffle=shuffle,
        )
    if declared.cardinality != "single" or limit != "1" or mapping is not None or len(declared.correct) > 1:
        losses.name(CHOICE, "a single choice is carried with max-choices 1 and one key, not mapped", fatal=True)
        return None
    return SingleChoice(
        choices=tuple(choices), correct=declared.correct[0] if declared.correct else None, shuffle=shuffle
    )


def _read_points(outcome: ET.Element | None, interaction: Interaction, rule: Rule | None, losses: Losses) -> Decimal:
    """The rule says what the item is worth; only without a rule does the declared maximum count."""
    stated: Decimal | None = None
    if outcome is not None:
        check_attributes(outcome, {"identifier", "cardinality", "base-type", "normal-maximum"}, losses)
        if "normal-maximum" in outcome.keys():  # noqa: SIM118  (an Element is no mapping)
            stated = read_decimal(outcome.get("normal-maximum", ""), field="normal-maximum")
    earned = best_score(interaction) if rule is None or rule.mapped else rule.points
    if earned is None:
        return stated or Decimal(1)
    if stated is not None and stated != earned:
        losses.name("normal-maximum", f"{stated} contradicts the rule, which gives {earned}: left out")
    return earned
