"""Public codes: short, unguessable, easy to read aloud. Database keys never leave the server."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O or U


def new_code(prefix: str, *, length: int = 10) -> str:
    """A fresh code such as `APP-7K3M9QX2TD` (50 random bits at the default length)."""
    return f"{prefix}-" + "".join(secrets.choice(ALPHABET) for _ in range(length))


def normalize_code(text: str) -> str:
    """What a person typed, as we store it: upper case, look-alike letters mended."""
    prefix, _, rest = text.strip().upper().replace(" ", "").partition("-")
    return f"{prefix}-{rest.translate(str.maketrans('ILOU', '110V'))}" if rest else prefix
