"""Who we are as an issuer: the addresses that signed documents name for ever.

All follow from the issuer's address: that of the site, unless the site has moved since it first signed something.
"""

from urllib.parse import urlsplit

from django.conf import settings

from practicum.badges.api import IssuerProfile, did_web
from practicum.curriculum.api import ProgrammeVersion


def base_url() -> str:
    """The public address of this installation, without a slash at its end."""
    return str(settings.PRACTICUM.base_url)


def issuer_url() -> str:
    """The address that this issuer is known by for ever, without a slash at its end; it leads to this installation."""
    return str(settings.PRACTICUM.issuer_url)


def issuer_did() -> str:
    """`did:web` of the issuer's address; a port is written `%3A8000`, a path as further segments."""
    parts = urlsplit(issuer_url())
    return did_web(host=parts.netloc, path=[segment for segment in parts.path.split("/") if segment])


def key_address(name: str) -> str:
    """The verification method of a signing key: an https address where there is one.

    Without https (the demo on one's own machine) it is the DID with the key's name behind it, because an http address
    could be answered by anybody on the way.
    """
    return f"{issuer_url()}/keys/{name}" if issuer_url().startswith("https://") else f"{issuer_did()}#{name}"


def key_name(kid: str) -> str:
    """The last part of a verification method: what `key_address` was made of."""
    return kid.rpartition("#")[2].rpartition("/")[2]


def credential_address(code: str) -> str:
    return f"{issuer_url()}/credentials/{code}.json"


def verify_address(code: str) -> str:
    return f"{base_url()}/verify/{code}/"


def status_address(purpose: str) -> str:
    return f"{issuer_url()}/status/{purpose}"


def achievement_address(version: ProgrammeVersion) -> str:
    """Each version of the scheme is its own achievement: which rules was this person judged under?"""
    return f"{issuer_url()}/achievements/{version.code}/{version.version}"


def log_origin() -> str:
    """The name of our transparency log and of the keys that sign its checkpoints: the address without its scheme."""
    return f"{issuer_url().partition('://')[2]}/log"


def issuer_profile(version: ProgrammeVersion) -> IssuerProfile:
    """The issuer as each credential shows it: the programme at this address."""
    return IssuerProfile(id=issuer_did(), name=f"{version.name} programme", url=issuer_url())
