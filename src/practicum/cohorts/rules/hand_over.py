"""From when until when somebody is away. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from practicum.kernel.errors import Refusal

DAYS_MOST = 90


def away_between(first_day: date, last_day: date, *, zone: str, now: datetime) -> tuple[datetime, datetime]:
    """From the beginning of the first day to the end of the last one where the person is; both days belong to it.

    When the first day is today, it begins now.
    """
    place = ZoneInfo(zone)
    today = now.astimezone(place).date()
    if first_day < today:
        raise Refusal("away_past", "This day is over.", field="first_day", mend="Name today or a later day.")
    if first_day > today + timedelta(days=366):
        raise Refusal("away_far", "This is more than a year ahead.", field="first_day")
    if last_day < first_day:
        raise Refusal("away_backwards", "The last day is before the first.", field="last_day")
    if (last_day - first_day).days >= DAYS_MOST:
        mend = "For longer, the programme manager gives the cohort to somebody else."
        raise Refusal("away_long", f"A hand-over is for {DAYS_MOST} days at most.", field="last_day", mend=mend)
    begin = datetime.combine(first_day, time(0), place).astimezone(UTC)
    end = datetime.combine(last_day + timedelta(days=1), time(0), place).astimezone(UTC)
    return max(begin, now), end
