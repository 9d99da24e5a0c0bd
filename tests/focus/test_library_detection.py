"""Anomalies: what is found, when, at what cost; and how finding is scored."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicum.focus.api import (
    Anomaly,
    CannotTell,
    DayCost,
    PlantedAnomaly,
    anomalies,
    avoided_cost,
    detect_anomalies,
    score_detection,
)

from .library import D, ask, usage

FIRST = date(2026, 1, 5)  # a Monday


def series(extra=None, *, weeks=16):
    """Weekdays cost 100, weekends 40, with a small regular wobble; `extra` is added by place."""
    costs = []
    for place in range(7 * weeks):
        base = 40 if place % 7 > 4 else 100
        costs.append(DayCost(FIRST + timedelta(days=place), D(base + place * 7 % 5 + (extra or {}).get(place, 0))))
    return costs


def test_a_quiet_series_has_no_anomaly_though_weekends_differ():
    assert detect_anomalies(series()) == ()


def test_an_anomaly_is_found_on_its_first_day_with_its_cost():
    (found,) = detect_anomalies(series({80: 60, 81: 70, 82: 65}), service="s", sub_account="a")
    assert (found.start, found.end, found.days) == (FIRST + timedelta(80), FIRST + timedelta(82), 3)
    assert abs(found.excess - 195) < 15
    assert (found.service, found.sub_account, found.history_days) == ("s", "a", 80)


def test_the_same_cost_is_unusual_on_a_sunday_only():
    monday, sunday = 84, 90
    assert detect_anomalies(series({monday: 4})) == ()
    (found,) = detect_anomalies(series({sunday: 60}))
    assert found.start.isoweekday() == 7


def test_what_cannot_be_judged():
    assert isinstance(detect_anomalies(series(weeks=7)), CannotTell)
    assert isinstance(detect_anomalies([]), CannotTell)
    assert "twice" in detect_anomalies([*series(), series()[0]]).reason


@settings(max_examples=30, deadline=None)
@given(place=st.integers(70, 111), extra=st.integers(60, 1000), factor=st.sampled_from(["0.01", "1", "1000"]))
def test_no_look_ahead_and_no_matter_of_scale(place, extra, factor):
    costs = [DayCost(one.day, one.cost * D(factor)) for one in series({place: extra})]
    (found,) = [one for one in detect_anomalies(costs) if one.start <= FIRST + timedelta(place) <= one.end]
    # The days after it change nothing about the day itself.
    (early,) = [one for one in detect_anomalies(costs[: place + 1]) if one.end == FIRST + timedelta(place)]
    assert (early.start, early.highest_z) == (found.start, found.highest_z)


def anomaly(start, end, service="s"):
    return Anomaly(service, "a", date(2026, 3, start), date(2026, 3, end), end - start + 1, D(1), D(9), 60)


def planted(start, end, service="s"):
    return PlantedAnomaly(service, "a", date(2026, 3, start), date(2026, 3, end))


def test_scores_by_hand():
    found = [anomaly(4, 5), anomaly(6, 6), anomaly(20, 21), anomaly(4, 5, "t")]
    score = score_detection(found, [planted(2, 7), planted(12, 13), planted(21, 25)])
    assert (score.found, score.planted, score.right, score.detected) == (4, 3, 3, 2)
    assert (score.precision_percent, score.recall_percent) == (75, D("66.666666666667"))
    assert score.days_to_detect == 1  # 2 days and 0 days
    assert score.precision_interval.low < 75 < score.precision_interval.high
    # Wilson 1927 for 3 of 4: 30.1 to 95.4 percent.
    assert [round(x, 1) for x in (score.precision_interval.low, score.precision_interval.high)] == [
        D("30.1"),
        D("95.4"),
    ]


def test_scores_of_nothing():
    assert score_detection([], []).precision_percent is None
    assert score_detection([], [planted(1, 2)]).recall_percent == 0
    assert avoided_cost(excess_per_day=D(12), days_it_would_have_run=D(20)) == 240


@pytest.fixture(scope="module")
def rows():
    made = []
    for one in series({90: 300, 91: 300}):
        made += [
            usage(one.cost, day=one.day.isoformat()),
            usage(one.cost / 2, day=one.day.isoformat(), ServiceName="B"),
        ]
    return [*made, usage(1, day="2026-04-26", ServiceName="New")]


def test_anomalies_of_a_bill(rows):
    told = ask(anomalies, rows)
    assert (told.series, told.too_short) == (2, 1)
    (found,) = told.anomalies[:1]
    assert (found.service, found.start, found.days) == ("Virtual Machines", FIRST + timedelta(90), 2)
    assert told.excess == sum(one.excess for one in told.anomalies)
    assert told.light == ("green" if told.rate_percent < 2 else "amber")
    assert isinstance(ask(anomalies, rows[:20]), CannotTell)
    assert isinstance(ask(anomalies, rows, without=["ServiceName"]), CannotTell)
