"""A proposal as a person reads it before they confirm: who, when for each, why, and who is left out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from practicum.admissions.api import Application
from practicum.cohorts.models import Proposal
from practicum.cohorts.queries.asking import session_minutes
from practicum.cohorts.queries.checking import broken_rules, readable
from practicum.cohorts.rules.timetable import LocalTime, local_times, session_moments, weeks_outside
from practicum.curriculum.api import programme_of
from practicum.matching.api import Cohort as Plan
from practicum.matching.api import Instance, Result, hour_name
from practicum.people.api import Person


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A person in a proposed cohort. `outside` are weeks that lie outside the hours which they gave."""

    name: str
    part: str
    zone: str
    times: tuple[LocalTime, ...]
    role: str = ""
    outside: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SeenCohort:
    """One proposed cohort and why it is these people. `choice` counts the hours that all its people share."""

    number: int
    hour: str
    first: datetime
    language: str
    staff: list[Seen]
    members: list[Seen]
    roles: list[tuple[str, int]]
    reasons: list[str]
    second: str
    absent: list[str]


@dataclass(frozen=True, kw_only=True)
class SeenProposal:
    cohorts: list[SeenCohort]
    unplaced: list[tuple[str, str]]
    placed: int
    applicants: int
    bound: int
    seconds: float
    broken: list[str]
    size: tuple[int, int]

    @property
    def is_best(self) -> bool:
        """Whether no plan could place more people: proven by the solver."""
        return self.placed == self.bound


def open_proposals() -> list[Proposal]:
    """Proposals that wait: for the solver, or for a person to decide."""
    return list(Proposal.objects.filter(state__in=("solving", "proposed")).order_by("-proposed_at"))


def read_proposal(proposal: Proposal, *, now: datetime) -> SeenProposal:
    """The stored answer for people, checked again on the way. Times are those of the planned start."""
    instance, result = Instance.from_json(proposal.instance), Result.from_json(proposal.result)
    codes = [code for plan in result.cohorts for code in plan.members]
    applications = {one.code: one for one in Application.objects.filter(code__in=codes).select_related("person")}
    staff_codes = {code for plan in result.cohorts for code in (plan.facilitator, *plan.mentors)}
    staff = {one.code: one for one in Person.objects.filter(code__in=staff_codes)}
    seen = [
        _see_cohort(proposal, instance, plan, number=number, applications=applications, staff=staff, now=now)
        for number, plan in enumerate(result.cohorts, start=1)
    ]
    names = proposal.names
    return SeenProposal(
        cohorts=seen,
        unplaced=[(names.get(row.id, row.id), readable(row.reason, names)) for row in result.unplaced],
        placed=result.placed,
        applicants=len(instance.applicants),
        bound=result.bound,
        seconds=result.seconds,
        broken=broken_rules(instance, result, names),
        size=instance.size,
    )


def _see_cohort(
    proposal: Proposal,
    instance: Instance,
    plan: Plan,
    *,
    number: int,
    applications: Mapping[str, Application],
    staff: Mapping[str, Person],
    now: datetime,
) -> SeenCohort:
    programme = programme_of(proposal.programme_version)
    titles = {role.key: role.title for role in programme.roles}
    moments = session_moments(
        hour=plan.hour,
        starts_on=proposal.starts_on,
        weeks=len(programme.weeks),
        anchor=staff[plan.facilitator].time_zone,
    )
    minutes = session_minutes(programme)
    parts = [(staff[plan.facilitator], "facilitator"), *((staff[code], "mentor") for code in plan.mentors)]
    members = [_see_member(applications[code], moments, minutes, titles, now=now) for code in plan.members]
    roles = Counter(one.role for one in members)
    return SeenCohort(
        number=number,
        hour=hour_name(plan.hour),
        first=moments[0],
        language=plan.language,
        staff=[
            Seen(name=one.name, part=part, zone=one.time_zone, times=local_times(moments, one.time_zone))
            for one, part in parts
        ],
        members=sorted(members, key=lambda one: one.name),
        roles=roles.most_common(),
        reasons=[*_reasons(instance, plan, members, roles), *_told(plan, proposal.names)],
        second="" if plan.second_hour is None else hour_name(plan.second_hour),
        absent=sorted(proposal.names.get(one, one) for one in plan.second_absent),
    )


def _see_member(
    application: Application, moments: Sequence[datetime], minutes: int, titles: Mapping[str, str], *, now: datetime
) -> Seen:
    person = application.person
    said_at = application.submitted_at or now
    return Seen(
        name=person.name,
        part="member",
        zone=person.time_zone,
        times=local_times(moments, person.time_zone),
        role=titles.get(application.role_profile, ""),
        outside=weeks_outside(moments, minutes, application.free_hours, zone=person.time_zone, said_at=said_at),
    )


def _told(plan: Plan, names: Mapping[str, str]) -> list[str]:
    """What the solver says of the cohort beside what is counted here: who fits nowhere else, seniority, stability."""
    known = ("free for no other cohort", "Seniority:", "published plan")
    return [readable(line, names) for line in plan.why if any(word in line for word in known)]


def _reasons(instance: Instance, plan: Plan, members: Sequence[Seen], roles: Counter[str]) -> list[str]:
    """Why these people: each sentence is counted from the instance."""
    inside = set(plan.members)
    asked = [one for one in instance.applicants if one.id in inside]
    team = [one for one in (*instance.facilitators, *instance.mentors) if one.id in {plan.facilitator, *plan.mentors}]
    shared = frozenset.intersection(*(one.hours for one in asked), *(one.hours for one in team))
    could = sum(plan.hour in one.hours and one.language == plan.language for one in instance.applicants)
    zones = len({one.zone for one in members})
    employers = Counter(one.employer for one in asked if one.employer)
    most = max(employers.values(), default=0)
    alike = {0: "nobody named an employer", 1: "no two work for the same employer"}
    return [
        f"All {len(members)} members, the facilitator and {len(plan.mentors)} mentors are free at this hour, for the "
        f"whole session; {could} of the {len(instance.applicants)} people who wait could meet then.",
        f"{len(shared) - 1} other hours would suit them all too."
        if len(shared) > 1
        else "It is the only hour that they all share.",
        f"{len(roles)} role profiles and {zones} time zone{'' if zones == 1 else 's'} meet; "
        f"{alike.get(most, f'at most {most} work for the same employer')}.",
        "Nobody has a conflict of interest with the facilitator or a mentor.",
    ]
