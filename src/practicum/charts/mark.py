"""The mark: the ring made small. Four arcs, as long as their domains; at 16 pixels nothing finer survives."""

from practicum.charts.arcs import segment_path
from practicum.charts.markup import element
from practicum.charts.ring import GROUP_CLASSES

PARTS = (4, 5, 5, 8)  # capabilities of each domain, FinOps Framework 2026
PAUSE = 9.0  # degrees between arcs, beside the straight gap
# Mid-tones that hold 3:1 against white and against near-black alike: a tab does not say which it has.
STANDALONE = ("#3f86d6", "#1f9a86", "#c9752a", "#9471d0")


def mark(*, title: str = "", standalone: bool = False) -> str:
    """An <svg> of 32 by 32 units.

    In a page its arcs take the colours of the ring; without a `title` it is decoration and hidden from screen readers.
    `standalone` writes the colours into the file, as a favicon needs them.
    """
    step = (360 - PAUSE * len(PARTS)) / sum(PARTS)
    start, arcs = PAUSE / 2, []
    for name, count, colour in zip(GROUP_CLASSES, PARTS, STANDALONE, strict=True):
        end = start + step * count
        arcs.append(
            element(
                "path",
                d=segment_path(centre=16, outer=15.5, inner=9, start=start, end=end, gap=1.4, corner=1.4),
                fill=colour if standalone else "currentColor",
                class_=None if standalone else f"ring-{name}",
            )
        )
        start = end + PAUSE
    return element(
        "svg",
        element("title", title) if title else None,
        *arcs,
        xmlns="http://www.w3.org/2000/svg",
        viewBox="0 0 32 32",
        class_=None if standalone else "ring-mark",
        role="img" if title else None,
        aria_hidden=None if title or standalone else "true",
    )
