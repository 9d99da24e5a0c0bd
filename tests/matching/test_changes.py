"""What if, merge, split, go or no go, a move by hand: whatever comes out, the independent checker has no complaint."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practicum.kernel.errors import Refusal
from practicum.matching.api import (
    AddFacilitator,
    Cohort,
    DropStaff,
    Instance,
    MinimumSize,
    OtherHour,
    Result,
    Unplaced,
    check,
    check_move,
    check_second_hours,
    compare_plans,
    decide_small_cohort,
    idle_mentors,
    merge_cohorts,
    solve,
    split_cohort,
    what_if,
)
from tests.matching.worlds import Ticker, instances, person, staff

quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def form(instance: Instance) -> Result:
    return solve(instance, seconds=0.5, seed=1, clock=Ticker())


def ask(instance: Instance, result: Result, change: Any) -> Any:
    return what_if(instance, result, change, clock=Ticker(), seconds=0.5)


def result_of(instance: Instance, *cohorts: Cohort) -> Result:
    inside = {one for cohort in cohorts for one in cohort.members}
    rest = tuple(Unplaced(id=a.id, reason="-") for a in instance.applicants if a.id not in inside)
    return Result(cohorts=cohorts, unplaced=rest, bound=len(instance.applicants), seconds=0)


def cohort(hour: int, facilitator: str, members: str, *mentors: str) -> Cohort:
    return Cohort(hour=hour, language="en", facilitator=facilitator, mentors=mentors, members=tuple(members.split()))


def two_cohorts(**more: Any) -> tuple[Instance, Result]:
    """Two cohorts of three; everybody could meet in hour 5, the first three in 6 and the last three in 7 too."""
    people = tuple(person(f"a{i}", (5, 6) if i < 3 else (5, 7)) for i in range(6))
    rows: dict[str, Any] = {"size": (3, 6), "applicants": people}
    rows["facilitators"] = (staff("f0", (5, 6)), staff("f1", (5, 7)), staff("f2", (8,)))
    instance = Instance(**(rows | more))
    return instance, result_of(instance, cohort(6, "f0", "a0 a1 a2"), cohort(7, "f1", "a3 a4 a5"))


@quick
@given(instances(), st.data())
def test_every_what_if_passes_the_checker(instance: Instance, data: Any) -> None:
    result = form(instance)
    changes: list[Any] = [MinimumSize(size=instance.size[1]), AddFacilitator(staff=staff("new", (0, 1, 2, 3)))]
    changes += [DropStaff(id=one.id) for one in (*instance.facilitators, *instance.mentors)]
    changes += [OtherHour(cohort=place, hour=hour) for place in range(len(result.cohorts)) for hour in range(4)]
    change = data.draw(st.sampled_from(changes))
    try:
        answer = ask(instance, result, change)
    except Refusal as refusal:
        assert isinstance(change, OtherHour)
        assert refusal.field == "hour"
        return
    assert check(answer.instance, answer.result) + check_second_hours(answer.instance, answer.result) == ()
    assert answer.result.placed - result.placed == answer.difference.placed
    if isinstance(change, OtherHour):
        assert change.hour in {one.hour for one in answer.result.cohorts}
    if isinstance(change, DropStaff):
        assert change.id not in {one for c in answer.result.cohorts for one in (c.facilitator, *c.mentors)}


@quick
@given(instances(), st.data())
def test_every_merge_split_and_verdict_passes_the_checker(instance: Instance, data: Any) -> None:
    result = form(instance)
    if not result.cohorts:
        return
    places = st.integers(0, len(result.cohorts) - 1)
    try:
        merged = merge_cohorts(instance, result, data.draw(places), data.draw(places))
        assert check(instance, merged.result) + check_second_hours(instance, merged.result) == ()
        assert len(merged.result.cohorts) == len(result.cohorts) - 1
    except Refusal as refusal:
        assert refusal.field == "second"
    try:
        split = split_cohort(instance, result, data.draw(places))
        assert check(instance, split.result) == ()
        assert len(split.result.cohorts) == len(result.cohorts) + 1
    except Refusal as refusal:
        assert refusal.field == "cohort"
    harder = replace(instance, size=(instance.size[1], instance.size[1]))
    place = data.draw(places)
    verdict = decide_small_cohort(harder, result, place)
    broken = {one.cohort for one in check(harder, verdict.result)}
    small = sum(len(one.members) < harder.size[0] for one in result.cohorts)
    was_small = len(result.cohorts[place].members) < harder.size[0]
    assert len(broken) <= max(small - was_small, 0)


@quick
@given(instances(), st.data())
def test_a_move_that_is_allowed_breaks_nothing(instance: Instance, data: Any) -> None:
    result = form(instance)
    who = data.draw(st.sampled_from([a.id for a in instance.applicants]))
    place = data.draw(st.sampled_from([None, *range(len(result.cohorts))]))
    broken = check_move(instance, result, who, place)
    cohorts = tuple(
        replace(c, members=tuple(m for m in c.members if m != who) + ((who,) if at == place else ()), second_hour=None,
                second_absent=())
        for at, c in enumerate(result.cohorts)
    )  # fmt: skip
    after = {one.rule for one in check(instance, result_of(instance, *cohorts))}
    assert after == {one.rule for one in broken}


def test_a_merger_keeps_who_can_come_and_says_why() -> None:
    instance, result = two_cohorts()
    merged = merge_cohorts(instance, result, 0, 1)
    assert [(c.hour, len(c.members)) for c in merged.result.cohorts] == [(5, 6)]
    assert "Mon 05:00 UTC 6 of the 6 people" in merged.reasons[0]
    assert merged.difference.placed == 0
    assert len(merged.difference.moves) == 6


def test_a_merger_without_an_hour_is_refused() -> None:
    instance, result = two_cohorts(facilitators=(staff("f0", (6,)), staff("f1", (7,))), size=(4, 6))
    with pytest.raises(Refusal, match="no hour to hold one cohort of the two"):
        merge_cohorts(instance, result, 0, 1)


def test_a_split_takes_an_idle_facilitator() -> None:
    instance, _ = two_cohorts()
    one = result_of(instance, cohort(5, "f0", "a0 a1 a2 a3 a4 a5"))
    split = split_cohort(instance, one, 0)
    assert len(split.result.cohorts) == 2
    assert split.result.placed == 6
    with pytest.raises(Refusal, match="two cohorts need at least 8"):
        split_cohort(replace(instance, size=(4, 6)), one, 0)


def test_a_small_cohort_is_filled_or_its_people_go_elsewhere() -> None:
    instance, _ = two_cohorts()
    small = result_of(instance, cohort(5, "f0", "a0 a1"), cohort(7, "f1", "a3 a4 a5"))
    verdict = decide_small_cohort(instance, small, 0)
    assert (verdict.go, [move.id for move in verdict.difference.moves]) == (True, ["a2"])
    nobody, _ = two_cohorts(applicants=tuple(person(f"a{i}", (6, 7) if i < 2 else (7,)) for i in range(6)))
    small = result_of(nobody, cohort(6, "f0", "a0 a1"), cohort(7, "f1", "a2 a3 a4 a5"))
    verdict = decide_small_cohort(nobody, small, 0)
    assert not verdict.go
    assert [(move.id, move.to_hour) for move in verdict.difference.moves] == [("a0", 7), ("a1", 7)]
    assert "2 of its 2 people find a seat" in verdict.reasons[1]


def test_idle_mentors_come_into_a_full_cohort_only() -> None:
    """Of many mentors one fits: the others meet elsewhere then, have no room, speak otherwise, or know somebody too well."""
    mentors = (
        staff("m0", (6,)),
        staff("m1", (7,)),
        staff("full", (5, 7), capacity=1),
        staff("late", (5,)),
        staff("other", (7,), language="de"),
        staff("boss", (7,), employer="acme"),
        staff("kin", (7,)),
        staff("wide", (3, 7, 9)),
        staff("fit", (4, 7)),
    )
    people = tuple(person(f"a{i}", (5, 6, 7), employer="acme" if i == 9 else "") for i in range(12))
    instance, _ = two_cohorts(applicants=people, mentors=mentors, size=(1, 9), conflicts=(("a0", "kin"),))
    plan = result_of(
        instance,
        cohort(6, "f0", "a0 a1 a2 a3 a4", "m0"),
        cohort(7, "f1", "a5 a6 a7 a8 a9", "m1"),
        cohort(5, "f2", "a10", "full"),
    )
    assert idle_mentors(instance, plan, "a0", 1) == ("fit", "wide")
    assert idle_mentors(instance, plan, "a0", 2) == ()  # there is room
    assert "m" not in {one[:1] for one in idle_mentors(instance, plan, "a11", 1)}
    with pytest.raises(Refusal):
        idle_mentors(instance, plan, "a0", 3)


def test_nobody_moves_without_need() -> None:
    instance, result = two_cohorts()
    answer = ask(instance, result, AddFacilitator(staff=staff("f9", (5, 6, 7))))
    assert answer.difference.moves == ()
    assert answer.difference.words == ("6 people have a seat, as many as before.",)


def test_a_facilitator_who_drops_out_is_told_in_words() -> None:
    instance, result = two_cohorts()
    answer = ask(instance, result, DropStaff(id="f1"))
    assert answer.difference.placed == 0
    assert "The cohort on Mon 06:00 UTC (f0) meets on Mon 05:00 UTC instead." in answer.difference.words


def test_the_last_mentor_who_drops_out_leaves_no_cohort() -> None:
    instance, _ = two_cohorts(mentors=(staff("m0", (6,)),))
    kept = result_of(instance, cohort(6, "f0", "a0 a1 a2", "m0"))
    assert ask(instance, kept, DropStaff(id="m0")).result.cohorts == ()


def test_a_published_plan_is_kept_where_nobody_is_lost() -> None:
    instance, _ = two_cohorts(
        applicants=tuple(person(f"a{i}", (5, 6)) for i in range(6)),
        facilitators=(staff("f0", (5, 6)), staff("f1", (5, 6))),
    )
    published = (cohort(5, "f1", "a0 a2 a4"), cohort(6, "f0", "a1 a3 a5"))
    kept = form(replace(instance, published=published))
    assert kept.cohorts == published
    gone = replace(instance, applicants=instance.applicants[1:], published=published, size=(2, 6))
    assert compare_plans(published, form(gone).cohorts).placed == -1


def test_unknown_things_are_refused() -> None:
    instance, result = two_cohorts()
    for act in (
        lambda: ask(instance, result, DropStaff(id="who")),
        lambda: ask(instance, result, OtherHour(cohort=7, hour=5)),
        lambda: ask(instance, result, OtherHour(cohort=0, hour=168)),
        lambda: check_move(instance, result, "who", 0),
        lambda: check_move(instance, result, "a0", 2),
        lambda: merge_cohorts(instance, result, 0, 0),
        lambda: split_cohort(instance, result, -1),
    ):
        with pytest.raises(Refusal):
            act()
