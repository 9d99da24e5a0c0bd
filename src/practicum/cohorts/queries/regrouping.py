"""Forming cohorts as the solver sees them: can a small one be filled, where would its people go, what would a merger be,
and what would two cohorts of one be?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from practicum.admissions.api import Application, accepted_applications
from practicum.cohorts.letters import say_moment
from practicum.cohorts.models import Cohort, Seat
from practicum.cohorts.queries.asking import (
    conflicts_between,
    employer_of,
    hours_of,
    session_minutes,
    spell,
    staff_offers,
    staff_sessions,
)
from practicum.cohorts.queries.checking import readable
from practicum.cohorts.rules.formation import name_cohorts
from practicum.cohorts.rules.timetable import overlap, session_moments, starting_hours
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
    split_cohort,
)
from practicum.matching.api import Cohort as Plan
from practicum.people.api import FACILITATOR, MENTOR, Person, holds_credential, people_with_role


@dataclass(frozen=True, kw_only=True)
class NewCohort:
    """A cohort that would come to be: at another hour, or under another facilitator, than those that there are."""

    name: str
    hour: int
    language: str
    starts_on: date
    facilitator: Person
    mentors: tuple[Person, ...]
    moments: tuple[datetime, ...]
    size: int


@dataclass(frozen=True, kw_only=True)
class Step:
    """One person who would move. `from_cohort` is None for somebody who waits."""

    application: Application
    from_cohort: Cohort | None
    to_cohort: Cohort | NewCohort


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What could be done with a forming cohort: the steps, mentors who come in, and who stays because no place is found.

    `outcome` is filled, dissolved, merged or split; `formed` are cohorts that would come to be, `leavers` mentors who go
    from a cohort that stays to one of those. `digest` names the plan, so that a person decides on what they saw.
    """

    outcome: str
    cohort: Cohort
    other: Cohort | None
    steps: tuple[Step, ...]
    newcomers: tuple[tuple[Cohort, Person], ...]
    leavers: tuple[tuple[Cohort, Person], ...]
    formed: tuple[NewCohort, ...]
    staying: tuple[str, ...]
    reasons: tuple[str, ...]
    digest: str


def decide_on(cohort: Cohort, *, other: Cohort | None = None, split: bool = False, now: datetime) -> Decision:
    """Fill or dissolve a small cohort; with `other` merge the two, with `split` make two of it. Raises Refusal when that
    cannot be.

    A cohort that comes to be meets at an hour in which all its people said that they are free, humane where they live;
    it is offered only where everybody finds a place.
    """
    return _Forming(cohort, other, now=now).decide(cohort, other, split=split)


