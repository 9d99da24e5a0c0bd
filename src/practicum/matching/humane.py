"""Hours that people can live with: an hour of the week is used only where it is humane by the person's own clock."""

import re
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAY = 24 * 60
_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})")


@lru_cache(maxsize=4096)
def offsets(zone: str, on: date | None) -> tuple[int, ...]:
    """Minutes that a zone is ahead of UTC: of `+05:30` always, of `Europe/Berlin` at noon of that day.

    Without a day, a zone by name has the offsets of both January and July: an hour must be humane in both. Raises
    ValueError for a zone that nobody knows.
    """
    if fixed := _OFFSET.fullmatch(zone):
        minutes = int(fixed[2]) * 60 + int(fixed[3])
        if minutes > 14 * 60 or int(fixed[3]) > 59:
            raise ValueError(f"{zone!r} is no offset from UTC")
        return (minutes if fixed[1] == "+" else -minutes,)
    try:
        place = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{zone!r} is no time zone") from error
    days = [on] if on else [date(2026, 1, 15), date(2026, 7, 15)]
    ahead = [datetime.combine(day, time(12), place).utcoffset() for day in days]
    return tuple(sorted({int(one.total_seconds()) // 60 for one in ahead if one is not None}))


def is_humane(hour: int, *, zone: str, on: date | None, humane: tuple[int, int]) -> bool:
    """Whether the whole UTC hour lies within the humane range of local clock hours. True where no zone is known."""
    return not zone or all(
        humane[0] * 60 <= (hour * 60 + ahead) % DAY <= humane[1] * 60 - 60 for ahead in offsets(zone, on)
    )


def offset_text(hours: float) -> str:
    """`5.5` -> `+05:30`."""
    minutes = round(abs(hours) * 60)
    return f"{'-' if hours < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"
