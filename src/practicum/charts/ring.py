"""The ring: one segment for each capability, in groups by domain. It closes as a candidate works through them.

Empty it is the mark of the project, partly filled a candidate's progress, closed the seal on a credential. What is done
is solid, what is open is an outline, what is started is an outline filled in part: the state can be read without colour,
and the domain from its place and name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi
from typing import Literal

from practicum.charts.arcs import arc_path, segment_path
from practicum.charts.bars import NO_DATA
from practicum.charts.chart import Chart, Table, draw
from practicum.charts.markup import Xml, element, shorten, width_of
from practicum.charts.numbers import check_number, format_number
from practicum.kernel.errors import Refusal

State = Literal["open", "started", "done"]
GROUP_CLASSES = ("understand", "quantify", "optimize", "manage")

OUTER, INNER = 100.0, 76.0
GAP = 2.6  # between segments, in units of the drawing
DOMAIN_GAP = 7.0  # degrees between domains
CORNER = 2.8
PLAIN_SIZE, LABELLED_SIZE, SEAL_SIZE = 208.0, 256.0, 236.0
NAME_SIZE, NAME_LEAST = 10.5, 8.0
CENTRE_ROOM = 120.0  # width of the text in the middle
FIGURE, CAPTION = 40.0, 11.5


@dataclass(frozen=True, kw_only=True)
class Segment:
    """One capability. `fraction` (0 to 1) says how far a started one has come; without it half is shown."""

    name: str
    domain: str
    state: State = "open"
    fraction: float | None = None


@dataclass(frozen=True, kw_only=True)
class RingWords:
    """The words of the ring's description and table, for other languages."""

    open: str = "open"
    started: str = "started"
    done: str = "done"
    head: tuple[str, str, str] = ("Capability", "Domain", "State")
    summary: str = "{done} of {all} done, {started} started, {open} open."


def capability_ring(
    segments: Sequence[Segment],
    *,
    id: str,
    title: str,
    desc: str | None = None,
    centre: Sequence[str] = (),
    labels: bool = False,
    seal: bool = False,
    words: RingWords | None = None,
    empty: str = NO_DATA,
) -> Chart:
    """Draw the ring, clockwise from the top, segments of one domain side by side in the order given.

    `centre` is the text in the middle, the first line large: a figure and its unit, or the words of the seal. `labels`
    writes the names of the domains around it; `seal` draws the fine double border of a credential. Domains take the
    colours understand, quantify, optimize, manage in the order of their first segment (a fifth starts again). Raises
    Refusal for a fraction outside 0 to 1 or an unfit id.
    """
    words = words or RingWords()
    rows = tuple((one.name, one.domain, _say_state(one, words)) for one in segments)
    table = Table(caption=title, head=words.head, rows=rows)
    if not segments:
        return Chart(svg="", table=table, empty=empty)
    groups = _group(segments)
    size = LABELLED_SIZE if labels else SEAL_SIZE if seal else PLAIN_SIZE
    middle = size / 2
    parts = _draw_border(middle) if seal else []
    name_size = _size_names(groups) if labels else NAME_SIZE
    for place, (domain, members, start, step) in enumerate(groups):
        parts.append(
            element(
                "g",
                *(_draw_segment(one, middle, start + i * step, step) for i, one in enumerate(members)),
                class_=f"ring-{GROUP_CLASSES[place % len(GROUP_CLASSES)]}",
            )
        )
        if labels:
            end = start + step * len(members)
            parts += _name_domain(domain, id=f"{id}-d{place}", middle=middle, start=start, end=end, size=name_size)
    parts += _write_centre(centre, middle)
    counted = {state: sum(one.state == state for one in segments) for state in ("open", "started", "done")}
    said = words.summary.format(all=len(segments), **counted) if desc is None else desc
    kind = "ring ring-seal" if seal else "ring"
    return Chart(svg=draw(parts, id=id, title=title, desc=said, height=size, width=size, kind=kind), table=table)


def _group(segments: Sequence[Segment]) -> list[tuple[str, list[Segment], float, float]]:
    """(domain, its segments, where it starts, degrees of one segment), once round."""
    domains: dict[str, list[Segment]] = {}
    for one in segments:
        domains.setdefault(one.domain, []).append(one)
    pause = DOMAIN_GAP if len(domains) > 1 else 0.0
    pause = min(pause, 180 / len(domains))
    step = (360 - pause * len(domains)) / len(segments)
    groups, start = [], pause / 2
    for domain, members in domains.items():
        groups.append((domain, members, start, step))
        start += step * len(members) + pause
    return groups


