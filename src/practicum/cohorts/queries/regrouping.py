"""Forming cohorts as the solver sees them: can a small one be filled, where would its people go, what would a merger be?"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time

from practicum.admissions.api import Application, accepted_applications
from practicum.cohorts.models import Cohort, Seat
from practicum.cohorts.queries.asking import (
    conflicts_between,
    employer_of,
    hours_of,
    session_minutes,
    spell,
    staff_offers,
)
from practicum.cohorts.queries.checking import readable
from practicum.cohorts.rules.timetable import starting_hours
from practicum.curriculum.api import programme_of
from practicum.kernel.canonical import digest
from practicum.kernel.errors import Refusal
from practicum.matching.api import (
    Applicant,
    Instance,
    Regrouping,
    Result,
    Staff,
    Verdict,
    decide_small_cohort,
    merge_cohorts,
)
from practicum.matching.api import Cohort as Plan
from practicum.people.api import FACILITATOR, MENTOR, Person, holds_credential, people_with_role


@dataclass(frozen=True, kw_only=True)
class Step:
    """One person who would move. `from_cohort` is None for somebody who waits."""

    application: Application
    from_cohort: Cohort | None
    to_cohort: Cohort


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What could be done with a forming cohort: the steps, mentors who come in, and who stays because no place is found.

    `outcome` is filled, dissolved or merged; `digest` names the plan, so that a person decides on what they saw.
    """

    outcome: str
    cohort: Cohort
    other: Cohort | None
    steps: tuple[Step, ...]
    newcomers: tuple[tuple[Cohort, Person], ...]
    staying: tuple[str, ...]
    reasons: tuple[str, ...]
    digest: str


def decide_on(cohort: Cohort, *, other: Cohort | None = None, now: datetime) -> Decision:
    """Fill or dissolve a small cohort; with `other`, merge the two. Raises Refusal when that cannot be.

    A merger is offered where one of the two keeps its hour: nobody's calendar changes but for those who move.
    """
    return _Forming(cohort, now=now).decide(cohort, other)


