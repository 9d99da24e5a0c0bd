"""What a person has to do next. Each room names its own; the desk shows them together."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Todo:
    """One thing to do: `title` starts with a verb, `url` is where it is done, `due_at` sorts it."""

    title: str
    url: str
    detail: str = ""
    due_at: datetime | None = None
    room: str = ""
