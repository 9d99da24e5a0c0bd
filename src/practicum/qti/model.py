"""The items that this library carries: three kinds of interaction, each with its key."""

import re
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Literal

from practicum.kernel.errors import Refusal

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]{0,127}", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)
# What XML 1.0 can carry, less the carriage return (a parser turns it into a line feed).
_UNWRITABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

EXACT = 250
"""Decimal digits in which sums and products of numbers that pass `check_number` stay exact."""

ToleranceMode = Literal["exact", "absolute", "relative"]


def check_identifier(value: str, *, field: str) -> None:
    """A QTI identifier: a letter or underscore, then letters, digits, `_`, `-` and `.`."""
    if not _IDENTIFIER.fullmatch(value):
        raise Refusal("bad_identifier", f"{value!r} is not a QTI identifier.", field=field)


def check_text(value: str, *, field: str) -> None:
    """Text that survives XML unchanged and says something."""
    if _UNWRITABLE.search(value):
        raise Refusal("unwritable_text", f"{field} holds a character that XML cannot carry.", field=field)
    if not value.strip(" \t\n"):
        raise Refusal("empty_text", f"{field} is empty.", field=field)


def check_number(value: Decimal, *, field: str) -> None:
    """A finite decimal of sane size: at most 40 digits, exponent within 40."""
    digits = value.as_tuple()
    if not isinstance(digits.exponent, int) or len(digits.digits) > 40 or abs(digits.exponent) > 40:
        raise Refusal("bad_number", f"{field} is not a number of at most 40 digits.", field=field)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One option. `fixed` keeps its place when the others are shuffled."""

    identifier: str
    text: str
    fixed: bool = False

    def __post_init__(self) -> None:
        check_identifier(self.identifier, field="identifier")
        check_text(self.text, field="text")


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """Points per chosen option (`entries`), `default` for an option not listed; the sum is held to the two bounds."""

    entries: tuple[tuple[str, Decimal], ...]
    default: Decimal = Decimal(0)
    lower_bound: Decimal | None = None
    upper_bound: Decimal | None = None

    def __post_init__(self) -> None:
        for number in (*(value for _, value in self.entries), self.default, self.lower_bound, self.upper_bound):
            if number is not None:
                check_number(number, field="mapping")
        if len({key for key, _ in self.entries}) != len(self.entries):
            raise Refusal("entry_twice", "A mapping lists an option twice.", field="mapping")
        if self.lower_bound is not None and self.upper_bound is not None and self.lower_bound > self.upper_bound:
            raise Refusal("bounds_crossed", "The mapping's lower bound lies above its upper bound.", field="mapping")

    def points_of(self, chosen: frozenset[str]) -> Decimal:
        """The score of a set of options."""
        listed = dict(self.entries)
        with localcontext() as context:
            context.prec = EXACT
            total = sum((listed.get(option, self.default) for option in chosen), start=Decimal(0))
        if self.lower_bound is not None:
            total = max(total, self.lower_bound)
        return total if self.upper_bound is None else min(total, self.upper_bound)


@dataclass(frozen=True, kw_only=True)
class SingleChoice:
    """Exactly one of the choices. `correct` is None where the key is withheld."""

    choices: tuple[Choice, ...]
    correct: str | None
    shuffle: bool = False

    def __post_init__(self) -> None:
        _check_choices(self.choices, set() if self.correct is None else {self.correct})


@dataclass(frozen=True, kw_only=True)
class MultipleChoice:
    """Any of the choices, at most `max_choices` (0: no limit).

    Without `mapping` the full points go to exactly the `correct` set. With it the chosen options' points are summed.
    Both are None where the key is withheld.
    """

    choices: tuple[Choice, ...]
    correct: frozenset[str] | None
    mapping: Mapping | None = None
    max_choices: int = 0
    shuffle: bool = False

    def __post_init__(self) -> None:
        if self.correct is not None and not self.correct:
            raise Refusal("empty_key", "A key of no option cannot be told from no answer.", field="correct")
        mapped = set() if self.mapping is None else {key for key, _ in self.mapping.entries}
        _check_choices(self.choices, (self.correct or set()) | mapped)
        if not 0 <= self.max_choices <= len(self.choices):
            raise Refusal("bad_max_choices", "max_choices lies between 0 and the number of choices.", field="choices")
        if self.max_choices and self.correct is not None and len(self.correct) > self.max_choices:
            raise Refusal("key_out_of_reach", "The key needs more choices than may be made.", field="max_choices")


@dataclass(frozen=True, kw_only=True)
class Tolerance:
    """How far below and above the key an answer may lie, ends included: in units of the answer, or in per cent."""

    mode: ToleranceMode = "exact"
    below: Decimal = Decimal(0)
    above: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        if self.mode not in ("exact", "absolute", "relative"):
            raise Refusal("bad_tolerance", "The mode is exact, absolute or relative.", field="tolerance")
        for number in (self.below, self.above):
            check_number(number, field="tolerance")
            if number < 0 or (self.mode == "exact" and number != 0):
                raise Refusal("bad_tolerance", "A tolerance is not negative, and 0 when exact.", field="tolerance")


@dataclass(frozen=True, kw_only=True)
class NumericEntry:
    """A number typed in. `correct` and `tolerance` are None where the key is withheld."""

    correct: Decimal | None
    tolerance: Tolerance | None = Tolerance()

    def __post_init__(self) -> None:
        if self.correct is not None:
            check_number(self.correct, field="correct")
        if (self.correct is None) != (self.tolerance is None):
            raise Refusal("half_a_key", "Key and tolerance are withheld together.", field="tolerance")


Interaction = SingleChoice | MultipleChoice | NumericEntry


@dataclass(frozen=True, kw_only=True)
class QtiItem:
    """One item. `stem`: paragraphs of plain text, each kept to the last blank. `points`: the most it can score."""

    identifier: str
    title: str
    stem: tuple[str, ...]
    interaction: Interaction
    points: Decimal = Decimal(1)
    language: str = "en"

    def __post_init__(self) -> None:
        check_identifier(self.identifier, field="identifier")
        check_text(self.title, field="title")
        if "\n" in self.title or "\t" in self.title:
            raise Refusal("bad_title", "A title is one line without tabs.", field="title")
        if not self.stem:
            raise Refusal("empty_text", "An item needs a stem.", field="stem")
        for paragraph in self.stem:
            check_text(paragraph, field="stem")
        if not _LANGUAGE.fullmatch(self.language):
            raise Refusal("bad_language", f"{self.language!r} is not a language tag.", field="language")
        check_number(self.points, field="points")
        if self.points <= 0:
            raise Refusal("bad_points", "An item is worth more than 0 points.", field="points")
        most = best_score(self.interaction)
        if most is not None and most != self.points:
            raise Refusal("points_differ", f"The mapping yields at most {most}, not {self.points}.", field="points")


def has_key(item: QtiItem) -> bool:
    """Whether the item can be scored."""
    kind = item.interaction
    return kind.correct is not None or (isinstance(kind, MultipleChoice) and kind.mapping is not None)


def without_key(item: QtiItem) -> QtiItem:
    """The same item as a learner may see it."""
    kind = item.interaction
    shown: Interaction
    if isinstance(kind, SingleChoice):
        shown = SingleChoice(choices=kind.choices, shuffle=kind.shuffle, correct=None)
    elif isinstance(kind, MultipleChoice):
        shown = MultipleChoice(choices=kind.choices, shuffle=kind.shuffle, max_choices=kind.max_choices, correct=None)
    else:
        shown = NumericEntry(correct=None, tolerance=None)
    return QtiItem(
        identifier=item.identifier,
        title=item.title,
        stem=item.stem,
        interaction=shown,
        points=item.points,
        language=item.language,
    )


def best_score(kind: Interaction) -> Decimal | None:
    """The most points a mapping can yield within `max_choices`; None where there is no mapping."""
    if not isinstance(kind, MultipleChoice) or kind.mapping is None:
        return None
    listed = dict(kind.mapping.entries)
    gains = sorted(((listed.get(c.identifier, kind.mapping.default), c.identifier) for c in kind.choices), reverse=True)
    reachable = [code for _, code in gains[: kind.max_choices or len(gains)]]
    return max(kind.mapping.points_of(frozenset(reachable[:size])) for size in range(1, len(reachable) + 1))


def _check_choices(choices: tuple[Choice, ...], named: set[str] | frozenset[str]) -> None:
    codes = [choice.identifier for choice in choices]
    if len(codes) < 2:
        raise Refusal("too_few_choices", "A choice needs at least two options.", field="choices")
    if len(set(codes)) != len(codes):
        raise Refusal("choice_twice", "Two options share an identifier.", field="choices")
    if not named <= set(codes):
        raise Refusal("unknown_choice", f"The key names {sorted(named - set(codes))[0]!r}, no option.", field="correct")
