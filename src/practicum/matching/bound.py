"""How many people can be placed at all: an upper bound that holds for every plan, proven apart from the search.

The search looks at a choice of slots only, so its own bound says nothing about the slots left out. Here every slot
counts, but rules are left out (apart, conflicts of interest, nobody in two places in one hour) and cohorts of one slot
are added together. What is left is a relaxation: no plan can place more people than it does.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from ortools.sat.python import cp_model

from practicum.matching.facts import Facts, Slot, open_slots
from practicum.matching.instance import CANDIDATES_PER_MENTOR, Staff
from practicum.matching.search import Job

SLOWNESS = 2.5
"""A unit of deterministic time takes this much longer here than in a neighbourhood: the linear programs are larger.
Measured on a loaded machine: 0.18 units a second against 0.45."""


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


def relaxed_job(facts: Facts, language: str, *, work: float, seed: int) -> Job | None:
    """A model whose bound is a bound for every plan; None where no cohort can be held at all."""
    slots = {slot: fits for slot, fits in open_slots(facts, facts.seatable, facts.team).items() if slot[1] == language}
    slots = _undominated(facts, slots)
    if not slots:
        return None
    model = cp_model.CpModel()
    seats: defaultdict[int, list[Any]] = defaultdict(list)
    lead: defaultdict[str, list[Any]] = defaultdict(list)
    help_: defaultdict[str, list[Any]] = defaultdict(list)
    people = []
    for slot, fits in slots.items():
        chosen = {p: model.new_bool_var("") for p in sorted(fits)}
        for p, var in chosen.items():
            seats[p].append(var)
        size = sum(facts.parties[p].size * var for p, var in chosen.items())
        people.append(size)
        held = _staff_sum(model, facts.team.facilitators, slot, lead)
        model.add(size >= facts.instance.size[0] * held)
        model.add(size <= facts.instance.size[1] * held)
        if facts.mentors_required:
            model.add(size <= CANDIDATES_PER_MENTOR * _staff_sum(model, facts.team.mentors, slot, help_))
        for several in _by_employer(facts, chosen):
            model.add(sum(several) <= facts.instance.employer_max * held)
    for several in seats.values():
        model.add_at_most_one(several)
    for load, staff in ((lead, facts.team.facilitators), (help_, facts.team.mentors)):
        for one in staff:
            model.add(sum(load[one.id]) <= one.capacity)
    model.maximize(sum(people))
    for place in range(len(model.proto.variables)):
        model.add_hint(model.get_int_var_from_proto_index(place), 0)  # nobody placed: a bound needs some solution
    return Job(model, work=work, seed=seed, price=SLOWNESS)


def _capacity(people: tuple[Staff, ...], language: str) -> int:
    return sum(one.capacity for one in people if one.language == language)


def _staff_sum(
    model: cp_model.CpModel, people: tuple[Staff, ...], slot: Slot, load: defaultdict[str, list[Any]]
) -> Any:
    terms = []
    for one in people:
        if slot[0] in one.hours and slot[1] == one.language and one.capacity:
            var = model.new_int_var(0, one.capacity, "")
            load[one.id].append(var)
            terms.append(var)
    return sum(terms)


def _by_employer(facts: Facts, chosen: Mapping[int, Any]) -> list[list[Any]]:
    """The seats of each employer that could exceed its quota in one cohort."""
    seats: defaultdict[str, list[Any]] = defaultdict(list)
    for p, var in chosen.items():
        for a in facts.parties[p].members:
            if a.employer:
                seats[a.employer].append(var)
    return [several for several in seats.values() if len(several) > facts.instance.employer_max]


def _undominated(facts: Facts, slots: Mapping[Slot, frozenset[int]]) -> dict[Slot, frozenset[int]]:
    """Leave out each slot whose people and staff all fit another one: the relaxation can use that instead."""
    crowd = {}
    for slot, parties in slots.items():
        lead = {one.id for one in facts.team.facilitators if slot[0] in one.hours and slot[1] == one.language}
        help_ = {one.id for one in facts.team.mentors if slot[0] in one.hours and slot[1] == one.language}
        crowd[slot] = {("p", p) for p in parties} | {("f", j) for j in lead} | {("m", j) for j in help_}
    kept: list[Slot] = []
    for slot in sorted(slots, key=lambda s: (-len(crowd[s]), s)):
        if not any(other[1] == slot[1] and crowd[slot] <= crowd[other] for other in kept):
            kept.append(slot)
    return {slot: slots[slot] for slot in kept}
