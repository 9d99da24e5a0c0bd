"""Leaps: hundreds of people at once, by the relaxed problem, and the proof of how many can be placed at all.

HiGHS does not count its work as CP-SAT does. What is begun therefore depends on the size of a problem and on the
seconds asked for, never on how fast the machine is; every search tree has a limit in nodes; the clock is a last resort.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from practicum.matching.facts import Slot, cover_slots, open_slots
from practicum.matching.linear import Answer, Proof, Relaxation
from practicum.matching.prover import Ask, ask_apart
from practicum.matching.search import LANES, WORK_PER_SECOND, side_by_side
from practicum.matching.seating import Seating, hold_slot, settle
from practicum.matching.state import Plan, Search, worth

PEOPLE = 1000  # of one leap: more of one language are taken in parts
SLOTS = 40  # of one leap: with more the answer takes longer and is no better
ROUNDS = 20  # leaps for each language above `ONE_MODEL`
IN_VAIN = 3  # leaps among parts of a language without anybody gained, after which no more are made
DIVE_SECONDS, PROOF_SECONDS = 5e-5, 1.5e-3  # for each number of a matrix; measured, rounded up
BOUND_WEIGHT = 150_000  # numbers of the largest matrix that is solved for a bound only
SHORT_PROOF, SHORT_DIVE = 3_000, 50_000  # numbers of a matrix that are done within about a second
PROOF_SHARE = 0.6  # of the seconds left, at most, for the proofs


Asking = Callable[[], bool]


@dataclass(frozen=True)
class _Leap:
    """The cohorts that are freed, and what may take their place."""

    language: str
    freed: Plan
    relaxation: Relaxation


def leap(search: Search) -> None:
    """Re-form whole languages, or large parts of them, while that gains; with bounds that counting does not give."""
    barren: Counter[str] = Counter()
    for number in range(ROUNDS):
        languages = [
            name
            for name in sorted(search.heads, key=lambda one: (-search.heads[one], one))
            if search.is_open(name)
            and barren[name] < (IN_VAIN if search.heads[name] > PEOPLE else 1)
            and not (number and search.is_small(name))
        ]
        if not languages or search.budget.is_spent:
            return
        leaps = [one for name in languages if (one := _choose(search, name, number)) is not None]
        tasks: list[Callable[[Asking], object]] = [partial(_ask, search, one.relaxation, "dive", None) for one in leaps]
        wholes = [] if number else [(name, whole) for name in languages if (whole := _whole(search, name)) is not None]
        tasks += [partial(_ask, search, whole, "bound", None) for _, whole in wholes]
        relaxations = [one.relaxation for one in leaps] + [whole for _, whole in wholes]
        _pay(search, [DIVE_SECONDS * one.weight for one in relaxations])
        answers = side_by_side(tasks, budget=search.budget)
        for (name, _), bound in zip(wholes, answers[len(leaps) :], strict=True):
            search.lower(name, bound)
        for one, answer in zip(leaps, answers, strict=False):
            gained = isinstance(answer, Answer) and _take(search, one.freed, answer)
            if not gained:
                barren[one.language] += 1
        search.seat_the_rest()
        search.tell(search.plan)


def prove(search: Search) -> None:
    """Search the relaxed problem of each small language to its end, where the time allows for it."""
    budget = search.budget
    todo = []
    for name in sorted(search.heads, key=lambda one: (search.heads[one], one)):
        whole = _whole(search, name) if search.is_small(name) and search.is_open(name) else None
        if whole is not None and PROOF_SECONDS * whole.weight <= PROOF_SHARE * budget.seconds:
            todo.append((name, whole))
    if not todo or budget.is_spent:
        return
    _pay(search, [PROOF_SECONDS * whole.weight for _, whole in todo])
    share = PROOF_SHARE * max(budget.until - budget.elapsed, 0) / -(-len(todo) // LANES)
    tasks: list[Callable[[Asking], object]] = []
    for _, whole in todo:  # beside each proof a dive among all slots, for the other lane
        tasks += [partial(_ask, search, whole, "prove", share), partial(_ask, search, whole, "dive", None)]
    answers = side_by_side(tasks, budget=budget)
    for (name, _), proof, dive in zip(todo, answers[::2], answers[1::2], strict=True):
        proven = proof if isinstance(proof, Proof) else Proof(float("inf"), None, cut_short=True)
        budget.cut_short |= proven.cut_short
        search.lower(name, proven.bound)
        for answer in (dive, proven.answer):
            if isinstance(answer, Answer):
                _take(search, tuple(cohort for cohort in search.plan if cohort.language == name), answer)
    search.seat_the_rest()
    search.tell(search.plan)


def _choose(search: Search, language: str, number: int) -> _Leap | None:
    """All of a language, or those who wait and some cohorts; the first time with the slots that cover people best."""
    facts, rng = search.facts, search.rng
    mine = [cohort for cohort in search.plan if cohort.language == language]
    waiting = [party for party in search.waiting() if party.language == language]
    freed = tuple(mine)
    if search.heads[language] > PEOPLE:
        rng.shuffle(waiting)
        room, some = PEOPLE - sum(party.size for party in waiting[: PEOPLE // 2]), []
        waiting = waiting[: PEOPLE // 2]
        for cohort in rng.sample(mine, len(mine)):
            if len(cohort.members) <= room:
                room -= len(cohort.members)
                some.append(cohort)
        freed = tuple(some)
    inside = {facts.party_of[one].index for cohort in freed for one in cohort.members}
    parties = [facts.parties[p] for p in sorted(inside | {party.index for party in waiting})]
    team = facts.team.speaking(language).without(cohort for cohort in search.plan if cohort not in freed)
    slots = open_slots(facts, parties, team)
    chosen: Sequence[Slot] = tuple(slots)
    if len(slots) > SLOTS:
        near = {slot: fits for slot, fits in slots.items() if not number or rng.random() < 0.7}
        chosen = cover_slots(near, keep=(), limit=SLOTS)
    tight = search.is_small(language)
    relaxation = Relaxation(facts, parties, team, chosen, tight=tight, seed=search.seed())
    if not chosen or DIVE_SECONDS * relaxation.weight > search.budget.seconds / 2:
        return None
    return _Leap(language, freed, relaxation)


def _whole(search: Search, language: str) -> Relaxation | None:
    """All people, staff and slots of a language, unless that is too much; what it proves holds for every plan."""
    facts = search.facts
    parties = [party for party in facts.seatable if party.language == language]
    weight = 3 * sum(len(party.hours) for party in parties)
    if weight > BOUND_WEIGHT:
        return None
    slots = [slot for slot in open_slots(facts, parties, facts.team) if slot[1] == language]
    team, tight = facts.team.speaking(language), search.is_small(language)
    return Relaxation(facts, parties, team, slots, tight=tight)


def _ask(search: Search, relaxation: Relaxation, what: Ask, seconds: float | None, must_end: Asking) -> object:
    """Here, if it takes no time to speak of; else where it can be ended when somebody stops the search."""
    left = search.budget.until - search.budget.elapsed if seconds is None else seconds
    if relaxation.weight < (SHORT_PROOF if what == "prove" else SHORT_DIVE):
        answer = getattr(relaxation, what)(seconds=left)
    else:
        answer = ask_apart(relaxation, what, seconds=left, must_end=must_end)
    search.budget.cut_short |= relaxation.ran_out  # HiGHS reads the clock of the machine, whatever the caller's is
    return answer


def _take(search: Search, freed: Plan, answer: Answer) -> bool:
    """Put the cohorts of an answer in the place of the freed ones, if that is no worse; whether anybody gained."""
    rest = tuple(cohort for cohort in search.plan if cohort not in freed)
    seating = Seating(search.facts, rest)
    for slot in sorted(answer.leaders):
        hold_slot(
            seating,
            slot,
            leaders=answer.leaders[slot],
            mentors=answer.mentors.get(slot, []),
            parties=answer.seats.get(slot, []),
        )
    settle(seating)
    language = next(iter(answer.leaders), (0, ""))[1]
    search.seat(seating, [party for party in seating.waiting() if party.language == language])
    plan = seating.plan()
    now, then = worth(search.facts, search.plan), worth(search.facts, plan)
    if then >= now:
        search.plan = plan
    return then[0] > now[0]


def _pay(search: Search, seconds: Sequence[float]) -> None:
    """What tasks of so many seconds cost: shared by the lanes, but no less than the longest of them."""
    search.budget.work -= WORK_PER_SECOND * max(*seconds, sum(seconds) / 2)
