"""Schemas of labs: the data, the tasks of each kind, and the ways that lead to right and to wrong answers. All secret."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, Strict

from practicum.pack.schema_base import Count, Key, Level, Minutes, Percent, Schema, Some, Text, Whole

Decimals = Annotated[int, Strict(), Field(ge=0, le=12)]
Tolerance = Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]
TolerancePercent = Annotated[Decimal, Field(ge=0, le=100, allow_inf_nan=False)]
# The names of tables and of their columns, as SQL and spreadsheets write them.
Name = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=60)]


class Query(Schema):
    """One SELECT over the tables of the lab, in the dialect of DuckDB."""

    sql: Text


class Way(Schema):
    """How an answer is computed: a query, or an analysis of the FOCUS library by name. Exactly one of the two."""

    sql: Text | None = None
    analysis: Text | None = None


class CreditedWay(Way):
    """A known wrong way to a single answer. `credit_percent` is what it earns; `feedback` names it to the learner."""

    key: Key
    feedback: Text
    credit_percent: Annotated[Percent, Field(le=99)] = 0


class BoundedWay(Way):
    """A known wrong way to an answer of many parts, which are scored by their rule: never above `most_percent`."""

    key: Key
    feedback: Text
    most_percent: Annotated[Percent, Field(le=99)] = 90


class Hint(Schema):
    """A help that the learner may open; it takes `costs` points off what the task earns."""

    text: Text
    costs: Whole


class Truth(Schema):
    """What the simulator planted, and what the solution must equal: the members named by `field` (or the plain list, or
    the keys of a mapping), those that match `where`; for a number the sum of a field, or how many there are."""

    name: Text
    field: Text | None = None
    where: dict[str, Text] = {}
    sum: Text | None = None


class LabOption(Schema):
    key: Key
    text: Text


class Near(Schema):
    """An answer that is not right but within so many percent of it earns a share of the points."""

    within_percent: TolerancePercent
    credit_percent: Annotated[Percent, Field(ge=1, le=99)]


class TableColumn(Schema):
    """A column of a table to hand in: a key, a number (it has a unit) or a text."""

    name: Name
    key: bool = False
    unit: Text | None = None
    decimals: Decimals = 2
    tolerance_percent: TolerancePercent = Decimal(0)


class _TaskBase(Schema):
    """What every task has. `definition` says which rows, which cost column, which period and when to round.

    Blueprint cell: `area`, `capability` (that of the lab unless the task says another) and `level`.
    """

    key: Key
    capability: Key | None = None
    area: Key
    level: Level
    question: Text
    definition: Text
    points: Count
    hints: tuple[Hint, ...] = ()
    solution: Way
    truth: Truth | None = None
    material: Key


class NumberTask(_TaskBase):
    """`decimals` is how many the question asks for: the right answer rounded to them is right in any case."""

    kind: Literal["number"]
    unit: Text
    decimals: Decimals = 2
    tolerance: Tolerance | None = None
    tolerance_percent: TolerancePercent | None = None
    near: Near | None = None
    wrong_methods: tuple[CreditedWay, ...] = ()


class ChoiceTask(_TaskBase):
    """One of `options`, of the names that the query `choices` gives, or of the candidates that the analysis brings."""

    kind: Literal["choice"]
    choices: Query | None = None
    options: tuple[LabOption, ...] = ()
    wrong_methods: tuple[CreditedWay, ...] = ()


class SetTask(_TaskBase):
    """Which members: `column` is what they are called, `among` everything that could be named."""

    kind: Literal["set"]
    column: Name
    among: Query | None = None
    partial: bool = True
    wrong_methods: tuple[BoundedWay, ...] = ()


class TableTask(_TaskBase):
    kind: Literal["table"]
    columns: Some[TableColumn]
    partial: bool = True
    wrong_methods: tuple[BoundedWay, ...] = ()


class SqlTask(_TaskBase):
    """The learner's query is right when its result is that of the solution, by whatever way."""

    kind: Literal["sql"]
    ordered: bool = False
    named: bool = False
    decimals: Decimals = 2
    tolerance_percent: TolerancePercent = Decimal(0)
    partial: bool = True
    starter: str = ""
    wrong_methods: tuple[BoundedWay, ...] = ()


class DecisionTask(_TaskBase):
    """A choice with a written rationale. A person gives `rationale_points` of the `points` on the rubric."""

    kind: Literal["decision"]
    options: Annotated[tuple[LabOption, ...], Field(min_length=2)]
    rationale_points: Count
    rubric: Key
    words_min: Count = 50
    wrong_methods: tuple[CreditedWay, ...] = ()


AnyTask = NumberTask | ChoiceTask | SetTask | TableTask | SqlTask | DecisionTask
LabTask = Annotated[AnyTask, Field(discriminator="kind")]


class LabData(Schema):
    """What the data of a variant are made from, and which of its tables the learner gets."""

    scenario: Text
    months: Annotated[int, Strict(), Field(ge=1, le=36)]
    rows: Annotated[int, Strict(), Field(ge=100, le=1_000_000)]
    tables: Some[Name] = ("cost_and_usage",)


class Lab(Schema):
    """labs/<key>.yaml. Holds the ways to the answers, so it is never shown whole to a candidate."""

    key: Key
    title: Text
    version: Text
    role: Key
    capability: Key
    minutes: Minutes
    case: Text
    data: LabData
    tasks: Some[LabTask]
