"""What a link that people are sent to must be: a recording, a room to meet in. Pure."""

from urllib.parse import urlsplit

from practicum.kernel.errors import Refusal

LINK_MOST = 500


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
        raise Refusal("link_insecure", "A link begins with https://.", field="link")
    if parts.username is not None or parts.password is not None:
        raise Refusal("link_with_password", "The link holds a user name or a password.", field="link")
    if "." not in host.strip(".") or port == 0:
        raise Refusal("link_unreadable", "The link names no site.", field="link", mend="Copy it as a whole.")
    return link
