"""Settings from the environment, typed and checked. Production is the default, and refuses what is unsafe there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from practicum.kernel.errors import Refusal

MODES = ("production", "demo", "test")
DEMO_SECRET = "demo-secret-for-local-play-only"  # noqa: S105  known to everybody: refused in production
# Scheme, host name, port and plain path segments: all that an issuer's did:web can be made of, and nothing besides.
_LABEL = "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
ADDRESS = re.compile(rf"https?://{_LABEL}(\.{_LABEL})*(:\d{{1,5}})?(/(?!\.+(/|$))[A-Za-z0-9._-]+)*", re.ASCII)
CHECKOUT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Config:
    """What the environment says. `mode` decides what is allowed; see `docs/reference/settings.md`."""

    mode: str
    secret_key: str
    key_seal: str
    database_url: str
    base_url: str
    issuer_url: str
    allowed_hosts: tuple[str, ...]
    data_dir: Path
    debug: bool
    demo_sign_in: bool
    mail_url: str
    mail_from: str
    hold_decisions: bool

    @property
    def is_production(self) -> bool:
        return self.mode == "production"

    @property
    def own_database(self) -> str:
        """Name of the database on our own server: a demonstration never touches the real one."""
        return "practicum_demo" if self.mode == "demo" else "practicum"

    @property
    def simulated_time(self) -> bool:
        """Whether acts may be dated by their caller (simulated people act in the past); never in production."""
        return not self.is_production


def read_config(environ: Mapping[str, str]) -> Config:
    """Read and check the settings. Raises Refusal that names the variable and the mend."""
    mode = environ.get("PRACTICUM_MODE", "production")
    if mode not in MODES:
        raise _wrong("PRACTICUM_MODE", f"is “{mode}”", f"Use one of: {', '.join(MODES)}.")
    production = mode == "production"
    base_url = environ.get("PRACTICUM_BASE_URL", "" if production else "http://127.0.0.1:8000").strip()
    issuer_url = environ.get("PRACTICUM_ISSUER_URL", "").strip() or base_url
    base_url, issuer_url = base_url.rstrip("/"), issuer_url.rstrip("/")
    _check_address("PRACTICUM_BASE_URL", base_url)
    _check_address("PRACTICUM_ISSUER_URL", issuer_url)
    config = Config(
        mode=mode,
        secret_key=environ.get("PRACTICUM_SECRET_KEY", "" if production else DEMO_SECRET),
        key_seal=environ.get("PRACTICUM_KEY_SEAL", "" if production else DEMO_SECRET),
        database_url=environ.get("DATABASE_URL", ""),
        base_url=base_url,
        issuer_url=issuer_url,
        allowed_hosts=_hosts(
            base_url, issuer_url, further=_words(environ.get("PRACTICUM_ALLOWED_HOSTS", "")), production=production
        ),
        data_dir=Path(environ.get("PRACTICUM_DATA_DIR", CHECKOUT / "var")).expanduser().resolve(),
        debug=_truth("PRACTICUM_DEBUG", environ.get("PRACTICUM_DEBUG", "")),
        demo_sign_in=_truth("PRACTICUM_DEMO_SIGN_IN", environ.get("PRACTICUM_DEMO_SIGN_IN", "" if production else "1")),
        mail_url=environ.get("PRACTICUM_MAIL_URL", "" if production else "file:"),
        mail_from=environ.get("PRACTICUM_MAIL_FROM", "Practicum <practicum@localhost>"),
        hold_decisions=_truth("PRACTICUM_HOLD_DECISIONS", environ.get("PRACTICUM_HOLD_DECISIONS", "")),
    )
    _check_mail(config)
    if production:
        _refuse_unsafe(config)
    return config


def _refuse_unsafe(config: Config) -> None:
    for name, value in (("PRACTICUM_SECRET_KEY", config.secret_key), ("PRACTICUM_KEY_SEAL", config.key_seal)):
        mend = 'Make one with: python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
        if not value:
            raise _wrong(
                name, "is not set, and production needs it", f"{mend} (to try things out: PRACTICUM_MODE=demo)"
            )
        if value == DEMO_SECRET or "demo" in value.lower():
            raise _wrong(name, "is a demo secret, which everybody knows", mend)
        if len(value) < 32:
            raise _wrong(name, f"has {len(value)} characters; production needs at least 32", mend)
    if config.debug:
        raise _wrong("PRACTICUM_DEBUG", "is on, which shows secrets on error pages", "Unset it in production.")
    if config.demo_sign_in:
        raise _wrong(
            "PRACTICUM_DEMO_SIGN_IN", "is on, which lets anybody in as anybody", "Unset it, or set PRACTICUM_MODE=demo."
        )
    for name, address in (("PRACTICUM_BASE_URL", config.base_url), ("PRACTICUM_ISSUER_URL", config.issuer_url)):
        if urlsplit(address).scheme != "https":
            raise _wrong(
                name,
                "must be the public https address: credentials name it for ever",
                "For example https://certification.example.org",
            )
    if not config.mail_url:
        raise _wrong("PRACTICUM_MAIL_URL", "is not set", "Use smtp://user:password@host:587 or file:/path/to/folder.")


def _check_address(name: str, address: str) -> None:
    """Refuse what no signature should name for ever: a password, a space, a query; and a host that stands for many."""
    try:
        fits = not address or bool(ADDRESS.fullmatch(address) and urlsplit(address).port != 0)
    except ValueError:  # a port beyond 65535
        fits = False
    if not fits:
        raise _wrong(name, "is no address of a site", "For example https://certification.example.org")


def _check_mail(config: Config) -> None:
    """Refuse an address of a mail server, or of a sender, that no mail could ever be sent with."""
    name, mend = "PRACTICUM_MAIL_URL", "Use smtp://user:password@host:587, smtps://… or file:/path/to/folder."
    parts = urlsplit(config.mail_url)
    if config.mail_url and parts.scheme not in ("smtp", "smtps", "file"):
        raise _wrong(name, f"begins with “{parts.scheme}”", mend)
    try:
        port = parts.port
    except ValueError:
        raise _wrong(name, "names a port that is no number from 0 to 65535", mend) from None
    if parts.scheme in ("smtp", "smtps") and (not parts.hostname or port == 0):
        raise _wrong(name, "names no host", mend)
    if bool(parts.username) != bool(parts.password):
        raise _wrong(name, "names a user or a password alone", f"{mend} Write @ as %40 and / as %2F in them.")
    if "@" not in parseaddr(config.mail_from)[1]:
        raise _wrong("PRACTICUM_MAIL_FROM", "holds no mail address", "For example Practicum <mail@example.org>.")


def _wrong(name: str, what: str, mend: str) -> Refusal:
    return Refusal("unsafe_setting", f"{name} {what}.", field=name, mend=mend)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _hosts(*addresses: str, further: tuple[str, ...], production: bool) -> tuple[str, ...]:
    own = [host for address in addresses if (host := urlsplit(address).hostname)]
    return tuple(
        dict.fromkeys((*own, *further, *(() if production else ("127.0.0.1", "localhost", "[::1]", "testserver"))))
    )


def _truth(name: str, text: str) -> bool:
    words = {"": False, "0": False, "false": False, "no": False, "off": False}
    words |= {"1": True, "true": True, "yes": True, "on": True}
    if text.strip().lower() not in words:
        raise _wrong(name, f"is “{text}”", "Use 1 or 0.")
    return words[text.strip().lower()]
