"""What a move by hand would break: the solver's checker, asked about one cohort with one more member."""

from datetime import UTC, datetime, time

from practicum.admissions.api import Application
from practicum.cohorts.models import Cohort
from practicum.cohorts.queries.asking import conflicts_between, employer_of, hours_of, session_minutes
from practicum.cohorts.queries.checking import broken_rules
from practicum.cohorts.rules.timetable import starting_hours
from practicum.curriculum.api import programme_of
from practicum.matching.api import Applicant, Instance, Result, Staff
from practicum.matching.api import Cohort as Plan


def broken_by_move(newcomer: Application, to_cohort: Cohort, *, now: datetime) -> list[str]:
    """Every hard rule that `to_cohort` would break with `newcomer` in it, in sentences; empty when it may be.

    Its facilitator and mentors, and those who sit there, have settled on its hour: only the newcomer's is asked.
    """
    programme = programme_of(to_cohort.programme_version)
    members = [
        one.candidacy.application
        for one in to_cohort.seats.filter(state="held").select_related("candidacy__application__person").order_by("id")
    ]
    staff = [to_cohort.facilitator, *(row.person for row in to_cohort.mentors.select_related("person").order_by("id"))]
    settled = frozenset([to_cohort.hour])

    def applicant(application: Application) -> Applicant:
        at = datetime.combine(to_cohort.starts_on, time(12), UTC)
        hours = starting_hours(hours_of(application, at=at, now=now), session_minutes(programme))
        return Applicant(
            id=application.code,
            hours=hours if application == newcomer else settled,
            language=application.language if application == newcomer else to_cohort.language,
            role=application.role_profile,
            employer=employer_of(application).strip().casefold(),
        )

    team = tuple(
        Staff(id=one.code, hours=settled, language=to_cohort.language, employer=one.employer.strip().casefold())
        for one in staff
    )
    everybody = [*members, newcomer]
    instance = Instance(
        applicants=tuple(applicant(one) for one in everybody),
        facilitators=team[:1],
        mentors=team[1:],
        # a forming cohort may still be small: whether it is too small is asked when it starts
        size=(1, programme.policies.cohort.max),
        conflicts=conflicts_between(everybody, staff),
    )
    plan = Plan(
        hour=to_cohort.hour,
        language=to_cohort.language,
        facilitator=team[0].id,
        mentors=tuple(one.id for one in team[1:]),
        members=tuple(one.code for one in everybody),
    )
    names = {one.code: one.person.name for one in everybody} | {one.code: one.name for one in staff}
    result = Result(cohorts=(plan,), unplaced=(), bound=len(everybody), seconds=0)
    return broken_rules(instance, result, names)
