"""How long somebody worked, from the signs of work that they give: a save, a check, a hint, a hand-in."""

from datetime import datetime, timedelta

# A longer silence is a pause: it counts as this much work.
LONGEST_SILENCE = timedelta(minutes=15)


def seconds_of_work(before: int, *, last: datetime, now: datetime) -> int:
    """The seconds worked until `now`, of which `before` were counted at the `last` sign of work."""
    silence = min(max(now - last, timedelta(0)), LONGEST_SILENCE)
    return before + int(silence.total_seconds())
