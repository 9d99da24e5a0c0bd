"""What a move by hand would break: the solver's checker, asked about one cohort with one more member; and who could come
in as a mentor for them."""

from datetime import UTC, datetime, time

from practicum.admissions.api import Application
from practicum.cohorts.models import Cohort
from practicum.cohorts.queries.asking import (
    conflicts_between,
    employer_of,
    hours_of,
    session_minutes,
    staff_offers,
    staff_sessions,
)
from practicum.cohorts.queries.checking import broken_rules
from practicum.cohorts.rules.timetable import overlap, starting_hours
from practicum.curriculum.api import programme_of
from practicum.matching.api import Applicant, Instance, Result, Staff
from practicum.matching.api import Cohort as Plan
from practicum.people.api import MENTOR, Person, people_with_role


def broken_by_move(
    newcomer: Application, to_cohort: Cohort, *, settled_on: int | None = None, now: datetime
) -> list[str]:
    """Every hard rule that `to_cohort` would break with `newcomer` in it, in sentences; empty when it may be.

    Its facilitator and mentors, and those who sit there, have settled on its hour: only the newcomer's is asked, and not
    that either where they sit in a cohort that meets in it (`settled_on`).
    """
    programme = programme_of(to_cohort.programme_version)
    members = _members(to_cohort)
    staff = [to_cohort.facilitator, *(row.person for row in to_cohort.mentors.select_related("person").order_by("id"))]
    settled = frozenset([to_cohort.hour])
    at = datetime.combine(to_cohort.starts_on, time(12), UTC)

    def applicant(application: Application) -> Applicant:
        is_asked = application == newcomer and settled_on != to_cohort.hour
        hours = starting_hours(hours_of(application, at=at, now=now), session_minutes(programme))
        return Applicant(
            id=application.code,
            hours=hours if is_asked else settled,
            zone=application.person.time_zone if is_asked else "",
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
        on=at.date(),
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


def needs_mentor(cohort: Cohort) -> bool:
    """Whether one member more would be too many for the cohort's mentors."""
    limit = programme_of(cohort.programme_version).policies.cohort.candidates_per_mentor
    return cohort.seats.filter(state="held").count() + 1 > limit * cohort.mentors.count()


def idle_mentors(newcomer: Application, cohort: Cohort, *, now: datetime) -> list[Person]:
    """Who could mentor the cohort with `newcomer` in it too: free at its hour for the whole session, which is humane where
    they live, of its language, with room for one more cohort and without a conflict of interest. Those with the fewest
    hours first: the others can go elsewhere."""
    minutes = session_minutes(programme_of(cohort.programme_version))
    at = datetime.combine(cohort.starts_on, time(12), UTC)
    inside = {cohort.facilitator_id, *cohort.mentors.values_list("person_id", flat=True)}
    people = {one.pk: one for one in people_with_role(MENTOR) if one.pk not in inside}
    offers = staff_offers(people, minutes=minutes, at=at, now=now)
    barred = {code for _, code in conflicts_between([*_members(cohort), newcomer], people.values())}
    moments = list(cohort.sessions.exclude(state="cancelled").values_list("starts_at", flat=True))
    busy = staff_sessions(people, after=now)
    rows = tuple(
        Staff(id=people[key].code, hours=hours, language=language, capacity=room, zone=people[key].time_zone)
        for key, (hours, language, room) in offers.items()
        if room and language == cohort.language and not overlap(moments, busy.get(key, ()), minutes)
    )
    asked = Instance(applicants=(), facilitators=(), mentors=rows, on=at.date()).humane_only()
    by_code = {one.code: one for one in people.values()}
    fit = [one for one in asked.mentors if cohort.hour in one.hours and one.id not in barred]
    return [by_code[one.id] for one in sorted(fit, key=lambda one: (len(one.hours), one.id))]


def _members(cohort: Cohort) -> list[Application]:
    rows = cohort.seats.filter(state="held").select_related("candidacy__application__person")
    return [one.candidacy.application for one in rows.order_by("id")]
