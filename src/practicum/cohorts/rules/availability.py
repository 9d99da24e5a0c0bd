"""What a facilitator or mentor may say about their time. Pure."""

import re
from collections.abc import Iterable

from practicum.cohorts.rules.timetable import HOURS_IN_WEEK
from practicum.kernel.errors import Refusal

CAPACITY_MOST = 8
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY, _WEEK = 24 * 60, HOURS_IN_WEEK * 60  # minutes
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,4})?")


def check_availability(free_hours: Iterable[int], *, language: str, capacity: int) -> list[int]:
    """The hours, sorted. Refuses what is no hour of the week, no language code, or no number of cohorts."""
    hours = sorted(set(free_hours))
    if any(not 0 <= hour < HOURS_IN_WEEK for hour in hours):
        raise Refusal("hour_unknown", "Hours of the week run from 0 to 167.", field="free_hours")
    if not hours:
        raise Refusal("hours_missing", "Choose the hours in which a cohort may meet.", field="free_hours")
    if not _LANGUAGE.fullmatch(language):
        raise Refusal("language_unknown", f"“{language[:20]}” is no language.", field="language", mend="Choose one.")
    if not 1 <= capacity <= CAPACITY_MOST:
        raise Refusal("capacity_range", f"Between 1 and {CAPACITY_MOST} cohorts at the same time.", field="capacity")
    return hours


def write_free_hours(hours: Iterable[int], offset: int) -> str:
    """The UTC hours as local ranges such as `Tue 18-21; Sat 07:30-10`, `offset` minutes ahead of UTC.

    What it writes can be read back by the reader of admissions, but for an hour that runs over a local midnight: that
    belongs to two days and is left out.
    """
    starts = sorted((hour * 60 + offset) % _WEEK for hour in set(hours))
    runs: list[list[int]] = []
    for start in starts:
        if start % _DAY + 60 > _DAY:
            continue
        if runs and runs[-1][1] == start and start % _DAY:
            runs[-1][1] = start + 60
        else:
            runs.append([start, start + 60])
    return "; ".join(f"{_DAYS[a // _DAY]} {_clock(a % _DAY)}-{_clock((b - 1) % _DAY + 1)}" for a, b in runs)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}" if minute % 60 else f"{minute // 60:02d}"
