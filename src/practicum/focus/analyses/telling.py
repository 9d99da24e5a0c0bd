"""How an analysis says that it cannot tell."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class CannotTell:
    """The data do not carry this answer; `reason` says why, in a sentence for people."""

    reason: str


class UntoldError(Exception):
    """Inside this folder only: the data do not carry the answer. Callers see a CannotTell."""


def tells(function: Callable[P, T]) -> Callable[P, T | CannotTell]:
    """The same function, but what the data do not carry is answered with a CannotTell."""

    @wraps(function)
    def told(*args: P.args, **kwargs: P.kwargs) -> T | CannotTell:
        try:
            return function(*args, **kwargs)
        except UntoldError as error:
            return CannotTell(reason=str(error))

    return told


def value_of(answer: T | CannotTell) -> T:
    """What was told; for analyses that build on others, which then cannot tell for the same reason."""
    if isinstance(answer, CannotTell):
        raise UntoldError(answer.reason)
    return answer
