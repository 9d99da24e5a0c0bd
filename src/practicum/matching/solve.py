"""The search: one exact model for small instances, then improvement in exact neighbourhoods.

1. A first plan: up to `ONE_MODEL` people one CP-SAT model over a greedy cover of slots, above that a greedy plan.
2. A bound on what any plan can place, proven apart.
3. Until bound or budget is reached: free a few cohorts, add unplaced people and idle staff, solve that exactly, keep it
   if it is no worse. For a small instance the neighbourhood is everything, with other slots.
4. Spread personas, nobody losing a seat.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from practicum.matching.bound import count_bound, relaxed_bound
from practicum.matching.explain import explain_unplaced
from practicum.matching.facts import Facts, Party, Slot, cover_slots, gather_facts, open_slots
from practicum.matching.greedy import greedy_plan
from practicum.matching.instance import Instance
from practicum.matching.program import Program
from practicum.matching.result import Cohort, Progress, Result, Unplaced
from practicum.matching.search import Budget, run

ONE_MODEL = 150  # people; measured: above it the first model no longer proves anything within seconds
SLOTS_AT_ONCE = 24
FREED = 3  # cohorts of a neighbourhood
POOL = 30  # unplaced people of a neighbourhood
STEP_WORK = 1.0  # deterministic time of one neighbourhood

Plan = tuple[Cohort, ...]


@dataclass
class _Search:
    """The state of one search: the best plan so far, and whom to tell."""

    facts: Facts
    budget: Budget
    rng: random.Random
    on_progress: Callable[[Progress], None] | None
    bound: int
    plan: Plan = ()
    phase: str = "placing"

    @property
    def placed(self) -> int:
        return count_placed(self.plan)

    @property
    def is_small(self) -> bool:
        return len(self.facts.instance.applicants) <= ONE_MODEL

    def seed(self) -> int:
        return self.rng.randrange(2**31)

    def tell(self, plan: Plan) -> None:
        if self.on_progress:
            self.on_progress(
                Progress(
                    phase=self.phase,
                    placed=count_placed(plan),
                    cohorts=len(plan),
                    bound=self.bound,
                    seconds=self.budget.elapsed,
                )
            )


def solve(
    instance: Instance,
    *,
    seconds: float,
    seed: int,
    clock: Callable[[], float],
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Result:
    """Form cohorts: place as many people as can be, then have as many personas present as can be.

    `seconds` bounds the search by `clock` (monotonic seconds); the search itself counts deterministic work, about a
    third to a half of what a core does in that time. Same instance, seed and seconds give the same cohorts, unless the clock or
    `should_stop` ended the work early (`Result.cut_short`). `on_progress` and `should_stop` are called in the caller's
    thread; after a stop the best plan so far is returned. Every applicant without a seat gets a computed reason.
    """
    budget = Budget(seconds=seconds, clock=clock, should_stop=should_stop)
    facts = gather_facts(instance)
    rng = random.Random(seed)  # noqa: S311 - a search, nothing secret
    search = _Search(facts=facts, budget=budget, rng=rng, on_progress=on_progress, bound=count_bound(facts))
    _first_plan(search)
    if search.is_small and search.placed < search.bound and not budget.is_spent:
        search.bound = max(
            search.placed, relaxed_bound(facts, budget=budget, work=budget.work * 0.6, seed=search.seed())
        )
        search.tell(search.plan)
    # a fifth of the work is kept for the personas
    reserve = budget.work * 0.2
    budget.work -= reserve
    while search.placed < search.bound and not budget.is_spent:
        _improve(search)
    budget.work += reserve
    _spread(search)
    search.tell(search.plan)
    plan = tuple(sorted(search.plan, key=lambda c: (c.hour, c.language, c.facilitator)))
    return Result(
        cohorts=plan,
        unplaced=tuple(Unplaced(id=one.id, reason=one.reason) for one in explain_unplaced(instance, plan)),
        bound=search.bound,
        seconds=round(budget.elapsed, 3),
        cut_short=budget.cut_short,
    )


def count_placed(plan: Plan) -> int:
    return sum(len(cohort.members) for cohort in plan)


def _first_plan(search: _Search) -> None:
    facts = search.facts
    if not search.is_small:
        search.plan = greedy_plan(facts, should_stop=search.budget.must_stop)
        search.tell(search.plan)
        return
    slots = open_slots(facts, facts.seatable, facts.team)
    chosen = cover_slots(slots, keep=(), limit=SLOTS_AT_ONCE)
    _place(search, fixed=(), freed=(), parties=facts.seatable, slots=chosen, work=search.budget.work * 0.4)


def _improve(search: _Search) -> None:
    """One neighbourhood: some cohorts, some of the unplaced, the idle staff; slots of these and a few others."""
    facts, rng = search.facts, search.rng
    seated = {one for cohort in search.plan for one in cohort.members}
    waiting = [party for party in facts.seatable if party.members[0].id not in seated]
    freed = search.plan
    if not search.is_small:
        centre = rng.choice(waiting)
        freed = _near(rng, search.plan, centre)
        waiting = _alike(rng, waiting, centre)
    fixed = tuple(cohort for cohort in search.plan if cohort not in freed)
    members = sorted({facts.party_of[one].index for cohort in freed for one in cohort.members})
    parties = [facts.parties[p] for p in members] + waiting
    keep = {(cohort.hour, cohort.language) for cohort in freed}
    slots = open_slots(facts, parties, facts.team.without(fixed))
    # a random part of the slots, so that the cover differs from step to step
    some = {slot: fits for slot, fits in slots.items() if slot in keep or rng.random() < 0.5}
    limit = SLOTS_AT_ONCE // 2 if search.is_small else SLOTS_AT_ONCE // 3
    chosen = cover_slots(some, keep=keep, limit=limit)
    _place(search, fixed=fixed, freed=freed, parties=parties, slots=chosen, work=STEP_WORK)


def _place(
    search: _Search, *, fixed: Plan, freed: Plan, parties: Sequence[Party], slots: Sequence[Slot], work: float
) -> None:
    """Solve a neighbourhood for people placed, and keep the outcome if it is no worse."""
    program = Program(search.facts, parties, search.facts.team.without(fixed), slots, freed)
    program.maximise_placed()
    found = run(
        program,
        budget=search.budget,
        work=work,
        seed=search.seed(),
        on_plan=(lambda plan: search.tell(fixed + plan)) if search.on_progress else None,
    )
    if found.plan is not None and (count_placed(found.plan), -len(found.plan)) >= (count_placed(freed), -len(freed)):
        search.plan = fixed + found.plan


def _spread(search: _Search) -> None:
    """Exchange members and staff between cohorts that stay as they are in number and hour, for personas present."""
    search.phase = "spreading"
    facts, budget = search.facts, search.budget
    order = list(search.plan)
    if not search.is_small:
        search.rng.shuffle(order)
    groups = [tuple(order)] if search.is_small else [tuple(order[i : i + FREED]) for i in range(0, len(order), FREED)]
    for group in groups:
        if budget.is_spent or not group:
            return
        fixed = tuple(cohort for cohort in search.plan if cohort not in group)
        inside = sorted({facts.party_of[one].index for cohort in group for one in cohort.members})
        parties = facts.seatable if search.is_small else [facts.parties[p] for p in inside]
        slots = sorted({(cohort.hour, cohort.language) for cohort in group})
        program = Program(facts, parties, facts.team.without(fixed), slots, group)
        program.maximise_spread(group, at_least=count_placed(group))
        found = run(program, budget=budget, work=budget.work if search.is_small else STEP_WORK / 4, seed=search.seed())
        if found.plan is not None:
            search.plan = fixed + found.plan


def _near(rng: random.Random, plan: Plan, centre: Party) -> Plan:
    """The cohorts that could make room for a waiting party: its language, an hour near its own, and some chance."""

    def distance(cohort: Cohort) -> float:
        gap = min(min((cohort.hour - hour) % 24, (hour - cohort.hour) % 24) for hour in centre.hours)
        return gap + 6 * rng.random() + (100 if cohort.language != centre.language else 0)

    ranked = sorted((distance(cohort), place) for place, cohort in enumerate(plan))
    return tuple(plan[place] for _, place in ranked[:FREED])


def _alike(rng: random.Random, waiting: Sequence[Party], centre: Party) -> list[Party]:
    """At most `POOL` waiting parties of like availability: those that share the most hours with the centre."""
    ranked = sorted(
        (party for party in waiting if party.language == centre.language),
        key=lambda party: (-len(party.hours & centre.hours), rng.random()),
    )
    return sorted(ranked[:POOL], key=lambda party: party.index)
