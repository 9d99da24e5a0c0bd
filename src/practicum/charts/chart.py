"""A chart is a drawing and the same numbers as a table; nobody has to see the drawing."""

from collections.abc import Sequence
from dataclasses import dataclass

from practicum.charts.markup import Xml, check_id, element, join

WIDTH = 400.0  # units of a drawing: close to a phone's width, so that 13 units of text stay readable there
TEXT = 13.0
SMALL = 11.5


@dataclass(frozen=True, kw_only=True)
class Table:
    """What a chart shows, as text. The first cell of each row is its heading."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """`svg` is a whole <svg> element, or empty when there is nothing to draw: then `empty` says so in a sentence."""

    svg: str
    table: Table
    empty: str = ""


def to_html(chart: Chart, *, summary: str = "Data as a table", show_title: bool = True) -> str:
    """A <figure> with its title, the drawing and the table in <details>; without data, one sentence.

    `show_title=False` leaves the visible title out, where a heading of the page says the same.

    Safe to put into a page as it is: every text is escaped, and there is no inline style.
    """
    if chart.empty:
        return element("p", chart.empty, class_="chart-empty")
    return element(
        "figure",
        element("figcaption", chart.table.caption) if show_title else None,
        Xml(chart.svg),
        element("details", element("summary", summary), table_html(chart.table), class_="chart-data"),
        class_="chart",
    )


def table_html(table: Table) -> Xml:
    """The table alone, in a box that scrolls sideways where the page is narrow."""
    head = element("thead", element("tr", *(element("th", cell, scope="col") for cell in table.head)))
    rows = [
        element("tr", element("th", row[0], scope="row"), *(element("td", cell) for cell in row[1:]))
        for row in table.rows
    ]
    return element(
        "div",
        element("table", element("caption", table.caption), head, element("tbody", *rows)),
        class_="chart-table",
        role="region",
        aria_label=table.caption,
        tabindex="0",
    )


def draw(
    parts: Sequence[Xml],
    *,
    id: str,
    title: str,
    desc: str,
    height: float,
    width: float = WIDTH,
    kind: str,
) -> str:
    """The <svg> root: named by its title and described by its desc for those who do not see it."""
    check_id(id)
    return element(
        "svg",
        element("title", title, id=f"{id}-title"),
        element("desc", desc, id=f"{id}-desc") if desc else None,
        join(parts),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:g} {height:.6g}",
        class_=f"chart-svg {kind}",
        role="img",
        aria_labelledby=f"{id}-title",
        aria_describedby=f"{id}-desc" if desc else None,
        id=id,
    )


def write(text: str, x: float, y: float, *, class_: str = "chart-label", anchor: str = "start") -> Xml:
    return element("text", text, x=x, y=y, class_=class_, text_anchor=None if anchor == "start" else anchor)


def line(x1: float, y1: float, x2: float, y2: float, *, class_: str = "chart-line") -> Xml:
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)
