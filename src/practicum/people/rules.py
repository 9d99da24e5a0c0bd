"""Roles, and who may not judge whom. Pure."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import available_timezones

ADMISSIONS_OFFICER = "admissions_officer"
ADMISSIONS_REVIEWER = "admissions_reviewer"
PROGRAMME_MANAGER = "programme_manager"
FACILITATOR = "facilitator"
MENTOR = "mentor"
ITEM_WRITER = "item_writer"
ITEM_REVIEWER = "item_reviewer"
EXAMINER = "examiner"
PSYCHOMETRICIAN = "psychometrician"
JUDGE = "judge"
DECIDER = "decider"
REGISTRAR = "registrar"
AUDITOR = "auditor"
OPERATOR = "operator"

ROLES = (
    ADMISSIONS_OFFICER,
    ADMISSIONS_REVIEWER,
    PROGRAMME_MANAGER,
    FACILITATOR,
    MENTOR,
    ITEM_WRITER,
    ITEM_REVIEWER,
    EXAMINER,
    PSYCHOMETRICIAN,
    JUDGE,
    DECIDER,
    REGISTRAR,
    AUDITOR,
    OPERATOR,
)


@dataclass(frozen=True)
class Standing:
    """What matters of a person when impartiality is asked: who they are, where they work, whom they declared."""

    code: str
    employer: str
    declared: frozenset[str] = frozenset()


def conflict_between(judge: Standing, person: Standing) -> str:
    """Why `judge` may not judge `person`, or an empty text.

    Oneself, the same employer (compared without case or outer spaces), or a relation that either of them declared.
    """
    if judge.code == person.code:
        return "nobody judges themselves"
    employers = {name.strip().casefold() for name in (judge.employer, person.employer)}
    if "" not in employers and len(employers) == 1:
        return "they have the same employer"
    if person.code in judge.declared or judge.code in person.declared:
        return "a relation between them is declared"
    return ""


def trained_recently(trained_until: Iterable[datetime], *, years: int, now: datetime) -> bool:
    """Whether any training of the candidate by this person ended less than `years` ago (ISO/IEC 17024: two years)."""
    limit = now - timedelta(days=round(365.25 * years))
    return any(until > limit for until in trained_until)


def is_name(text: str) -> bool:
    """Whether a text can stand on a certificate: it has a letter, and no character that is hidden or turns the others
    around. Joiners stay: several scripts need them."""
    hidden = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    joiners = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
    return any(one.isalpha() for one in text) and not any(
        unicodedata.category(one) in hidden and one not in joiners for one in text if not one.isspace()
    )


@cache
def known_zones() -> frozenset[str]:
    """All time zones of this machine; reading them takes some 30 ms, so it is done once."""
    return frozenset(available_timezones())


@cache
def zone_choices() -> tuple[tuple[str, str], ...]:
    """Time zones that a person chooses from, as (stored, shown): those named after a place, and UTC."""
    other = ("Etc/", "posix/", "right/", "SystemV/")
    places = sorted(zone for zone in known_zones() if "/" in zone and not zone.startswith(other))
    return tuple((zone, zone.replace("_", " ")) for zone in ["UTC", *places])
