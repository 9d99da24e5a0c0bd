"""A lab's definition against what this version of the program can compute."""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from practicum.focus.api import Analysis, check_query
from practicum.kernel.errors import Refusal
from practicum.labs.rules.data import TABLES
from practicum.pack.api import AnyTask, ChoiceTask, Lab, NumberTask, SetTask, Way

# How many seeds are tried for one candidate before tasks are left out.
MOST_TRIES = 5


@dataclass(frozen=True, kw_only=True)
class DefinitionProblem:
    """Something in a lab's file that cannot work; `place` is the way to it."""

    lab: str
    place: str
    message: str

    def __str__(self) -> str:
        return f"labs/{self.lab}.yaml, {self.place}: {self.message}"


def default_seed(candidacy: str, lab: str, *, secret: bytes, attempt: int = 0) -> int:
    """A seed of one's own: the same candidate in the same lab gets the same bytes. From 0, and fits 63 bits.

    Scenarios are public, and what is planted follows from the seed: without the `secret` nobody can work it out.
    `attempt` counts further draws for the same candidate, where a former one did not carry every task.
    """
    salt = f"{candidacy} {lab}" if attempt == 0 else f"{candidacy} {lab} {attempt}"
    return int.from_bytes(hmac.digest(secret, salt.encode(), hashlib.sha256)[:8], "big") >> 1


def find_problems(lab: Lab, analyses: Mapping[str, Analysis]) -> list[DefinitionProblem]:
    """All that keeps a lab from being issued, whatever the data."""
    problems = [
        DefinitionProblem(lab=lab.key, place=f"data.tables[{index}]", message=f"There is no table “{name}”.")
        for index, name in enumerate(lab.data.tables)
        if name not in TABLES
    ]
    for index, task in enumerate(lab.tasks):
        problems += [
            DefinitionProblem(lab=lab.key, place=f"tasks[{index}] ({task.key}){place}", message=message)
            for place, message in (*_of_queries(task), *_of_analyses(task, analyses))
        ]
    return problems


def _ways(task: AnyTask) -> list[tuple[str, Way]]:
    return [(".solution", task.solution), *((f".wrong_methods[{i}]", way) for i, way in enumerate(task.wrong_methods))]


def _of_queries(task: AnyTask) -> Iterator[tuple[str, str]]:
    queries = [(f"{place}.sql", way.sql) for place, way in _ways(task)]
    if isinstance(task, ChoiceTask) and task.choices is not None:
        queries.append((".choices.sql", task.choices.sql))
    if isinstance(task, SetTask) and task.among is not None:
        queries.append((".among.sql", task.among.sql))
    for place, sql in queries:
        if sql is not None:
            try:
                check_query(sql)
            except Refusal as refusal:
                yield place, refusal.message


def _of_analyses(task: AnyTask, analyses: Mapping[str, Analysis]) -> Iterator[tuple[str, str]]:
    right = analyses.get(task.solution.analysis or "")
    for place, way in _ways(task):
        name = way.analysis
        if name is None:
            continue
        analysis = analyses.get(name)
        if analysis is None:
            yield place, f"There is no analysis “{name}”."
        elif analysis.kind != task.kind:
            yield place, f"The analysis “{name}” answers with a {analysis.kind}, the task asks for a {task.kind}."
        elif place != ".solution" and name == task.solution.analysis:
            yield place, "A wrong method cannot be the right one."
        elif place != ".solution" and right is not None and analysis.unit != right.unit:
            yield place, f"The analysis “{name}” answers in another unit than the right one."
        elif isinstance(task, NumberTask) and analysis.unit != _kind_of_unit(task.unit):
            yield place, f"The analysis “{name}” answers in another unit than the task."


def _kind_of_unit(unit: str) -> str:
    return unit if unit in ("percent", "count") else "currency"
