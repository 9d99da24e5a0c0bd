"""A move by hand: which rules would it break, and who could come in as a mentor where those who are there are full?"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from practicum.kernel.errors import Refusal
from practicum.matching.check import Violation, check
from practicum.matching.instance import CANDIDATES_PER_MENTOR, Instance
from practicum.matching.result import Cohort, Result, Unplaced


def check_move(instance: Instance, result: Result, person: str, cohort: int | None) -> tuple[Violation, ...]:
    """The rules that would be broken if `person` sat in `result.cohorts[cohort]` (None: without a seat), and are not now.

    Empty: the move may be made. What the person leaves behind counts too: a cohort that becomes too small. Raises
    Refusal for a person or cohort that there is not.
    """
    if person not in {a.id for a in instance.applicants}:
        raise Refusal("unknown", f"{person} is no applicant.", field="person")
    require_cohort(result, cohort, none_too=True)
    concerned = [place for place, one in enumerate(result.cohorts) if place == cohort or person in one.members]
    before = [result.cohorts[place] for place in concerned]
    after = [
        _with(one, person) if place == cohort else _without(one, person)
        for place, one in zip(concerned, before, strict=True)
    ]
    known = {(one.rule, one.message) for one in _judge(instance, before)}
    return tuple(
        replace(one, cohort=None if one.cohort is None else concerned[one.cohort])
        for one in _judge(instance, after)
        if (one.rule, one.message) not in known
    )


def idle_mentors(instance: Instance, result: Result, person: str, cohort: int) -> tuple[str, ...]:
    """Mentors who could come into `result.cohorts[cohort]` if it is full with `person` in it; empty where it is not full.

    Each is free at its hour, speaks its language, has room for one more cohort and no conflict of interest with anybody in
    it. Those with the fewest hours come first: the others can go elsewhere.
    """
    require_cohort(result, cohort)
    plan = _with(result.cohorts[cohort], person)
    if not instance.mentors or len(plan.members) <= CANDIDATES_PER_MENTOR * len(plan.mentors):
        return ()
    employers = {a.employer for a in instance.applicants if a.id in plan.members and a.employer}
    barred = {staff for member, staff in instance.conflicts if member in plan.members}
    helps = Counter(one for other in result.cohorts for one in other.mentors)
    busy = {one for other in result.cohorts if other.hour == plan.hour for one in (other.facilitator, *other.mentors)}
    fit = [
        one
        for one in instance.humane_only().mentors
        if plan.hour in one.hours
        and one.language == plan.language
        and helps[one.id] < one.capacity
        and one.id not in busy | barred
        and one.employer not in employers
    ]
    return tuple(one.id for one in sorted(fit, key=lambda one: (len(one.hours), one.id)))


def require_cohort(result: Result, place: int | None, *, none_too: bool = False) -> None:
    """Refuse a place at which the result has no cohort."""
    if place is None and none_too:
        return
    if place is None or not 0 <= place < len(result.cohorts):
        raise Refusal("unknown", f"There is no cohort {place}; there are {len(result.cohorts)}.", field="cohort")


def _judge(instance: Instance, cohorts: Sequence[Cohort]) -> tuple[Violation, ...]:
    """Only these cohorts: everybody else is listed as unplaced, and no bound is claimed."""
    inside = {one for cohort in cohorts for one in cohort.members}
    rest = tuple(Unplaced(id=a.id, reason="not asked") for a in instance.applicants if a.id not in inside)
    return check(instance, Result(cohorts=tuple(cohorts), unplaced=rest, bound=len(inside), seconds=0))


def _with(cohort: Cohort, person: str) -> Cohort:
    members = cohort.members if person in cohort.members else (*cohort.members, person)
    return replace(cohort, members=members, second_hour=None, second_absent=())


def _without(cohort: Cohort, person: str) -> Cohort:
    members = tuple(one for one in cohort.members if one != person)
    return replace(cohort, members=members, second_hour=None, second_absent=())
