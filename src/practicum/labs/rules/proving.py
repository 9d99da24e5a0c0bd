"""The proof before issue: what must be right scores, what must not does not, and wrong ways are told apart."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from itertools import pairwise

from practicum.labs.rules.answers import Answer, Decision
from practicum.labs.rules.grading import grade_answers, grade_task
from practicum.labs.rules.grids import Grid, folded
from practicum.labs.rules.scoring import span_of
from practicum.labs.rules.tasks import MANY_PARTS, Task, TaskKey, Value, WrongAnswer

FEWEST_CHOICES = {"choice": 3, "decision": 2}
MOST_MEMBERS = 200
MOST_TABLE_ROWS = 100
MOST_RESULT_ROWS = 1_000
MOST_RESULT_COLUMNS = 20
# What takes no work may not earn half of the points.
IDLE_SHARE = Decimal("0.5")


def find_flaw(
    task: Task, key: TaskKey, *, most: Mapping[str, int] | None = None, among: Iterable[str] | None = None
) -> str:
    """Why this task cannot be graded fairly with this key, in a sentence for people; empty when it is proven.

    Shown: the right answer scores full, in all its digits and rounded as asked; a blank scores 0, and what takes no work
    (a zero, all that could be named, zeros in a table) little; each named wrong answer earns what the task says and not
    more (`most`: method -> percent, of answers of many parts), reveals its own method, and none counts as two of them.
    """
    if flaw := _find_fault_of_key(task, key.value):
        return flaw
    if any(grade_task(task, key, answer).points != task.answer_points for answer in spellings(task, key.value)):
        return "The right answer would not score in full."
    if grade_task(task, key, None).points:
        return "A blank would score."
    if flaw := _find_idle_points(task, key, among):
        return flaw
    for wrong in key.wrong:
        if flaw := _find_flaw_of(task, key, wrong, (most or {}).get(wrong.method, 0)):
            return flaw
    return _find_overlap(task, key)


def proves_whole(tasks: Iterable[Task], keys: Mapping[str, TaskKey]) -> bool:
    """Whether the reference solution scores all points that the program gives, and an empty submission none."""
    shown = tuple(tasks)
    reference = {task.key: spellings(task, keys[task.key].value)[0] for task in shown}
    full, blank = grade_answers(shown, keys, reference), grade_answers(shown, keys, {})
    given = sum(task.answer_points for task in shown)
    return full.points == given > 0 and full.may_pass and blank.points == 0 and not blank.may_pass


def spellings(task: Task, value: Value) -> list[Answer]:
    """A value as a person may hand it in: with all its digits, and rounded as the task asks. Of a decision the choice
    comes with a rationale, so that everything that can be earned is."""
    if task.kind == "number" and isinstance(value, str):
        return [Decimal(value), rounded(Decimal(value), task.decimals)]
    if task.kind == "decision" and isinstance(value, str):
        return [Decision(choice=value, rationale="Because.")]
    if isinstance(value, Grid):
        return [value, _rounded_grid(task, value)]
    return [value]


def rounded(exact: Decimal, decimals: int) -> Decimal:
    with localcontext() as context:
        context.prec = 60
        return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)


def gives_option_of(task: Task, key: TaskKey, wrong: WrongAnswer) -> bool:
    """Whether a wrong method gives the right option or that of a method before it. Of a few options that happens: such
    a method cannot be told apart on these data, and is left out of their keys."""
    before = [key.value]
    for one in key.wrong:
        if one is wrong:
            break
        before.append(one.value)
    return wrong.value in before


def _find_fault_of_key(task: Task, value: Value) -> str:
    fewest = FEWEST_CHOICES.get(task.kind)
    if fewest is not None:
        if len(task.choices) < fewest:
            return f"The data leave {len(task.choices)} to choose from; {fewest} are needed."
        if value not in task.choice_keys:
            return "The right answer is not among the choices."
    if isinstance(value, tuple) and len(value) > MOST_MEMBERS:
        return f"The answer has {len(value)} members; {MOST_MEMBERS} are the most."
    if task.kind == "table" and isinstance(value, Grid):
        return _find_fault_of_table(task, value)
    if task.kind == "sql" and isinstance(value, Grid) and len(value.columns) > MOST_RESULT_COLUMNS:
        return f"The result has {len(value.columns)} columns; {MOST_RESULT_COLUMNS} are the most."
    return ""


def _find_fault_of_table(task: Task, value: Grid) -> str:
    if len(value.rows) > MOST_TABLE_ROWS:
        return f"The answer has {len(value.rows)} rows; {MOST_TABLE_ROWS} are the most."
    if any(cell is None for row in value.rows for cell in row):
        return "A cell of the answer has no value on these data."
    keys = [place for place, column in enumerate(task.columns) if column.is_key]
    named = [tuple(folded(row[place] or "") for place in keys) for row in value.rows]
    return "Two rows of the answer have the same key." if len(set(named)) < len(named) else ""


def _find_idle_points(task: Task, key: TaskKey, among: Iterable[str] | None) -> str:
    if task.kind == "number" and grade_task(task, key, Decimal(0)).points:
        return "The answer on these data is 0 as far as the task looks, so there is nothing to find out."
    limit = IDLE_SHARE * task.answer_points
    if among is not None and isinstance(key.value, tuple):
        everything = tuple(among)
        if {folded(one) for one in key.value} - {folded(one) for one in everything}:
            return "The answer names something that is not among what could be named."
        if grade_task(task, key, everything).points >= limit:
            return "Whoever names everything would have half of the points."
    if task.kind == "table" and isinstance(key.value, Grid):
        idle = [tuple(_idle(task, place, cell) for place, cell in enumerate(row)) for row in key.value.rows]
        zeros = Grid(columns=key.value.columns, types=key.value.types, rows=tuple(idle))
        if grade_task(task, key, zeros).points >= limit:
            return "Whoever writes 0 everywhere would have half of the points."
    return ""


def _idle(task: Task, place: int, cell: str | None) -> str | None:
    column = task.columns[place]
    return cell if column.is_key else "0"


def _find_flaw_of(task: Task, key: TaskKey, wrong: WrongAnswer, most_percent: int) -> str:
    words = _words(wrong.method)
    for answer in spellings(task, wrong.value):
        grade = grade_task(task, key, answer)
        if grade.outcome == "right":
            return f"The wrong method “{words}” gives the right answer on these data."
        if grade.method != wrong.method:
            return f"On these data the wrong method “{words}” cannot be told apart from another one."
        if task.kind in MANY_PARTS and 100 * grade.points > most_percent * task.answer_points:
            return f"On these data the wrong method “{words}” would earn {grade.points} of {task.answer_points} points."
    return ""


def _find_overlap(task: Task, key: TaskKey) -> str:
    """Two answers whose tolerances meet: a number between them would count as both."""
    if task.kind != "number":
        return ""
    values = [(key.value, "the right one"), *((wrong.value, _words(wrong.method)) for wrong in key.wrong)]
    named = sorted((span_of(task, value), name) for value, name in values if isinstance(value, str))
    for ((_, end), one), ((start, _), other) in pairwise(named):
        if start <= end:
            return f"On these data the ways “{one}” and “{other}” give answers too close to tell apart."
    return ""


def _rounded_grid(task: Task, value: Grid) -> Grid:
    decimals = {column.name: column.decimals for column in task.columns}
    rows = tuple(
        tuple(
            f"{rounded(Decimal(cell), decimals.get(name, task.decimals)):f}" if kind == "number" and cell else cell
            for name, kind, cell in zip(value.columns, value.types, row, strict=True)
        )
        for row in value.rows
    )
    return Grid(columns=value.columns, types=value.types, rows=rows)


def _words(method: str) -> str:
    return method.replace("-", " ")
