"""What the commands share that only read: where to look, and what to say when there is nothing."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.db.utils import ProgrammingError

from practicum.kernel.errors import Unavailable
from practicum.site.runtime import set_up


def open_installation() -> None:
    """Start Django on the installation that the environment describes; without production's settings, on the demo."""
    production = "PRACTICUM_SECRET_KEY" in os.environ
    set_up(mode="production" if production else "demo")


@contextmanager
def asking() -> Iterator[None]:
    """A database without our tables gets a sentence instead of a traceback."""
    try:
        yield
    except ProgrammingError as error:
        raise Unavailable(
            "There are no data here yet.", mend="Run ./practicum demo or ./practicum serve first."
        ) from error
