"""What a plan of cohorts needs beside the solver: mentors dealt out, nobody in two sessions at once. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from practicum.cohorts.rules.timetable import HOURS_IN_WEEK
from practicum.kernel.errors import Refusal

SEED_MOST = 2**31 - 1
SECONDS = (1, 600)  # what a search may be given
NAME_MOST = 120
START_WITHIN = timedelta(days=366)
# A proposal leaves time to confirm it, to write to everybody and to prepare the first week.
START_AFTER = timedelta(days=14)


def usual_start(now: datetime) -> date:
    """The first Monday at least `START_AFTER` from now."""
    day = (now + START_AFTER).date()
    return day + timedelta(days=-day.weekday() % 7)


def check_start(starts_on: date, *, now: datetime) -> None:
    """Refuse a start that is past or further away than a year."""
    if not now.date() < starts_on <= now.date() + START_WITHIN:
        raise Refusal(
            "start_out_of_range",
            "A cohort starts after today and within a year.",
            field="starts_on",
            mend=f"Choose a day from {now.date() + timedelta(days=1)} on.",
        )


def check_search(*, seed: int, seconds: float) -> None:
    """Refuse a seed or a time that the solver cannot take."""
    if not 0 <= seed <= SEED_MOST:
        raise Refusal("seed_range", f"The seed is a number from 0 to {SEED_MOST}.", field="seed")
    least, most = SECONDS
    if not least <= seconds <= most:
        raise Refusal("seconds_range", f"The search takes from {least} to {most} seconds.", field="seconds")


def deal_mentors(
    members: Sequence[str], mentors: Sequence[str], *, per_mentor: int, roles: Mapping[str, str]
) -> dict[str, str]:
    """A mentor for each member: loads differ by one at most, and each mentor gets people of several roles.

    Nobody in a checked cohort has a conflict with any of its mentors, so every deal is a fair one. Raises Refusal
    `mentors_too_few`.
    """
    if len(members) > per_mentor * len(mentors):
        raise Refusal(
            "mentors_too_few",
            f"{len(members)} members need more than {len(mentors)} mentors: one accompanies at most {per_mentor}.",
            mend="Ask more people to mentor, then let the system propose again.",
        )
    order = sorted(members, key=lambda one: (roles.get(one, ""), one))
    return {member: mentors[place % len(mentors)] for place, member in enumerate(order)}


def least_loaded(loads: Mapping[str, int], *, per_mentor: int) -> str | None:
    """The mentor with the fewest members who can take one more, or nobody."""
    free = sorted((load, mentor) for mentor, load in loads.items() if load < per_mentor)
    return free[0][1] if free else None


def find_clashes(plan: Iterable[tuple[int, Iterable[str]]], minutes: int) -> frozenset[str]:
    """Staff in two cohorts whose sessions of `minutes` would overlap; `plan` is (UTC hour of the week, staff) each.

    The solver keeps people out of two cohorts in the same hour; a session is longer than an hour.
    """
    span = -(-minutes // 60)
    busy = Counter(
        (one, (hour + step) % HOURS_IN_WEEK) for hour, staff in plan for one in staff for step in range(span)
    )
    return frozenset(one for (one, _), count in busy.items() if count > 1)


def check_late_seat(*, planned: int, to_come: int) -> None:
    """Refuse a seat in a running cohort once more than half of its sessions have begun: the rest would be too little of a
    cohort, and too much to catch up with."""
    if 2 * to_come < planned:
        raise Refusal(
            "join_late",
            f"{planned - to_come} of {planned} sessions have begun: it is too late to join this cohort.",
            field="application",
            mend="Leave the seat to the next cohort.",
        )


def name_cohorts(starts_on: date, taken: Iterable[str], number: int) -> list[str]:
    """`October 2026 A`, `October 2026 B` …: the month of the start and the next free letters."""
    used, index = set(taken), 0
    names: list[str] = []
    while len(names) < number:
        name = f"{starts_on:%B %Y} {_letters(index)}"
        index += 1
        if name not in used:
            names.append(name)
    return names


def check_names(names: Sequence[str], *, taken: Iterable[str], number: int) -> list[str]:
    """The names that a person chose, trimmed. Refuses a wrong number of them, an empty, long or repeated one."""
    cleaned = [" ".join(name.split()) for name in names]
    if len(cleaned) != number:
        raise Refusal("names_number", f"{number} cohorts need {number} names.", field="names")
    used = set(taken)
    for name in cleaned:
        if not name or len(name) > NAME_MOST or "\x00" in name:
            raise Refusal("name_length", f"A cohort's name has 1 to {NAME_MOST} characters.", field="names")
        if name in used:
            raise Refusal("name_taken", f"There is a cohort “{name}” already.", field="names", mend="Choose another.")
        used.add(name)
    return cleaned


def name_people(text: str, names: Mapping[str, str]) -> str:
    """`text` with the codes of people and applications replaced by their names."""
    return re.sub(r"\b[A-Z]{2,5}-[0-9A-Z]{4,20}\b", lambda found: names.get(found[0], found[0]), text)


def _letters(index: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
