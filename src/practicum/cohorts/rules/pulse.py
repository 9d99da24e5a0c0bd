"""The weekly pulse: when it is open, what is counted, and when it may be shown. Pure.

Only sums are ever kept: how often each level was chosen, question by question. Who chose what, and what one person
answered to two questions, is not stored, so nobody can read it back.
See docs/decisions/0030-a-pulse-that-nobody-can-read-back.md.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from practicum.kernel.errors import Refusal

LEVELS = (1, 2, 3, 4, 5)
# Below this number a mean says too much about each of those who answered.
LEAST_ANSWERS = 5
# Closed two days before the next session, so that the facilitator can act on it.
OPEN_FOR = timedelta(days=5)
TEXT_MOST = 1_000


def open_window(starts_at: datetime, minutes: int) -> tuple[datetime, datetime]:
    """From the end of the session until it is closed."""
    ends_at = starts_at + timedelta(minutes=minutes)
    return ends_at, ends_at + OPEN_FOR


def check_levels(levels: Mapping[str, object], questions: Sequence[str]) -> dict[str, int]:
    """A level for each question. Refuses what is missing, unknown or no level."""
    for key in levels:
        if key not in questions:
            raise Refusal("question_unknown", "That is no question of this pulse.", field=str(key)[:60])
    checked = {}
    for key in questions:
        level = levels.get(key)
        if isinstance(level, bool) or not isinstance(level, int) or level not in LEVELS:
            raise Refusal("level_missing", "Choose a level from 1 to 5.", field=key)
        checked[key] = level
    return checked


def check_text(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if "\x00" in text:
        raise Refusal("text_unreadable", "The text holds a character that cannot be stored.", field="text")
    if len(text) > TEXT_MOST:
        raise Refusal("text_long", f"At most {TEXT_MOST} characters.", field="text", mend="Shorten it.")
    return text


def add_levels(counts: Mapping[str, Sequence[int]], levels: Mapping[str, int]) -> dict[str, list[int]]:
    """The counts with one more answer: question -> how often each level was chosen."""
    added = {key: list(row) for key, row in counts.items()}
    for key, level in levels.items():
        added.setdefault(key, [0] * len(LEVELS))[LEVELS.index(level)] += 1
    return added


def may_show(answers: int) -> bool:
    return answers >= LEAST_ANSWERS
