"""Quiet hours, by the clock on the wall of the person; and when a notice is due because of them. Pure.

A quiet period is one stretch between two moments: it begins at its first wall time on one day and ends at its second, on
the same day or on the next. A wall time that the clocks leap over is taken when they have leapt; one that comes twice is
taken the first time, so that a period never begins again in an hour that is lived twice.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DIGEST_AT = time(8)


@dataclass(frozen=True, kw_only=True)
class Quiet:
    """From one wall time to another; both the same means no quiet hours."""

    starts: time
    ends: time

    @property
    def is_none(self) -> bool:
        return self.starts == self.ends


USUAL = Quiet(starts=time(22), ends=time(7))


def moment_of(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The moment at which the clocks of `zone` show `wall` on `day`, in UTC."""
    return datetime.combine(day, wall.replace(fold=0), zone).astimezone(UTC)


def quiet_until(now: datetime, quiet: Quiet, zone: ZoneInfo) -> datetime | None:
    """When the quiet period that `now` lies in ends, or nothing when `now` lies in none."""
    if quiet.is_none:
        return None
    today = now.astimezone(zone).date()
    overnight = timedelta(days=1) if quiet.ends < quiet.starts else timedelta(0)
    for back in (1, 0):
        day = today - timedelta(days=back)
        starts, ends = moment_of(day, quiet.starts, zone), moment_of(day + overnight, quiet.ends, zone)
        if starts <= now < ends:
            return ends
    return None


def due_at(now: datetime, quiet: Quiet, zone: ZoneInfo, *, urgent: bool, needed_by: datetime | None) -> datetime:
    """When a notice may go out: now, or when the quiet hours end.

    Urgent ones go out at once, and so do those that are of use only until `needed_by` when the quiet hours end after it.
    """
    ends = None if urgent else quiet_until(now, quiet, zone)
    if ends is None or (needed_by is not None and ends > needed_by):
        return now
    return ends


def digest_at(now: datetime, quiet: Quiet, zone: ZoneInfo) -> datetime:
    """When the next digest goes out: each day as the quiet hours end, or at eight where there are none."""
    wall = DIGEST_AT if quiet.is_none else quiet.ends
    today = now.astimezone(zone).date()
    moments = (moment_of(today + timedelta(days=ahead), wall, zone) for ahead in (0, 1, 2))
    return next(moment for moment in moments if moment > now)
