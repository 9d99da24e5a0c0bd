"""Why somebody has no seat, and what would have to change. Each reason is computed from the instance and the plan."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from practicum.matching.facts import Facts, Party, gather_facts, staff_by_slot
from practicum.matching.instance import Applicant, Instance, hour_name
from practicum.matching.result import Cohort


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """`code` is stable and lower_snake; `reason` is a text for people."""

    id: str
    code: str
    reason: str


def explain_unplaced(instance: Instance, cohorts: Sequence[Cohort]) -> tuple[Explanation, ...]:
    """One explanation for each applicant whom the plan leaves without a seat, in the order of the instance.

    The first that holds is told, from what no plan could mend to what this plan happened not to do:
    of the instance: together, no_hours, inhumane, language, no_facilitator, no_facilitator_hour, no_mentor_hour, shared_hour,
    conflict; of a held cohort at one of their hours: full, mentors, employer, conflict_here, apart, search; of the
    plan: staff_used, rules_left, hour, too_few_left.
    """
    view = _View(gather_facts(instance), tuple(cohorts))
    return tuple(view.explain(a) for a in instance.applicants if a.id not in view.seated)


class _View:
    """A plan seen from those it leaves out."""

    def __init__(self, facts: Facts, cohorts: tuple[Cohort, ...]) -> None:
        self.facts = facts
        self.instance = facts.instance
        self.seated = {one for cohort in cohorts for one in cohort.members}
        applicants = facts.instance.applicants
        self.crowd = Counter((hour, a.language) for a in applicants for hour in a.hours)
        self.waiting = Counter((hour, a.language) for a in applicants if a.id not in self.seated for hour in a.hours)
        self.speakers = Counter(a.language for a in applicants)
        self.cohorts: defaultdict[str, list[Cohort]] = defaultdict(list)
        for cohort in cohorts:
            self.cohorts[cohort.language].append(cohort)
        left = facts.team.without(cohorts)
        self.facilitators_left, self.mentors_left = staff_by_slot(left.facilitators), staff_by_slot(left.mentors)
        self.people = {a.id: a for a in applicants}

    def explain(self, applicant: Applicant) -> Explanation:
        party = self.facts.party_of[applicant.id]
        code, reason = self._first(party, applicant)
        lost = len(applicant.hours) - len(self.people[applicant.id].hours)
        if lost and code != "inhumane":
            reason += f" {self._beyond(lost, len(applicant.hours))}."
        return Explanation(id=applicant.id, code=code, reason=reason)

    def _first(self, party: Party, applicant: Applicant) -> tuple[str, str]:
        if applicant.hours and not self.people[applicant.id].hours:
            return "inhumane", _sentence(f"{self._beyond(len(applicant.hours), len(applicant.hours))}")
        if party.obstacle:
            return "together" if party.size > 1 else "no_hours", _sentence(f"{party.obstacle}")
        for step in (self._of_the_instance, self._held_cohorts, self._of_the_plan):
            for code, reason in step(party):
                return code, _sentence(reason)
        raise AssertionError("the last step always answers")

    def _beyond(self, lost: int, given: int) -> str:
        begin, end = self.instance.humane
        hours = (
            "The only hour" if given == 1 else f"All {given} hours" if lost == given else f"{lost} of the {given} hours"
        )
        lie = "lies" if given == 1 or (lost == 1 and lost != given) else "lie"
        return f"{hours} given {lie} outside {begin:02d}:00 to {end:02d}:00 by their own clock and cannot be used"

    def _of_the_instance(self, party: Party) -> Iterator[tuple[str, str]]:
        """What no plan for this instance can mend."""
        least, language = self.instance.size[0], party.language
        if self.speakers[language] < least:
            yield "language", f"only {self.speakers[language]} applicants speak {language}; a cohort needs {least}"
        leaders = self.facts.team.speaking(language).facilitators
        if not leaders:
            yield "no_facilitator", f"no facilitator speaks {language}; one is needed"
        led = [hour for hour in sorted(party.hours) if (hour, language) in self.facts.facilitators_at]
        if not led:
            hours = Counter(hour for one in leaders for hour in one.hours)
            nearest = min(hours, key=lambda hour: (_gap(hour, party.hours), hour), default=None)
            hint = f"; the nearest hour with a facilitator is {hour_name(nearest)}" if nearest is not None else ""
            yield "no_facilitator_hour", f"no facilitator who speaks {language} is free at any of their hours{hint}"
        needed = self.facts.mentors_needed(least)
        helped = [hour for hour in led if len(self.facts.mentors_at.get((hour, language), ())) >= needed]
        if not helped:
            best = max(len(self.facts.mentors_at.get((hour, language), ())) for hour in led)
            yield (
                "no_mentor_hour",
                f"at most {best} mentors who speak {language} are free in an hour with a facilitator; {needed} needed",
            )
        most = max(self.crowd[hour, language] for hour in helped)
        if most < least:
            hour = max(helped, key=lambda h: (self.crowd[h, language], -h))
            yield (
                "shared_hour",
                f"no hour with a facilitator is shared with {least - 1} others: the best is {hour_name(hour)} "
                f"with {most - 1}",
            )
        if all(one.id in party.refuses for one in leaders if party.hours & one.hours):
            yield "conflict", "each facilitator who is free at their hours has a conflict of interest with them"

    def _held_cohorts(self, party: Party) -> Iterator[tuple[str, str]]:
        """A held cohort at one of their hours: what keeps them out of it, the most easily mended first."""
        found = []
        for cohort in self.cohorts[party.language]:
            if cohort.hour in party.hours:
                obstacles = [answer for ask in self._questions() if (answer := ask(party, cohort))]
                # no obstacle at all: the cohort has a seat for them, and only a search cut short leaves it empty
                answer = obstacles[0] if obstacles else (9, "search", "has a seat that the search did not use")
                found.append((len(obstacles), answer[0], cohort.hour, answer[1:], cohort))
        if found:
            _, _, hour, (code, reason), _ = min(found, key=lambda row: row[:3])
            others = f"; {len(found) - 1} more at their hours are closed to them too" if len(found) > 1 else ""
            yield code, f"the cohort on {hour_name(hour)} {reason}{others}"

    def _of_the_plan(self, party: Party) -> Iterator[tuple[str, str]]:
        shared = Counter({hour: self.waiting[hour, party.language] for hour in sorted(party.hours)})
        least = self.instance.size[0]
        enough = sorted((hour for hour in shared if shared[hour] >= least), key=lambda h: (-shared[h], h))
        if enough:
            yield self._missing_staff(enough, party.language, shared)
        for cohort in sorted(self.cohorts[party.language], key=lambda one: (_gap(one.hour, party.hours), one.hour)):
            if not any(ask(party, cohort) for ask in self._questions()):
                yield (
                    "hour",
                    f"no cohort meets at one of their hours; free on {hour_name(cohort.hour)} they would have a seat",
                )
        hour = max(shared, key=lambda h: (shared[h], -h))
        yield (
            "too_few_left",
            f"the others at their hours sit in cohorts at other hours; {shared[hour]} without a seat share "
            f"{hour_name(hour)}, a cohort there needs {least}",
        )

    def _missing_staff(self, hours: Sequence[int], language: str, shared: Counter[int]) -> tuple[str, str]:
        """Enough people without a seat share these hours: say whom one more cohort lacks."""
        led = [h for h in hours if (h, language) in self.facilitators_left]
        hour = (led or hours)[0]
        crowd = f"{shared[hour]} people without a seat share {hour_name(hour)}"
        if not led:
            return "staff_used", f"{crowd}; no facilitator who speaks {language} is left for one more cohort then"
        needed = self.facts.mentors_needed(self.instance.size[0])
        free = max(len(self.mentors_left.get((h, language), ())) for h in led)
        if free < needed:
            return "staff_used", f"{crowd}; one more cohort needs {needed} mentors, {free} are left"
        return "rules_left", f"{crowd}, but not enough of them may sit together, or the search ended before it tried"

    def _questions(self) -> tuple[Callable[[Party, Cohort], tuple[int, str, str] | None], ...]:
        return self._apart, self._conflict, self._employer, self._mentor_ratio, self._full

    def _full(self, party: Party, cohort: Cohort) -> tuple[int, str, str] | None:
        most = self.instance.size[1]
        if len(cohort.members) + party.size <= most:
            return None
        return 1, "full", f"is full ({len(cohort.members)} of {most} seats)"

    def _mentor_ratio(self, party: Party, cohort: Cohort) -> tuple[int, str, str] | None:
        needed = self.facts.mentors_needed(len(cohort.members) + party.size)
        free = [
            one
            for one in self.mentors_left.get((cohort.hour, cohort.language), ())
            if not any(one.id in self.facts.party_of[a].refuses for a in cohort.members) and one.id not in party.refuses
        ]
        if len(cohort.mentors) + len(free) >= needed:
            return None
        return 2, "mentors", f"would need {needed} mentors and has {len(cohort.mentors)}; no other is free then"

    def _employer(self, party: Party, cohort: Cohort) -> tuple[int, str, str] | None:
        inside = Counter(self.people[one].employer for one in cohort.members)
        for employer in sorted({a.employer for a in party.members} - {""}):
            count = sum(a.employer == employer for a in party.members)
            if inside[employer] + count > self.instance.employer_max:
                limit = self.instance.employer_max
                return 3, "employer", f"has {inside[employer]} people from {employer} already; at most {limit} may be"
        return None

    def _conflict(self, party: Party, cohort: Cohort) -> tuple[int, str, str] | None:
        staff = sorted(party.refuses & {cohort.facilitator, *cohort.mentors})
        if not staff:
            return None
        return 4, "conflict_here", f"is led or mentored by {staff[0]}, with whom there is a conflict of interest"

    def _apart(self, party: Party, cohort: Cohort) -> tuple[int, str, str] | None:
        for one in cohort.members:
            if self.facts.party_of[one].index in party.shuns:
                return 5, "apart", f"holds {one}, from whom they must be kept apart"
        return None


def _gap(hour: int, hours: frozenset[int]) -> int:
    """Hours between `hour` and the nearest of `hours`, round the week."""
    return min(min((hour - one) % 168, (one - hour) % 168) for one in hours)


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] + "."
