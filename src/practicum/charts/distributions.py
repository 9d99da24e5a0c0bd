"""How values spread: a histogram, and points with their intervals."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from practicum.charts.bars import NO_DATA
from practicum.charts.chart import SMALL, TEXT, WIDTH, Chart, Table, draw, line, write
from practicum.charts.markup import Xml, element, shorten, width_of
from practicum.charts.numbers import Number, Scale, check_number, find_ticks, format_number, span_of
from practicum.kernel.errors import Refusal

PLOT = 150.0
ROW = 44.0


def histogram(
    values: Sequence[Number],
    *,
    id: str,
    title: str,
    edges: Sequence[Number] | None = None,
    marker: tuple[str, Number] | None = None,
    desc: str = "",
    unit: str = "",
    decimals: int | None = None,
    head: tuple[str, str] = ("From (to below the next)", "Count"),
    empty: str = NO_DATA,
) -> Chart:
    """Counts of values per bin, each bin from its edge to below the next; the last includes its upper edge.

    Without `edges` there are about eight bins with round edges. `marker` is a labelled line at a value, such as a cut
    score. Raises Refusal where edges do not rise or a value lies outside.
    """
    numbers = [check_number(value) for value in values]
    if not numbers:
        return Chart(svg="", table=Table(caption=title, head=head, rows=()), empty=empty)
    bins = list(edges) if edges is not None else list(find_ticks(*span_of(numbers), about=8))
    bounds = [check_number(edge) for edge in bins]
    if len(bounds) < 2 or any(right <= left for left, right in pairwise(bounds)):
        raise Refusal("invalid_edges", "Edges must be at least two and rise.", field="edges")
    if min(numbers) < bounds[0] or max(numbers) > bounds[-1]:
        raise Refusal("invalid_edges", "A value lies outside the edges.", field="edges")
    counts = [0] * (len(bounds) - 1)
    for number in numbers:
        counts[min(bisect_right(bounds, number), len(counts)) - 1] += 1
    names = [format_number(edge, decimals=decimals, unit=unit) for edge in bins]
    table = Table(
        caption=title,
        head=head,
        rows=tuple(
            (f"{low} to {high}", str(count)) for low, high, count in zip(names, names[1:], counts, strict=False)
        ),
    )
    top = 34.0 if marker else 16.0
    x, y = Scale(bounds[0], bounds[-1], 6, WIDTH - 6), Scale(0, max(counts), top + PLOT, top)
    parts, written = [], []
    for (low, high), count in zip(pairwise(bounds), counts, strict=True):
        left, right = x(low), x(high)
        if count:
            parts.append(_column(left, right, y(count), top + PLOT))
        if count and right - left > width_of(str(count), SMALL):
            place = (left + right) / 2
            written.append(write(str(count), place, y(count) - 4, class_="chart-small chart-halo", anchor="middle"))
    parts.append(line(0, top + PLOT, WIDTH, top + PLOT, class_="chart-axis"))
    parts += _write_axis([(x(bound), name) for bound, name in zip(bounds, names, strict=True)], top + PLOT + 17)
    if marker:
        parts += _mark_value(marker, x, top=16, bottom=top + PLOT, decimals=decimals, unit=unit)
        table = _with_marker(table, marker, decimals=decimals, unit=unit)
    parts += written  # over the marker
    return Chart(svg=draw(parts, id=id, title=title, desc=desc, height=top + PLOT + 26, kind="chart-bins"), table=table)


def dot_interval(
    rows: Sequence[tuple[str, Number | None, Number | None, Number | None, int]],
    *,
    id: str,
    title: str,
    marker: tuple[str, Number] | None = None,
    span: Sequence[Number] = (),
    desc: str = "",
    unit: str = "",
    decimals: int | None = None,
    head: tuple[str, str, str, str, str] = ("Name", "Point", "From", "To", "N"),
    to: str = "to",
    empty: str = NO_DATA,
) -> Chart:
    """Points with their intervals and numbers of cases: rows (label, point, low, high, n).

    `span` holds values that the axis has to reach, such as the ends of a scale. An interval or a point may be None (too
    few cases): the row then says N only. Raises Refusal unless low <= point <= high.
    """
    cells = []
    for name, point, low, high, n in rows:
        known = [check_number(value) for value in (low, point, high) if value is not None]
        if known != sorted(known):
            raise Refusal("invalid_rows", f"{name!r}: the point lies outside its interval.", field="rows")
        cells.append(
            (name, *(format_number(value, decimals=decimals, unit=unit) for value in (point, low, high)), str(n))
        )
    table = Table(caption=title, head=head, rows=tuple(cells))
    values = [value for row in rows for value in row[1:4] if value is not None]
    if not values:
        return Chart(svg="", table=table, empty=empty)
    ticks = find_ticks(*span_of([*values, *span, *([marker[1]] if marker else [])]))
    x, offset = Scale(ticks[0], ticks[-1], 8, WIDTH - 8), 26.0 if marker else 0.0
    bottom = offset + len(rows) * ROW
    parts = [line(x(tick), offset + 4, x(tick), bottom, class_="chart-grid") for tick in ticks]
    if marker:  # under the labels
        parts += _mark_value(marker, x, top=12, bottom=bottom, decimals=decimals, unit=unit)
        table = _with_marker(table, marker, decimals=decimals, unit=unit)
    for index, (row, texts) in enumerate(zip(rows, cells, strict=True)):
        parts += _draw_interval(row, texts, x, top=offset + index * ROW, to=to)
    parts.append(line(0, bottom, WIDTH, bottom, class_="chart-axis"))
    parts += _write_axis([(x(tick), format_number(tick, unit=unit)) for tick in ticks], bottom + 17)
    return Chart(svg=draw(parts, id=id, title=title, desc=desc, height=bottom + 26, kind="chart-dots"), table=table)


def _column(left: float, right: float, top: float, bottom: float) -> Xml:
    width = max(right - left - 1.5, 0.5)
    shape = {"x": left + 0.75, "y": top, "width": width, "height": bottom - top}
    return element("rect", **shape, class_="chart-bar chart-series-1", fill="currentColor")


def _draw_interval(
    row: tuple[str, Number | None, Number | None, Number | None, int],
    texts: Sequence[str],
    x: Scale,
    *,
    top: float,
    to: str,
) -> list[Xml]:
    _, point, low, high, _ = row
    name, at, start, end, n = texts
    whole = point is not None and low is not None and high is not None
    said = f"{at} ({start} {to} {end}), N = {n}" if whole else ""
    said = said or (f"{at}, N = {n}" if point is not None else f"N = {n}")
    said = shorten(said, WIDTH * 0.62, SMALL)
    room = WIDTH - width_of(said, SMALL) - 12
    y = top + 29
    parts = [
        write(shorten(name, room, TEXT), 0, top + 14, class_="chart-label chart-halo"),
        write(said, WIDTH, top + 14, class_="chart-small chart-halo", anchor="end"),
    ]
    if low is not None and high is not None:
        parts.append(line(x(low), y, x(high), y, class_="chart-interval"))
        parts += [line(x(value), y - 5, x(value), y + 5, class_="chart-interval") for value in (low, high)]
    if point is not None:
        parts.append(
            element("circle", cx=x(point), cy=y, r="5", class_="chart-dot chart-series-1", fill="currentColor")
        )
    return parts


def _write_axis(places: Sequence[tuple[float, str]], y: float) -> list[Xml]:
    """Names under the axis, leaving out those that would touch the one before."""
    written, free = [], 0.0
    for place, name in places:
        text = shorten(name, 120, SMALL)
        half = width_of(text, SMALL) / 2
        x = min(max(place, half), WIDTH - half)
        if x - half >= free:
            written.append(write(text, x, y, class_="chart-small", anchor="middle"))
            free = x + half + 6
    return written


def _mark_value(
    marker: tuple[str, Number], x: Scale, *, top: float, bottom: float, decimals: int | None, unit: str
) -> list[Xml]:
    name, value = marker
    check_number(value)
    text = shorten(f"{name} {format_number(value, decimals=decimals, unit=unit)}", WIDTH, SMALL)
    half = width_of(text, SMALL) * 0.58  # bold
    return [
        line(x(value), top, x(value), bottom, class_="chart-marker-halo"),
        line(x(value), top, x(value), bottom, class_="chart-marker"),
        write(
            text,
            min(max(x(value), half), WIDTH - half),
            top - 4,
            class_="chart-small chart-strong",
            anchor="middle",
        ),
    ]


def _with_marker(table: Table, marker: tuple[str, Number], *, decimals: int | None, unit: str) -> Table:
    blank = ("",) * (len(table.head) - 2)
    row = (marker[0], format_number(marker[1], decimals=decimals, unit=unit), *blank)
    return Table(caption=table.caption, head=table.head, rows=(*table.rows, row))
