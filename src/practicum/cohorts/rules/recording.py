"""What a recording's note and its keeping must be. Pure."""

from datetime import date, timedelta

from practicum.kernel.errors import Refusal

NOTE_MOST = 300
KEPT_MOST = timedelta(days=2 * 366)


def check_note(note: str) -> str:
    note = " ".join(note.replace("\x00", "").split())
    if len(note) > NOTE_MOST:
        raise Refusal("note_long", f"A note has at most {NOTE_MOST} characters.", field="note")
    return note


def check_kept_until(kept_until: date, *, today: date) -> date:
    """The last day on which the recording may be seen."""
    if kept_until < today:
        raise Refusal("kept_until_past", "This day is over.", field="kept_until", mend="Name today or a later day.")
    if kept_until > today + KEPT_MOST:
        mend = "What is kept longer than it is needed can only be lost."
        raise Refusal("kept_until_far", "A recording is kept for two years at most.", field="kept_until", mend=mend)
    return kept_until
