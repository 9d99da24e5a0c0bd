"""A move by hand: which rules would it break?"""

from collections.abc import Sequence
from dataclasses import replace

from practicum.kernel.errors import Refusal
from practicum.matching.check import Violation, check
from practicum.matching.instance import Instance
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
