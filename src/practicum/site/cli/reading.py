"""What the commands share that only read: where to look, and what to say when there is nothing."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from django.conf import settings
from django.db.utils import ProgrammingError

from practicum.kernel.errors import Unavailable
from practicum.site.runtime import set_up


def open_installation() -> None:
    """Start Django on the installation that the environment describes; without production's settings, on the demo."""
    production = "PRACTICUM_SECRET_KEY" in os.environ
    set_up(mode="production" if production else "demo")
    if settings.PRACTICUM.mode == "demo" and "PRACTICUM_BASE_URL" not in os.environ:
        _find_demo()


def _find_demo() -> None:
    """A demonstration may have been built for another port: what it signed names it."""
    from practicum.credentials.api import signed_as  # noqa: PLC0415  Django must be set up before its parts are read

    with suppress(ProgrammingError):  # no tables yet: `asking` says so
        if address := signed_as():
            settings.PRACTICUM = replace(settings.PRACTICUM, base_url=address, issuer_url=address)


@contextmanager
def asking() -> Iterator[None]:
    """A database without our tables gets a sentence instead of a traceback."""
    try:
        yield
    except ProgrammingError as error:
        raise Unavailable(
            "There are no data here yet.", mend="Run ./practicum demo or ./practicum serve first."
        ) from error
