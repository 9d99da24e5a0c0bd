"""The door of `charts`: accessible SVG, each drawing with its data table. Its colours: `static/charts.css`."""

from practicum.charts.bars import bar_chart, progress_bars, stacked_bar
from practicum.charts.chart import Chart, Table, to_html
from practicum.charts.distributions import dot_interval, histogram
from practicum.charts.lines import line_chart
from practicum.charts.mark import mark
from practicum.charts.numbers import format_number
from practicum.charts.ring import RingWords, Segment, capability_ring

__all__ = [
    "Chart",
    "RingWords",
    "Segment",
    "Table",
    "bar_chart",
    "capability_ring",
    "dot_interval",
    "format_number",
    "histogram",
    "line_chart",
    "mark",
    "progress_bars",
    "stacked_bar",
    "to_html",
]
