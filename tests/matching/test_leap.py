"""Whole languages at once: the relaxed problem never says less than the truth, and what is read from it keeps rules."""

import pickle
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from practicum.matching import prover
from practicum.matching.api import Instance, check, make_instance, make_staffed_instance, solve
from practicum.matching.facts import gather_facts, open_slots
from practicum.matching.linear import Relaxation
from practicum.matching.make import PATTERNS, WORKING, ZONES
from practicum.matching.prover import ask_apart
from practicum.matching.search import Budget, side_by_side
from tests.matching.test_solve import most_by_trying_everything
from tests.matching.worlds import Ticker, good_instance, instances


def relax(instance: Instance, *, tight: bool = True, language: str = "en") -> Relaxation:
    facts = gather_facts(instance)
    parties = [party for party in facts.seatable if party.language == language]
    slots = [slot for slot in open_slots(facts, parties, facts.team) if slot[1] == language]
    return Relaxation(facts, parties, facts.team.speaking(language), slots, tight=tight)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(instances(most=4, mentors=False))
def test_no_bound_is_less_than_what_trying_everything_finds(instance: Instance) -> None:
    most = most_by_trying_everything(instance)
    every = {a.language for a in instance.applicants}
    for tight in (True, False):
        relaxed = [relax(instance, tight=tight, language=one) for one in sorted(every)]
        assert sum(int(one.bound(seconds=10) or 0) for one in relaxed) >= most
        assert sum(int(one.prove(seconds=10).bound) for one in relaxed if one.x) >= most


@pytest.mark.parametrize("make", [make_instance, make_staffed_instance])
def test_hundreds_of_people_come_within_one_percent_of_the_bound(make: Callable[..., Instance]) -> None:
    instance = make(applicants=250, seed=3)
    result = solve(instance, seconds=4, seed=1, clock=Ticker())
    assert check(instance, result) == ()
    assert result.placed >= 0.99 * result.bound
    assert result.bound < len(instance.applicants)  # counting alone would say that everybody can be placed


def test_a_hundred_people_are_proven() -> None:
    instance = make_instance(applicants=100, seed=4)
    first, second = (solve(instance, seconds=40, seed=1, clock=Ticker()) for _ in range(2))
    assert first.placed == first.bound
    assert first.cohorts == second.cohorts


def test_who_is_refused_by_one_facilitator_needs_the_other() -> None:
    """With one cohort each, all six people have a conflict with f1: only the cohort of f0 can be held."""
    instance = good_instance(size=(3, 4), mentors=(), conflicts=tuple((f"a{i}", "f1") for i in range(6)))
    assert int(relax(instance).prove(seconds=10).bound) == 4
    assert solve(instance, seconds=2, seed=1, clock=Ticker()).placed == 4


def test_a_proof_in_another_process_says_the_same() -> None:
    relaxation = relax(make_instance(applicants=60, seed=2))
    here, there = relaxation.prove(seconds=90), ask_apart(relaxation, "prove", seconds=90, must_end=lambda: False)
    assert here == there


def test_a_problem_larger_than_a_pipe_reaches_the_other_process() -> None:
    relaxation = relax(make_instance(applicants=400, seed=2))
    assert len(pickle.dumps(relaxation)) > 4 * 65_536
    found = ask_apart(relaxation, "dive", seconds=60, must_end=lambda: False)
    assert found == relaxation.dive(seconds=60) is not None
    assert not relaxation.ran_out


def test_a_proof_that_must_end_leaves_no_process_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Any] = []
    popen = prover.subprocess.Popen
    monkeypatch.setattr(prover.subprocess, "Popen", lambda *a, **k: started.append(popen(*a, **k)) or started[0])
    asked = iter([False, True])
    relaxation = relax(make_instance(applicants=100, seed=4))
    assert ask_apart(relaxation, "prove", seconds=30, must_end=lambda: next(asked)) is None
    assert started[0].returncode is not None


def test_a_proof_that_breaks_down_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prover.sys, "executable", "/bin/false")
    with pytest.raises(RuntimeError, match="broke down"):
        ask_apart(relax(good_instance()), "prove", seconds=5, must_end=lambda: False)


def test_tasks_side_by_side_answer_in_their_order_and_tell_what_broke() -> None:
    budget = Budget(seconds=10, clock=Ticker())
    tasks: list[Callable[[Any], int]] = [lambda _, n=n: n for n in range(5)]  # type: ignore[misc]
    assert side_by_side(tasks, budget=budget) == [0, 1, 2, 3, 4]

    def breaks(_: Any) -> int:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        side_by_side([*tasks, breaks], budget=budget)


def test_a_stop_leaves_what_is_not_begun() -> None:
    budget = Budget(seconds=10, clock=Ticker(), should_stop=lambda: True)

    def waits(must_end: Callable[[], bool]) -> str:
        while not must_end():
            pass
        return "ended"

    assert side_by_side([waits, waits, waits], budget=budget) == ["ended", "ended", None]


def test_made_instances_are_what_they_say() -> None:
    instance = make_instance(applicants=2000, seed=1)
    speakers = Counter(a.language for a in instance.applicants)
    leaders = Counter(s.language for s in instance.facilitators)
    assert len(instance.facilitators) == 143  # 2000 / 14, rounded up
    assert all(abs(leaders[name] - 143 * count / 2000) < 1 for name, count in speakers.items())
    hours = sum(len(a.hours) for a in instance.applicants) / 2000
    assert hours == pytest.approx(0.75 * 5 * sum(len(p) for p in PATTERNS.values()) / 3, rel=0.03)
    assert sum(len(s.hours) for s in instance.facilitators) / 143 == pytest.approx(0.6 * 5 * len(WORKING), rel=0.05)
    assert len(ZONES) == 8
    employers = Counter(a.employer for a in instance.applicants).most_common()
    assert employers[0][1] > 10 * employers[-1][1]
