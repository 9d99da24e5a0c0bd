"""The search: a first plan, whole languages at once by their relaxed problem, proofs, then exact neighbourhoods.

1. What is left of the published plan, then a greedy plan, then chains of moves that make room for those left over.
2. A cohort has one language, so languages are problems of their own. `leap` re-forms each at once, or a thousand people
   of it, from its relaxed problem, which bounds what any plan can do. Up to `ONE_MODEL` people of one language: `prove`
   searches that problem to its end, and two exact models follow where rules stand in the way of its answer.
3. Until bound or budget is reached: two neighbourhoods at once, one for each core. Each frees a few cohorts, adds people
   without a seat and idle staff, and is solved exactly; its answer is kept if it is no worse.
4. Exchanges between cohorts for stability, personas, seniority and a second hour, nobody losing a seat.
"""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from practicum.matching.bound import count_bound
from practicum.matching.explain import explain_unplaced
from practicum.matching.facts import Facts, Party, Slot, Team, cover_slots, gather_facts, open_slots
from practicum.matching.greedy import greedy_plan
from practicum.matching.instance import Instance
from practicum.matching.leap import leap, prove
from practicum.matching.program import Program
from practicum.matching.result import Cohort, Progress, Result, Unplaced
from practicum.matching.search import BASE_WORK, LANES, Budget, Found, run
from practicum.matching.seating import restore
from practicum.matching.spread import spread
from practicum.matching.state import Plan, Search, count_placed, worth
from practicum.matching.why import tell_why

SLOTS_AT_ONCE = 24
FREED = 3  # cohorts of a neighbourhood
POOL = 30  # unplaced people of a neighbourhood
STEP_WORK = 1.0  # deterministic time of one neighbourhood
TEAM = 40  # idle facilitators, and idle mentors, that a neighbourhood may draw on
PATIENCE = 150  # rounds without anybody gained, after which the search gives up
PYTHON_WORK = 1e-4  # per applicant: reading, the greedy plan and the chains, which CP-SAT does not count
PLACING = 0.85  # share of the seconds after which people are no longer placed but only exchanged


@dataclass(frozen=True)
class _Patch:
    """A neighbourhood: the cohorts that are freed, and what may take their place."""

    freed: Plan
    parties: Sequence[Party]
    team: Team
    slots: Sequence[Slot]
    whole: str = ""  # the language that it is the whole of, if it is
    program: Program = field(init=False, compare=False)

    def build(self, facts: Facts) -> Program:
        program = Program(facts, self.parties, self.team, self.slots, self.freed)
        program.maximise_placed()
        object.__setattr__(self, "program", program)
        return program


