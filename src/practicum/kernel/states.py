"""States as a table: what each state is called and what may follow it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from practicum.kernel.errors import InvalidState


@dataclass(frozen=True)
class StateTable:
    """The life of one kind of object. `moves` maps each state to the states that may follow; a final state maps to ()."""

    noun: str
    initial: str
    moves: Mapping[str, tuple[str, ...]]

    def __post_init__(self) -> None:
        known = set(self.moves)
        unknown = {after for follow in self.moves.values() for after in follow} - known
        if unknown or self.initial not in known:
            raise ValueError(f"{self.noun}: states without a row: {sorted(unknown | ({self.initial} - known))}")

    @property
    def states(self) -> tuple[str, ...]:
        return tuple(self.moves)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """For a Django field: (stored, shown)."""
        return [(state, state.replace("_", " ")) for state in self.moves]

    def may_move(self, before: str, after: str) -> bool:
        return after in self.moves[before]

    def move(self, before: str, after: str) -> str:
        """Return `after`, or raise InvalidState when the table does not know that move."""
        if not self.may_move(before, after):
            raise InvalidState(self.noun, before, after.replace("_", " "))
        return after

    def require(self, state: str, allowed: Iterable[str], *, act: str) -> None:
        """Raise InvalidState unless `state` is one of `allowed`."""
        if state not in set(allowed):
            raise InvalidState(self.noun, state, act)
