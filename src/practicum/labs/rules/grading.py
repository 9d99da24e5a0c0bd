"""Points and feedback. The feedback names the way that led to an answer, never the answer that was sought."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal, localcontext
from fractions import Fraction
from typing import Any, Literal

from pydantic import TypeAdapter

from practicum.labs.rules.answers import Answer, Decision
from practicum.labs.rules.grids import Grid
from practicum.labs.rules.rows import match_columns
from practicum.labs.rules.scoring import WHOLE, share_of
from practicum.labs.rules.spans import is_within, span
from practicum.labs.rules.tasks import MANY_PARTS, Task, TaskKey, WrongAnswer

# A lab is passed from this share of the points of its variant on. The pack sets no threshold of its own.
PASS_PERCENT = 70
# An answer of many parts reveals the wrong method that it is nearest to, if it is that near.
NEARNESS = Fraction(4, 5)
_CENT = Decimal("0.01")

RIGHT = "This is what the file says."
BLANK = "You gave no answer."
PARTLY = "Part of this is what the file says."
NEAR = "This is near, but not what the file says. Check the period, the rows at the edges, and when you rounded."
WRONG = (
    "This is not what the file says. Read the definition in the task again: which rows count, which cost column, and "
    "when to round."
)
COLUMNS = "The columns of your result are not those that the task asks for: "

Outcome = Literal["right", "partly", "wrong", "blank"]


@dataclass(frozen=True, kw_only=True)
class TaskGrade:
    """The grade of one task. `method` is the key of the wrong method that the answer reveals, or empty.

    `points` are those earned, `hint_points` were taken off for hints that were opened; `waiting_points` are for a
    person to give, at most. `points_max` is the whole task.
    """

    task: str
    outcome: Outcome
    points: Decimal
    points_max: int
    hint_points: Decimal = Decimal(0)
    waiting_points: int = 0
    method: str = ""
    feedback: str
    material: str


@dataclass(frozen=True, kw_only=True)
class Grade:
    """The grade of a submission."""

    tasks: tuple[TaskGrade, ...]

    @property
    def points(self) -> Decimal:
        return sum((task.points for task in self.tasks), Decimal(0))

    @property
    def points_max(self) -> int:
        return sum(task.points_max for task in self.tasks)

    @property
    def waiting_points(self) -> int:
        """What a person may still add, at most."""
        return sum(task.waiting_points for task in self.tasks)

    @property
    def is_passed(self) -> bool:
        return passes(self.points, self.points_max)

    @property
    def may_pass(self) -> bool:
        """Whether it is passed, or what waits for a person could make it so."""
        return passes(self.points + self.waiting_points, self.points_max)


def passes(points: Decimal, points_max: Decimal | int) -> bool:
    return 100 * points >= PASS_PERCENT * points_max


_FEEDBACK = TypeAdapter(tuple[TaskGrade, ...])


def write_feedback(grade: Grade) -> list[Any]:
    return list(_FEEDBACK.dump_python(grade.tasks, mode="json"))


def read_feedback(stored: list[Any]) -> Grade:
    return Grade(tasks=_FEEDBACK.validate_python(stored))


def grade_answers(
    tasks: Iterable[Task],
    keys: Mapping[str, TaskKey],
    answers: Mapping[str, Answer],
    *,
    hint_points: Mapping[str, int] | None = None,
) -> Grade:
    """Grade read answers (see `answers.read_answers`; of queries their results) against the keys.

    `hint_points`: task -> what the hints cost that were opened. Pure: the same answers give the same grade.
    """
    costs = hint_points or {}
    grades = (grade_task(task, keys[task.key], answers.get(task.key)) for task in tasks)
    return Grade(tasks=tuple(_less_hints(grade, costs.get(grade.task, 0)) for grade in grades))


def grade_task(task: Task, key: TaskKey, answer: Answer) -> TaskGrade:
    """All points for the right answer. A wrong one that just one named method gives (or, of many parts, is nearest to)
    reveals it. Part of the points: for a named method as the task says, for a number that is near, for the right parts.
    """
    share = share_of(task, key.value, answer)
    method = None if share == WHOLE else find_method(task, key, answer, share)
    outcome: Outcome = "right" if share == WHOLE else "wrong"
    if answer is None:
        share, outcome, feedback = Fraction(0), "blank", BLANK
    elif share == WHOLE:
        feedback = RIGHT
    elif task.kind in MANY_PARTS:
        share = share if task.partial else Fraction(0)
        outcome = "partly" if share else "wrong"
        feedback = method.feedback if method else _of_columns(task, key, answer) or (PARTLY if share else WRONG)
    elif method:
        share, feedback = Fraction(method.credit_percent, 100), method.feedback
    elif _is_near(task, key, answer):
        share, outcome, feedback = Fraction(task.near_credit_percent, 100), "partly", NEAR
    else:
        feedback = WRONG
    rationale = answer.rationale if isinstance(answer, Decision) else ""
    return TaskGrade(
        task=task.key,
        outcome=outcome,
        points=_points(task.answer_points, share),
        points_max=task.points,
        waiting_points=task.rationale_points if rationale else 0,
        method=method.method if method else "",
        feedback=feedback,
        material=task.material,
    )


def find_method(task: Task, key: TaskKey, answer: Answer, share: Fraction) -> WrongAnswer | None:
    """The one wrong method that the answer reveals; None when there is none, or more than one."""
    if answer is None:
        return None
    near = [(found, wrong) for wrong in key.wrong if (found := share_of(task, wrong.value, answer)) >= NEARNESS]
    best = max((found for found, _ in near), default=Fraction(0))
    nearest = [wrong for found, wrong in near if found == best]
    return nearest[0] if len(nearest) == 1 and best > share else None


def with_rationale(grade: TaskGrade, points: Decimal) -> TaskGrade:
    """The grade with the points that a person gave for the rationale."""
    return replace(grade, points=grade.points + points, waiting_points=0)


def _less_hints(grade: TaskGrade, costs: int) -> TaskGrade:
    taken = min(Decimal(costs), grade.points)
    return replace(grade, points=grade.points - taken, hint_points=taken) if taken else grade


def _points(most: int, share: Fraction) -> Decimal:
    """A share of the points, cut off after two places: all of them only for all of the answer."""
    with localcontext() as context:
        context.prec = 60
        return (Decimal(most * share.numerator) / share.denominator).quantize(_CENT, ROUND_DOWN)


def _is_near(task: Task, key: TaskKey, answer: Answer) -> bool:
    if not task.near_credit_percent or not isinstance(answer, Decimal) or not isinstance(key.value, str):
        return False
    bounds = span(Decimal(key.value), decimals=task.decimals, tolerance_percent=task.near_percent)
    return is_within(answer, bounds)


def _of_columns(task: Task, key: TaskKey, answer: Answer) -> str:
    """For a query: that its result has other columns than the task asks for. How many and, where they are asked for,
    how they are called stands in the question; so this gives nothing away."""
    if task.kind != "sql" or not isinstance(answer, Grid) or not isinstance(key.value, Grid):
        return ""
    if match_columns(task, key.value, answer) is not None:
        return ""
    if len(answer.columns) != len(key.value.columns):
        return f"{COLUMNS}there are {len(answer.columns)}, and {len(key.value.columns)} are asked for."
    return f"{COLUMNS}they have other names."
