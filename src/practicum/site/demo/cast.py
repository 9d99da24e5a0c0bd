"""Who plays in the demonstration: invented people of all eight roles, in several time zones. Their names: `cast.yaml`."""

import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def cast() -> dict[str, Any]:
    """The file of names, employers, roles and groups."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    return loaded


@dataclass(frozen=True)
class Player:
    """One invented applicant. `hours` are the UTC hours of the week at which they are free."""

    name: str
    email: str
    employer: str
    zone: str
    role: str
    group: str
    hours: tuple[int, ...]


def players(counts: dict[str, int], *, seed: int) -> dict[str, list[Player]]:
    """`counts` people of each group; the same seed gives the same people. At most two of a group share an employer."""
    chance = random.Random(seed)  # noqa: S311  a play, not a secret
    names = cast()
    given = chance.sample(names["given"], len(names["given"]))
    family = chance.sample(names["family"], len(names["family"]))
    roles, number = list(names["roles"]), 0
    made: dict[str, list[Player]] = {}
    for key, count in counts.items():
        hour, zones = names["groups"][key]["hour"], names["groups"][key]["zones"]
        employers = chance.sample(names["employers"] * 2, count)
        members: list[Player] = []
        for place in range(count):
            near = {hour + shift for shift in range(-1, 3)}  # room for a session, also when clocks change
            elsewhere = set(chance.sample([day * 24 + start for day in range(5) for start in range(8, 18)], 6))
            members.append(
                Player(
                    name=f"{given[number % len(given)]} {family[(number * 7) % len(family)]}",
                    email=f"applicant{number + 1:03d}@practicum.example",
                    employer=employers[place],
                    zone=zones[place % len(zones)],
                    role=roles[number % len(roles)],
                    group=key,
                    hours=tuple(sorted(near | elsewhere)),
                )
            )
            number += 1
        made[key] = members
    return made
