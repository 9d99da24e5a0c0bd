"""How one series differs from the next without colour: pattern, dash, mark. And the legend that says so."""

from collections.abc import Callable, Sequence

from practicum.charts.chart import SMALL, WIDTH, write
from practicum.charts.markup import Xml, element, join, shorten, width_of

COUNT = 6  # after that they repeat
DASHES = (None, "7 4", "2 4", "10 3 2 3", "4 2", "12 5")
_STROKES = (
    "",
    "M-2 2 L2 -2 M0 8 L8 0 M6 10 L10 6",  # rising
    "M0 4 H8",  # level
    "M-2 6 L2 10 M0 0 L8 8 M6 -2 L10 2",  # falling
    "M4 0 V8",  # upright
    "M0 0 L8 8 M8 0 L0 8",  # crossed
)


def series_class(index: int) -> str:
    return f"chart-series-{index % COUNT + 1}"


def patterns(id: str, count: int) -> Xml:
    """<defs> with one pattern per series: the series' colour under lines of the page's surface."""
    return element(
        "defs",
        *(
            element(
                "pattern",
                element("rect", width="8", height="8", fill="currentColor"),
                element("path", d=_STROKES[i], class_="chart-hatch", fill="none") if _STROKES[i] else None,
                id=f"{id}-p{i}",
                width="8",
                height="8",
                patternUnits="userSpaceOnUse",
                class_=series_class(i),
            )
            for i in range(min(count, COUNT))
        ),
    )


def pattern_fill(id: str, index: int) -> str:
    return f"url(#{id}-p{index % COUNT})"


def mark_at(index: int, x: float, y: float, *, r: float = 3.6) -> Xml:
    """The mark of a series: circle, square, triangle, diamond, hollow circle, hollow square."""
    kind = index % COUNT
    shared = {"class_": f"chart-mark {series_class(index)}", "fill": "currentColor", "stroke": "currentColor"}
    if kind >= 4:
        shared["fill"] = "none"
    if kind in (0, 4):
        return element("circle", cx=x, cy=y, r=r, **shared)
    if kind in (1, 5):
        return element("rect", x=x - r + 0.4, y=y - r + 0.4, width=2 * r - 0.8, height=2 * r - 0.8, **shared)
    shape = ((0, -r - 0.6), (r + 0.4, r - 0.4), (-r - 0.4, r - 0.4))
    if kind == 3:
        shape = ((0, -r - 0.8), (r + 0.8, 0), (0, r + 0.8), (-r - 0.8, 0))  # type: ignore[assignment]
    return element("polygon", points=" ".join(f"{x + dx:.2f},{y + dy:.2f}" for dx, dy in shape), **shared)


def legend(names: Sequence[str], swatch: Callable[[int, float, float], Xml], *, top: float) -> tuple[Xml, float]:
    """Names with their swatches, as many to a row as fit; returns the drawing and where it ends."""
    x, y, parts = 0.0, top + 10, []
    for index, name in enumerate(names):
        text = shorten(name, WIDTH - 30, SMALL)
        room = 28 + width_of(text, SMALL) + 14
        if x and x + room > WIDTH:
            x, y = 0.0, y + 19
        parts += [swatch(index, x, y - 4), write(text, x + 28, y, class_="chart-small")]
        x += room
    return join(parts), y + 8
