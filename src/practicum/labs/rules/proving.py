"""The proof before issue: what must be right scores, what must not does not, and wrong ways are told apart."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from itertools import pairwise

from practicum.labs.rules.answers import Answer
from practicum.labs.rules.grading import grade_answers, grade_task, span_of
from practicum.labs.rules.tasks import Task, TaskKey

FEWEST_CHOICES = 3


def find_flaw(task: Task, key: TaskKey) -> str:
    """Why this task cannot be graded fairly with this key, in a sentence for people; empty when it is proven.

    Shown: the right answer scores full, in all its digits and rounded as asked; a blank scores 0, and so does a zero;
    each named wrong answer scores 0 and reveals its own method, no answer counts as two of them.
    """
    if task.kind == "choice" and len(task.choices) < FEWEST_CHOICES:
        return f"The bill leaves {len(task.choices)} to choose from; {FEWEST_CHOICES} are needed."
    if any(grade_task(task, key, answer).points != task.points for answer in _spellings(task, key.value)):
        return "The right answer would not score in full."
    if grade_task(task, key, None).points:
        return "A blank would score."
    if task.kind == "number" and grade_task(task, key, Decimal(0)).points:
        return "The answer on this bill is 0 as far as the task looks, so there is nothing to find out."
    for wrong in key.wrong:
        for answer in _spellings(task, wrong.value):
            if grade_task(task, key, answer).points:
                return f"The wrong method “{_words(wrong.method)}” gives the right answer on this bill."
            if grade_task(task, key, answer).method != wrong.method:
                return f"On this bill the wrong method “{_words(wrong.method)}” cannot be told apart from another one."
    return _find_overlap(task, key)


def proves_whole(tasks: Iterable[Task], keys: Mapping[str, TaskKey]) -> bool:
    """Whether the reference solution scores all points of the variant, and an empty submission none."""
    shown = tuple(tasks)
    reference: dict[str, Answer] = {
        task.key: Decimal(keys[task.key].value) if task.kind == "number" else keys[task.key].value for task in shown
    }
    full, blank = grade_answers(shown, keys, reference), grade_answers(shown, keys, {})
    return full.points == full.points_max > 0 and full.is_passed and blank.points == 0 and not blank.is_passed


def _find_overlap(task: Task, key: TaskKey) -> str:
    """Two answers whose tolerances meet: a number between them would count as both."""
    if task.kind != "number":
        return ""
    named = sorted(
        [(span_of(task, key.value), "the right one"), *((span_of(task, w.value), _words(w.method)) for w in key.wrong)]
    )
    for ((_, end), one), ((start, _), other) in pairwise(named):
        if start <= end:
            return f"On this bill the ways “{one}” and “{other}” give answers too close to tell apart."
    return ""


def _spellings(task: Task, value: str) -> list[Answer]:
    """A value as a person may write it: with all its digits, and rounded as the task asks."""
    if task.kind != "number":
        return [value]
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(value)
        return [exact, exact.quantize(Decimal(1).scaleb(-task.decimals), ROUND_HALF_EVEN)]


def _words(method: str) -> str:
    return method.replace("-", " ")
