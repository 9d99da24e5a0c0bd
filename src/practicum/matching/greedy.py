"""A first plan for many people: take the slot that the most unplaced people fit, fill one cohort there, repeat."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

from practicum.matching.facts import Facts, Party, Slot
from practicum.matching.instance import Staff
from practicum.matching.result import Cohort


def greedy_plan(facts: Facts, start: Sequence[Cohort] = (), *, should_stop: Callable[[], bool]) -> tuple[Cohort, ...]:
    """`start` and further cohorts, keeping every hard rule; the people with the fewest free hours are seated first."""
    fits: defaultdict[Slot, set[int]] = defaultdict(set)
    seated = {one for cohort in start for one in cohort.members}
    for party in facts.seatable:
        for hour in party.hours if party.members[0].id not in seated else ():
            fits[hour, party.language].add(party.index)
    desk = _Desk(facts)
    plan = list(start)
    for standing in start:
        desk.take(standing)
    rest = set(fits)
    while rest and not should_stop():
        slot = max(rest, key=lambda s: (len(fits[s]), s))
        cohort = _fill(facts, slot, [facts.parties[p] for p in fits[slot]], desk)
        if cohort is None:
            rest.remove(slot)  # people and staff only grow fewer: it will not become possible
            continue
        plan.append(cohort)
        desk.take(cohort)
        for one in cohort.members:
            party = facts.party_of[one]
            for hour in party.hours:
                fits[hour, party.language].discard(party.index)
    return tuple(plan)


class _Desk:
    """Who of the staff is still free."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.leads = {one.id: one.capacity for one in facts.team.facilitators}
        self.helps = {one.id: one.capacity for one in facts.team.mentors}
        self.busy: set[tuple[str, int]] = set()

    def free(self, at: Mapping[Slot, Sequence[Staff]], left: dict[str, int], slot: Slot) -> list[Staff]:
        """Free staff of a slot, those with the fewest hours first: the others can go elsewhere."""
        return [one for one in at.get(slot, ()) if left[one.id] and (one.id, slot[0]) not in self.busy]

    def take(self, cohort: Cohort) -> None:
        self.leads[cohort.facilitator] -= 1
        for one in cohort.mentors:
            self.helps[one] -= 1
        self.busy |= {(one, cohort.hour) for one in (cohort.facilitator, *cohort.mentors)}


def _fill(facts: Facts, slot: Slot, parties: Sequence[Party], desk: _Desk) -> Cohort | None:
    least, most = facts.instance.size
    leaders = desk.free(facts.facilitators_at, desk.leads, slot)
    if not leaders:
        return None
    leader = leaders[0]
    helpers = [one for one in desk.free(facts.mentors_at, desk.helps, slot) if one.id != leader.id]
    helpers = helpers[: facts.mentors_needed(most)]
    while facts.mentors_required and facts.mentors_needed(most) > len(helpers):
        most -= 1
    staff = {leader.id, *(one.id for one in helpers)}
    seated: list[Party] = []
    quota: Counter[str] = Counter()
    for party in sorted(parties, key=lambda one: (len(one.hours), one.index)):
        count = Counter(a.employer for a in party.members if a.employer)
        if (
            sum(one.size for one in seated) + party.size <= most
            and not party.refuses & staff
            and not any(one.index in party.shuns for one in seated)
            and all(quota[name] + n <= facts.instance.employer_max for name, n in count.items())
        ):
            seated.append(party)
            quota += count
    members = tuple(sorted(a.id for party in seated for a in party.members))
    if len(members) < least:
        return None
    mentors = tuple(sorted(one.id for one in helpers[: facts.mentors_needed(len(members))]))
    return Cohort(hour=slot[0], language=slot[1], facilitator=leader.id, mentors=mentors, members=members)
