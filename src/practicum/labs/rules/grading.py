"""Points and feedback. The feedback names the way that led to an answer, never the answer that was sought."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any, Literal

from pydantic import TypeAdapter

from practicum.labs.rules.answers import Answer
from practicum.labs.rules.tasks import Task, TaskKey

# A lab is passed from this share of the points of its variant on. The pack sets no threshold of its own.
PASS_PERCENT = 70

RIGHT = "This is what the file says."
BLANK = "You gave no answer."
WRONG = (
    "This is not what the file says. Read the definition in the task again: which rows count, which cost column, and "
    "when to round."
)


@dataclass(frozen=True, kw_only=True)
class TaskGrade:
    """The grade of one task. `method` is the key of the wrong method that the answer reveals, or empty."""

    task: str
    outcome: Literal["right", "wrong", "blank"]
    points: int
    points_max: int
    method: str = ""
    feedback: str
    material: str


@dataclass(frozen=True, kw_only=True)
class Grade:
    """The grade of a submission."""

    tasks: tuple[TaskGrade, ...]

    @property
    def points(self) -> int:
        return sum(task.points for task in self.tasks)

    @property
    def points_max(self) -> int:
        return sum(task.points_max for task in self.tasks)

    @property
    def is_passed(self) -> bool:
        return 100 * self.points >= PASS_PERCENT * self.points_max


_FEEDBACK = TypeAdapter(tuple[TaskGrade, ...])


def write_feedback(grade: Grade) -> list[Any]:
    return list(_FEEDBACK.dump_python(grade.tasks, mode="json"))


def read_feedback(stored: list[Any]) -> Grade:
    return Grade(tasks=_FEEDBACK.validate_python(stored))


def grade_answers(tasks: Iterable[Task], keys: Mapping[str, TaskKey], answers: Mapping[str, Answer]) -> Grade:
    """Grade read answers (see `answers.read_answers`) against the keys. Pure: the same answers give the same grade."""
    return Grade(tasks=tuple(grade_task(task, keys[task.key], answers.get(task.key)) for task in tasks))


def grade_task(task: Task, key: TaskKey, answer: Answer) -> TaskGrade:
    """All points for the right answer, none for another. A wrong answer that just one named method gives reveals it."""

    def graded(outcome: Literal["right", "wrong", "blank"], feedback: str, method: str = "") -> TaskGrade:
        return TaskGrade(
            task=task.key,
            outcome=outcome,
            points=task.points if outcome == "right" else 0,
            points_max=task.points,
            method=method,
            feedback=feedback,
            material=task.material,
        )

    if answer is None:
        return graded("blank", BLANK)
    if is_same(task, key.value, answer):
        return graded("right", RIGHT)
    revealed = [wrong for wrong in key.wrong if is_same(task, wrong.value, answer)]
    if len(revealed) == 1:
        return graded("wrong", revealed[0].feedback, revealed[0].method)
    return graded("wrong", WRONG)


def is_same(task: Task, value: str, answer: Answer) -> bool:
    """Whether an answer is `value` as far as the task's tolerance goes."""
    if isinstance(answer, Decimal) and task.kind == "number":
        low, high = span_of(task, value)
        return low <= answer <= high
    return answer == value


def span_of(task: Task, value: str) -> tuple[Decimal, Decimal]:
    """The numbers that count as `value`: within the tolerance, and at least all that rounding as asked may give."""
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(value)
        by_tolerance = abs(exact) * task.tolerance_percent / 100
        by_rounding = Decimal(5).scaleb(-task.decimals - 1)
        room = max(by_tolerance, by_rounding)
        return exact - room, exact + room
