"""Whether this installation is still the issuer that its signatures name.

A credential names its issuer by address for ever. When the site moves, that address has to stay the issuer's (the setting
PRACTICUM_ISSUER_URL) and lead to the new site; an installation that took another name would disown what it signed.
"""

from urllib.parse import unquote

from practicum.credentials.issuer import issuer_url, key_address, key_name
from practicum.credentials.models import SigningKey
from practicum.kernel.errors import Refusal


def issuer_of_key(kid: str) -> str:
    """The issuer's address that a verification method was made under: the way back from `key_address`.

    >>> issuer_of_key("https://certification.example.org/keys/key-1")
    'https://certification.example.org'
    >>> issuer_of_key("did:web:127.0.0.1%3A8000:sub#key-1")
    'http://127.0.0.1:8000/sub'
    """
    if kid.startswith("https://"):
        return kid.rpartition("/keys/")[0]
    return "http://" + "/".join(unquote(part) for part in kid.partition("#")[0].removeprefix("did:web:").split(":"))


def signed_as() -> str:
    """The issuer's address that the newest key names; empty before there is a key."""
    kid = SigningKey.objects.order_by("-id").values_list("kid", flat=True).first()
    return issuer_of_key(kid) if kid else ""


def check_identity() -> None:
    """Refuse to go on under another name than the newest key has: `issuer_moved`, with the address that it names.

    The newest alone: where keys of two names lie in one database, no setting would fit both.
    """
    for kid in SigningKey.objects.order_by("-id").values_list("kid", flat=True)[:1]:
        if kid != key_address(key_name(kid)):
            raise Refusal(
                "issuer_moved",
                f"What this installation signed names {issuer_of_key(kid)} as its issuer for ever; now it would be "
                f"{issuer_url()}.",
                field="PRACTICUM_ISSUER_URL",
                mend=f"Set PRACTICUM_ISSUER_URL={issuer_of_key(kid)}, and let that address lead to this site.",
            )
