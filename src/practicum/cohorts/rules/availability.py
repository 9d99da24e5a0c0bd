"""What a facilitator or mentor may say about their time. Pure."""

import re
from collections.abc import Iterable

from practicum.cohorts.rules.timetable import HOURS_IN_WEEK
from practicum.kernel.errors import Refusal

CAPACITY_MOST = 8
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
