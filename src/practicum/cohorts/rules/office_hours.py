"""When office hours are held, and until when they can be booked. Pure."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from practicum.kernel.errors import Refusal

MINUTES = (10, 120)
SLOTS_MOST = 12  # in a row
WEEKS_MOST = 26
PLACE_MOST = 300
QUESTION_MOST = 2000
# Until then a slot can be booked and a booking be cancelled by the candidate: the host knows half a day before.
CLOSES_BEFORE = timedelta(hours=12)


def office_hour_moments(
    *, day: date, at: time, zone: str, minutes: int, slots: int, until: datetime | None = None
) -> tuple[datetime, ...]:
    """The beginnings of `slots` office hours in a row from `day` and `at` on by the clock of `zone`, in UTC.

    With `until` the same again each week up to that moment, at the same time by that clock when the clocks change. A
    local time that the clocks leap over is held when they have leapt; one that comes twice is held the first time.
    """
    if not MINUTES[0] <= minutes <= MINUTES[1]:
        raise Refusal("minutes_unfit", f"An office hour has {MINUTES[0]} to {MINUTES[1]} minutes.", field="minutes")
    if not 1 <= slots <= SLOTS_MOST:
        raise Refusal("slots_unfit", f"Offer 1 to {SLOTS_MOST} in a row.", field="slots")
    if not 1970 <= day.year <= 9000:
        raise Refusal("day_unfit", "Choose a day of our time.", field="day")
    wall, place = datetime.combine(day, at.replace(tzinfo=None)), ZoneInfo(zone)
    firsts = [wall.replace(tzinfo=place).astimezone(UTC)]
    while until is not None and len(firsts) < WEEKS_MOST:
        following = (wall + timedelta(weeks=len(firsts))).replace(tzinfo=place).astimezone(UTC)
        if following > until:
            break
        firsts.append(following)
    return tuple(first + timedelta(minutes=minutes * number) for first in firsts for number in range(slots))


def find_clash(moments: Iterable[datetime], minutes: int, taken: Sequence[tuple[datetime, int]]) -> datetime | None:
    """The first of `moments` that runs at the same time as one of `taken` (beginning, minutes), or nothing."""
    length = timedelta(minutes=minutes)
    for moment in sorted(moments):
        if any(moment < start + timedelta(minutes=most) and start < moment + length for start, most in taken):
            return moment
    return None


def closes_at(starts_at: datetime) -> datetime:
    """Until when a slot can be booked, and a booking be cancelled by the candidate."""
    return starts_at - CLOSES_BEFORE


def check_place(place: str) -> str:
    place = " ".join(place.replace("\x00", "").split())
    if len(place) > PLACE_MOST:
        raise Refusal("place_long", f"A place has at most {PLACE_MOST} characters.", field="place")
    return place


def check_question(text: str) -> str:
    """What the candidate wants to talk about, trimmed."""
    text = text.replace("\r\n", "\n").strip()
    if "\x00" in text:
        raise Refusal("text_unreadable", "The text holds a character that cannot be stored.", field="question")
    if not text:
        raise Refusal(
            "question_missing", "Say what you want to talk about.", field="question", mend="A line is enough."
        )
    if len(text) > QUESTION_MOST:
        raise Refusal("text_long", f"A question has at most {QUESTION_MOST} characters.", field="question")
    return text
