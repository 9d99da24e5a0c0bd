"""Who may be falling behind, why, and what a friendly word about it could say. Pure.

A concern says what is done and what is not; it never says a word of what somebody wrote.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from practicum.cohorts.rules.training import ATTENDED, Attended, WeekLab, Work
from practicum.kernel.errors import Refusal

# The same concern is not put to the same candidate again within this time, whoever would do it.
NUDGE_AGAIN_AFTER = timedelta(hours=48)
NUDGE_MOST = 2000
OTHER = "other"
# What a concern is about, as the summary of a board says it.
GROUPS = {"seat": "", "sessions": "sessions", "work": "open work", "reflection": "reflections"}


@dataclass(frozen=True, kw_only=True)
class Concern:
    """One reason to worry. `text` is for those who lead, `message` what they could write; the weightier comes first."""

    key: str
    group: str
    weight: int
    text: str
    message: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One week of one candidate on the board. `sign` is what stands in the cell, `words` say it, `tone` colours it."""

    week: int
    status: str
    sign: str
    words: str
    tone: str
    has_open_work: bool


_CELLS = {
    "present": ("✓", "attended", "good"),
    "caught_up": ("↻", "caught up", "good"),
    "excused": ("E", "excused", "wait"),
    "absent": ("✗", "absent", "bad"),
}


def cell_of(week: int, status: str, *, is_over: bool, has_open_work: bool, is_cancelled: bool = False) -> Cell:
    """The cell of a week; nobody had to attend one that `is_cancelled`.

    `has_open_work`: its assignment or its lab is overdue, or its make-up work was returned.
    """
    empty = ("?", "not recorded", "wait") if is_over else ("·", "to come", "none")
    if is_cancelled:
        empty = ("–", "not held", "none")
    sign, words, tone = _CELLS.get(status, empty)
    if has_open_work:
        words = f"{words}, open work"
    return Cell(week=week, status=status, sign=sign, words=words, tone=tone, has_open_work=has_open_work)


def find_concerns(
    statuses: Mapping[int, str],
    held_weeks: Sequence[int],
    attended: Attended,
    work: Sequence[Work],
    *,
    reflected: Collection[int] = (),
    returned: Collection[int] = (),
    labs: Sequence[WeekLab] = (),
    now: datetime,
) -> list[Concern]:
    """Why a candidate may be falling behind, the weightiest first; empty when nothing gives reason to worry.

    `held_weeks` are the weeks whose session is over, `reflected` those with a reflection, `returned` those whose make-up
    work came back and was not handed in again, `labs` the labs that the weeks ask for.
    """
    concerns = _about_sessions(statuses, held_weeks, attended)
    for one in work:
        if not one.is_handed_in and one.due_at < now:
            days, late = _lateness(one.due_at, now)
            concerns.append(
                Concern(
                    key=f"work-{one.key}",
                    group="work",
                    weight=20 + min(days, 9),
                    text=f"“{one.title}” is {late} overdue.",
                    message=(
                        f"“{one.title}” has not reached us yet. A rough draft is welcome: feedback on it is what helps "
                        "most. What keeps you from handing it in, and how can I help?"
                    ),
                )
            )
    concerns += _about_labs(labs, now)
    for week in sorted(returned):
        concerns.append(
            Concern(
                key=f"make-up-{week}",
                group="work",
                weight=12,
                text=f"The make-up work of week {week} came back and waits for another try.",
                message=(
                    f"Your make-up work of week {week} came back with a comment. Only a little is missing, and then the "
                    "session counts as attended. Is the comment clear?"
                ),
            )
        )
    quiet = list(held_weeks)[-2:]
    if len(quiet) == 2 and not set(quiet) & set(reflected):
        concerns.append(
            Concern(
                key="reflection",
                group="reflection",
                weight=5,
                text="No reflection for two weeks.",
                message=(
                    "A few lines of reflection a week make what you learn stay. Nobody reads them but you. "
                    "Would ten minutes after the next session work for you?"
                ),
            )
        )
    return sorted(concerns, key=lambda one: -one.weight)


