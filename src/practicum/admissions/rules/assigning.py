"""Who reviews an application: without a conflict of interest, and the load shared evenly. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Reader:
    """A reviewer, why they may not read this application (or nothing), and their load: reviews that are open now, and all
    that they were ever given."""

    code: str
    conflict: str = ""
    waiting: int = 0
    given: int = 0


def review_conflict(*, judging: str, trained: bool, named: bool, may_look_up: bool) -> str:
    """Why somebody may not review, or an empty text. `judging` is what keeps them from judging this person at all;
    `named`: the applicant's own text names them; `may_look_up`: the review is blind, and their other roles show names."""
    if judging:
        return judging
    if trained:
        return "they trained the applicant"
    if named:
        return "the applicant names them as a conflict of interest"
    return "the review is blind, and another role of theirs shows who applies" if may_look_up else ""


def names_person(text: str, name: str) -> bool:
    """Whether a text names somebody in full, whatever the case and the spaces."""
    return " ".join(name.casefold().split()) in " ".join(text.casefold().split())


def choose_readers(readers: Sequence[Reader], *, number: int, taken: Collection[str] = ()) -> tuple[Reader, ...]:
    """At most `number` of those who may, the least loaded first; nobody of `taken` (codes: who had it already)."""
    free = [one for one in readers if not one.conflict and one.code not in taken]
    return tuple(sorted(free, key=lambda one: (one.waiting, one.given, one.code))[: max(number, 0)])
