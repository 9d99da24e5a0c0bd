"""What is asked of the solver: who waits for a seat, who can lead and mentor, and who must not meet."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.db.models import Q

from practicum.admissions.api import Application, accepted_applications
from practicum.cohorts.models import Cohort, CohortMentor, Session, StaffAvailability
from practicum.cohorts.rules.states import LIVE
from practicum.cohorts.rules.timetable import hours_at, hours_taken, starting_hours
from practicum.curriculum.api import ProgrammeVersion, programme_of
from practicum.matching.api import Applicant, Instance, Staff
from practicum.pack.api import Programme
from practicum.people.api import (
    FACILITATOR,
    MENTOR,
    Person,
    Standing,
    conflict_between,
    declared_pairs,
    holds_credential,
    people_with_role,
)


@dataclass(frozen=True)
class Asked:
    """The instance, and the rows behind its ids: applications by their code, staff by theirs."""

    instance: Instance
    applications: dict[str, Application]
    staff: dict[str, Person]

    @property
    def names(self) -> dict[str, str]:
        """Every id of the instance -> the person's name."""
        members = {code: application.person.name for code, application in self.applications.items()}
        return {**members, **{code: person.name for code, person in self.staff.items()}}


def session_minutes(programme: Programme) -> int:
    """The length of the longest session of the programme."""
    return max(week.session.minutes for week in programme.weeks)


def gather_instance(version: ProgrammeVersion, *, starts_on: date, now: datetime) -> Asked:
    """Everything that forming cohorts depends on, as it stands at `now`.

    People named hours by their own clock; they are taken as the UTC hours that these are at the start. An hour is
    offered to the solver when the whole session fits into what the person gave. Facilitators without a current
    certificate are not in it, nor staff who have not said when they are free.
    """
    programme = programme_of(version)
    minutes, at = session_minutes(programme), datetime.combine(starts_on, time(12), UTC)
    applications = {one.code: one for one in accepted_applications(version)}
    facilitators = [
        one for one in people_with_role(FACILITATOR) if holds_credential(one, programme_code=version.code, now=now)
    ]
    mentors = list(people_with_role(MENTOR))
    staff = {one.pk: one for one in (*facilitators, *mentors)}
    offers = staff_offers(staff, minutes=minutes, at=at, now=now)
    spelling: dict[str, str] = {}
    applicants = tuple(
        Applicant(
            id=one.code,
            hours=starting_hours(hours_of(one, at=at, now=now), minutes),
            language=one.language,
            role=one.role_profile,
            seniority=one.facts.get("years") or 0,
            employer=spell(employer_of(one), spelling),
            zone=one.person.time_zone,
        )
        for one in applications.values()
    )

    def staff_rows(people: Iterable[Person]) -> tuple[Staff, ...]:
        return tuple(
            Staff(
                id=person.code,
                hours=offers[person.pk][0],
                language=offers[person.pk][1],
                capacity=offers[person.pk][2],
                employer=spell(person.employer, spelling),
                zone=person.time_zone,
            )
            for person in people
            if person.pk in offers
        )

    rules = programme.policies.cohort
    teams = staff_rows(facilitators), staff_rows(mentors)
    team = {staff[pk].code: staff[pk] for pk in offers if pk in staff}
    return Asked(
        instance=Instance(
            applicants=applicants,
            facilitators=teams[0],
            mentors=teams[1],
            size=(rules.min, rules.max),
            conflicts=conflicts_between(applications.values(), team.values()),
            on=at.date(),
        ),
        applications=applications,
        staff=team,
    )


def staff_offers(
    staff: Mapping[int, Person], *, minutes: int, at: datetime, now: datetime, live: Sequence[str] = LIVE
) -> dict[int, tuple[frozenset[int], str, int]]:
    """Person -> (hours in which a session can begin, language, how many more cohorts), those in a state of `live` taken off."""
    load: Counter[int] = Counter()
    leads = Cohort.objects.filter(state__in=live, facilitator__in=staff)
    load.update(leads.values_list("facilitator_id", flat=True))
    helps = CohortMentor.objects.filter(cohort__state__in=live, person__in=staff)
    load.update(helps.values_list("person_id", flat=True))
    busy = {pk: hours_taken(moments, minutes) for pk, moments in staff_sessions(staff, after=now, live=live).items()}
    offers = {}
    for row in StaffAvailability.objects.filter(person__in=staff):
        person = staff[row.person_id]
        free = hours_at(row.free_hours, zone=person.time_zone, said_at=row.said_at, at=at) - busy.get(
            person.pk, frozenset()
        )
        offers[person.pk] = (starting_hours(free, minutes), row.language, max(row.capacity - load[person.pk], 0))
    return offers


def staff_sessions(
    people: Iterable[int], *, after: datetime, besides: Cohort | None = None, live: Sequence[str] = LIVE
) -> dict[int, list[datetime]]:
    """Sessions after a moment in cohorts of the states `live`, by each person who leads or mentors them; those of `besides`
    left out."""
    wanted = set(people)
    found: defaultdict[int, list[datetime]] = defaultdict(list)
    sessions = Session.objects.filter(cohort__state__in=live, starts_at__gte=after).exclude(state="cancelled")
    if besides is not None:
        sessions = sessions.exclude(cohort=besides)
    rows = sessions.filter(Q(cohort__facilitator__in=wanted)).values_list("cohort__facilitator_id", "starts_at")
    for pk, moment in rows.order_by("starts_at"):
        found[pk].append(moment)
    rows = sessions.filter(cohort__mentors__person__in=wanted).values_list("cohort__mentors__person_id", "starts_at")
    for pk, moment in rows.order_by("starts_at"):
        found[pk].append(moment)
    return dict(found)


def hours_of(application: Application, *, at: datetime, now: datetime) -> frozenset[int]:
    """An applicant's free hours as the UTC hours of the season in which the cohort starts."""
    zone, said_at = application.person.time_zone, application.submitted_at or now
    return hours_at(application.free_hours, zone=zone, said_at=said_at, at=at)


def employer_of(application: Application) -> str:
    return str(application.facts.get("employer") or application.person.employer)


def spell(employer: str, spelling: dict[str, str]) -> str:
    """One spelling for one employer: the solver compares letter by letter."""
    name = employer.strip()
    return spelling.setdefault(name.casefold(), name)


def conflicts_between(applications: Iterable[Application], team: Iterable[Person]) -> tuple[tuple[str, str], ...]:
    """Pairs (application, staff) who must not meet: oneself, a declared relation, one employer.

    The employer counts as it stands in the application and as it stands in the account.
    """
    declared: defaultdict[str, set[str]] = defaultdict(set)
    for one, other in declared_pairs():
        declared[one].add(other)

    def standing(person: Person, employer: str) -> Standing:
        return Standing(code=person.code, employer=employer, declared=frozenset(declared[person.code]))

    judges = [(one.code, standing(one, one.employer)) for one in team]
    return tuple(
        (application.code, code)
        for application in applications
        for code, judge in judges
        if any(
            conflict_between(judge, standing(application.person, employer))
            for employer in (employer_of(application), application.person.employer)
        )
    )
