"""Counting the way from applicant to holder: shares with intervals, medians with N, bottlenecks, forecast."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from practicum.evidence.rules.pipeline import (
    SEAT,
    STAGES,
    Way,
    count_stages,
    find_bottlenecks,
    forecast_seats,
    say_what_may_follow,
)
from practicum.psychometrics.api import Estimate, Refused
from tests.factories.people import NOON


def way(number: int, furthest: int, *, days: int = 10, ended: bool = False, begun: int = 100) -> Way:
    """Somebody who applied `begun` days ago and took `days` for each stage."""
    at = [NOON - timedelta(days=begun - days * place) if place <= furthest else None for place in range(len(STAGES))]
    return Way(code=f"A{number}", name=f"P{number}", reached=tuple(at), ended_at=NOON if ended else None)


def test_a_stage_in_figures() -> None:
    ways = [way(n, SEAT, days=10) for n in range(8)] + [way(8 + n, 0, ended=True) for n in range(4)]
    ways += [way(20, 0, begun=30), way(21, 0, begun=3)]
    first = count_stages(ways, now=NOON)[0]
    assert (first.reached, first.went_on, first.ended) == (14, 8, 4)
    assert [(one.name, one.days) for one in first.waiting] == [("P20", 30), ("P21", 3)]
    assert isinstance(first.share, Estimate)
    # Wilson, 8 of 12
    assert [round(x, 3) for x in (first.share.low, first.share.value, first.share.high)] == [0.391, 0.667, 0.862]
    assert (first.days, first.timed, first.slow) == (10.0, 8, 1)
    told = find_bottlenecks([first])
    assert told[0].startswith("Applied: 1 of 2 who wait there have waited longer than the 10 days")


def test_too_few_are_refused() -> None:
    stages = count_stages([way(n, 1) for n in range(4)], now=NOON)
    assert isinstance(stages[0].share, Refused)
    assert stages[0].share.n == 4
    assert stages[0].days is None
    assert find_bottlenecks(stages) == []
    forecast = forecast_seats([way(n, 1) for n in range(4)], capacity=20, now=NOON)
    assert forecast.seats is None
    assert "10 are needed" in forecast.refused


def test_who_did_not_pass_neither_waits_nor_went_on() -> None:
    sat = STAGES.index("Sat the exam")
    passed = [way(n, sat + 1, days=8) for n in range(14)]
    failed = [
        replace(way(20, sat), not_passed_at=NOON - timedelta(days=20), may_follow="may sit again"),
        replace(way(21, sat), not_passed_at=NOON - timedelta(days=30), may_follow="an appeal is being decided"),
    ]
    gone = replace(way(22, sat, ended=True), not_passed_at=NOON - timedelta(days=30))
    again = replace(way(23, sat), waits_since=NOON - timedelta(days=3))
    stage = count_stages([*passed, *failed], now=NOON)[sat]
    assert (stage.reached, stage.went_on, stage.ended, len(stage.waiting), stage.slow) == (16, 14, 0, 0, 0)
    assert [(one.name, one.days) for one in stage.not_passed] == [("P21", 30), ("P20", 20)]
    assert isinstance(stage.share, Estimate)
    assert (stage.share.value, stage.share.n) == (0.875, 16)
    assert not any(line.startswith("Sat the exam") for line in find_bottlenecks([stage]))
    stage = count_stages([*passed, *failed, gone, again], now=NOON)[sat]
    assert (stage.ended, len(stage.not_passed), stage.share.n) == (1, 2, 17)
    assert [(one.name, one.days) for one in stage.waiting] == [("P23", 3)]


def test_what_may_follow() -> None:
    assert say_what_may_follow(appeals=True, has_booked=True, free_from=NOON) == "an appeal is being decided"
    assert say_what_may_follow(appeals=False, has_booked=True, free_from=NOON) == "has booked again"
    assert say_what_may_follow(appeals=False, has_booked=False, free_from=None) == "may sit again"
    later = say_what_may_follow(appeals=False, has_booked=False, free_from=NOON)
    assert later == f"may sit again after {NOON:%d %B %Y}"


def test_a_stage_that_was_passed_by_counts_as_reached() -> None:
    """The experience route has no training; whoever sat the exam has been through."""
    skipped = Way(code="A", name="P", reached=(NOON,) + (None,) * 5 + (NOON + timedelta(days=4), None, None))
    stages = count_stages([skipped], now=NOON + timedelta(days=9))
    assert [one.reached for one in stages] == [1] * 7 + [0, 0]
    assert stages[6].waiting[0].days == 5


def test_seats_of_the_next_quarter() -> None:
    ways = [way(n, SEAT, begun=200) for n in range(10)]  # all who were decided got a seat, long ago
    ways += [way(50 + n, 2, begun=120) for n in range(6)]  # six have accepted
    forecast = forecast_seats(ways, capacity=40, now=NOON)
    assert forecast.seats is not None
    expected, low, high = forecast.seats
    assert (expected, high) == (6.0, 6.0)
    assert 4.0 < low < 4.5  # 6 times the lower end for 10 of 10
    assert [one.people for one in forecast.demands] == [0, 0, 6, 0]


@given(
    st.lists(
        st.tuples(
            st.integers(0, len(STAGES) - 1), st.sampled_from(["", "ended", "failed", "both"]), st.integers(0, 300)
        ),
        max_size=40,
    ),
    st.integers(0, 500),
)
def test_everybody_is_counted_once(people: list[tuple[int, str, int]], capacity: int) -> None:
    ways = [
        replace(
            way(n, furthest, ended=how in ("ended", "both"), begun=begun, days=1),
            not_passed_at=NOON if how in ("failed", "both") else None,
        )
        for n, (furthest, how, begun) in enumerate(people)
    ]
    stages = count_stages(ways, now=NOON)
    for place, one in enumerate(stages[:-1]):
        assert one.reached == one.went_on + one.ended + len(one.not_passed) + len(one.waiting)
        assert one.went_on == stages[place + 1].reached
    forecast = forecast_seats(ways, capacity=capacity, now=NOON)
    if forecast.seats is not None:
        expected, low, high = forecast.seats
        assert 0 <= low <= expected <= high
