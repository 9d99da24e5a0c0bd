"""Schemas of what is taught and marked by people: weeks, assignments, rubrics and the capstone."""

from enum import StrEnum

from pydantic import Field

from practicum.pack.schema_base import Count, Key, Minutes, Percent, Schema, Some, Text, Whole


class Preparation(Schema):
    """What to do before the session; `learning` names the capabilities whose pages it asks to read."""

    text: Text
    minutes: Minutes
    learning: tuple[Key, ...] = ()


class SessionStep(Schema):
    """One timed part of a session. `how` is written for who leads it; `people` says what the others do meanwhile."""

    minutes: Minutes
    title: Text
    purpose: Text | None = None
    how: Text
    people: Text | None = None
    needs: tuple[Text, ...] = ()


class SessionPlan(Schema):
    minutes: Minutes
    plan: Some[SessionStep]


class Week(Schema):
    """weeks/week-<number>.yaml. `make_up` is what a candidate writes who missed the session and saw its recording.

    Everybody has to pass the `lab`; `practice_labs` are offered beside it to whoever wants to practise more.
    """

    number: Count
    title: Text
    aim: Text
    capabilities: Some[Key]
    preparation: Some[Preparation]
    session: SessionPlan
    assignment: Key | None = None
    lab: Key | None = None
    practice_labs: tuple[Key, ...] = ()
    reflection: Text
    make_up: Text | None = None


class PulseQuestion(Schema):
    """One question of pulse.yaml, answered every week on a scale from 1 (`low`) to 5 (`high`).

    `name` labels its mean in a chart.
    """

    key: Key
    name: Text
    text: Text
    low: Text
    high: Text


class Assignment(Schema):
    """assignments/<key>.yaml; `brief` is Markdown."""

    key: Key
    title: Text
    week: Count
    brief: Text
    rubric: Key


class RubricKind(StrEnum):
    """A formative rubric helps to learn; a summative one decides and has a pass mark."""

    FORMATIVE = "formative"
    SUMMATIVE = "summative"


class ScaleStep(Schema):
    level: Whole
    name: Text


class Criterion(Schema):
    """One criterion: its weight in percent, and what each level of the scale looks like."""

    key: Key
    name: Text
    weight: Percent
    descriptors: dict[int, Text]


class Rubric(Schema):
    """rubrics/<key>.yaml. `pass_percent` is the pass mark in percent of the points; summative rubrics only."""

    key: Key
    title: Text
    kind: RubricKind
    scale: tuple[ScaleStep, ...] = Field(min_length=2)
    criteria: Some[Criterion]
    pass_percent: Percent | None = None


class Capstone(Schema):
    """capstone.yaml: the final piece of work; `framing` says in one sentence per role how to look at it."""

    key: Key
    title: Text
    brief: Text
    rubric: Key
    framing: dict[Key, Text]
    words_min: Count
    words_max: Count
