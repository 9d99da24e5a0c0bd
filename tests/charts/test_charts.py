"""Whatever is drawn is well-formed, says the same in its table, and carries no style of its own."""

import math
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import practicum.charts.api as charts
from practicum.charts.api import (
    Chart,
    Segment,
    bar_chart,
    capability_ring,
    dot_interval,
    format_number,
    histogram,
    line_chart,
    mark,
    progress_bars,
    stacked_bar,
    to_html,
)
from practicum.kernel.errors import Refusal

SVG = "{http://www.w3.org/2000/svg}"
texts = st.text(max_size=40)
numbers = st.one_of(
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9),
)
shares = st.floats(0, 1e300)
gaps = st.none() | numbers
some = {"min_size": 1, "max_size": 5}
fast = settings(max_examples=60, deadline=None)


def read(chart: Chart) -> ET.Element:
    """Parse the figure and the drawing; check what must hold for each of them."""
    root = ET.fromstring(to_html(chart))
    for node in root.iter():
        assert "style" not in node.attrib
        assert not any(name.startswith("on") for name in node.attrib)
        assert not node.tag.endswith("style")
    if chart.svg:
        svg = ET.fromstring(chart.svg)
        assert svg.get("role") == "img"
        named = {node.get("id"): node.text for node in svg if node.tag in (f"{SVG}title", f"{SVG}desc")}
        assert svg.get("aria-labelledby") in named
        for name in ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height"):
            for node in svg.iter():
                if name in node.attrib:
                    assert math.isfinite(float(node.attrib[name]))
    return root


def cells(chart: Chart) -> list[list[str]]:
    if chart.empty:  # nothing but gaps: one sentence, no table
        return [[clean(cell) for cell in row] for row in chart.table.rows]
    rows = ET.fromstring(to_html(chart)).findall(".//tbody/tr")
    assert [tuple(cell.text or "" for cell in row) for row in rows] == [
        tuple(clean(cell) for cell in row) for row in chart.table.rows
    ]
    return [[cell.text or "" for cell in row] for row in rows]


