"""Schemas of what is kept secret or decides: blueprint, items and the diagnostic test."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from practicum.pack.schema_base import Count, Exact, ItemState, Key, Level, Minutes, Percent, Schema, Some, Text

OptionId = Literal["a", "b", "c", "d", "e"]
Options = Annotated[tuple["Option", ...], Field(min_length=3, max_length=5)]


class BlueprintArea(Schema):
    """One area of the examination: its share of the form in percent, and the capabilities that its items may serve."""

    key: Key
    weight: Percent
    capabilities: Some[Key]


class Blueprint(Schema):
    """blueprint.yaml. `levels` gives for each level the least and the most percent of the form's items."""

    form_length: Count
    minutes: Minutes
    areas: Some[BlueprintArea]
    levels: dict[Level, tuple[Percent, Percent]]


class Option(Schema):
    """One choice; `why` says why it is right, or which misconception it catches."""

    id: OptionId
    text: Text
    why: Text


class _ItemBase(Schema):
    id: Key
    capability: Key
    area: Key
    level: Level
    state: ItemState
    stem: Text
    rationale: Text
    source: Text
    ai_use: Text
    enemies: tuple[Key, ...] = ()


class SingleChoiceItem(_ItemBase):
    kind: Literal["single_choice"]
    options: Options
    key: OptionId


class MultipleChoiceItem(_ItemBase):
    kind: Literal["multiple_choice"]
    options: Options
    key: tuple[OptionId, ...] = Field(min_length=2)


class NumericKey(Schema):
    """Right is every answer within `tolerance` (absolute, in the unit of the value)."""

    value: Exact
    tolerance: Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]
    unit: Text


class NumericItem(_ItemBase):
    kind: Literal["numeric"]
    key: NumericKey


Item = Annotated[SingleChoiceItem | MultipleChoiceItem | NumericItem, Field(discriminator="kind")]


class DiagnosticOption(Schema):
    id: OptionId
    text: Text


class DiagnosticQuestion(Schema):
    """One question of diagnostic.yaml. Secret like an item, and apart from the bank: the test decides on a seat, never on
    a credential."""

    id: Key
    capability: Key
    state: ItemState
    stem: Text
    options: Annotated[tuple[DiagnosticOption, ...], Field(min_length=3, max_length=5)]
    key: OptionId
    rationale: Text
    source: Text
    ai_use: Text
