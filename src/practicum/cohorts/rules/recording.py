"""What a link to a recording must be. Pure."""

from datetime import date, timedelta
from urllib.parse import urlsplit

from practicum.kernel.errors import Refusal

LINK_MOST = 500
NOTE_MOST = 300
KEPT_MOST = timedelta(days=2 * 366)


def check_link(link: str) -> str:
    """An https address on some host. It is not opened: nothing of this server is shown to an address that somebody typed."""
    link = link.strip()
    if len(link) > LINK_MOST:
        raise Refusal("link_long", f"A link has at most {LINK_MOST} characters.", field="link")
    if not link.isprintable() or any(one.isspace() or one in '<>"\\' for one in link):
        raise Refusal("link_unreadable", "The link holds characters that no address has.", field="link")
    try:
        parts = urlsplit(link)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Refusal("link_unreadable", "This is no address.", field="link", mend="Copy it as a whole.") from None
    if parts.scheme != "https":
        raise Refusal("link_insecure", "A recording's link begins with https://.", field="link")
    if parts.username is not None or parts.password is not None:
        raise Refusal("link_with_password", "The link holds a user name or a password.", field="link")
    if "." not in host.strip(".") or port == 0:
        raise Refusal("link_unreadable", "The link names no site.", field="link", mend="Copy it as a whole.")
    return link


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
