"""A chart of the result of a query: which column names, which counts, and how it is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

from practicum.charts.api import Chart, bar_chart, line_chart
from practicum.kernel.errors import Refusal

Kind = Literal["bars", "lines"]
KINDS: tuple[tuple[Kind, str], ...] = (("bars", "Bars"), ("lines", "Line"))
# More than this nobody reads in one drawing; the table below a line has them all.
MOST = {"bars": 40, "lines": 200}
_LONGEST = 200
_TOO_LARGE = Decimal("1e30")


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """What is drawn: one name and one value of each row, the values as texts or None."""

    kind: Kind
    label: str
    value: str
    names: tuple[str | None, ...]
    values: tuple[str | None, ...]


def draw(drawing: Drawing) -> Chart:
    """Draw it. Refusals: `nothing_to_draw`, `not_numbers` (field `value`)."""
    if len(drawing.names) != len(drawing.values):
        raise Refusal("not_numbers", "There is not one value for each name.", field="value")
    most = MOST[drawing.kind]
    names = [_short(name) for name in drawing.names[:most]]
    values = [_number(value, drawing.value) for value in drawing.values[:most]]
    if all(value is None for value in values):
        raise Refusal(
            "nothing_to_draw",
            f"“{_short(drawing.value)}” holds no number here.",
            field="value",
            mend="Choose a column of numbers.",
        )
    title = f"{_short(drawing.value)} by {_short(drawing.label)}"
    more = len(drawing.names) - most
    desc = f"The first {most} of {len(drawing.names)} rows." if more > 0 else ""
    if drawing.kind == "lines":
        return line_chart(
            names,
            [(_short(drawing.value), values)],
            id="result-chart",
            title=title,
            desc=desc,
            head=_short(drawing.label),
        )
    rows = list(zip(names, values, strict=True))
    head = (_short(drawing.label), _short(drawing.value))
    return bar_chart(rows, id="result-chart", title=title, desc=desc, head=head)


def pick_columns(columns: Sequence[str], types: Sequence[str]) -> tuple[int, int] | None:
    """Which column names and which one counts, where nobody has chosen: the first that is no number, and the first number
    after it (or at all). None where there is no number."""
    numbers = [place for place, kind in enumerate(types) if kind == "number"]
    if not numbers:
        return None
    label = next((place for place, kind in enumerate(types) if kind != "number"), 0)
    return label, next((place for place in numbers if place > label), numbers[0])


def _short(text: str | None) -> str:
    text = "–" if text is None else " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _number(text: str | None, column: str) -> Decimal | None:
    if text is None:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Refusal(
            "not_numbers", f"“{_short(column)}” holds no numbers.", field="value", mend="Choose another column."
        ) from None
    if not number.is_finite() or abs(number) > _TOO_LARGE:
        raise Refusal("not_numbers", f"“{_short(column)}” holds a number that cannot be drawn.", field="value")
    return number