class _Forming:
    """All forming cohorts of a version with those who wait, as an instance and its present result."""

    def __init__(self, cohort: Cohort, *, now: datetime) -> None:
        version = cohort.programme_version
        self.programme = programme_of(version)
        rows = Cohort.objects.filter(state="forming", programme_version=version).select_related("facilitator")
        self.cohorts = list(rows.prefetch_related("mentors__person").order_by("hour", "language", "facilitator__code"))
        self.at = datetime.combine(cohort.starts_on, time(12), UTC)
        self.now = now
        self.seats: defaultdict[int, list[Application]] = defaultdict(list)
        held = Seat.objects.filter(state="held", cohort__in=self.cohorts, candidacy__ended_at=None)
        for seat in held.select_related("candidacy__application__person").order_by("id"):
            self.seats[seat.cohort_id].append(seat.candidacy.application)
        self.waiting = list(accepted_applications(version))
        self.team = self._team(version.code)
        self.instance = self._instance()
        self.result = Result(cohorts=tuple(self._plan(one) for one in self.cohorts), unplaced=(), bound=0, seconds=0)

    @property
    def applications(self) -> dict[str, Application]:
        return {one.code: one for one in (*(a for rows in self.seats.values() for a in rows), *self.waiting)}

    def _team(self, programme_code: str) -> dict[str, dict[int, Person]]:
        """Facilitators and mentors who may take part, and those who do already."""
        leaders = {
            one.pk: one
            for one in people_with_role(FACILITATOR)
            if holds_credential(one, programme_code=programme_code, now=self.now)
        }
        leaders |= {one.facilitator_id: one.facilitator for one in self.cohorts}
        helpers = {one.pk: one for one in people_with_role(MENTOR)}
        helpers |= {row.person_id: row.person for one in self.cohorts for row in one.mentors.all()}
        return {FACILITATOR: leaders, MENTOR: helpers}

    def _instance(self) -> Instance:
        minutes, spelling = session_minutes(self.programme), dict[str, str]()
        home = {one.code: cohort for cohort in self.cohorts for one in self.seats[cohort.pk]}
        applicants = []
        for one in self.applications.values():
            hours = starting_hours(hours_of(one, at=self.at, now=self.now), minutes)
            mine = home.get(one.code)
            applicants.append(
                Applicant(
                    id=one.code,
                    hours=hours | {mine.hour} if mine else hours,  # who sits there has settled on its hour
                    language=mine.language if mine else one.language,
                    role=one.role_profile,
                    seniority=one.facts.get("years") or 0,
                    employer=spell(employer_of(one), spelling),
                )
            )
        people = {**self.team[FACILITATOR], **self.team[MENTOR]}
        rules = self.programme.policies.cohort
        return Instance(
            applicants=tuple(applicants),
            facilitators=self._staff(FACILITATOR, spelling),
            mentors=self._staff(MENTOR, spelling),
            size=(rules.min, rules.max),
            conflicts=conflicts_between(self.applications.values(), people.values()),
        )

    def _staff(self, role: str, spelling: dict[str, str]) -> tuple[Staff, ...]:
        people = self.team[role]
        held: defaultdict[int, list[Cohort]] = defaultdict(list)
        for cohort in self.cohorts:
            keys = [cohort.facilitator_id] if role == FACILITATOR else [row.person_id for row in cohort.mentors.all()]
            for key in keys:
                held[key].append(cohort)
        minutes = session_minutes(self.programme)
        offers = staff_offers(people, minutes=minutes, at=self.at, now=self.now, live=("running",))
        rows = []
        for key, person in people.items():
            hours, language, capacity = offers.get(key, (frozenset(), "", 0))
            rows.append(
                Staff(
                    id=person.code,
                    hours=hours | {one.hour for one in held[key]},
                    language=held[key][0].language if held[key] else language,
                    capacity=max(capacity, len(held[key])),
                    employer=spell(person.employer, spelling),
                )
            )
        return tuple(rows)

    def _plan(self, cohort: Cohort) -> Plan:
        return Plan(
            hour=cohort.hour,
            language=cohort.language,
            facilitator=cohort.facilitator.code,
            mentors=tuple(row.person.code for row in cohort.mentors.all()),
            members=tuple(one.code for one in self.seats[cohort.pk]),
        )

    def decide(self, cohort: Cohort, other: Cohort | None) -> Decision:
        places = {one.pk: place for place, one in enumerate(self.cohorts)}
        if cohort.pk not in places or (other is not None and other.pk not in places):
            raise Refusal("not_forming", "Only forming cohorts can be regrouped.", field="other")
        if other is None:
            found: Regrouping = decide_small_cohort(self.instance, self.result, places[cohort.pk])
        else:
            found = merge_cohorts(self.instance, self.result, places[cohort.pk], places[other.pk])
        after = {(one.hour, one.facilitator): one for one in found.result.cohorts}
        goes_on = {(one.hour, one.facilitator.code): one for one in self.cohorts}
        if strange := [key for key in after if key not in goes_on]:
            hour, leader = strange[0]
            told = (
                f"The merged cohort would meet in hour {hour}, with {leader}: that is neither's hour and facilitator."
            )
            raise Refusal(
                "other_hour",
                readable(told, self._names()),
                mend="Dissolve one of them, or propose anew.",
                field="other",
            )
        return self._decision(cohort, other, found, {goes_on[key].pk: plan for key, plan in after.items()})

    def _decision(self, cohort: Cohort, other: Cohort | None, found: Regrouping, after: Mapping[int, Plan]) -> Decision:
        home = {one.code: row for row in self.cohorts for one in self.seats[row.pk]}
        target = {code: row for row in self.cohorts if row.pk in after for code in after[row.pk].members}
        applications, names = self.applications, self._names()
        steps = tuple(
            Step(application=applications[code], from_cohort=home.get(code), to_cohort=row)
            for code, row in sorted(target.items())
            if home.get(code) != row
        )
        people = {one.code: one for one in self.team[MENTOR].values()}
        newcomers = tuple(
            (row, people[code])
            for row in self.cohorts
            if row.pk in after
            for code in sorted(set(after[row.pk].mentors) - {one.person.code for one in row.mentors.all()})
        )
        staying = tuple(sorted(names[code] for code in home if code not in target))
        alone = "filled" if isinstance(found, Verdict) and found.go else "dissolved"
        outcome = alone if other is None else "merged"
        told = tuple(readable(line, names) for line in found.reasons)
        plan = {str(row.pk): sorted(plan.members) for row in self.cohorts if (plan := after.get(row.pk))}
        return Decision(
            outcome=outcome,
            cohort=cohort,
            other=other,
            steps=steps,
            newcomers=newcomers,
            staying=staying,
            reasons=told,
            digest=digest({"outcome": outcome, "plan": plan}),
        )

    def _names(self) -> dict[str, str]:
        names = {one.code: one.person.name for one in self.applications.values()}
        return names | {one.code: one.name for rows in self.team.values() for one in rows.values()}