def clean(text: str) -> str:
    """Text as an XML parser gives it back: forbidden characters replaced, line ends made alike."""
    text = re.sub("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("\u2212", "-"))


def same(text: str, value: Any) -> bool:
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return number(text) == exact


@fast
@given(st.lists(st.tuples(texts, gaps), **some), texts)
def test_bar_chart(rows: list[tuple[str, Any]], title: str) -> None:
    chart = bar_chart(rows, id="c", title=title)
    read(chart)
    assert bool(chart.empty) == all(value is None for _, value in rows)
    for (name, value), row in zip(rows, cells(chart), strict=True):
        assert row[0] == clean(name)
        assert row[1] == "–" if value is None else same(row[1], value)


@fast
@given(st.data(), texts)
def test_line_chart(data: st.DataObject, title: str) -> None:
    labels = data.draw(st.lists(texts, **some))
    column = st.lists(gaps, min_size=len(labels), max_size=len(labels))
    series = data.draw(st.lists(st.tuples(texts, column), **some))
    chart = line_chart(labels, series, id="c", title=title, from_zero=data.draw(st.booleans()))
    read(chart)
    for i, row in enumerate(cells(chart)):
        for (_, values), text in zip(series, row[1:], strict=True):
            assert text == "–" if values[i] is None else same(text, values[i])


@fast
@given(st.data(), texts)
def test_stacked_bar(data: st.DataObject, title: str) -> None:
    series = data.draw(st.lists(texts, **some))
    parts = st.lists(st.integers(0, 10**12) | st.floats(0, 1e290), min_size=len(series), max_size=len(series))
    rows = data.draw(st.lists(st.tuples(texts, parts), **some))
    chart = stacked_bar(rows, series=series, id="c", title=title)
    read(chart)
    for (_, values), row in zip(rows, cells(chart), strict=True):
        assert all(same(text, value) for text, value in zip(row[1:-1], values, strict=True))
    bars = [
        float(node.get("x", 0)) + float(node.get("width", 0)) for node in ET.fromstring(chart.svg).iter(f"{SVG}rect")
    ]
    assert max(bars) <= 400.02


@fast
@given(st.lists(st.tuples(texts, numbers, numbers), **some), texts)
def test_progress_bars(rows: list[tuple[str, Any, Any]], title: str) -> None:
    chart = progress_bars(rows, id="c", title=title)
    read(chart)
    for (_, done, whole), row in zip(rows, cells(chart), strict=True):
        assert same(row[1], done)
        assert same(row[2], whole)


@fast
@given(st.lists(numbers, **some), texts, st.none() | st.tuples(texts, numbers))
def test_histogram(values: list[Any], title: str, marker: Any) -> None:
    chart = histogram(values, id="c", title=title, marker=marker)
    read(chart)
    counts = [int(row[1]) for row in cells(chart)[: -1 if marker else None]]
    assert sum(counts) == len(values)


@fast
@given(st.lists(st.tuples(texts, st.lists(numbers, min_size=3, max_size=3), st.integers(0, 500)), **some), texts)
def test_dot_interval(drawn: list[tuple[str, list[Any], int]], title: str) -> None:
    rows = []
    for name, values, n in drawn:
        low, point, high = sorted(values, key=float)
        rows.append((name, point, low, high, n))
    chart = dot_interval(rows, id="c", title=title)
    read(chart)
    for (_, *values, n), row in zip(rows, cells(chart), strict=True):
        assert all(same(text, value) for text, value in zip(row[1:4], values, strict=True))
        assert row[4] == str(n)


@fast
@given(
    st.lists(
        st.builds(
            Segment,
            name=texts,
            domain=texts,
            state=st.sampled_from(("open", "started", "done")),
            fraction=st.none() | st.floats(0, 1),
        ),
        min_size=1,
        max_size=40,
    ),
    texts,
    st.lists(texts, max_size=4),
    st.booleans(),
    st.booleans(),
)
def test_ring(segments: list[Segment], title: str, centre: list[str], labels: bool, seal: bool) -> None:
    chart = capability_ring(segments, id="r", title=title, centre=centre, labels=labels, seal=seal)
    root = read(chart)
    drawn = [node.get("class", "") for node in root.iter(f"{SVG}g") if "ring-segment" in node.get("class", "")]
    for state in ("open", "started", "done"):
        expected = sum(one.state == state for one in segments)
        assert drawn.count(f"ring-segment is-{state}") == expected
        assert sum(row[2].startswith(state) for row in cells(chart)) == expected
    size = float(ET.fromstring(chart.svg).get("viewBox", "").split()[2])
    for node in root.iter(f"{SVG}path"):
        found = re.findall(r"-?[\d.]+", node.get("d", ""))
        assert all(-size < float(value) < 2 * size for value in found)


def full_ring(**changes: Any) -> list[Segment]:
    counts = {"Understand": 4, "Quantify": 5, "Optimize": 5, "Manage": 8}
    return [Segment(name=f"{name} {i}", domain=name, **changes) for name, count in counts.items() for i in range(count)]


def test_the_ring_of_22_has_four_groups_and_says_how_far_it_has_closed() -> None:
    segments = full_ring()[:20] + [
        Segment(name="a", domain="Manage", state="done"),
        Segment(name="b", domain="Manage", state="started", fraction=0.4),
    ]
    chart = capability_ring(segments, id="r", title="The ring", centre=["1"])
    svg = ET.fromstring(chart.svg)
    groups = [node.get("class") for node in svg if node.tag == f"{SVG}g"]
    assert groups == ["ring-understand", "ring-quantify", "ring-optimize", "ring-manage"]
    assert svg.findtext(f"{SVG}desc") == "1 of 22 done, 1 started, 20 open."
    assert chart.table.rows[-1] == ("b", "Manage", "started (40%)")


def test_state_can_be_told_without_colour() -> None:
    """Open is an outline, started an outline and a part, done is solid: different shapes, not different colours."""
    shapes = {}
    for state in ("open", "started", "done"):
        svg = ET.fromstring(capability_ring(full_ring(state=state), id="r", title="x").svg)
        first = next(node for node in svg.iter(f"{SVG}g") if "ring-segment" in node.get("class", ""))
        shapes[state] = [node.get("class") for node in first.findall(f"{SVG}path")]
    assert shapes == {"open": ["ring-open"], "started": ["ring-open", "ring-started"], "done": ["ring-done"]}


def test_series_differ_by_pattern_dash_and_mark() -> None:
    stacked = ET.fromstring(stacked_bar([("r", [1, 1, 1, 1])], series=list("abcd"), id="s", title="x").svg)
    assert len({ET.tostring(node[1]) for node in stacked.iter(f"{SVG}pattern") if len(node) > 1}) == 3
    lines = line_chart(["1", "2"], [(name, [1, 2]) for name in "abcd"], id="l", title="x")
    paths = list(ET.fromstring(lines.svg).iter(f"{SVG}polyline"))
    assert len({node.get("stroke-dasharray") for node in paths}) == 4


@pytest.mark.parametrize(
    "make",
    [
        lambda: bar_chart([], id="c", title="t", empty="Nothing yet."),
        lambda: bar_chart([("a", None)], id="c", title="t", empty="Nothing yet."),
        lambda: line_chart([], [], id="c", title="t", empty="Nothing yet."),
        lambda: stacked_bar([], series=["a"], id="c", title="t", empty="Nothing yet."),
        lambda: progress_bars([], id="c", title="t", empty="Nothing yet."),
        lambda: histogram([], id="c", title="t", empty="Nothing yet."),
        lambda: dot_interval([("a", None, None, None, 0)], id="c", title="t", empty="Nothing yet."),
        lambda: capability_ring([], id="c", title="t", empty="Nothing yet."),
    ],
)
def test_without_data_there_is_one_plain_sentence(make: Callable[[], Chart]) -> None:
    assert to_html(make()) == '<p class="chart-empty">Nothing yet.</p>'


@pytest.mark.parametrize(
    "make",
    [
        lambda: bar_chart([("a", 1)], id="1 x", title="t"),
        lambda: bar_chart([("a", 1)], id='x"', title="t"),
        lambda: bar_chart([("a", float("nan"))], id="c", title="t"),
        lambda: bar_chart([("a", 10**400)], id="c", title="t"),
        lambda: progress_bars([("a", float("inf"), 1)], id="c", title="t"),
        lambda: stacked_bar([("a", [1])], series=["a", "b"], id="c", title="t"),
        lambda: stacked_bar([("a", [-1])], series=["a"], id="c", title="t"),
        lambda: line_chart(["a"], [("s", [1, 2])], id="c", title="t"),
        lambda: histogram([1], edges=[3, 2], id="c", title="t"),
        lambda: histogram([9], edges=[1, 2], id="c", title="t"),
        lambda: dot_interval([("a", 3, 1, 2, 5)], id="c", title="t"),
        lambda: capability_ring([Segment(name="a", domain="b", state="started", fraction=2)], id="c", title="t"),
    ],
)
def test_what_cannot_be_drawn_is_refused(make: Callable[[], Chart]) -> None:
    with pytest.raises(Refusal):
        make()


@pytest.mark.parametrize(
    ("value", "more", "text"),
    [
        (1234567, {}, "1,234,567"),
        (1234.5, {}, "1,234.5"),
        (Decimal("2.50"), {}, "2.5"),
        (-7, {}, "\u22127"),
        (-0.0, {}, "0"),
        (0.125, {"decimals": 2}, "0.12"),
        (0.375, {"decimals": 2}, "0.38"),
        (-0.001, {"decimals": 2}, "0.00"),
        (72, {"unit": "%"}, "72%"),
        (3, {"unit": "h"}, "3\u00a0h"),
        (None, {"unit": "%"}, "–"),
    ],
)
def test_numbers_as_text(value: Any, more: dict[str, Any], text: str) -> None:
    assert format_number(value, **more) == text


def test_histogram_counts_by_hand() -> None:
    chart = histogram([0, 9, 10, 19, 20], edges=[0, 10, 20], id="h", title="t")
    assert chart.table.rows == (("0 to 10", "2"), ("10 to 20", "3"))  # the last bin includes its upper edge


def test_bars_are_as_long_as_their_values() -> None:
    svg = ET.fromstring(bar_chart([("a", 10), ("b", 5), ("c", -10)], id="b", title="t").svg)
    widths = [float(node.get("width", 0)) for node in svg.iter(f"{SVG}rect") if "chart-bar" in node.get("class", "")]
    assert widths == [200, 100, 200]


def test_the_mark_is_drawn_alone_or_in_a_page() -> None:
    page, icon = ET.fromstring(mark()), ET.fromstring(mark(title="Practicum", standalone=True))
    assert page.get("aria-hidden") == "true"
    assert icon.findtext(f"{SVG}title") == "Practicum"
    assert {node.get("fill") for node in page} == {"currentColor"}
    assert len({node.get("fill") for node in icon.findall(f"{SVG}path")}) == 4


def contrast(left: str, right: str) -> float:
    """WCAG 2.2 contrast ratio of two colours."""

    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(left), light(right)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_colours_hold_their_contrast() -> None:
    css = (Path(charts.__file__).parent / "static" / "charts.css").read_text(encoding="utf-8")
    schemes = re.findall(r":where\(:root\) \{(.*?)\}", css, re.DOTALL)
    assert len(schemes) == 2
    for scheme in schemes:
        colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", scheme))
        for name in ("ink", "ink-muted", "c-understand", "c-quantify", "c-optimize", "c-manage"):
            assert contrast(colours[name], colours["surface"]) >= 4.5, name
    for colour in re.findall("#[0-9a-f]{6}", mark(standalone=True)):
        assert contrast(colour, "#ffffff") >= 3, colour
        assert contrast(colour, "#202124") >= 3, colour
