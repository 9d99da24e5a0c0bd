"""The checker sees each broken rule: a good result is broken in one place at a time."""

from dataclasses import replace
from typing import Any

import pytest

from practicum.matching.api import Cohort, Instance, Result, Unplaced, check, check_second_hours
from tests.matching.worlds import good_instance, person, staff

COHORT = Cohort(hour=5, language="en", facilitator="f0", mentors=("m0", "m1"), members=tuple(f"a{i}" for i in range(6)))


def judge(instance: Instance, *cohorts: Cohort, **more: Any) -> set[str]:
    seated = {one for cohort in cohorts for one in cohort.members}
    rest = tuple(Unplaced(id=a.id, reason="why") for a in instance.applicants if a.id not in seated)
    result = Result(**({"cohorts": cohorts, "unplaced": rest, "bound": 6, "seconds": 0.0} | more))
    return {one.rule for one in (*check(instance, result), *check_second_hours(instance, result))}


def test_a_good_result_has_no_violation() -> None:
    assert judge(good_instance(), COHORT) == set()


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"members": ("a0", "a1")}, "size"),
        ({"members": ("a0", "a1", "a1")}, "twice"),
        ({"members": ("a0", "a1", "nobody")}, "unknown"),
        ({"facilitator": "nobody"}, "unknown"),
        ({"mentors": ("m0", "nobody")}, "unknown"),
        ({"mentors": ("m0",)}, "mentors"),
        ({"mentors": ("m0", "m0")}, "twice"),
        ({"hour": 7}, "hour"),
        ({"language": "de"}, "language"),
        ({"second_hour": 5}, "second_hour"),
        ({"second_hour": 7}, "second_hour"),
        ({"second_hour": 6, "second_absent": ("f0",)}, "second_hour"),
        ({"second_hour": 6, "second_absent": ("nobody",)}, "second_hour"),
    ],
)
def test_a_broken_cohort(change: dict[str, Any], rule: str) -> None:
    assert rule in judge(good_instance(), replace(COHORT, **change))


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ({"applicants": tuple(person(f"a{i}", employer="acme" if i < 3 else "") for i in range(6))}, "employer"),
        ({"applicants": tuple(person(f"a{i}", (6,) if i == 2 else (5,)) for i in range(6))}, "hour"),
        ({"applicants": tuple(person(f"a{i}", language="de" if i == 2 else "en") for i in range(6))}, "language"),
        ({"facilitators": (staff("f0", employer="e1"),)}, "conflict"),
        ({"mentors": (staff("m0", employer="e1"), staff("m1"))}, "conflict"),
        ({"mentors": (staff("m0", (6,)), staff("m1"))}, "hour"),
        ({"conflicts": (("a3", "m1"),)}, "conflict"),
        ({"apart": (("a3", "a4"),)}, "apart"),
        ({"facilitators": (staff("f0", zone="+00:30"),)}, "humane"),
        ({"mentors": (staff("m0", zone="Europe/London"), staff("m1"))}, "humane"),
        ({"facilitators": (staff("f0", capacity=0),)}, "capacity"),
        ({"mentors": (staff("m0", capacity=0), staff("m1"))}, "capacity"),
    ],
)
def test_a_cohort_that_this_instance_forbids(more: dict[str, Any], rule: str) -> None:
    assert judge(good_instance(**more), COHORT) == {rule}


def test_together_is_broken_by_half_a_seat() -> None:
    half = replace(COHORT, members=("a0", "a1", "a2"))
    assert judge(good_instance(together=(("a0", "a1"), ("a2", "a3"))), half) == {"together"}
    assert judge(good_instance(together=(("a0", "a1"), ("a4", "a3"))), half) == set()


def test_rules_across_cohorts() -> None:
    roomy = good_instance(facilitators=(staff("f0", (5, 6), capacity=2),), mentors=())
    left = replace(COHORT, mentors=(), members=("a0", "a1", "a2"))
    right = replace(left, members=("a3", "a4", "a5"))
    assert judge(roomy, left, replace(right, hour=6)) == set()
    assert judge(roomy, left, right) == {"double_booked"}
    assert judge(roomy, left, replace(right, hour=6, second_hour=5)) == {"second_hour"}
    assert judge(roomy, left, replace(right, hour=6, members=("a0", "a4", "a5"))) == {"twice"}


def test_everybody_is_accounted_for_once() -> None:
    few = replace(COHORT, members=("a0", "a1", "a2", "a3", "a4"))
    assert judge(good_instance(), few, unplaced=()) == {"unplaced"}
    assert judge(good_instance(), few, unplaced=(Unplaced(id="a5", reason=" "),)) == {"unplaced"}
    assert judge(good_instance(), COHORT, unplaced=(Unplaced(id="a5", reason="x"),)) == {"unplaced"}
    both = (Unplaced(id="a5", reason="x"), Unplaced(id="who", reason="x"))
    assert judge(good_instance(), few, unplaced=both) == {"unknown"}
    assert judge(good_instance(), COHORT, bound=5) == {"bound"}
