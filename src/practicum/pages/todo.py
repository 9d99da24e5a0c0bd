"""What a person has to do next. Each room names its own; the desk shows them together."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Todo:
    """One thing to do: `title` starts with a verb, `url` is where it is done, `due_at` sorts it.

    `is_deadline` is off where nobody is late once `due_at` is over: the beginning of a meeting, or a day by which others
    answer.
    """

    title: str
    url: str
    detail: str = ""
    due_at: datetime | None = None
    room: str = ""
    is_deadline: bool = True

    def is_overdue(self, now: datetime) -> bool:
        """Whether this person should have done it by now."""
        return self.is_deadline and self.due_at is not None and self.due_at < now
