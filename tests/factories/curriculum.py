"""The shipped programme for tests."""

from datetime import datetime
from functools import cache
from pathlib import Path

import practicum
from practicum.curriculum.api import ProgrammeVersion, store_pack
from practicum.pack.api import Pack, load_pack
from tests.factories.people import NOON, system
from tests.replay import replayed

SHIPPED = Path(practicum.__file__).parent / "programmes" / "finops-certified-professional"


@cache
def shipped_pack() -> Pack:
    """The shipped pack, read from its files once per test process."""
    return load_pack(SHIPPED)


@replayed()
def make_programme(now: datetime = NOON) -> ProgrammeVersion:
    """The shipped programme as the current version; the same row when it is there already."""
    return store_pack(shipped_pack(), actor=system(now), now=now)