def _about_labs(labs: Sequence[WeekLab], now: datetime) -> list[Concern]:
    concerns = []
    for one in labs:
        if one.is_overdue(now):
            days, late = _lateness(one.due_at, now)
            came_back = "came back and " if one.state == "returned" else ""
            concerns.append(
                Concern(
                    key=f"lab-{one.week}",
                    group="work",
                    weight=20 + min(days, 9),
                    text=f"The lab of week {one.week} {came_back}is {late} overdue.",
                    message=(
                        f"The lab of week {one.week} is not passed yet. You may hand it in more than once, and every task "
                        "comes back with feedback. Where are you stuck, and how can I help?"
                    ),
                )
            )
    return concerns


def _lateness(due_at: datetime, now: datetime) -> tuple[int, str]:
    """Whole days since it was due, and the same in words."""
    days = (now - due_at).days
    return days, f"{days} day{'' if days == 1 else 's'}" if days else "a few hours"


def _about_sessions(statuses: Mapping[int, str], held_weeks: Sequence[int], attended: Attended) -> list[Concern]:
    concerns = []
    last_two = [week for week in held_weeks if week in statuses][-2:]  # a session may still wait to be recorded
    absent = [str(week) for week in held_weeks if statuses.get(week) == "absent"]
    if not attended.is_reachable:
        short = attended.needed - attended.attended - attended.unrecorded
        sessions = f"{short} session{'' if short == 1 else 's'}"
        concerns.append(
            Concern(
                key="attendance",
                group="sessions",
                weight=40,
                text=f"Has to catch up with {sessions} to reach {attended.needed}.",
                message=(
                    f"To complete your training you have to catch up with {sessions}. The page of each week that you "
                    "missed has its make-up work. Shall we look together where to begin?"
                ),
            )
        )
    if len(last_two) == 2 and not any(statuses[week] in ATTENDED for week in last_two):
        weeks = f"weeks {last_two[0]} and {last_two[1]}"
        concerns.append(
            Concern(
                key="missed",
                group="sessions",
                weight=30,
                text=f"Missed the last two sessions ({weeks}).",
                message=(
                    f"We missed you in {weeks}, and I hope that you are well. The recordings and the make-up work are on "
                    "the pages of these weeks. Is there anything that would make the next session easier for you?"
                ),
            )
        )
    elif absent:
        weeks = f"week {', '.join(absent)}"
        concerns.append(
            Concern(
                key="absent",
                group="sessions",
                weight=10,
                text=f"Absent without an excuse in {weeks}.",
                message=(
                    f"We missed you in {weeks}. The recording and the make-up work are on the week's page; with them the "
                    "session counts as attended. Tell me if something stands in the way."
                ),
            )
        )
    return concerns


def withdrawn() -> Concern:
    """Somebody who is gone: the seat is for the programme manager to end, and nobody is written to about it."""
    text = "Has withdrawn; the seat is still held."
    return Concern(key="withdrawn", group="seat", weight=50, text=text, message="")


def summarise(concerns: Sequence[Sequence[Concern]]) -> str:
    """The board in a sentence; `concerns` holds those of each candidate."""
    people = len(concerns)
    worried = [{one.group for one in mine} for mine in concerns if mine]
    if not people:
        return "Nobody sits here."
    if not worried:
        return f"All {people} are on track, as far as attendance, work and reflections tell."
    parts = [
        f"{count} for {GROUPS[group]}" if group != "seat" else f"{count} who withdrew"
        for group in GROUPS
        if (count := sum(group in one for one in worried))
    ]
    verb = "needs" if len(worried) == 1 else "need"
    return f"{len(worried)} of {people} {verb} attention: {', '.join(parts)}. {people - len(worried)} on track."


def check_nudge(text: str) -> str:
    """The message, trimmed. Refuses an empty one and one too long."""
    text = text.replace("\r\n", "\n").strip()
    if "\x00" in text:
        raise Refusal("text_unreadable", "The text holds a character that cannot be stored.", field="text")
    if not text:
        raise Refusal("text_missing", "Say something.", field="text", mend="A line is enough.")
    if len(text) > NUDGE_MOST:
        raise Refusal("text_long", f"A message has at most {NUDGE_MOST} characters.", field="text", mend="Shorten it.")
    return text


def may_nudge_from(last_at: datetime | None) -> datetime | None:
    """From when on the same concern may be put again; nothing when it never was."""
    return last_at + NUDGE_AGAIN_AFTER if last_at is not None else None
