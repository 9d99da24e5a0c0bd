"""The errors that people may see, and nothing else.

    PracticumError
    ├── Refusal            a rule says no: names the field (where there is one), the reason and the mend
    │   └── InvalidState   the thing is not in a state that allows this act
    ├── NotPermitted       this person may not do this
    ├── NotFound           no such thing, or none that this person may see
    └── Unavailable        a part that we need does not answer; nothing was changed

A view shows `Refusal` beside the field; the command line prints it and exits with 2. Every other exception is a bug.
"""

from typing import Any


class PracticumError(Exception):
    """Base of all errors with a message for people."""

    def __init__(self, message: str, *, mend: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.message} {self.mend}".strip()

    def __reduce__(self) -> tuple[Any, ...]:
        """So that it survives the way from another process, whatever its class asks to be made of."""
        return _made_again, (type(self), self.args, self.__dict__)


def _made_again(kind: type[PracticumError], args: tuple[Any, ...], facts: dict[str, Any]) -> PracticumError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(facts)
    return error


class Refusal(PracticumError):
    """A rule refuses the act. `code` is stable and lower_snake; `field` names the input at fault, if one is."""

    def __init__(self, code: str, message: str, *, field: str = "", mend: str = "") -> None:
        super().__init__(message, mend=mend)
        self.code = code
        self.field = field


class InvalidState(Refusal):
    """The object's state does not allow the act."""

    def __init__(self, noun: str, state: str, act: str) -> None:
        super().__init__("invalid_state", f"This {noun} is {state.replace('_', ' ')}: it cannot be {act}.")


class NotPermitted(PracticumError):
    """The person lacks the role, or a rule of impartiality keeps them from this act."""


class NotFound(PracticumError):
    """There is no such object for this person."""


class Unavailable(PracticumError):
    """Something outside does not answer; nothing was changed."""
