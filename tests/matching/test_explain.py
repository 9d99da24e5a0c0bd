"""Reasons are computed: each of these worlds leaves one person out for one known reason."""

from typing import Any

import pytest

from practicum.matching.api import Cohort, Instance, explain_unplaced
from tests.matching.worlds import good_instance, person, staff

REST = tuple(person(f"a{i}", (5, 6), employer=f"e{i}") for i in range(1, 6))
HELD = Cohort(hour=5, language="en", facilitator="f0", mentors=("m0", "m1"), members=tuple(a.id for a in REST))


def why(first: Any, *cohorts: Cohort, **more: Any) -> tuple[str, str]:
    instance: Instance = good_instance(applicants=(first, *REST), **more)
    told = explain_unplaced(instance, cohorts)[0]
    assert told.id == first.id
    return told.code, told.reason


@pytest.mark.parametrize(
    ("first", "more", "code", "words"),
    [
        (person("a0", ()), {}, "no_hours", "No free hour was given"),
        (person("a0", language="de"), {}, "language", "Only 1 applicants speak de; a cohort needs 3"),
        (person("a0"), {"facilitators": (staff("f", language="de"),)}, "no_facilitator", "No facilitator speaks en"),
        (person("a0", (30,)), {}, "no_facilitator_hour", "Mon 06:00 UTC"),
        (person("a0"), {"mentors": (staff("m", (9,)),)}, "no_mentor_hour", "At most 0 mentors"),
        (person("a0", (8,)), {"facilitators": (staff("f", (8,)),), "mentors": ()}, "shared_hour", "with 2 others"),
        (person("a0"), {"facilitators": (staff("f", employer="x"),), "conflicts": (("a0", "f"),)}, "conflict", "each"),
    ],
)
def test_what_no_plan_can_mend(first: Any, more: dict[str, Any], code: str, words: str) -> None:
    told, reason = why(first, **more)
    assert told == code
    assert words.lower() in reason.lower()


@pytest.mark.parametrize(
    ("first", "more", "code", "words"),
    [
        (person("a0"), {"size": (3, 5)}, "full", "is full (5 of 5 seats)"),
        (person("a0", employer="e1"), {"employer_max": 1}, "employer", "has 1 people from e1 already"),
        (person("a0"), {"apart": (("a0", "a3"),)}, "apart", "holds a3"),
        (person("a0"), {"conflicts": (("a0", "f0"),)}, "conflict_here", "led or mentored by f0"),
        (person("a0"), {"mentors": (staff("m0"),)}, "mentors", "would need 2 mentors"),
        (person("a0"), {}, "search", "has a seat"),
    ],
)
def test_what_keeps_them_out_of_a_held_cohort(first: Any, more: dict[str, Any], code: str, words: str) -> None:
    mentors = ("m0",) if code == "mentors" else ("m0", "m1")
    cohort = Cohort(hour=5, language="en", facilitator="f0", mentors=mentors, members=HELD.members)
    told, reason = why(first, cohort, **more)
    assert told == code
    assert words in reason
    assert "Mon 05:00 UTC" in reason


def test_the_hour_that_would_give_a_seat() -> None:
    assert why(person("a0", (6,)), HELD) == (
        "hour",
        "No cohort meets at one of their hours; free on Mon 05:00 UTC they would have a seat.",
    )


def test_staff_that_one_more_cohort_lacks() -> None:
    waiting = tuple(person(f"b{i}", (6,)) for i in range(3))
    one = Cohort(hour=5, language="en", facilitator="f0", mentors=("m0",), members=("a1", "a2", "a3"))
    nobody_left = Instance(size=(3, 6), applicants=(*REST, *waiting), facilitators=(staff("f0", (5, 6)),), mentors=())
    told = explain_unplaced(nobody_left, [one])[-1]
    assert told.code == "staff_used"
    assert "no facilitator who speaks en is left" in told.reason
