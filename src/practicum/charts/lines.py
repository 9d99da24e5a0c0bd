"""Lines over an ordered axis: weeks, forms, releases."""

from collections.abc import Sequence

from practicum.charts.bars import NO_DATA
from practicum.charts.chart import SMALL, WIDTH, Chart, Table, draw, line, write
from practicum.charts.markup import Xml, element, shorten, width_of
from practicum.charts.numbers import Number, Scale, find_ticks, format_number, span_of
from practicum.charts.series import DASHES, legend, mark_at, series_class
from practicum.kernel.errors import Refusal

PLOT = 190.0


def line_chart(
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[Number | None]]],
    *,
    id: str,
    title: str,
    desc: str = "",
    unit: str = "",
    decimals: int | None = None,
    from_zero: bool = False,
    head: str = "Point",
    empty: str = NO_DATA,
) -> Chart:
    """One line per series (name, one value or None for each label). None leaves a gap.

    Lines differ by dash and mark beside colour. The axis starts at the data unless `from_zero`.
    """
    for name, values in series:
        if len(values) != len(labels):
            raise Refusal(
                "invalid_series", f"{name!r} has {len(values)} values for {len(labels)} labels.", field="series"
            )
    table = Table(
        caption=title,
        head=(head, *(name for name, _ in series)),
        rows=tuple(
            (label, *(format_number(values[i], decimals=decimals, unit=unit) for _, values in series))
            for i, label in enumerate(labels)
        ),
    )
    known = [value for _, values in series for value in values if value is not None]
    if not known:
        return Chart(svg="", table=table, empty=empty)
    parts: list[Xml] = []
    top = 8.0
    if len(series) > 1:
        key, top = legend([name for name, _ in series], _swatch, top=0)
        parts.append(key)
        top += 8
    ticks = find_ticks(*span_of(known, zero=from_zero))
    names = [shorten(format_number(tick, unit=unit), 90, SMALL) for tick in ticks]
    left = max(width_of(name, SMALL) for name in names) + 8
    y = Scale(ticks[0], ticks[-1], top + PLOT, top)
    for tick, name in zip(ticks, names, strict=True):
        parts += [
            line(left, y(tick), WIDTH, y(tick), class_="chart-grid"),
            write(name, left - 8, y(tick) + 4, class_="chart-small", anchor="end"),
        ]
    step = (WIDTH - left - 24) / max(len(labels) - 1, 1)
    xs = [left + 12 + step * index if len(labels) > 1 else (left + WIDTH) / 2 for index in range(len(labels))]
    parts += _write_labels(labels, xs, top + PLOT + 18, left)
    for index, (_, values) in enumerate(series):
        parts += _draw_line(index, [(x, y(v)) if v is not None else None for x, v in zip(xs, values, strict=True)])
    height = top + PLOT + 26
    return Chart(svg=draw(parts, id=id, title=title, desc=desc, height=height, kind="chart-lines"), table=table)


def _draw_line(index: int, points: Sequence[tuple[float, float] | None]) -> list[Xml]:
    runs: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    drawn = [
        element(
            "polyline",
            points=" ".join(f"{x:.2f},{y:.2f}" for x, y in run),
            class_=f"chart-path {series_class(index)}",
            fill="none",
            stroke="currentColor",
            stroke_dasharray=DASHES[index % len(DASHES)],
        )
        for run in runs
        if len(run) > 1
    ]
    return drawn + [mark_at(index, x, y) for run in runs for x, y in run]


def _write_labels(labels: Sequence[str], xs: Sequence[float], y: float, left: float) -> list[Xml]:
    """As many labels as fit, evenly spaced, the first always."""
    widest = min(max(width_of(label, SMALL) for label in labels), 110.0)
    every = max(1, -(-int((widest + 10) * len(labels)) // int(WIDTH - left)))
    written = []
    for index in range(0, len(labels), every):
        text = shorten(labels[index], 110, SMALL)
        half = width_of(text, SMALL) / 2
        # the ends stay inside the drawing
        x = min(max(xs[index], half), WIDTH - half)
        written.append(write(text, x, y, class_="chart-small", anchor="middle"))
    return written


def _swatch(index: int, x: float, y: float) -> Xml:
    return Xml(
        element(
            "line",
            x1=x, y1=y, x2=x + 22, y2=y,
            class_=f"chart-path {series_class(index)}",
            stroke="currentColor",
            stroke_dasharray=DASHES[index % len(DASHES)],
        )
        + mark_at(index, x + 11, y)
    )  # fmt: skip
