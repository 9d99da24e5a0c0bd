"""Moments as credentials write them: XML Schema dateTimeStamp, always with a zone."""

import re
from datetime import UTC, datetime

from practicum.kernel.errors import Refusal

STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)


def write_time(moment: datetime, *, field: str = "") -> str:
    """`2026-11-22T20:00:00Z`: UTC, whole seconds. Refusal `zone` for a moment without a zone."""
    if moment.tzinfo is None:
        raise Refusal("zone", "The moment needs a time zone.", field=field)
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def read_time(text: object, *, field: str = "") -> datetime:
    """A moment with its zone. Refusal `time` for any other spelling."""
    if not isinstance(text, str) or not STAMP.fullmatch(text):
        raise Refusal("time", "This is not a date and time with a zone.", field=field)
    try:
        return datetime.fromisoformat(text)
    except ValueError as fault:
        raise Refusal("time", "There is no such date and time.", field=field) from fault
