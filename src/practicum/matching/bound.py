"""How many people can be placed at all, by counting. `linear` proves tighter bounds where it is quick enough."""

from collections import Counter

from practicum.matching.facts import Facts, open_slots
from practicum.matching.instance import CANDIDATES_PER_MENTOR, Staff


def count_bound(facts: Facts, language: str) -> int:
    """A bound by counting: who fits any slot, how many seats the staff can serve, how many one employer may take."""
    slots = {slot: fits for slot, fits in open_slots(facts, facts.seatable, facts.team).items() if slot[1] == language}
    cohorts = _capacity(facts.team.facilitators, language)
    seats = facts.instance.size[1] * cohorts
    if facts.mentors_required:
        seats = min(seats, CANDIDATES_PER_MENTOR * _capacity(facts.team.mentors, language))
    fits = sorted(frozenset().union(*slots.values()))
    heads = Counter(a.employer for p in fits for a in facts.parties[p].members)
    several = facts.instance.employer_max * cohorts
    return min(sum(n if employer == "" else min(n, several) for employer, n in heads.items()), seats)


def _capacity(people: tuple[Staff, ...], language: str) -> int:
    return sum(one.capacity for one in people if one.language == language)