def _draw_segment(one: Segment, middle: float, start: float, step: float) -> Xml:
    whole = _path(middle, start, start + step, inset=0.0)
    children = [element("title", one.name)]
    if one.state == "done":
        children.append(element("path", d=whole, class_="ring-done", fill="currentColor"))
    else:
        children.append(element("path", d=whole, class_="ring-open", fill="currentColor", stroke="currentColor"))
    share = _share(one)
    if one.state == "started" and share > 0:
        end = start + step * max(share, 0.16)  # a beginning stays visible
        children.append(
            element("path", d=_path(middle, start, end, inset=2.6), class_="ring-started", fill="currentColor")
        )
    return element("g", *children, class_=f"ring-segment is-{one.state}")


def _path(middle: float, start: float, end: float, *, inset: float) -> str:
    return segment_path(
        centre=middle,
        outer=OUTER - inset,
        inner=INNER + inset,
        start=start,
        end=end,
        gap=GAP + 2 * inset,
        corner=max(CORNER - inset / 2, 1.0),
    )


def _share(one: Segment) -> float:
    if one.fraction is None:
        return 0.5
    share = check_number(one.fraction)
    if not 0 <= share <= 1:
        raise Refusal("invalid_fraction", f"{one.name!r} has the fraction {share}.", field="fraction", mend="0 to 1.")
    return share


def _say_state(one: Segment, words: RingWords) -> str:
    said = {"open": words.open, "started": words.started, "done": words.done}[one.state]
    if one.state == "started" and one.fraction is not None:
        said += f" ({format_number(_share(one) * 100, decimals=0, unit='%')})"
    return said


def _draw_border(middle: float) -> list[Xml]:
    """The border of the seal: a fine line, a circle of ticks, and a line inside the ring."""
    circle = {"cx": middle, "cy": middle, "fill": "none", "stroke": "currentColor"}
    ticks = 176  # eight for each of 22 segments
    radius = OUTER + 10.5
    pitch = 2 * pi * radius / ticks
    return [
        element("circle", r=OUTER + 15, class_="ring-border", **circle),
        element("circle", r=radius, class_="ring-ticks", stroke_dasharray=f"0.7 {pitch - 0.7:.5f}", **circle),
        element("circle", r=OUTER + 6, class_="ring-border", **circle),
        element("circle", r=INNER - 6, class_="ring-border", **circle),
    ]


def _size_names(groups: Sequence[tuple[str, list[Segment], float, float]]) -> float:
    """One size for all names: the largest at which each fits over its domain."""
    sizes = [_room(len(members) * step) / max(width_of(name, 1.0), 1.0) for name, members, _, step in groups]
    return max(min(NAME_SIZE, *sizes), NAME_LEAST)


def _room(turn: float) -> float:
    """Length along the names' circle over so many degrees and half the gaps beside; a short domain borrows some."""
    return 2 * pi * (OUTER + 9) * (max(turn, 40.0) + DOMAIN_GAP * 0.6) / 360


def _name_domain(name: str, *, id: str, middle: float, start: float, end: float, size: float) -> list[Xml]:
    """The name along the outside; in the lower half it runs the other way, so that no letter stands on its head."""
    half = (start + end) / 2
    below = 90 < half < 270
    radius = OUTER + (9 + size * 0.72 if below else 9.0)
    # the path is longer than the text may be: a font wider than expected still shows whole
    reach = min((end - start) / 2 + 30, 170.0)
    begin, stop = (half + reach, half - reach) if below else (half - reach, half + reach)
    return [
        element("path", d=arc_path(centre=middle, radius=radius, start=begin, end=stop), id=id, fill="none"),
        element(
            "text",
            element(
                "textPath",
                shorten(name, _room(end - start) * 1.01, size),
                href=f"#{id}",
                startOffset="50%",
                text_anchor="middle",
            ),
            font_size=size,
            class_="ring-name",
        ),
    ]


def _write_centre(lines: Sequence[str], middle: float) -> list[Xml]:
    """The first line as large as it fits (at most `FIGURE`), the others small, all about the middle."""
    if not lines:
        return []
    first = " ".join(lines[0].split())
    # a fifth more than the estimate: the first line is bold
    big = max(min(FIGURE, CENTRE_ROOM / max(width_of(first, 1.2), 1.0)), CAPTION + 1.5)
    leading = CAPTION * 1.35
    y = middle - (big * 0.74 + (len(lines) - 1) * leading) / 2 + big * 0.74
    written = [_centred(shorten(first, CENTRE_ROOM, big), middle, y, big, "ring-figure")]
    for text in lines[1:]:
        y += leading
        written.append(_centred(shorten(text, CENTRE_ROOM, CAPTION), middle, y, CAPTION, "ring-caption"))
    return written


def _centred(text: str, x: float, y: float, size: float, class_: str) -> Xml:
    return element("text", text, x=x, y=y, font_size=size, text_anchor="middle", class_=class_)
