"""Geometry of the ring: segments with round corners and straight gaps, as SVG paths. Angles in degrees, 0 at the top."""

from math import asin, cos, degrees, hypot, radians, sin, sqrt

from practicum.charts.markup import place


def point(cx: float, cy: float, radius: float, angle: float) -> tuple[float, float]:
    """A point at a clockwise angle from the top."""
    turn = radians(angle)
    return cx + radius * sin(turn), cy - radius * cos(turn)


def segment_path(
    *, centre: float, outer: float, inner: float, start: float, end: float, gap: float, corner: float
) -> str:
    """A segment of a ring between two rays, drawn back from each by half of `gap`.

    The sides run parallel to the rays, so that a gap is as wide inside as outside. `corner` is the radius of the round
    corners; it shrinks where the segment is too narrow for it.
    """
    half = gap / 2
    # the narrowest place is the inner arc
    chord = 2 * inner * sin(radians(min(end - start, 180) / 2)) - gap
    r = max(min(corner, (outer - inner) / 2, chord / 2), 0.01)

    def along(ray: float, side: int, distance: float, off: float) -> str:
        # local coordinates of a ray: `distance` outwards along it, `off` to the inside of the segment
        radius = hypot(distance, off)
        x, y = point(centre, centre, radius, ray + side * degrees(asin(min(off / radius, 1.0))))
        return f"{place(x)} {place(y)}"

    def corners(ray: float, side: int) -> tuple[str, str, str, str]:
        off = half + r
        out = sqrt(max((outer - r) ** 2 - off**2, 0))
        in_ = sqrt(max((inner + r) ** 2 - off**2, 0))
        turn_out, turn_in = degrees(asin(off / (outer - r))), degrees(asin(min(off / (inner + r), 1.0)))
        on_outer, on_inner = (
            point(centre, centre, outer, ray + side * turn_out),
            point(centre, centre, inner, ray + side * turn_in),
        )
        return (
            f"{place(on_outer[0])} {place(on_outer[1])}",
            along(ray, side, out, half),
            along(ray, side, in_, half),
            f"{place(on_inner[0])} {place(on_inner[1])}",
        )

    first, last = corners(start, 1), corners(end, -1)
    bend = f"A{place(r)} {place(r)} 0 0 1 "
    return (
        f"M{first[0]}A{place(outer)} {place(outer)} 0 0 1 {last[0]}{bend}{last[1]}L{last[2]}{bend}{last[3]}"
        f"A{place(inner)} {place(inner)} 0 0 0 {first[3]}{bend}{first[2]}L{first[1]}{bend}{first[0]}Z"
    )


def arc_path(*, centre: float, radius: float, start: float, end: float) -> str:
    """A plain arc; it runs counter-clockwise when `end` is less than `start`."""
    x1, y1 = point(centre, centre, radius, start)
    x2, y2 = point(centre, centre, radius, end)
    large, sweep = int(abs(end - start) > 180), int(end > start)
    return f"M{place(x1)} {place(y1)}A{place(radius)} {place(radius)} 0 {large} {sweep} {place(x2)} {place(y2)}"
