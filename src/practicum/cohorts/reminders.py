"""The mail of the day before: what of somebody's inbox is due tomorrow. Apart from the services: the hourly task calls it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from practicum.cohorts.letters import say_moment, write_to
from practicum.cohorts.queries.hand_over import in_force, staff_people
from practicum.cohorts.queries.inbox import read_inbox
from practicum.people.api import Person

# Sent in the first run after this hour of the reader's own morning.
REMINDER_HOUR = 7


def remind_of_inbox(now: datetime) -> None:
    """Remind everybody of what is due tomorrow where they are.

    One letter a person and day, by its key: a run that is repeated, or a worker that dies and comes back, writes no second
    one. Everything is due on one day only, so nothing is reminded of twice. While somebody is away their stand-in is
    reminded in their place.
    """
    away = set(in_force(now).values_list("person_id", flat=True))
    for person in staff_people():
        if person.pk not in away:
            _remind(person, now)


def _remind(person: Person, now: datetime) -> None:
    local = now.astimezone(ZoneInfo(person.time_zone))
    if local.hour < REMINDER_HOUR:
        return
    tomorrow = local.date() + timedelta(days=1)
    due = [
        one
        for one in read_inbox(person, now=now)
        if one.is_mine and one.due_at.astimezone(ZoneInfo(person.time_zone)).date() == tomorrow
    ]
    if not due:
        return
    lines = [f"- {one.act} {one.candidate}: {one.about}, {say_moment(one.due_at, person.time_zone)}" for one in due]
    write_to(
        person,
        subject="One thing is due tomorrow" if len(due) == 1 else f"{len(due)} things are due tomorrow",
        text="\n".join(["this waits for you and is due tomorrow:", "", *lines]),
        path="/cohorts/inbox/",
        key=f"inbox {person.code} {tomorrow.isoformat()}",
        kind="reminder",
        now=now,
    )