class _Forming:
    """All forming cohorts of a version with those who wait, as an instance and its present result."""

    def __init__(self, cohort: Cohort, other: Cohort | None, *, now: datetime) -> None:
        version = cohort.programme_version
        self.programme = programme_of(version)
        rows = Cohort.objects.filter(state="forming", programme_version=version).select_related("facilitator")
        self.cohorts = list(rows.prefetch_related("mentors__person").order_by("hour", "language", "facilitator__code"))
        self.starts_on = max(one.starts_on for one in (cohort, other) if one is not None)
        self.at = datetime.combine(self.starts_on, time(12), UTC)
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
            mine = home.get(one.code)
            applicants.append(
                Applicant(
                    id=one.code,
                    hours=starting_hours(hours_of(one, at=self.at, now=self.now), minutes),
                    language=mine.language if mine else one.language,
                    role=one.role_profile,
                    seniority=one.facts.get("years") or 0,
                    employer=spell(employer_of(one), spelling),
                    zone=one.person.time_zone,
                )
            )
        people = {**self.team[FACILITATOR], **self.team[MENTOR]}
        rules = self.programme.policies.cohort
        asked = Instance(
            applicants=tuple(applicants),
            facilitators=self._staff(FACILITATOR, spelling),
            mentors=self._staff(MENTOR, spelling),
            size=(rules.min, rules.max),
            conflicts=conflicts_between(self.applications.values(), people.values()),
            on=self.starts_on,
        )
        return _settle(asked.humane_only(), self.cohorts, home)

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
                    hours=hours,
                    language=held[key][0].language if held[key] else language,
                    capacity=max(capacity, len(held[key])),
                    employer=spell(person.employer, spelling),
                    zone=person.time_zone,
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

    def decide(self, cohort: Cohort, other: Cohort | None, *, split: bool) -> Decision:
        places = {one.pk: place for place, one in enumerate(self.cohorts)}
        if cohort.pk not in places or (other is not None and other.pk not in places):
            raise Refusal("not_forming", "Only forming cohorts can be regrouped.", field="other")
        found: Regrouping
        try:
            if split:
                found, outcome = split_cohort(self.instance, self.result, places[cohort.pk]), "split"
            elif other is not None:
                found = merge_cohorts(self.instance, self.result, places[cohort.pk], places[other.pk])
                outcome = "merged"
            else:
                found = decide_small_cohort(self.instance, self.result, places[cohort.pk])
                outcome = "filled" if isinstance(found, Verdict) and found.go else "dissolved"
        except Refusal as refusal:
            told = readable(refusal.message, self._names())
            raise Refusal(refusal.code, told, field=refusal.field, mend=refusal.mend) from refusal
        goes_on = {(one.hour, one.facilitator.code): one for one in self.cohorts}
        plans = {(one.hour, one.facilitator): one for one in found.result.cohorts}
        after = {goes_on[key].pk: plan for key, plan in plans.items() if key in goes_on}
        formed = self._formed([plan for key, plan in plans.items() if key not in goes_on], after)
        return self._decision(cohort, other, found, after, formed, outcome=outcome)

    def _formed(self, plans: Sequence[Plan], after: Mapping[int, Plan]) -> dict[NewCohort, Plan]:
        """The cohorts that would come to be, each with its plan. Refuses one whose staff would be in two sessions at once."""
        if not plans:
            return {}
        if self.starts_on <= self.now.date():
            raise Refusal(
                "start_past",
                f"It would begin on {self.starts_on.day} {self.starts_on:%B %Y}, as the cohort does now, and that is past.",
                mend="Move its members to other forming cohorts instead.",
            )
        people = {one.code: one for rows in self.team.values() for one in rows.values()}
        minutes, weeks = session_minutes(self.programme), len(self.programme.weeks)
        kept = [one for one in self.cohorts if one.pk in after]
        busy = staff_sessions([one.pk for one in people.values()], after=self.now, live=("running",))
        for one in kept:
            moments = list(one.sessions.exclude(state="cancelled").values_list("starts_at", flat=True))
            for code in (after[one.pk].facilitator, *after[one.pk].mentors):
                busy.setdefault(people[code].pk, []).extend(moments)
        names = name_cohorts(self.starts_on, Cohort.objects.values_list("name", flat=True), len(plans))
        formed = {}
        for plan, name in zip(plans, names, strict=True):
            leader = people[plan.facilitator]
            at = session_moments(hour=plan.hour, starts_on=self.starts_on, weeks=weeks, anchor=leader.time_zone)
            for code in (plan.facilitator, *plan.mentors):
                if clash := overlap(at, busy.setdefault(people[code].pk, []), minutes):
                    when = say_moment(clash, people[code].time_zone)
                    raise Refusal("double_booked", f"{people[code].name} would be in two sessions at once on {when}.")
                busy[people[code].pk].extend(at)
            made = NewCohort(
                name=name,
                hour=plan.hour,
                language=plan.language,
                starts_on=self.starts_on,
                facilitator=leader,
                mentors=tuple(people[code] for code in plan.mentors),
                moments=at,
                size=len(plan.members),
            )
            formed[made] = plan
        return formed

    def _decision(
        self,
        cohort: Cohort,
        other: Cohort | None,
        found: Regrouping,
        after: Mapping[int, Plan],
        formed: Mapping[NewCohort, Plan],
        *,
        outcome: str,
    ) -> Decision:
        home = {one.code: row for row in self.cohorts for one in self.seats[row.pk]}
        target: dict[str, Cohort | NewCohort] = {
            code: row for row in self.cohorts if row.pk in after for code in after[row.pk].members
        }
        target |= {code: made for made, plan in formed.items() for code in plan.members}
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
        if formed and staying:
            raise Refusal(
                "without_place",
                f"There would be no place for {', '.join(staying)}.",
                mend="Move them first, or leave it.",
            )
        asked_away = {code for plan in formed.values() for code in plan.mentors}
        leavers = tuple(
            (row, people[code])
            for row in self.cohorts
            if row.pk in after
            for code in sorted(asked_away & {one.person.code for one in row.mentors.all()} - set(after[row.pk].mentors))
        )
        told = tuple(readable(line, names) for line in found.reasons)
        plan = {str(row.pk): sorted(plan.members) for row in self.cohorts if (plan := after.get(row.pk))}
        plan |= {f"{one.hour} {one.facilitator.code}": sorted(rest.members) for one, rest in formed.items()}
        return Decision(
            outcome=outcome,
            cohort=cohort,
            other=other,
            steps=steps,
            newcomers=newcomers,
            leavers=leavers,
            formed=tuple(formed),
            staying=staying,
            reasons=told,
            digest=digest({"outcome": outcome, "plan": plan}),
        )

    def _names(self) -> dict[str, str]:
        names = {one.code: one.person.name for one in self.applications.values()}
        return names | {one.code: one.name for rows in self.team.values() for one in rows.values()}


def _settle(instance: Instance, cohorts: Sequence[Cohort], home: Mapping[str, Cohort]) -> Instance:
    """Whoever sits in a cohort, leads or mentors it has settled on its hour, whatever they said before and wherever they
    live: the hours are humane already, and no zone is asked again."""
    settled: defaultdict[str, set[int]] = defaultdict(set)
    for code, cohort in home.items():
        settled[code].add(cohort.hour)
    for cohort in cohorts:
        for code in (cohort.facilitator.code, *(row.person.code for row in cohort.mentors.all())):
            settled[code].add(cohort.hour)
    return replace(
        instance,
        applicants=tuple(replace(one, hours=one.hours | settled[one.id], zone="") for one in instance.applicants),
        facilitators=tuple(replace(one, hours=one.hours | settled[one.id], zone="") for one in instance.facilitators),
        mentors=tuple(replace(one, hours=one.hours | settled[one.id], zone="") for one in instance.mentors),
    )
