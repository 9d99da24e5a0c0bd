"""What the solver promises: no broken rule, the best there is, the same answer twice, a reason for everybody."""

import itertools
import json
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from practicum.matching import state
from practicum.matching.api import (
    Cohort,
    Instance,
    Progress,
    Result,
    Unplaced,
    check,
    check_second_hours,
    make_instance,
    solve,
)
from tests.matching.worlds import Ticker, good_instance, instances, person, staff

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def form(instance: Instance, **more: Any) -> Result:
    return solve(instance, **({"seconds": 2, "seed": 1, "clock": Ticker()} | more))


@quick
@given(instances())
def test_every_result_passes_the_checker(instance: Instance) -> None:
    result = form(instance)
    assert check(instance, result) + check_second_hours(instance, result) == ()
    assert result.placed + len(result.unplaced) == len(instance.applicants)


@settings(parent=quick, max_examples=30)
@given(instances())
def test_the_search_for_many_people_keeps_the_rules_too(instance: Instance) -> None:
    small = state.ONE_MODEL
    state.ONE_MODEL = 0
    try:
        assert check(instance, form(instance, seconds=0.5)) == ()
    finally:
        state.ONE_MODEL = small


@settings(parent=quick, max_examples=20)
@given(instances(most=4, mentors=False))
def test_nobody_places_more_people_than_the_solver(instance: Instance) -> None:
    result = form(instance)
    assert result.placed == most_by_trying_everything(instance)


def most_by_trying_everything(instance: Instance) -> int:
    """The optimum, from the checker alone: every way to share people among facilitators and hours."""
    ids = [a.id for a in instance.applicants]
    leads = [
        (hour, one.id, one.language) for one in instance.facilitators for hour in sorted(one.hours) if one.capacity
    ]
    best = 0
    for number in range(1, len(ids) + 1):
        for chosen in itertools.combinations(leads, number):
            fits = [
                [0]
                + [
                    place
                    for place, (hour, _, language) in enumerate(chosen, 1)
                    if hour in a.hours and a.language == language
                ]
                for a in instance.applicants
            ]
            for seats in itertools.product(*fits):
                placed = sum(seat > 0 for seat in seats)
                if placed <= best or {s for s in seats if s} != set(range(1, number + 1)):
                    continue
                cohorts = tuple(
                    Cohort(
                        hour=hour,
                        language=language,
                        facilitator=leader,
                        mentors=(),
                        members=tuple(one for one, seat in zip(ids, seats, strict=True) if seat == place),
                    )
                    for place, (hour, leader, language) in enumerate(chosen, 1)
                )
                rest = tuple(Unplaced(id=one, reason="-") for one, seat in zip(ids, seats, strict=True) if not seat)
                if not check(instance, Result(cohorts=cohorts, unplaced=rest, bound=placed, seconds=0)):
                    best = placed
    return best


def test_demo_size_is_solved_within_five_seconds_and_within_the_bound() -> None:
    instance = make_instance(applicants=60, seed=2, facilitators=3, mentors=9, mentor_capacity=2)
    result = solve(instance, seconds=5, seed=1, clock=time.monotonic)
    assert check(instance, result) == ()
    assert result.placed == result.bound > 20
    assert result.seconds < 5


