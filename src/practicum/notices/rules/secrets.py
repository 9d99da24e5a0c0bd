"""What is kept of a secret."""

import hashlib
import re

# What Django's signing makes: a payload, a colon and a signature, as one part of an address.
_SIGNED = re.compile(r"(?<=/)[\w-]{8,}:[\w-]{27,}(?=/)", re.ASCII)


def digest_secret(secret: str) -> str:
    """SHA-256: enough for a secret of 256 random bits, which nobody can guess."""
    return hashlib.sha256(secret.encode()).hexdigest()


def hide_signed_links(text: str) -> str:
    """The text for other eyes than its reader's: whoever has a signed link needs no account, and acts as its reader."""
    return _SIGNED.sub("…", text)
