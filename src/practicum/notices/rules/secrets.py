"""What is kept of a secret."""

import hashlib


def digest_secret(secret: str) -> str:
    """SHA-256: enough for a secret of 256 random bits, which nobody can guess."""
    return hashlib.sha256(secret.encode()).hexdigest()
