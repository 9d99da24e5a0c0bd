"""Hours of the week: stored in UTC (Monday 00:00 = 0 … 167), shown and typed in a person's own zone. Pure.

A cell of the grid is a UTC hour, labelled with the local time at which it begins. Where the zone lies half or three
quarters of an hour off, the labels do (18:30, 18:45): nothing is rounded, and what was chosen comes back as it was.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from practicum.kernel.errors import Refusal

HOURS = 168
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAY, _WEEK = 24 * 60, HOURS * 60  # minutes
_RANGE = re.compile(r"([a-z]{3,9}) *(\d{1,2})(?::(\d{2}))? *[-–] *(\d{1,2})(?::(\d{2}))?", re.ASCII)


@dataclass(frozen=True)
class GridCell:
    """One hour: its number in UTC and what it is called where the person is."""

    hour: int
    label: str


@dataclass(frozen=True)
class GridRow:
    """The same local time on seven days, Monday first."""

    starts: str
    cells: tuple[GridCell, ...]


def offset_minutes(zone: str, *, now: datetime) -> int:
    """How far the zone's clocks are ahead of UTC at `now`, in minutes."""
    offset = now.astimezone(ZoneInfo(zone)).utcoffset()
    return round(offset.total_seconds() / 60) if offset is not None else 0


def local_label(hour: int, offset: int) -> str:
    """`Tuesday 18:30`: when the UTC hour begins, `offset` minutes ahead of UTC."""
    day, minute = divmod((hour * 60 + offset) % _WEEK, _DAY)
    return f"{WEEKDAYS[day]} {_clock(minute)}"


def week_grid(offset: int) -> tuple[GridRow, ...]:
    """All 168 hours as 24 rows of 7 local weekdays, from the first local hour of the day to the last."""
    rows = []
    for minute in range(offset % 60, _DAY, 60):
        hours = [((day * _DAY + minute - offset) % _WEEK) // 60 for day in range(7)]
        rows.append(GridRow(_clock(minute), tuple(GridCell(hour, local_label(hour, offset)) for hour in hours)))
    return tuple(rows)


def read_free_hours(text: str, offset: int) -> tuple[int, ...]:
    """The UTC hours that lie wholly inside local ranges such as `Tue 18-21; Sat 07:30-10`.

    A range ends after it starts, at 24 at the latest. Raises Refusal `free_hours_unreadable` that names the part.
    """
    hours: set[int] = set()
    for part in (part.strip().lower() for part in re.split(r"[;,]", text)):
        if part:
            start, end = _read_range(part)
            first, last = start - offset, end - offset
            hours.update((minute // 60) % HOURS for minute in range(-(-first // 60) * 60, last - 59, 60))
    return tuple(sorted(hours))


def local_ranges(hours: Iterable[int], offset: int) -> tuple[str, ...]:
    """UTC hours as local ranges that `read_free_hours` reads back: `Tue 18-21`, in the order of the local week. Where the
    zone lies off the hour, one across midnight is cut in two, and is not read back."""
    minutes = sorted((hour * 60 + offset) % _WEEK for hour in hours)
    ranges: list[list[int]] = []
    for start in minutes:
        end_of_day = (start // _DAY + 1) * _DAY
        if ranges and ranges[-1][1] == start and start % _DAY:
            ranges[-1][1] = min(start + 60, end_of_day)
        else:
            ranges.append([start, min(start + 60, end_of_day)])
        if start + 60 > end_of_day:  # where the zone lies off the hour, midnight cuts one in two
            ranges.append([end_of_day % _WEEK, (start + 60) % _WEEK])
    return tuple(_range_text(start, end) for start, end in sorted(ranges))


def _range_text(start: int, end: int) -> str:
    day, from_minute = divmod(start, _DAY)
    to_minute = end - day * _DAY
    return f"{WEEKDAYS[day][:3]} {_clock(from_minute)}-{_clock(to_minute)}"


def _read_range(part: str) -> tuple[int, int]:
    """Local minutes of the week from which to which."""
    found = _RANGE.fullmatch(part)
    if found:
        name, *clock = found.groups()
        days = [day for day, weekday in enumerate(WEEKDAYS) if weekday.lower().startswith(name)]
        from_hour, from_minute, to_hour, to_minute = (int(number or 0) for number in clock)
        start, end = from_hour * 60 + from_minute, to_hour * 60 + to_minute
        if len(days) == 1 and max(from_minute, to_minute) < 60 and start < end <= _DAY:
            return days[0] * _DAY + start, days[0] * _DAY + end
    raise Refusal(
        "free_hours_unreadable",
        f"“{part[:40]}” is no weekday with a span of time.",
        field="free_hours",
        mend="Write it like: Tue 18-21; Sat 07:30-10",
    )


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
