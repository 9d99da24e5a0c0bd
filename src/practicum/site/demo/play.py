"""What the scenes of the demonstration share: who is there, what day it is, and a dice with a seed."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from practicum.admissions.api import Application, Candidacy
from practicum.cohorts.api import Cohort
from practicum.curriculum.api import ProgrammeVersion
from practicum.people.api import Person
from practicum.site.demo.staff import Staff

Tick = Callable[[], None]


@dataclass
class Play:
    """The state of the play. `today` is the moment at which it is shown; scenes act in the months before."""

    today: datetime
    seed: int
    staff: Staff
    version: ProgrammeVersion
    bill: Path | None = None
    applications: dict[str, list[Application]] = field(default_factory=dict)
    candidacies: dict[str, list[Candidacy]] = field(default_factory=dict)
    cohorts: dict[str, Cohort] = field(default_factory=dict)
    shown: dict[str, Person] = field(default_factory=dict)  # role -> whose sign-in link is printed

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311  a play, not a secret

    def ago(self, days: float, *, hours: float = 0) -> datetime:
        """A moment in the past of the play."""
        return self.today - timedelta(days=days, hours=hours)
