"""What if: a plan after something has changed, found quickly from the plan before, and the difference in words."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from practicum.kernel.errors import Refusal
from practicum.matching.differences import Difference, compare_plans
from practicum.matching.facts import gather_facts
from practicum.matching.instance import HOURS_IN_WEEK, Instance, Staff
from practicum.matching.moves import require_cohort
from practicum.matching.regroup import complete, hold_at
from practicum.matching.result import Cohort, Result
from practicum.matching.solve import solve


@dataclass(frozen=True, kw_only=True)
class DropStaff:
    """A facilitator or mentor is no longer there."""

    id: str


@dataclass(frozen=True, kw_only=True)
class AddFacilitator:
    """One more facilitator."""

    staff: Staff


@dataclass(frozen=True, kw_only=True)
class MinimumSize:
    """A cohort needs so many people."""

    size: int


@dataclass(frozen=True, kw_only=True)
class OtherHour:
    """A cohort of the result, by its place, meets at another UTC hour of the week."""

    cohort: int
    hour: int


Change = DropStaff | AddFacilitator | MinimumSize | OtherHour


@dataclass(frozen=True, kw_only=True)
class WhatIf:
    """The instance as changed, its new plan, and what is different."""

    instance: Instance
    result: Result
    difference: Difference


def what_if(
    instance: Instance,
    result: Result,
    change: Change,
    *,
    clock: Callable[[], float],
    seconds: float = 5.0,
    seed: int = 1,
) -> WhatIf:
    """The plan after a change. The search begins at `result`, and whoever can stay without costing a seat, stays.

    Raises Refusal when the change names somebody or something that there is not, or when a cohort cannot meet at the
    hour that is asked for. Same arguments, same answer, unless `result.cut_short` of the new plan says otherwise.
    """
    changed = replace(_changed(instance, result, change), published=result.cohorts)
    if isinstance(change, OtherHour):
        after = _with_other_hour(changed, result, change, clock=clock, seconds=seconds, seed=seed)
    else:
        after = solve(changed, seconds=seconds, seed=seed, clock=clock)
    return WhatIf(instance=changed, result=after, difference=compare_plans(result.cohorts, after.cohorts))


def _changed(instance: Instance, result: Result, change: Change) -> Instance:
    if isinstance(change, DropStaff):
        if change.id not in {one.id for one in (*instance.facilitators, *instance.mentors)}:
            raise Refusal("unknown", f"{change.id} is no facilitator and no mentor.", field="id")
        # no capacity instead of no row: without any mentor in the instance none would be required
        return replace(
            instance,
            facilitators=tuple(replace(s, capacity=0) if s.id == change.id else s for s in instance.facilitators),
            mentors=tuple(replace(s, capacity=0) if s.id == change.id else s for s in instance.mentors),
        )
    if isinstance(change, AddFacilitator):
        return replace(instance, facilitators=(*instance.facilitators, change.staff))
    if isinstance(change, MinimumSize):
        return replace(instance, size=(change.size, instance.size[1]))
    require_cohort(result, change.cohort)
    if not 0 <= change.hour < HOURS_IN_WEEK:
        raise Refusal("unknown", "Hours of the week run from 0 to 167, in UTC.", field="hour")
    return instance


def _with_other_hour(
    instance: Instance, result: Result, change: OtherHour, *, clock: Callable[[], float], seconds: float, seed: int
) -> Result:
    """First the cohort at its new hour, which then stands; then everybody else around it."""
    moved = hold_at(gather_facts(instance), result, change.cohort, change.hour)
    others = tuple(one for place, one in enumerate(result.cohorts) if place != change.cohort)
    rest = solve(_around(instance, moved, others), seconds=seconds, seed=seed, clock=clock)
    after = complete(instance, (*rest.cohorts, moved), bound=result.bound, seconds=rest.seconds)
    return replace(after, cut_short=rest.cut_short)


def _around(instance: Instance, standing: Cohort, others: tuple[Cohort, ...]) -> Instance:
    """The instance without the people of a cohort that stands, and without what it takes of its staff."""

    def left(people: tuple[Staff, ...], used: set[str]) -> tuple[Staff, ...]:
        busy = {standing.facilitator, *standing.mentors}
        return tuple(
            replace(
                one,
                capacity=max(one.capacity - (one.id in used), 0),
                hours=one.hours - {standing.hour} if one.id in busy else one.hours,
            )
            for one in people
        )

    inside = set(standing.members)
    return replace(
        instance,
        applicants=tuple(a for a in instance.applicants if a.id not in inside),
        facilitators=left(instance.facilitators, {standing.facilitator}),
        mentors=left(instance.mentors, set(standing.mentors)),
        together=tuple(pair for pair in instance.together if not inside & set(pair)),
        apart=tuple(pair for pair in instance.apart if not inside & set(pair)),
        conflicts=tuple(pair for pair in instance.conflicts if pair[0] not in inside),
        published=others,
    )
