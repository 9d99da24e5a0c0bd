"""From a weekly hour and a start to the moments of the sessions, and what they are called where people are. Pure.

The hour that the solver chose is a UTC hour of the week. The first session is held in exactly that hour; from there on
the wall clock in the facilitator's zone (the anchor) is kept, so that nobody who changes their clocks on the same days
has to move. See docs/decisions/0010-sessions-keep-the-facilitators-wall-clock.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from practicum.kernel.errors import Refusal

HOURS_IN_WEEK = 168
FURTHEST = timedelta(days=366)  # how far ahead a session may be moved
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, kw_only=True)
class LocalTime:
    """What the clock shows somewhere for a run of weeks: `Tuesday 18:30` from week `first_week` to `last_week`."""

    label: str
    first_week: int
    last_week: int


def first_moment(hour: int, starts_on: date) -> datetime:
    """The first time, on `starts_on` (in UTC) or in the six days after it, that the UTC hour of the week `hour` begins."""
    monday = starts_on - timedelta(days=starts_on.weekday())
    moment = datetime.combine(monday, time(0), UTC) + timedelta(hours=hour)
    return moment if moment.date() >= starts_on else moment + timedelta(weeks=1)


def session_moments(*, hour: int, starts_on: date, weeks: int, anchor: str) -> tuple[datetime, ...]:
    """The beginnings of so many weekly sessions, in UTC.

    A local time that the clocks leap over is held when they have leapt (02:30 becomes 03:30); one that comes twice is
    held the first time.
    """
    zone = ZoneInfo(anchor)
    first = first_moment(hour, starts_on)
    wall = first.astimezone(zone).replace(tzinfo=None)
    later = ((wall + timedelta(weeks=week)).replace(tzinfo=zone).astimezone(UTC) for week in range(1, weeks))
    return (first, *later)


def local_label(moment: datetime, zone: str) -> str:
    """`Tuesday 18:30`: what the wall shows in `zone`."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{WEEKDAYS[local.weekday()]} {local:%H:%M}"


def local_times(moments: Sequence[datetime], zone: str) -> tuple[LocalTime, ...]:
    """The local times of a timetable, weeks with the same time taken together; the first is that of week 1."""
    runs: list[LocalTime] = []
    for week, moment in enumerate(moments, start=1):
        label = local_label(moment, zone)
        if runs and runs[-1].label == label:
            runs[-1] = LocalTime(label=label, first_week=runs[-1].first_week, last_week=week)
        else:
            runs.append(LocalTime(label=label, first_week=week, last_week=week))
    return tuple(runs)


def offset_at(zone: str, moment: datetime) -> int:
    """Minutes that the clocks of `zone` are ahead of UTC."""
    offset = moment.astimezone(ZoneInfo(zone)).utcoffset()
    return round(offset.total_seconds() / 60) if offset is not None else 0


def shift_hours(free: Iterable[int], minutes: int) -> frozenset[int]:
    """UTC hours of the week, moved later by `minutes` (or earlier, if negative).

    People name hours by the clock on their wall. Said in summer, the same wall hours are other UTC hours in winter.
    A shift that is no whole hour keeps only hours that lie wholly inside what was said.
    """
    hours = set(free)
    whole, rest = divmod(minutes, 60)
    needed = (0, -1) if rest else (0,)
    return frozenset(
        hour for hour in range(HOURS_IN_WEEK) if all((hour - whole + step) % HOURS_IN_WEEK in hours for step in needed)
    )


def hours_at(free: Iterable[int], *, zone: str, said_at: datetime, at: datetime) -> frozenset[int]:
    """The UTC hours that the hours said at `said_at` in `zone` are at the moment `at`."""
    return shift_hours(free, offset_at(zone, said_at) - offset_at(zone, at))


def starting_hours(free: Iterable[int], minutes: int) -> frozenset[int]:
    """Hours in which a session of `minutes` can begin: it ends before the person's free time does."""
    hours = set(free)
    span = range(-(-minutes // 60))
    return frozenset(hour for hour in hours if all((hour + step) % HOURS_IN_WEEK in hours for step in span))


def hours_taken(moments: Iterable[datetime], minutes: int) -> frozenset[int]:
    """The UTC hours of the week that sessions of `minutes` touch."""
    taken: set[int] = set()
    for moment in moments:
        start = moment.weekday() * 24 * 60 + moment.hour * 60 + moment.minute
        taken.update(
            (minute // 60) % HOURS_IN_WEEK for minute in (*range(start, start + minutes, 60), start + minutes - 1)
        )
    return frozenset(taken)


def weeks_outside(
    moments: Sequence[datetime], minutes: int, free: Iterable[int], *, zone: str, said_at: datetime
) -> tuple[int, ...]:
    """The weeks in which the session lies outside the hours that a person gave, by the clock on their wall."""
    said = frozenset(free)
    return tuple(
        week
        for week, moment in enumerate(moments, start=1)
        if not hours_taken([moment], minutes) <= hours_at(said, zone=zone, said_at=said_at, at=moment)
    )


def overlap(one: Iterable[datetime], other: Iterable[datetime], minutes: int) -> datetime | None:
    """The first session of `one` that runs at the same time as one of `other`, or nothing."""
    length = timedelta(minutes=minutes)
    theirs = sorted(other)
    return next((mine for mine in sorted(one) if any(abs(mine - moment) < length for moment in theirs)), None)


def said_moment(day: date, wall: time, zone: str) -> datetime:
    """The moment that somebody in `zone` means by a day and a time. Refuses one that the clocks leap over there."""
    local = datetime.combine(day, wall, ZoneInfo(zone))
    moment = local.astimezone(UTC)
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise Refusal(
            "time_leapt", f"The clocks leap over {wall:%H:%M} on that day.", field="time", mend="Take another."
        )
    return moment


def move_together(moments: Sequence[datetime], to: datetime, *, anchor: str) -> tuple[datetime, ...]:
    """New beginnings: the first of `moments` is held at `to`, the others as much earlier or later by the clock on the
    wall of `anchor`, so that all keep their new wall time across changes of clocks."""
    zone = ZoneInfo(anchor)

    def wall(moment: datetime) -> datetime:
        return moment.astimezone(zone).replace(tzinfo=None)

    step = wall(to) - wall(moments[0])
    later = ((wall(moment) + step).replace(tzinfo=zone).astimezone(UTC) for moment in moments[1:])
    return (to, *later)


def hour_of_week(moment: datetime) -> int:
    """The UTC hour of the week that a moment lies in."""
    at = moment.astimezone(UTC)
    return at.weekday() * 24 + at.hour
