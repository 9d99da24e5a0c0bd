"""What comes back: cohorts, the people without a seat and why, and how far from the best this can be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from practicum.kernel.errors import Refusal


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """A proposed cohort. `hour` is its weekly UTC hour, 0 to 167 (0 is Monday 00:00); the rest are ids.

    `second_hour` is the other hour of the week in which the facilitator and the most of the others are free, for
    work together and to make up for a lost session; `second_absent` are those who are not free then. `why` tells in
    sentences why these people. Neither is part of what makes two plans the same.
    """

    hour: int
    language: str
    facilitator: str
    mentors: tuple[str, ...]
    members: tuple[str, ...]
    second_hour: int | None = field(default=None, compare=False)
    second_absent: tuple[str, ...] = field(default=(), compare=False)
    why: tuple[str, ...] = field(default=(), compare=False)

    def to_json(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "hour": self.hour,
            "language": self.language,
            "facilitator": self.facilitator,
            "mentors": list(self.mentors),
            "members": list(self.members),
        }
        if self.second_hour is not None:
            data |= {"second_hour": self.second_hour, "second_absent": list(self.second_absent)}
        if self.why:
            data["why"] = list(self.why)
        return data


@dataclass(frozen=True, kw_only=True)
class Unplaced:
    """One without a seat, and what would have to change."""

    id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Where the search stands. `bound` is an upper bound on the people who can be placed at all; `plan` is the best so
    far, without the words about it."""

    phase: str
    placed: int
    cohorts: int
    bound: int
    seconds: float
    plan: tuple[Cohort, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Result:
    """An answer of the solver.

    `bound` is a proven upper bound on the number of people that any plan can place; `seconds` is the time by the
    caller's clock. `cut_short` is true when the clock or the caller ended the search before its fixed amount of work
    was done: only then may another run with the same seed differ. It is no part of the public JSON form.
    """

    cohorts: tuple[Cohort, ...]
    unplaced: tuple[Unplaced, ...]
    bound: int
    seconds: float
    cut_short: bool = field(default=False, compare=False)

    @property
    def placed(self) -> int:
        return sum(len(cohort.members) for cohort in self.cohorts)

    def to_json(self) -> dict[str, Any]:
        return {
            "cohorts": [cohort.to_json() for cohort in self.cohorts],
            "unplaced": [{"id": u.id, "reason": u.reason} for u in self.unplaced],
            "bound": self.bound,
            "seconds": self.seconds,
        }

    @classmethod
    def from_json(cls, data: object) -> "Result":
        """Read the public form. Raises Refusal when it is not of that form; `check` judges what it says."""
        try:
            if not isinstance(data, Mapping):
                raise TypeError("an object was expected")
            return cls(
                cohorts=tuple(
                    Cohort(
                        hour=int(c["hour"]),
                        language=str(c["language"]),
                        facilitator=str(c["facilitator"]),
                        mentors=tuple(str(one) for one in c["mentors"]),
                        members=tuple(str(one) for one in c["members"]),
                        second_hour=None if c.get("second_hour") is None else int(c["second_hour"]),
                        second_absent=tuple(str(one) for one in c.get("second_absent", ())),
                        why=tuple(str(one) for one in c.get("why", ())),
                    )
                    for c in data["cohorts"]
                ),
                unplaced=tuple(Unplaced(id=str(u["id"]), reason=str(u["reason"])) for u in data["unplaced"]),
                bound=int(data["bound"]),
                seconds=float(data["seconds"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise Refusal("invalid_result", f"This is no result of a cohort search: {error!r}.") from error
