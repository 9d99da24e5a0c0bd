"""The waiting list: who stands where, and why. Pure.

The computed order is: those computed as eligible before those who need judgement; among them, who submitted first. An
officer may put somebody elsewhere, with a reason; from then on the order of those who stood there is kept, and whoever
joins later is put in behind everybody whom the computed order puts before them, wherever an officer put those.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from practicum.admissions.rules.eligibility import ELIGIBLE
from practicum.kernel.errors import Refusal
from practicum.kernel.states import StateTable

FREED_STATES = StateTable(
    noun="free place",
    initial="free",
    moves={"free": ("passed_on", "given_up"), "passed_on": (), "given_up": ()},
)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One who waits. `rank` is the place in the order that an officer fixed last (None: joined since, or never fixed)."""

    code: str
    outcome: str
    submitted_at: datetime
    rank: int | None = None

    @property
    def computed_key(self) -> tuple[int, datetime, str]:
        return (0 if self.outcome == ELIGIBLE else 1, self.submitted_at, self.code)

    @property
    def why(self) -> str:
        """Why they stand where the computed order puts them."""
        return "Eligible" if self.outcome == ELIGIBLE else "A criterion needs judgement"


def computed_order(waiting: Sequence[Waiting]) -> list[Waiting]:
    return sorted(waiting, key=lambda one: one.computed_key)


def order_waitlist(waiting: Sequence[Waiting]) -> list[Waiting]:
    """The line, first to last."""
    line = sorted((one for one in waiting if one.rank is not None), key=lambda one: (one.rank or 0, one.computed_key))
    for one in computed_order([one for one in waiting if one.rank is None]):
        before = [at for at, other in enumerate(line, start=1) if other.computed_key < one.computed_key]
        line.insert(max(before, default=0), one)
    return line


def move_in_line(line: Sequence[Waiting], code: str, place: int) -> list[Waiting]:
    """The line after `code` was put on `place` (from 1); the others keep their order. Raises Refusal."""
    moved = next((one for one in line if one.code == code), None)
    if moved is None:
        raise Refusal("not_waiting", "This application is not on the waiting list.", field="place")
    if not 1 <= place <= len(line):
        raise Refusal(
            "place_range", f"The list has places 1 to {len(line)}.", field="place", mend="Choose one of them."
        )
    rest = [one for one in line if one.code != code]
    return [*rest[: place - 1], moved, *rest[place - 1 :]]


def stands_until(waiting_since: datetime, days: int) -> datetime:
    return waiting_since + timedelta(days=days)


@dataclass(frozen=True, kw_only=True)
class SeatForecast:
    """Whether those who accepted fill cohorts. `missing` people are needed for the first cohort; `room` is what the
    cohorts that they fill could still take. Everybody with an open offer is counted in `at_most` only."""

    accepted: int
    open_offers: int
    least: int
    most: int

    @property
    def at_most(self) -> int:
        return self.accepted + self.open_offers

    @property
    def missing(self) -> int:
        return max(self.least - self.at_most, 0)

    @property
    def cohorts(self) -> int:
        """As few cohorts as hold everybody; 0 below the least size."""
        return -(-self.at_most // self.most) if self.at_most >= self.least else 0

    @property
    def room(self) -> int:
        return self.cohorts * self.most - self.at_most if self.cohorts else 0
