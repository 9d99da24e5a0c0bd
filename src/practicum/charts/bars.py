"""Bars that lie: a label and its number above each bar, so that long names stay readable on a phone."""

from collections.abc import Sequence

from practicum.charts.chart import TEXT, WIDTH, Chart, Table, draw, line, write
from practicum.charts.markup import Xml, element, shorten, width_of
from practicum.charts.numbers import Number, Scale, check_number, format_number, span_of
from practicum.charts.series import legend, pattern_fill, patterns, series_class
from practicum.kernel.errors import Refusal

ROW = 40.0
BAR = 12.0
NO_DATA = "There is no data for this chart yet."


def bar_chart(
    rows: Sequence[tuple[str, Number | None]],
    *,
    id: str,
    title: str,
    desc: str = "",
    unit: str = "",
    decimals: int | None = None,
    head: tuple[str, str] = ("Name", "Value"),
    empty: str = NO_DATA,
) -> Chart:
    """One bar per row (label, value). Bars start at zero; negative values run to the left; None has no bar.

    `decimals` rounds the text in drawing and table alike. Raises Refusal for NaN, infinities and an unfit `id`.
    """
    texts = [format_number(value, decimals=decimals, unit=unit) for _, value in rows]
    table = Table(
        caption=title, head=head, rows=tuple((name, text) for (name, _), text in zip(rows, texts, strict=True))
    )
    values = [value for _, value in rows if value is not None]
    if not values:
        return Chart(svg="", table=table, empty=empty)
    scale = Scale(*span_of(values, zero=True), 0, WIDTH)
    zero, parts = scale(0), []
    for index, ((name, value), text) in enumerate(zip(rows, texts, strict=True)):
        top = index * ROW
        parts += [*_label(name, text, top), _track(top)]
        if value is not None:
            start, end = sorted((zero, scale(value)))
            parts.append(_bar(start, end, top, class_="chart-bar chart-series-1", fill="currentColor"))
    if 0 < zero < WIDTH:
        parts.append(line(zero, 14, zero, len(rows) * ROW - 4, class_="chart-axis"))
    return Chart(svg=draw(parts, id=id, title=title, desc=desc, height=len(rows) * ROW, kind="chart-bars"), table=table)


def progress_bars(
    rows: Sequence[tuple[str, Number, Number]],
    *,
    id: str,
    title: str,
    desc: str = "",
    decimals: int | None = None,
    head: tuple[str, str, str] = ("Name", "Done", "Of"),
    of: str = "of",
    empty: str = NO_DATA,
) -> Chart:
    """How far each row (label, done, whole) has come. Each bar is as long as its own whole."""
    cells = [
        (name, format_number(done, decimals=decimals), format_number(whole, decimals=decimals))
        for name, done, whole in rows
    ]
    table = Table(caption=title, head=head, rows=tuple(cells))
    if not rows:
        return Chart(svg="", table=table, empty=empty)
    parts = []
    for index, (_, done, whole) in enumerate(rows):
        top, (name, text, total) = index * ROW, cells[index]
        parts += [*_label(name, f"{text} {of} {total}", top), _track(top)]
        if check_number(whole) > 0 and check_number(done) > 0:
            end = Scale(0, float(whole), 0, WIDTH)(done)
            parts.append(_bar(0, end, top, class_="chart-bar chart-series-1", fill="currentColor"))
    return Chart(svg=draw(parts, id=id, title=title, desc=desc, height=len(rows) * ROW, kind="chart-bars"), table=table)


def stacked_bar(
    rows: Sequence[tuple[str, Sequence[Number]]],
    *,
    series: Sequence[str],
    id: str,
    title: str,
    desc: str = "",
    unit: str = "",
    decimals: int | None = None,
    head: str = "Name",
    total: str = "Total",
    empty: str = NO_DATA,
) -> Chart:
    """One bar per row (label, one value for each name of `series`), the parts one after the other.

    All bars share one scale. Each series has a pattern of its own beside its colour. Raises Refusal for a negative part
    or where a row has not one value for each series.
    """
    for name, values in rows:
        if len(values) != len(series):
            raise Refusal("invalid_rows", f"{name!r} has {len(values)} values for {len(series)} series.", field="rows")
        if any(check_number(value) < 0 for value in values):
            raise Refusal("invalid_rows", f"{name!r} has a negative part.", field="rows")
    shares = [[float(value) for value in values] for _, values in rows]
    sums = [_add(values) for _, values in rows]
    texts = [[format_number(value, decimals=decimals, unit=unit) for value in (*v, s)]
             for (_, v), s in zip(rows, sums, strict=True)]  # fmt: skip
    table = Table(
        caption=title,
        head=(head, *series, total),
        rows=tuple((name, *cells) for (name, _), cells in zip(rows, texts, strict=True)),
    )
    if not rows or not series:
        return Chart(svg="", table=table, empty=empty)

    def swatch(index: int, x: float, y: float) -> Xml:
        return element("rect", x=x, y=y - 6, width="20", height="12", rx="2", fill=pattern_fill(id, index))

    key, offset = legend(series, swatch, top=0)
    # scaled down first: the sum of huge parts may be no float
    most = max((part for parts in shares for part in parts), default=0.0) or 1.0
    longest = max(sum(part / most for part in parts) for parts in shares) or 1.0
    drawn = [patterns(id, len(series)), key]
    for index, ((name, _), parts) in enumerate(zip(rows, shares, strict=True)):
        top, x = offset + index * ROW, 0.0
        drawn += [*_label(name, texts[index][-1], top), _track(top)]
        for place, part in enumerate(parts):
            end = x + part / most / longest * WIDTH
            if end - x > 0.05:
                drawn.append(
                    _bar(
                        x, end, top, class_=f"chart-bar chart-part {series_class(place)}", fill=pattern_fill(id, place)
                    )
                )
            x = end
    height = offset + len(rows) * ROW
    return Chart(svg=draw(drawn, id=id, title=title, desc=desc, height=height, kind="chart-bars"), table=table)


def _add(values: Sequence[Number]) -> Number:
    """The exact sum: whole numbers and Decimals stay what they are."""
    total: Number = 0
    for value in values:
        total = float(total) + float(value) if isinstance(value, float) or isinstance(total, float) else total + value
    return total


def _label(name: str, text: str, top: float) -> tuple[Xml, Xml]:
    text = shorten(text, WIDTH * 0.5, TEXT)
    room = WIDTH - width_of(text, TEXT) - 12
    return (
        write(shorten(name, room, TEXT), 0, top + 13),
        write(text, WIDTH, top + 13, class_="chart-value", anchor="end"),
    )


def _track(top: float) -> Xml:
    return element("rect", x=0.0, y=top + 20, width=WIDTH, height=BAR, rx="2", class_="chart-track")


def _bar(start: float, end: float, top: float, *, class_: str, fill: str) -> Xml:
    width = max(end - start, 1.5)  # a value that is not zero stays visible
    start = min(start, WIDTH - width)
    return element("rect", x=start, y=top + 20, width=width, height=BAR, rx="2", class_=class_, fill=fill)
