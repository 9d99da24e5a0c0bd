"""Files of other tools: read where they are understood exactly, otherwise named."""

from decimal import Decimal

import pytest

from practicum.qti.api import NumericEntry, SingleChoice, Tolerance, read_item
from tests.qti.samples import CHOICES, DECLARED, ENTRY, HEAD, MATCH, NUMBER, SCORE, equal, rule, single


def constructs(data: bytes) -> set[str]:
    return {loss.construct for loss in read_item(data).losses}


def fatal(data: bytes) -> set[str]:
    read = read_item(data)
    found = {loss.construct for loss in read.losses if loss.fatal}
    assert (read.item is None) == bool(found)
    return found


def test_a_prompt_becomes_stem_and_its_markup_is_named() -> None:
    read = read_item(single())
    assert read.item is not None and isinstance(read.item.interaction, SingleChoice)
    assert read.item.stem == ("Which is wet?",)
    assert read.item.interaction.correct == "B"
    assert [(loss.where, loss.construct, loss.fatal) for loss in read.losses] == [("water", "em", False)]


def test_a_field_inside_a_sentence_leaves_a_marked_gap() -> None:
    data = single(body=ENTRY, declared=NUMBER)
    read = read_item(data)
    assert read.item is not None and isinstance(read.item.interaction, NumericEntry)
    assert read.item.stem == ("The bill is ____ dollars.",)
    assert constructs(data) == {"qti-text-entry-interaction"}


@pytest.mark.parametrize(
    ("attributes", "key_first", "tolerance"),
    [
        (
            'tolerance-mode="absolute" tolerance="0.5"',
            True,
            Tolerance(mode="absolute", below=Decimal("0.5"), above=Decimal("0.5")),
        ),
        (
            'tolerance-mode="absolute" tolerance="1 2"',
            True,
            Tolerance(mode="absolute", below=Decimal(1), above=Decimal(2)),
        ),
        # Response first: response - 1 <= key <= response + 2, so key - 2 <= response <= key + 1.
        (
            'tolerance-mode="absolute" tolerance="1 2"',
            False,
            Tolerance(mode="absolute", below=Decimal(2), above=Decimal(1)),
        ),
        (
            'tolerance-mode="relative" tolerance="5"',
            True,
            Tolerance(mode="relative", below=Decimal(5), above=Decimal(5)),
        ),
        ('tolerance-mode="exact"', False, Tolerance()),
    ],
)
def test_tolerances_are_counted_from_the_key(attributes: str, key_first: bool, tolerance: Tolerance) -> None:
    data = single(body=ENTRY, declared=NUMBER, processing=rule(equal(attributes, key_first=key_first), points="3"))
    read = read_item(data)
    assert read.item is not None
    assert read.item.interaction == NumericEntry(correct=Decimal(10), tolerance=tolerance)
    assert read.item.points == 3


@pytest.mark.parametrize(
    "processing",
    [
        rule(equal('tolerance-mode="relative" tolerance="5"', key_first=False)),
        rule(equal('tolerance-mode="absolute" tolerance="1" include-upper-bound="false"', key_first=True)),
        rule(equal('tolerance-mode="absolute" tolerance="{WIDTH}"', key_first=True)),
        rule("<qti-gt><qti-variable identifier='RESPONSE'/><qti-correct identifier='RESPONSE'/></qti-gt>"),
        rule(equal('tolerance-mode="exact"', key_first=True), otherwise="0.5"),
        "<qti-response-processing/>",
        '<qti-response-processing template="https://example.org/mine"/>',
        "",
    ],
)
def test_rules_that_are_not_understood_exactly_leave_the_item_out(processing: str) -> None:
    assert fatal(single(body=ENTRY, declared=NUMBER, processing=processing))


def test_a_default_that_pays_for_wrong_answers_leaves_the_item_out() -> None:
    outcome = SCORE.replace(
        "/>", "><qti-default-value><qti-value>1</qti-value></qti-default-value></qti-outcome-declaration>"
    )
    match = '<qti-match><qti-variable identifier="RESPONSE"/><qti-correct identifier="RESPONSE"/></qti-match>'
    assert fatal(single(outcome=outcome, processing=rule(match, otherwise=None))) == {"outcome SCORE/qti-default-value"}
    assert fatal(single(outcome=outcome, processing=rule(match))) == set()
    assert fatal(single(outcome=outcome)) == set()  # the template itself sets 0


@pytest.mark.parametrize(
    ("body", "construct"),
    [
        (CHOICES + "<p><img src='x.png' alt='x'/></p>", "img"),
        (CHOICES + "<table><tr><td>1</td></tr></table>", "table"),
        ("<qti-order-interaction response-identifier='RESPONSE'/>", "qti-order-interaction"),
        (CHOICES + CHOICES, "interactions"),
        ("<p>nothing to answer</p>", "interactions"),
        (CHOICES.replace('max-choices="1"', 'max-choices="2"'), "qti-choice-interaction"),
        (CHOICES.replace('response-identifier="RESPONSE"', 'response-identifier="OTHER"'), "qti-choice-interaction"),
        (CHOICES.replace('identifier="B"', 'identifier="C"'), "unknown_choice"),
    ],
)
def test_bodies_that_cannot_be_carried_leave_the_item_out(body: str, construct: str) -> None:
    assert construct in fatal(single(body=body))


def test_lesser_losses_are_named_and_the_item_is_kept() -> None:
    body = "<h2>Heading</h2><ul class='x'><li>one</li></ul><p>a<br/>b</p><p>loose</p>stray" + CHOICES.replace(
        'max-choices="1"', 'max-choices="1" min-choices="1" orientation="vertical"'
    )
    outcome = SCORE + '<qti-outcome-declaration identifier="MAXSCORE" cardinality="single" base-type="float"/>'
    data = single(body=body, outcome=outcome, processing=MATCH + "<qti-modal-feedback identifier='f'/>")
    read = read_item(data)
    assert read.item is not None
    assert read.item.stem == ("Heading", "one", "a b", "loose", "stray", "Which is wet?")
    assert constructs(data) == {
        "h2",
        "ul",
        "ul/@class",
        "li",
        "br",
        "em",
        "qti-choice-interaction/@min-choices",
        "qti-choice-interaction/@orientation",
        "outcome MAXSCORE",
        "qti-modal-feedback",
    }


def test_every_unknown_attribute_and_part_is_named() -> None:
    data = single().replace(b'title="Water"', b'title="Water" label="L" tool-name="T"')
    assert {"qti-assessment-item/@label", "qti-assessment-item/@tool-name"} <= constructs(data)
    assert "qti-template-declaration" in fatal(single(outcome=SCORE + "<qti-template-declaration identifier='t'/>"))
    assert "qti-response-declaration" in fatal(single(declared=DECLARED + DECLARED))
    assert "xml:lang" in constructs(single().replace(b' xml:lang="en"', b""))


def test_the_rule_wins_over_a_contradicting_maximum() -> None:
    read = read_item(single(outcome=SCORE.replace("/>", ' normal-maximum="5"/>')))
    assert read.item is not None and read.item.points == 1
    assert "normal-maximum" in {loss.construct for loss in read.losses}


def test_other_versions_are_named_not_guessed() -> None:
    data = b'<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="old"/>'
    read = read_item(data)
    assert read.item is None and read.losses[0].where == "old" and "imsqti_v2p1" in read.losses[0].construct
    assert HEAD.startswith("<?xml")