@pytest.mark.parametrize("applicants", [60, 160])
def test_same_seed_same_result(applicants: int) -> None:
    instance = make_instance(applicants=applicants, seed=5, mentors=applicants // 4)
    first, second = (form(instance, seconds=5, seed=9) for _ in range(2))
    assert not first.cut_short | second.cut_short
    assert first.cohorts == second.cohorts
    assert check(instance, first) == ()


def test_improvement_beats_the_greedy_plan() -> None:
    instance = make_instance(applicants=200, seed=3)
    told: list[Progress] = []
    result = form(instance, seconds=1, on_progress=told.append)
    assert check(instance, result) == ()
    assert result.placed > told[0].placed


def test_personas_are_spread_once_everybody_is_placed() -> None:
    people = tuple(person(f"a{i}", (5, 6), role=role) for i, role in enumerate("xxxyyyzzz"))
    instance = Instance(size=(3, 3), applicants=people, facilitators=tuple(staff(f"f{i}", (5, 6)) for i in range(3)))
    result = form(instance)
    roles = {a.id: a.role for a in instance.applicants}
    assert [{roles[one] for one in cohort.members} for cohort in result.cohorts] == [{"x", "y", "z"}] * 3


def test_stop_keeps_the_best_plan_so_far() -> None:
    instance = make_instance(applicants=200, seed=3)
    told: list[Progress] = []
    result = form(instance, seconds=60, on_progress=told.append, should_stop=lambda: len(told) > 2)
    assert result.cut_short
    assert check(instance, result) == ()
    assert result.placed >= told[0].placed > 0


def test_the_clock_ends_the_search() -> None:
    result = form(make_instance(applicants=200, seed=3), seconds=60, clock=Ticker(step=30))
    assert result.cut_short
    assert result.seconds >= 60


def test_progress_never_tells_more_than_the_bound() -> None:
    told: list[Progress] = []
    result = form(make_instance(applicants=60, seed=2), on_progress=told.append)
    assert told
    assert all(one.placed <= one.bound for one in told)
    assert told[-1].placed == result.placed
    assert told[-1].phase == "spreading"


def test_no_cohort_is_possible_without_facilitators() -> None:
    result = form(good_instance(facilitators=()))
    assert (result.cohorts, result.bound) == ((), 0)
    assert "no facilitator speaks en" in result.unplaced[0].reason.lower()


def test_result_reads_back_what_it_wrote() -> None:
    result = form(good_instance())
    assert Result.from_json(json.loads(json.dumps(result.to_json()))) == result
    assert set(result.to_json()) == {"cohorts", "unplaced", "bound", "seconds"}
    asked = {"hour", "language", "facilitator", "mentors", "members"}
    assert set(result.to_json()["cohorts"][0]) == asked | {"second_hour", "second_absent", "why"}


def test_each_cohort_tells_why_these_people_and_a_second_hour() -> None:
    cohort = form(good_instance()).cohorts[0]
    assert (cohort.hour, cohort.second_hour, cohort.second_absent) in [(5, 6, ()), (6, 5, ())]
    assert "is free for all 6 members" in cohort.why[0]
    assert "no other cohort" not in " ".join(cohort.why)  # there is only one
    assert "A second common hour for all 9" in " ".join(cohort.why)
    assert "3 personas of 3: r0, r1, r2." in cohort.why


def test_hours_that_are_not_humane_are_not_used_and_the_reason_says_so() -> None:
    night = tuple(person(f"a{i}", (2, 9), zone="Asia/Kolkata") for i in range(3))  # 07:30 and 14:30
    west = person("b", (2, 9), zone="-08:00")  # 18:00 and 01:00
    early = person("c", (9,), zone="America/New_York")  # 04:00 or 05:00
    rows: dict[str, Any] = {"applicants": (*night, west, early), "facilitators": (staff("f", (2, 9), capacity=2),)}
    result = form(Instance(size=(3, 5), **rows))
    assert [(c.hour, len(c.members)) for c in result.cohorts] == [(2, 4)]
    assert result.unplaced[0].reason == (
        "The only hour given lies outside 06:00 to 23:00 by their own clock and cannot be used."
    )
    tight = form(Instance(size=(3, 5), humane=(8, 22), **rows))
    assert [(c.hour, c.members) for c in tight.cohorts] == [(9, ("a0", "a1", "a2"))]
    assert "1 of the 2 hours given lies outside 08:00 to 22:00" in tight.unplaced[0].reason


def test_a_cohort_is_one_language_whatever_the_size_of_the_other() -> None:
    instance = make_instance(applicants=240, seed=4)
    result = form(instance, seconds=1)
    spoken = {a.id: a.language for a in instance.applicants}
    assert all({spoken[one] for one in c.members} == {c.language} for c in result.cohorts)
    assert result.placed <= result.bound <= len(instance.applicants)
