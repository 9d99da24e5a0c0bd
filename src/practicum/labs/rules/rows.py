"""Whether two query results are the same, and how many of their rows are: by whatever way somebody got there."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from practicum.labs.rules.grids import Grid, number_in
from practicum.labs.rules.spans import is_within, span
from practicum.labs.rules.tasks import Task

Row = tuple[str | None, ...]
# Beyond so many comparisons rows of equal texts are paired in the order of their numbers instead.
_MOST_PAIRS = 40_000


def match_rows(task: Task, value: Grid, answer: Grid) -> int:
    """How many rows of `answer` are rows of `value`, each counted once; in the same places, where order matters.

    0 where the columns cannot be matched: another number of them, or other names where names matter.
    """
    order = match_columns(task, value, answer)
    if order is None:
        return 0
    given = [tuple(row[place] for place in order) for row in answer.rows]
    if task.ordered:
        return sum(_same(task, value, one, other) for one, other in zip(value.rows, given, strict=False))
    wanted, offered = _by_texts(value, value.rows), _by_texts(value, given)
    return sum(_pair(task, value, wanted[texts], offered[texts]) for texts in wanted.keys() & offered.keys())


def match_columns(task: Task, value: Grid, answer: Grid) -> list[int] | None:
    """For each column of `value` its place in `answer`: by name where all names agree, else by content, else by place."""
    if len(answer.columns) != len(value.columns):
        return None
    names = [name.casefold() for name in answer.columns]
    wanted = [name.casefold() for name in value.columns]
    if sorted(names) == sorted(wanted) and len(set(names)) == len(names):
        return [names.index(name) for name in wanted]
    if task.named:
        return None
    return _by_content(task, value, answer) or list(range(len(names)))


def _by_content(task: Task, value: Grid, answer: Grid) -> list[int] | None:
    """The columns with the same cells, whatever they are called; None unless every column finds one."""
    if len(value.rows) != len(answer.rows):
        return None
    there = [_content(task, answer, place) for place in range(len(answer.columns))]
    order: list[int] = []
    for place in range(len(value.columns)):
        content = _content(task, value, place)
        # The same place first: of two columns with equal content it is the one that was meant.
        found = next(
            (one for one in (place, *range(len(there))) if one not in order and there[one] == content),
            None,
        )
        if found is None:
            return None
        order.append(found)
    return order


def _content(task: Task, grid: Grid, place: int) -> list[str]:
    return sorted(_rounded(task, cell) for cell in grid.column(place))


def _rounded(task: Task, cell: str | None) -> str:
    number = number_in(cell)
    if number is None:
        return f"text {cell}" if cell is not None else "none"
    with localcontext() as context:
        context.prec = 60
        return f"{number.quantize(Decimal(1).scaleb(-task.decimals), ROUND_HALF_EVEN).normalize():f}"


def _by_texts(value: Grid, rows: Sequence[Row]) -> dict[Row, list[Row]]:
    """Rows by those of their cells that are compared exactly."""
    places = [place for place, kind in enumerate(value.types) if kind == "text"]
    found: dict[Row, list[Row]] = defaultdict(list)
    for row in rows:
        found[tuple(row[place] for place in places)].append(row)
    return found


def _pair(task: Task, value: Grid, wanted: list[Row], offered: list[Row]) -> int:
    """How many rows of equal texts can be paired by their numbers."""
    if len(wanted) * len(offered) > _MOST_PAIRS:
        pairs = zip(sorted(wanted, key=_sorting), sorted(offered, key=_sorting), strict=False)
        return sum(_same(task, value, one, other) for one, other in pairs)
    left = list(wanted)
    for row in offered:
        found = next((place for place, one in enumerate(left) if _same(task, value, one, row)), None)
        if found is not None:
            del left[found]
    return len(wanted) - len(left)


def _sorting(row: Row) -> list[tuple[Decimal, str]]:
    return [(number_in(cell) or Decimal(0), cell or "") for cell in row]


def _same(task: Task, value: Grid, right: Row, given: Row) -> bool:
    return all(
        _same_cell(task, kind == "number", one, other)
        for kind, one, other in zip(value.types, right, given, strict=True)
    )


def _same_cell(task: Task, is_number: bool, right: str | None, given: str | None) -> bool:
    if not is_number or right is None or given is None:
        return right == given
    exact, number = number_in(right), number_in(given)
    if exact is None or number is None:
        return False
    return is_within(number, span(exact, decimals=task.decimals, tolerance_percent=task.tolerance_percent))
