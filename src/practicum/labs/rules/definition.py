"""A lab's definition against what this version of the program can compute."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from practicum.focus.api import Analysis
from practicum.kernel.errors import Refusal
from practicum.pack.api import Lab, LabTask


class SimulatorSettings(BaseModel):
    """The lab's `data.simulator`: which company, how many months, about how many rows."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    scenario: str
    months: int = Field(ge=1, le=36)
    rows: int = Field(ge=100, le=1_000_000)


@dataclass(frozen=True, kw_only=True)
class DefinitionProblem:
    """Something in a lab's file that cannot work; `place` is the way to it."""

    lab: str
    place: str
    message: str

    def __str__(self) -> str:
        return f"labs/{self.lab}.yaml, {self.place}: {self.message}"


def settings_of(lab: Lab) -> SimulatorSettings:
    """The simulator's settings. Raises Refusal `lab_data_invalid`."""
    try:
        return SimulatorSettings.model_validate(lab.data.simulator)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise Refusal("lab_data_invalid", f"data.simulator.{place}: {first['msg']}.", field=place) from error


def default_seed(candidacy: str, lab: str) -> int:
    """A seed of one's own: the same candidate in the same lab gets the same bytes. From 0, and fits 63 bits."""
    return int.from_bytes(hashlib.sha256(f"{candidacy} {lab}".encode()).digest()[:8], "big") >> 1


def find_problems(lab: Lab, analyses: Mapping[str, Analysis]) -> list[DefinitionProblem]:
    """All that keeps a lab from being issued, whatever the bill."""
    problems = []
    try:
        settings_of(lab)
    except Refusal as refusal:
        problems.append(DefinitionProblem(lab=lab.key, place="data.simulator", message=refusal.message))
    for index, task in enumerate(lab.tasks):
        problems += [
            DefinitionProblem(lab=lab.key, place=f"tasks[{index}] ({task.key}){place}", message=message)
            for place, message in _of_task(task, analyses)
        ]
    return problems


def _of_task(task: LabTask, analyses: Mapping[str, Any]) -> list[tuple[str, str]]:
    asked = {"": task.analysis} | {f".wrong_methods[{i}]": wrong.analysis for i, wrong in enumerate(task.wrong_methods)}
    found = []
    for place, name in asked.items():
        analysis = analyses.get(name)
        if analysis is None:
            found.append((place, f"There is no analysis “{name}”."))
        elif analysis.kind != task.kind:
            found.append(
                (place, f"The analysis “{name}” answers with a {analysis.kind}, the task asks for a {task.kind}.")
            )
        elif place and name == task.analysis:
            found.append((place, "A wrong method cannot be the right one."))
        elif place and task.analysis in analyses and analysis.unit != analyses[task.analysis].unit:
            found.append((place, f"The analysis “{name}” answers in another unit than the right one."))
    methods = [wrong.key for wrong in task.wrong_methods]
    for name in sorted({name for name in methods if methods.count(name) > 1}):
        found.append((".wrong_methods", f"The key “{name}” is there twice."))
    return found