def solve(
    instance: Instance,
    *,
    seconds: float,
    seed: int,
    clock: Callable[[], float],
    spent: float = 0.0,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Result:
    """Form cohorts: place as many people as can be; keep them where the published plan has them; mix them well.

    `seconds` bounds the search by `clock` (monotonic seconds), of which `spent` are over already (reading a file, say);
    the search itself counts work, at most half of what two cores do in that time. Same instance, seed and seconds give
    the same cohorts, unless the clock or `should_stop` ended the work early (`Result.cut_short`). `on_progress` and
    `should_stop` are called in the caller's thread; after a stop the best plan so far is returned. Every applicant
    without a seat gets a computed reason, every cohort says why these people.
    """
    budget = Budget(seconds=seconds, clock=clock, should_stop=should_stop)
    budget.started -= spent
    facts = gather_facts(instance)
    heads: Counter[str] = Counter()
    for party in facts.seatable:
        heads[party.language] += party.size
    search = Search(
        facts=facts,
        budget=budget,
        rng=random.Random(seed),  # noqa: S311 - a search, nothing secret
        on_progress=on_progress,
        bounds={language: count_bound(facts, language) for language in sorted(heads)},
        heads=heads,
    )
    # what reasons and explanations take at the end: in step with the reading, so that a busy machine is reckoned with
    telling = 0.05 + max(1e-4 * len(instance.applicants), 2 * budget.elapsed)
    budget.until = max(seconds * PLACING - telling, 0)
    budget.work -= PYTHON_WORK * len(instance.applicants)
    _first_plan(search)
    leap(search)
    prove(search)
    small = [name for name in sorted(heads, key=lambda one: (heads[one], one)) if search.is_small(name)]
    for place, language in enumerate(small):
        _solve_language(search, language, work=budget.work * 0.4 / (len(small) - place))
    _improve_while_it_helps(search)
    search.phase = "spreading"
    search.tell(search.plan)
    budget.until = max(seconds - telling, 0)
    plan = spread(facts, search.plan, rng=search.rng, must_stop=budget.must_stop)
    plan = tuple(sorted(plan, key=lambda c: (c.hour, c.language, c.facilitator)))
    search.tell(plan)
    return Result(
        cohorts=tell_why(instance, plan),
        unplaced=tuple(Unplaced(id=one.id, reason=one.reason) for one in explain_unplaced(instance, plan)),
        bound=search.bound,
        seconds=round(budget.elapsed, 3),
        cut_short=budget.cut_short,
    )


def _first_plan(search: Search) -> None:
    facts, budget = search.facts, search.budget
    seating = restore(facts, facts.instance.published)
    search.plan = greedy_plan(facts, seating.plan(), should_stop=budget.must_stop)
    search.tell(search.plan)
    search.seat_the_rest()
    search.tell(search.plan)


def _solve_language(search: Search, language: str, *, work: float) -> None:
    """Two exact models for all who speak a language, with other slots in each: every rule counts in them."""
    if not search.is_open(language) or search.budget.is_spent:
        return
    patches = [_whole(search, language, limit=SLOTS_AT_ONCE, share=share) for share in (0.9, 0.6)]
    jobs = [patch.build(search.facts).job(work=work, seed=search.seed()) for patch in patches]
    _keep_best(search, patches, run(jobs, budget=search.budget, on_plan=_teller(search, patches)))
    search.tell(search.plan)


def _improve_while_it_helps(search: Search) -> None:
    """Rounds of neighbourhoods until bound or budget is reached, or `PATIENCE` rounds have gained nobody."""
    fruitless = 0
    while fruitless < PATIENCE and not search.budget.is_spent:
        waiting = search.waiting()
        if not waiting:
            return
        before = count_placed(search.plan)
        _improve(search, waiting)
        fruitless = 0 if count_placed(search.plan) > before else fruitless + 1


def _improve(search: Search, waiting: Sequence[Party]) -> None:
    """One round: a neighbourhood for each lane, solved side by side."""
    patches: list[_Patch] = []
    for lane in range(LANES):
        taken = {party.index for patch in patches for party in patch.parties if not patch.whole}
        free = [party for party in waiting if party.index not in taken]
        if not free:
            break
        centre = search.rng.choice(free)
        if lane == 0 and search.is_small(centre.language):
            patch = _whole(search, centre.language, limit=SLOTS_AT_ONCE // 2, share=0.5)
        else:
            patch = _near(search, centre, free, beside=[patch for patch in patches if not patch.whole])
        if patch.slots:
            patches.append(patch)
    if not patches:
        search.budget.work -= BASE_WORK
        return
    jobs = [patch.build(search.facts).job(work=STEP_WORK, seed=search.seed()) for patch in patches]
    found = run(jobs, budget=search.budget, on_plan=_teller(search, patches))
    before = count_placed(search.plan)
    _keep_best(search, patches, found)
    if count_placed(search.plan) > before:
        search.seat_the_rest()


def _whole(search: Search, language: str, *, limit: int, share: float) -> _Patch:
    """All of one language: its cohorts, people and staff, the slots it holds and a random `share` of the others."""
    facts, rng = search.facts, search.rng
    freed = tuple(cohort for cohort in search.plan if cohort.language == language)
    parties = [party for party in facts.seatable if party.language == language]
    keep = {(cohort.hour, cohort.language) for cohort in freed}
    slots = open_slots(facts, parties, facts.team)
    some = {slot: fits for slot, fits in slots.items() if slot in keep or rng.random() < share}
    chosen = cover_slots(some, keep=keep, limit=limit)
    return _Patch(freed=freed, parties=parties, team=facts.team.speaking(language), slots=chosen, whole=language)


def _near(search: Search, centre: Party, waiting: Sequence[Party], *, beside: Sequence[_Patch]) -> _Patch:
    """A few cohorts that could make room for a waiting party, others who wait like it, and some of the idle staff."""
    facts, rng = search.facts, search.rng
    used = {cohort for patch in beside for cohort in patch.freed}
    staff = {one.id for patch in beside for one in (*patch.team.facilitators, *patch.team.mentors)}
    freed = _nearest(rng, [cohort for cohort in search.plan if cohort not in used], centre)
    alike = _alike(rng, waiting, centre)
    members = sorted({facts.party_of[one].index for cohort in freed for one in cohort.members})
    parties = [facts.parties[p] for p in members] + alike
    team = facts.team.speaking(centre.language).without(cohort for cohort in search.plan if cohort not in freed)
    team = team.sample(rng, keep={one for c in freed for one in (c.facilitator, *c.mentors)}, most=TEAM, shun=staff)
    keep = {(cohort.hour, cohort.language) for cohort in freed}
    slots = open_slots(facts, parties, team)
    # a random part of the slots, so that the cover differs from step to step
    some = {slot: fits for slot, fits in slots.items() if slot in keep or rng.random() < 0.5}
    chosen = cover_slots(some, keep=keep, limit=SLOTS_AT_ONCE // 3)
    return _Patch(freed=freed, parties=parties, team=team, slots=chosen)


def _keep_best(search: Search, patches: Sequence[_Patch], found: Sequence[Found]) -> None:
    """Take over what is no worse, the greatest gain first; then only what touches nothing of it."""
    answers = []
    for place, (patch, answer) in enumerate(zip(patches, found, strict=True)):
        now = worth(search.facts, patch.freed)
        if answer.plan is not None and (then := worth(search.facts, answer.plan)) >= now:
            gain = tuple(more - less for more, less in zip(then, now, strict=True))
            answers.append((tuple(-one for one in gain), place, patch.freed, answer.plan))
    touched: set[str] = set()
    for _, _, freed, plan in sorted(answers, key=lambda row: row[:2]):
        people = {one for c in (*freed, *plan) for one in (c.facilitator, *c.mentors, *c.members)}
        if touched.isdisjoint(people):
            touched |= people
            search.plan = tuple(cohort for cohort in search.plan if cohort not in freed) + plan


def _teller(search: Search, patches: Sequence[_Patch]) -> Callable[[int, Plan], None] | None:
    def tell(place: int, plan: Plan) -> None:
        freed = set(patches[place].freed)
        search.tell(tuple(cohort for cohort in search.plan if cohort not in freed) + plan)

    return tell if search.on_progress else None


def _nearest(rng: random.Random, plan: Sequence[Cohort], centre: Party) -> Plan:
    """The cohorts that could make room for a waiting party: its language, an hour near its own, and some chance."""

    def distance(cohort: Cohort) -> float:
        gap = min(min((cohort.hour - hour) % 24, (hour - cohort.hour) % 24) for hour in centre.hours)
        return gap + 6 * rng.random()

    ranked = sorted((distance(c), place) for place, c in enumerate(plan) if c.language == centre.language)
    return tuple(plan[place] for _, place in ranked[:FREED])


def _alike(rng: random.Random, waiting: Sequence[Party], centre: Party) -> list[Party]:
    """At most `POOL` waiting parties of like availability: those that share the most hours with the centre."""
    ranked = sorted(
        (party for party in waiting if party.language == centre.language),
        key=lambda party: (-len(party.hours & centre.hours), rng.random()),
    )
    return sorted(ranked[:POOL], key=lambda party: party.index)
