"""The steps of a candidate's week, and what is next. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from practicum.kernel.errors import Refusal

REFLECTION_MOST = 20_000
NOTES_MOST = 20_000
MAKE_UP_MOST = 20_000
# What was missed is best caught up with while it is fresh; later work is taken too.
MAKE_UP_WITHIN = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a week: `key` is its place on the page. `is_done` is None where this room does not know (labs)."""

    key: str
    title: str
    is_done: bool | None
    due_at: datetime | None = None


def next_step(steps: list[Step]) -> str:
    """The key of the first step that is not done, or nothing."""
    return next((step.key for step in steps if step.is_done is False), "")


def check_parts(parts: frozenset[int], *, most: int) -> frozenset[int]:
    """Which parts of the preparation are done: places from 0 on. Refuses a place that the week has not."""
    if any(not 0 <= part < most for part in parts):
        raise Refusal("part_unknown", "The preparation has no such part.", field="parts")
    return parts


def check_private(text: str, *, most: int, complete: bool = False) -> str:
    """A text as it is kept: a reflection, notes, an answer. `complete` refuses an empty one."""
    text = text.replace("\r\n", "\n")
    if "\x00" in text:
        raise Refusal("text_unreadable", "The text holds a character that cannot be stored.", field="text")
    if len(text) > most:
        mend = "Shorten it."
        raise Refusal(
            "text_long", f"The text has {len(text)} characters; {most} are the most.", field="text", mend=mend
        )
    if complete and not text.strip():
        raise Refusal("text_missing", "There is nothing here yet.", field="text", mend="Write your text first.")
    return text
