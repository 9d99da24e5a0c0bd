"""How the company runs its FinOps practice: maturity, training, initiatives, exceptions, automation, peers."""

import tomllib
from datetime import timedelta
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from practicum.focus.simulate import chance
from practicum.focus.simulate.side.facts import Facts

Rows = list[dict[str, Any]]
_SCOPES = ("public cloud", "software as a service")
_PEERS = ("same industry", "same size")


@cache
def _material() -> dict[str, Any]:
    file = resources.files("practicum.focus.simulate.catalogue").joinpath("practice.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def benchmarks(facts: Facts) -> Rows:
    """Quartiles of two groups of peers."""
    rng = _rng(facts, 0)
    made = []
    for one in _material()["benchmarks"]:
        for group in _PEERS:
            shift = int(rng.integers(-2, 3))
            low, middle, high = (Decimal(max(value + shift, 1)) for value in one["values"])
            row = {"kpi": one["kpi"], "peer_group": group, "lower_quartile": low, "median": middle}
            made.append(row | {"upper_quartile": max(high, middle)})
    return made


def assessments(facts: Facts) -> Rows:
    """Each capability in each scope, by somebody of the practice and by somebody from outside."""
    rng = _rng(facts, 1)
    day = facts.world.window.month_start(facts.world.window.months)
    made = []
    for capability in _material()["capabilities"]:
        for scope in _SCOPES:
            score, target, weight = int(rng.integers(0, 4)), int(rng.integers(2, 5)), int(rng.integers(1, 4))
            for assessor, more in (("practice lead", int(rng.random() < 0.4)), ("internal audit", 0)):
                made.append(
                    {
                        "capability": capability,
                        "scope": scope,
                        "assessed_on": day - timedelta(days=20),
                        "assessor": assessor,
                        "score": min(score + more, 4),
                        "target": target,
                        "weight": weight,
                    }
                )
    return made


def trainings(facts: Facts) -> Rows:
    """Who began and who finished which course, by month."""
    rng, window = _rng(facts, 2), facts.world.window
    made = []
    for month in range(window.months):
        for persona in _material()["personas"]:
            for unit in facts.world.company.scenario.units:
                if rng.random() < 0.6:
                    enrolled = int(rng.integers(3, 25))
                    made.append(
                        {
                            "persona": persona,
                            "business_unit": unit.name,
                            "course": _one(rng, _material()["courses"]),
                            "enrolled": enrolled,
                            "completed": int(enrolled * rng.integers(35, 101) // 100),
                            "month": window.month_start(month),
                        }
                    )
    return made


def initiatives(facts: Facts) -> Rows:
    """What was proposed, begun, finished or dropped, with what it should save and what it does."""
    rng, window = _rng(facts, 3), facts.world.window
    units = facts.world.company.scenario.units
    made = []
    for one in _material()["initiatives"]:
        raised = window.date_of(int(rng.integers(max(window.days // 2, 1)))) - timedelta(days=30)
        started, finished = raised + timedelta(days=int(rng.integers(5, 40))), None
        state = _one(rng, ["proposed", "started", "finished", "finished", "dropped"])
        expected = Decimal(one["saving"]) * int(rng.integers(70, 141)) // 100
        actual = None
        if state == "finished":
            finished = started + timedelta(days=int(rng.integers(10, 60)))
            actual = expected * int(rng.integers(45, 116)) // 100
        made.append(
            {
                "initiative": one["name"],
                "capability": one["capability"],
                "owner": units[int(rng.integers(len(units)))].name,
                "effort_days": one["days"],
                "expected_saving_month": expected,
                "actual_saving_month": actual,
                "raised_on": raised,
                "started_on": None if state == "proposed" else started,
                "finished_on": finished,
                "state": state,
            }
        )
    return made


def policy_exceptions(facts: Facts) -> Rows:
    """Exceptions to rules for resources that are still there; some have run out."""
    rng, world = _rng(facts, 4), facts.world
    last = world.window.month_start(world.window.months)
    there = np.flatnonzero(world.estate.end == world.window.days)
    made = []
    for number, resource in enumerate(rng.choice(there, min(12, len(there)), replace=False).tolist(), start=1):
        policy = _one(rng, _material()["policies"])
        granted = last - timedelta(days=int(rng.integers(20, 400)))
        made.append(
            {
                "exception": f"EX-{number:03d}",
                "policy": policy["name"],
                "resource_id": world.estate.ids[resource],
                "granted_on": granted,
                "expires_on": granted + timedelta(days=_one(rng, [90, 180, 365])),
                "approver": _one(rng, ["head of platform", "security officer", "chief architect"]),
                "reason": policy["reason"],
            }
        )
    return made


def automations(facts: Facts) -> Rows:
    """What runs by itself, how often it fails, and what it spares and costs."""
    rng, window = _rng(facts, 5), facts.world.window
    made = []
    for one in _material()["automations"]:
        runs = one["runs_a_day"] * window.days or window.months
        made.append(
            {
                "automation": one["name"],
                "runs": runs,
                "failures": runs * int(rng.integers(0, 16)) // 100,
                "minutes_saved_a_run": one["minutes"],
                "cost_month": Decimal(one["cost"]) * int(rng.integers(80, 131)) / 100,
                "tool": one["tool"],
            }
        )
    return made


def _rng(facts: Facts, part: int) -> np.random.Generator:
    return chance.stream(facts.world.seed, chance.PRACTICE, part)


def _one(rng: np.random.Generator, values: list[Any]) -> Any:
    return values[int(rng.integers(len(values)))]
