"""A file of invented applicants to try an import with: any number, in eight time zones, the same for the same seed."""

import random
from collections.abc import Sequence
from datetime import date

from practicum.admissions.api import import_columns
from practicum.pack.api import Programme
from practicum.site.demo.cast import cast

# West to east; each with what an evening, a morning or a noon there leaves free.
ZONES = ("America/Los_Angeles", "America/New_York", "America/Sao_Paulo", "Europe/London", "Europe/Berlin",
         "Europe/Istanbul", "Asia/Karachi", "Asia/Singapore")  # fmt: skip
HABITS = ("17-22", "06-10", "11-15")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
FREE = 0.75  # of the working days
PRACTICES = (6, 84)  # months
CAREERS = (5, 24)  # years


def sample_rows(programme: Programme, *, number: int, seed: int, accepted_on: date | None = None) -> list[list[str]]:
    """The columns' names, then one eligible applicant in each row. `accepted_on` fills the column of that name."""
    chance = random.Random(seed)  # noqa: S311  a play, not a secret
    columns = [*import_columns(programme), "accepted_on"]
    rows = [columns]
    for place in range(1, number + 1):
        cells = _applicant(programme, chance, place, seed) | {
            "accepted_on": accepted_on.isoformat() if accepted_on else ""
        }
        rows.append([cells[name] for name in columns])
    return rows


def _applicant(programme: Programme, chance: random.Random, place: int, seed: int) -> dict[str, str]:
    names = cast()
    role = chance.choice(programme.roles).key
    estate = _estate(programme, chance)
    # An employer of its own for every eighth: with at most two of an employer in a cohort, names repeat seldom enough.
    employer = f"{chance.choice(names['employers'])} {1 + chance.randrange(max(place // 8, 1))}"
    habit = chance.choice(HABITS)
    days = [day for day in DAYS if chance.random() < FREE] or list(DAYS)
    return {
        "email": f"sample-{seed}-{place:04d}@practicum.example",
        "name": f"{chance.choice(names['given'])} {chance.choice(names['family'])}",
        "employer": employer,
        "time_zone": chance.choice(ZONES),
        "route": "cohort",
        "language": "en",
        "role_profile": role,
        "job_title": names["roles"][role]["title"],
        "motivation": chance.choice(names["motives"]),
        "evidence": names["roles"][role]["evidence"],
        "conflicts": "none",
        "baseline": "practitioner",
        "baseline_detail": f"Practitioner certificate, number P-{chance.randint(10_000, 99_999)}",
        "baseline_until": "",
        "years": str(chance.randint(*CAREERS)),
        "practice_months": str(chance.randint(*PRACTICES)),
        **estate,
        "free_hours": "; ".join(f"{day} {habit}" for day in days),
        "agreed": "yes",
    }


def _estate(programme: Programme, chance: random.Random) -> dict[str, str]:
    """Bands at random, raised from the first dimension on until the threshold is reached."""
    rules = programme.policies.eligibility.complexity
    chosen = [chance.randrange(len(row.bands)) for row in rules.points]
    for at, row in enumerate(rules.points):
        if _points(programme, chosen) < rules.threshold:
            chosen[at] = max(range(len(row.bands)), key=lambda band: row.bands[band].points)
    return {row.key: row.bands[band].key for row, band in zip(rules.points, chosen, strict=True)}


def _points(programme: Programme, chosen: Sequence[int]) -> int:
    rows = programme.policies.eligibility.complexity.points
    return sum(row.bands[band].points for row, band in zip(rows, chosen, strict=True))
