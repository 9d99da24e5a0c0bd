"""A session's plan laid out on the clock. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from practicum.pack.api import SessionStep


@dataclass(frozen=True, kw_only=True)
class TimedStep:
    """A part of the session with the minute at which it begins and ends, and the moments these are."""

    step: SessionStep
    from_minute: int
    to_minute: int
    starts_at: datetime
    ends_at: datetime


def lay_out(plan: Sequence[SessionStep], *, starts_at: datetime) -> list[TimedStep]:
    """The parts one after the other, from the beginning of the session on."""
    rows, minute = [], 0
    for step in plan:
        end = minute + step.minutes
        rows.append(
            TimedStep(
                step=step,
                from_minute=minute,
                to_minute=end,
                starts_at=starts_at + timedelta(minutes=minute),
                ends_at=starts_at + timedelta(minutes=end),
            )
        )
        minute = end
    return rows
