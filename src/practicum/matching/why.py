"""Why these people: for each cohort of a plan its second hour, and in sentences what holds it together."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from practicum.matching.facts import Slot
from practicum.matching.instance import Applicant, Instance, hour_name
from practicum.matching.result import Cohort
from practicum.matching.spread import continued, level_of


def tell_why(instance: Instance, plan: Sequence[Cohort]) -> tuple[Cohort, ...]:
    """The same cohorts with `second_hour`, `second_absent` and `why`."""
    view = _Plan(instance.humane_only(), plan)
    return tuple(view.tell(place) for place in range(len(plan)))


class _Plan:
    def __init__(self, instance: Instance, plan: Sequence[Cohort]) -> None:
        self.instance = instance
        self.plan = list(plan)
        self.people = {a.id: a for a in instance.applicants}
        self.leaders = {s.id: s for s in instance.facilitators}
        self.helpers = {s.id: s for s in instance.mentors}
        self.crowd: Counter[Slot] = Counter((hour, a.language) for a in instance.applicants for hour in a.hours)
        self.held: Counter[Slot] = Counter((cohort.hour, cohort.language) for cohort in plan)
        self.taken: defaultdict[str, set[int]] = defaultdict(set)
        for cohort in plan:
            for one in (cohort.facilitator, *cohort.mentors):
                self.taken[one].add(cohort.hour)
        self.former = continued(instance.published, plan)

    def tell(self, place: int) -> Cohort:
        cohort = self._with_second_hour(self.plan[place])
        members = [self.people[one] for one in cohort.members]
        why = [self._hour(cohort), *self._nowhere_else(cohort, members), *self._mix(members)]
        why += [self._second(cohort), *self._stability(place, cohort)]
        return replace(cohort, why=tuple(why))

    def _with_second_hour(self, cohort: Cohort) -> Cohort:
        """The hour, beside its own, in which the facilitator and the most others are free; the earliest of several."""
        everybody = [self.people[one] for one in cohort.members] + [self.helpers[one] for one in cohort.mentors]
        free = Counter(hour for one in everybody for hour in one.hours - self.taken[one.id])
        hours = self.leaders[cohort.facilitator].hours - self.taken[cohort.facilitator]
        best = max(hours, key=lambda hour: (free[hour], -hour), default=None)
        if best is None or free[best] < 2:
            return replace(cohort, second_hour=None, second_absent=())
        absent = tuple(one.id for one in everybody if best not in one.hours - self.taken[one.id])
        for one in (cohort.facilitator, *cohort.mentors):
            if one not in absent:
                self.taken[one].add(best)
        return replace(cohort, second_hour=best, second_absent=absent)

    def _hour(self, cohort: Cohort) -> str:
        mentors = len(cohort.mentors)
        staff = f", {cohort.facilitator} and {_count(mentors, 'mentor')}" if mentors else f" and {cohort.facilitator}"
        return (
            f"{hour_name(cohort.hour)} is free for all {len(cohort.members)} members{staff}"
            f"; {self.crowd[cohort.hour, cohort.language]} applicants who speak {cohort.language} are free then."
        )

    def _nowhere_else(self, cohort: Cohort, members: Sequence[Applicant]) -> list[str]:
        here = (cohort.hour, cohort.language)
        bound = [
            a.id
            for a in members
            if self.held[here] == 1 and not any(self.held[h, a.language] for h in a.hours - {here[0]})
        ]
        if not bound or len(self.plan) == 1:  # of a single cohort it would say nothing
            return []
        who = f"{bound[0]} is" if len(bound) == 1 else f"{len(bound)} of them are"
        return [f"{who} free for no other cohort of the plan."]

    def _mix(self, members: Sequence[Applicant]) -> list[str]:
        told = []
        roles = {a.role for a in members} - {""}
        if roles:
            told.append(f"{_count(len(roles), 'persona')} of {len({a.role for a in self.people.values()} - {''})}: "
                        f"{', '.join(sorted(roles))}.")  # fmt: skip
        levels = Counter(level_of(a) for a in members if level_of(a))
        if levels:
            order = sorted(levels, key=lambda level: (not level.startswith("under"), level))
            told.append(f"Seniority: {', '.join(f'{level} ({levels[level]})' for level in order)}.")
        return told

    def _second(self, cohort: Cohort) -> str:
        if cohort.second_hour is None:
            return "There is no second hour in which the facilitator and others are free."
        everybody = len(cohort.members) + len(cohort.mentors) + 1
        if not cohort.second_absent:
            return f"A second common hour for all {everybody}: {hour_name(cohort.second_hour)}."
        absent = len(cohort.second_absent)
        return f"The best second hour is {hour_name(cohort.second_hour)}: {everybody - absent} of {everybody} are free."

    def _stability(self, place: int, cohort: Cohort) -> list[str]:
        if place not in self.former:
            return ["It is new beside the published plan."] if self.instance.published else []
        before = self.instance.published[self.former[place]]
        kept = len(set(before.members) & set(cohort.members))
        hour = "the same hour" if before.hour == cohort.hour else f"then on {hour_name(before.hour)}"
        return [f"{kept} of {len(before.members)} were together in the published plan, {hour}."]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
