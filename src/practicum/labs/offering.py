"""Which labs a candidate meets in which week, and which of them say something about a candidate."""

from collections.abc import Iterable
from dataclasses import dataclass

from practicum.admissions.api import Candidacy
from practicum.curriculum.api import ProgrammeVersion, programme_of
from practicum.labs.models import LabDefinition
from practicum.labs.queries import LabStanding, required_labs, standings_of, weeks_of_labs


@dataclass(frozen=True, kw_only=True)
class LabCard:
    """One lab as a candidate chooses it: how they stand in it, and what it is about."""

    standing: LabStanding
    is_required: bool
    capability: str
    minutes: int
    chair: str


@dataclass(frozen=True, kw_only=True)
class LabWeek:
    """The labs of a week; number 0 has those that no week names."""

    number: int
    title: str
    cards: tuple[LabCard, ...]


def labs_by_week(candidacy: Candidacy) -> list[LabWeek]:
    """All labs of the candidate's programme version in the order of the weeks, in a week the one to be passed first."""
    version = candidacy.programme_version
    programme = programme_of(version)
    capabilities = {one.key: one.name for domain in programme.framework.domains for one in domain.capabilities}
    chairs = {role.key: role.title for role in programme.roles}
    required, weeks = required_labs(version), weeks_of_labs(version)
    about = {
        key: (capabilities[capability], minutes, chairs[role])
        for key, capability, minutes, role in LabDefinition.objects.filter(programme_version=version).values_list(
            "key", "definition__capability", "definition__minutes", "definition__role"
        )
    }
    cards: dict[int, list[LabCard]] = {}
    for one in standings_of([candidacy]):
        key = one.definition.key
        capability, minutes, chair = about[key]
        card = LabCard(standing=one, is_required=key in required, capability=capability, minutes=minutes, chair=chair)
        cards.setdefault(weeks.get(key, 0), []).append(card)
    titles = {week.number: week.title for week in programme.weeks} | {0: "Other labs"}
    return [
        LabWeek(number=number, title=titles[number], cards=tuple(sorted(found, key=lambda one: not one.is_required)))
        for number, found in sorted(cards.items(), key=lambda row: (not row[0], row[0]))
    ]


def telling_standings(candidacies: Iterable[Candidacy]) -> list[LabStanding]:
    """How candidates stand in the labs that they have to pass, and in those that they began of their own will."""
    people = list(candidacies)
    versions = ProgrammeVersion.objects.in_bulk({one.programme_version_id for one in people})
    required = {pk: required_labs(version) for pk, version in versions.items()}
    return [
        one
        for one in standings_of(people)
        if one.variant or one.definition.key in required[one.candidacy.programme_version_id]
    ]
