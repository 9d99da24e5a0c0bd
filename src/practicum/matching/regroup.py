"""Change a plan cohort by cohort: merge two, split one, go or no go for one that is too small. Each with its reasons.

Nothing here reads a clock: the exact models are small and end by the work that they may do.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from practicum.kernel.errors import Refusal
from practicum.matching.differences import Difference, compare_plans
from practicum.matching.explain import explain_unplaced
from practicum.matching.facts import Facts, Party, Slot, gather_facts, open_slots
from practicum.matching.instance import Instance, hour_name
from practicum.matching.moves import require_cohort
from practicum.matching.program import Program
from practicum.matching.result import Cohort, Result, Unplaced
from practicum.matching.search import Budget, run
from practicum.matching.seating import Seating, Table
from practicum.matching.why import tell_why

WORK = 4.0  # deterministic time for one exact model of a cohort or two


@dataclass(frozen=True, kw_only=True)
class Regrouping:
    """A plan after a merge, a split or a decision about a small cohort; `reasons` say why it is so."""

    result: Result
    difference: Difference
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Verdict(Regrouping):
    """`go`: the cohort can be held, with the moves of `difference`. Else its people go where `difference` says."""

    go: bool


def merge_cohorts(instance: Instance, result: Result, first: int, second: int) -> Regrouping:
    """Make one cohort of two, in the hour and with the staff that let the most of them go on, as many as can unmoved.

    Whoever does not fit goes to another cohort with room, or waits. Raises Refusal when there is no hour for a merger.
    """
    require_cohort(result, first)
    require_cohort(result, second)
    if first == second:
        raise Refusal("same_cohort", "A cohort cannot be merged with itself.", field="second")
    pair = (result.cohorts[first], result.cohorts[second])
    if pair[0].language != pair[1].language:
        raise Refusal("language", f"One speaks {pair[0].language}, the other {pair[1].language}.", field="second")
    facts = _facts(instance, result)
    made = _hold(facts, result, pair, 1)
    if not made:
        raise Refusal("no_hour", _no_hour(facts, pair, "one cohort of the two"), field="second")
    people = len(pair[0].members) + len(pair[1].members)
    reasons = [
        f"In {hour_name(made[0].hour)} {len(made[0].members)} of the {people} people are free together, with "
        f"{made[0].facilitator}; no other hour seats more of them."
    ]
    return _regrouped(facts, result, pair, made, reasons)


def split_cohort(instance: Instance, result: Result, place: int) -> Regrouping:
    """Make two cohorts of one, with idle staff for the second. Raises Refusal when that cannot be."""
    require_cohort(result, place)
    cohort, least = result.cohorts[place], instance.size[0]
    if len(cohort.members) < 2 * least:
        raise Refusal(
            "too_small", f"It has {len(cohort.members)} members; two cohorts need at least {2 * least}.", field="cohort"
        )
    facts = _facts(instance, result)
    made = _hold(facts, result, (cohort,), 2)
    if not made:
        raise Refusal("no_hour", _no_hour(facts, (cohort,), "two cohorts of it"), field="cohort")
    hours = " and ".join(f"{hour_name(one.hour)} with {one.facilitator} ({len(one.members)})" for one in made)
    return _regrouped(facts, result, (cohort,), made, [f"Two cohorts can be held: {hours}."])


def decide_small_cohort(instance: Instance, result: Result, place: int) -> Verdict:
    """Go or no go: can a cohort below the least size be filled, and if not, where do its people go, at which hour?

    It is filled first from those who wait, then from cohorts that can spare people. If that is not enough its people go
    to other cohorts, those with the fewest choices first.
    """
    require_cohort(result, place)
    facts, cohort, least = _facts(instance, result), result.cohorts[place], instance.size[0]
    missing = least - len(cohort.members)
    if missing <= 0:
        same = compare_plans(result.cohorts, result.cohorts)
        reason = f"It has {len(cohort.members)} members; {least} are enough."
        return Verdict(go=True, result=result, difference=same, reasons=(reason,))
    seating = Seating(facts, result.cohorts)
    table = seating.tables[place]
    joined = _fill(seating, table, least)
    if table.size >= least:
        reason = f"{missing} missing; {joined} join who are free on {hour_name(cohort.hour)} and harm no other cohort."
        return _verdict(facts, result, seating, go=True, reasons=[reason])
    seating = Seating(facts, result.cohorts)
    table = seating.tables[place]
    people = [facts.parties[p] for p in table.parties]
    seating.close(table)
    _send_on(seating, people)
    found = sum(party.size for party in people if party.index in seating.seat_of)
    reasons = [
        f"It has {len(cohort.members)} members and needs {least}; only {joined} others could join on "
        f"{hour_name(cohort.hour)}.",
        f"{found} of its {len(cohort.members)} people find a seat in another cohort.",
    ]
    return _verdict(facts, result, seating, go=False, reasons=reasons)


def hold_at(facts: Facts, result: Result, place: int, hour: int) -> Cohort:
    """The cohort held at another hour, with those of its people and of those who wait who are free then. Or Refusal."""
    cohort = result.cohorts[place]
    made = _hold(facts, result, (cohort,), 1, hours=(hour,), with_waiting=True)
    if not made:
        raise Refusal("no_hour", _no_hour(facts, (cohort,), f"it on {hour_name(hour)}"), field="hour")
    return made[0]


def complete(instance: Instance, cohorts: Iterable[Cohort], *, bound: int, seconds: float = 0.0) -> Result:
    """A result of cohorts: with second hours, why these people, and a reason for everybody without a seat."""
    plan = tuple(sorted(cohorts, key=lambda c: (c.hour, c.language, c.facilitator)))
    return Result(
        cohorts=tell_why(instance, plan),
        unplaced=tuple(Unplaced(id=one.id, reason=one.reason) for one in explain_unplaced(instance, plan)),
        bound=max(bound, sum(len(cohort.members) for cohort in plan)),
        seconds=seconds,
    )


def _facts(instance: Instance, result: Result) -> Facts:
    """Facts in which the present plan is the published one: whoever can stay, stays."""
    return gather_facts(replace(instance, published=result.cohorts))


def _hold(
    facts: Facts,
    result: Result,
    freed: Sequence[Cohort],
    number: int,
    *,
    hours: Sequence[int] | None = None,
    with_waiting: bool = False,
) -> tuple[Cohort, ...]:
    """The best `number` of cohorts of the people of these, with their staff and idle staff; empty if there are none."""
    seated = {one for cohort in result.cohorts for one in cohort.members}
    language = freed[0].language
    parties = _parties(facts, freed)
    if with_waiting:
        parties += [p for p in facts.seatable if p.language == language and p.members[0].id not in seated]
    team = facts.team.speaking(language).without(cohort for cohort in result.cohorts if cohort not in freed)
    slots: Iterable[Slot] = open_slots(facts, parties, team)
    if hours is not None:
        slots = [slot for slot in slots if slot[0] in hours]
    program = Program(facts, parties, team, slots, ())
    if len(program.held) < number:
        return ()
    program.hold_exactly(number)
    program.maximise_placed()
    budget = Budget(seconds=1e9, clock=lambda: 0.0)
    found = run([program.job(work=WORK, seed=1)], budget=budget)[0]
    return found.plan or ()


def _regrouped(
    facts: Facts, result: Result, freed: Sequence[Cohort], made: Sequence[Cohort], reasons: list[str]
) -> Regrouping:
    seating = Seating(facts, [*(one for one in result.cohorts if one not in freed), *made])
    left = [party for party in _parties(facts, freed) if party.index not in seating.seat_of]
    _send_on(seating, left)
    for party in left:
        names = ", ".join(a.id for a in party.members)
        if party.index not in seating.seat_of:
            reasons.append(f"{names} would be without a seat: not free then, or kept out by a rule or by the size.")
    verdict = _verdict(facts, result, seating, go=True, reasons=reasons)
    return Regrouping(result=verdict.result, difference=verdict.difference, reasons=verdict.reasons)


def _verdict(facts: Facts, result: Result, seating: Seating, *, go: bool, reasons: list[str]) -> Verdict:
    after = complete(facts.instance, seating.plan(), bound=result.bound)
    difference = compare_plans(result.cohorts, after.cohorts)
    return Verdict(go=go, result=after, difference=difference, reasons=tuple(reasons))


def _fill(seating: Seating, table: Table, least: int) -> int:
    """Let people join until a cohort is large enough; returns how many came."""
    before, facts = table.size, seating.facts
    for party in seating.waiting():
        if table.size < least:
            seating.join(party, table)
    for other in sorted(seating.tables, key=lambda one: -one.size):
        for p in sorted(other.parties) if other is not table else ():
            party = facts.parties[p]
            if table.size < least and other.size - party.size >= least and table.hour in party.hours:
                seating.move(party, table)
    return table.size - before


def _send_on(seating: Seating, parties: Iterable[Party]) -> None:
    """Seat parties in cohorts that stand, those with the fewest choices first; nobody else moves."""
    choices = {party.index: [t for t in seating.tables if seating.may_join(party, t)] for party in parties}
    for p in sorted(choices, key=lambda index: (len(choices[index]), index)):
        party = seating.facts.parties[p]
        for table in sorted(seating.tables, key=lambda one: (one.size, one.hour, one.facilitator)):
            if seating.join(party, table):
                break


def _parties(facts: Facts, cohorts: Iterable[Cohort]) -> list[Party]:
    index = {facts.party_of[one].index for c in cohorts for one in c.members if one in facts.party_of}
    return [facts.parties[p] for p in sorted(index)]


def _no_hour(facts: Facts, cohorts: Sequence[Cohort], what: str) -> str:
    least = facts.instance.size[0]
    people = sum(len(cohort.members) for cohort in cohorts)
    if people < least:
        return f"There is no hour to hold {what}: {people} people, {least} are needed."
    staff = "facilitator and mentors" if facts.mentors_required else "facilitator"
    return f"There is no hour to hold {what}: at none are {least} of the people and a {staff} without conflict free."
