"""What is different between two plans: who moves where, and what that means in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from practicum.matching.instance import hour_name
from practicum.matching.result import Cohort
from practicum.matching.spread import continued


@dataclass(frozen=True, kw_only=True)
class Move:
    """One whose seat changes: places of the cohorts in the plan before and in the plan after; None is without a seat.

    Who stays in a cohort that meets at another hour moves too: `from_hour` and `to_hour` tell.
    """

    id: str
    before: int | None
    after: int | None
    from_hour: int | None
    to_hour: int | None


@dataclass(frozen=True, kw_only=True)
class Difference:
    """`placed` is how many more people have a seat (fewer, if negative); `words` are sentences, the sum first."""

    placed: int
    moves: tuple[Move, ...]
    words: tuple[str, ...]


def compare_plans(before: Sequence[Cohort], after: Sequence[Cohort]) -> Difference:
    """The difference between two plans. A cohort goes on as the one with which it shares the most people."""
    goes_on = {old: new for new, old in continued(before, after).items()}
    seat_before = {one: place for place, cohort in enumerate(before) for one in cohort.members}
    seat_after = {one: place for place, cohort in enumerate(after) for one in cohort.members}
    moves = []
    for one in sorted(seat_before.keys() | seat_after.keys()):
        old, new = seat_before.get(one), seat_after.get(one)
        from_hour = None if old is None else before[old].hour
        to_hour = None if new is None else after[new].hour
        if old is None or goes_on.get(old) != new or from_hour != to_hour:
            moves.append(Move(id=one, before=old, after=new, from_hour=from_hour, to_hour=to_hour))
    placed = len(seat_after) - len(seat_before)
    words = [_sum(len(seat_after), placed)]
    for old, cohort in enumerate(before):
        words += _of_cohort(cohort, after[goes_on[old]] if old in goes_on else None)
    words += [f"A new cohort meets on {_name(after[n])}." for n in range(len(after)) if n not in goes_on.values()]
    follows = set(goes_on.items())
    words += [_of_person(move, before, after) for move in moves if (move.before, move.after) not in follows]
    return Difference(placed=placed, moves=tuple(moves), words=tuple(words))


def _sum(now: int, more: int) -> str:
    change = "as many as before" if not more else f"{abs(more)} {'more' if more > 0 else 'fewer'} than before"
    return f"{now} people have a seat, {change}."


def _of_cohort(old: Cohort, new: Cohort | None) -> list[str]:
    if new is None:
        return [f"The cohort on {_name(old)} is not held."]
    words = []
    if old.hour != new.hour:
        words.append(f"The cohort on {_name(old)} meets on {hour_name(new.hour)} instead.")
    if old.facilitator != new.facilitator:
        words.append(f"{new.facilitator} leads the cohort on {hour_name(new.hour)} instead of {old.facilitator}.")
    gone, come = sorted(set(old.mentors) - set(new.mentors)), sorted(set(new.mentors) - set(old.mentors))
    if gone:
        words.append(f"{', '.join(gone)} no longer mentor{'s' if len(gone) == 1 else ''} on {hour_name(new.hour)}.")
    if come:
        words.append(f"{', '.join(come)} mentor{'s' if len(come) == 1 else ''} on {hour_name(new.hour)}.")
    return words


def _of_person(move: Move, before: Sequence[Cohort], after: Sequence[Cohort]) -> str:
    if move.after is None and move.before is not None:
        return f"{move.id} loses the seat on {_name(before[move.before])}."
    if move.before is None and move.after is not None:
        return f"{move.id} gets a seat on {_name(after[move.after])}."
    if move.before is None or move.after is None:
        raise AssertionError("one who has no seat before and after does not move")
    return f"{move.id} moves from {_name(before[move.before])} to {_name(after[move.after])}."


def _name(cohort: Cohort) -> str:
    return f"{hour_name(cohort.hour)} ({cohort.facilitator})"
