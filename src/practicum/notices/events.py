"""What the record says of letters: decisions of people on them. Addresses and texts stay out of it."""

from dataclasses import dataclass
from typing import ClassVar

from practicum.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class NoticeDecided(Event):
    """A person held, released or cancelled a letter, or said of one that was on its way whether it went out."""

    kind: ClassVar[str] = "notices.decided"
    subject_fields: ClassVar[tuple[str, ...]] = ("notice", "person")
    notice: str
    person: str
    about: str
    act: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PreferencesChanged(Event):
    """A person chose how they want their letters. What they chose stays out of the record."""

    kind: ClassVar[str] = "notices.preferences_changed"
    subject_fields: ClassVar[tuple[str, ...]] = ("person",)
    person: str


@dataclass(frozen=True, kw_only=True)
class FeedRenewed(Event):
    """A person got a new private address for their calendar; the one before answers no more."""

    kind: ClassVar[str] = "notices.feed_renewed"
    subject_fields: ClassVar[tuple[str, ...]] = ("person",)
    person: str


@dataclass(frozen=True, kw_only=True)
class FeedEnded(Event):
    kind: ClassVar[str] = "notices.feed_ended"
    subject_fields: ClassVar[tuple[str, ...]] = ("person",)
    person: str
