"""Capstones for tests, made by the same services as real ones."""

from datetime import datetime

from practicum.admissions.api import Candidacy
from practicum.marking.api import (
    Capstone,
    Mark,
    MarkAllocation,
    allocate_examiner,
    mark_capstone,
    rubric_of,
    submit_capstone,
)
from practicum.people.api import EXAMINER, PROGRAMME_MANAGER, Person
from tests.factories.admissions import make_candidacy
from tests.factories.people import NOON, make_person
from tests.replay import replayed

COMMENT = "The figures carry the argument."


def make_text(words: int = 3000) -> str:
    """A text of so many words that count."""
    return "\n".join(" ".join(["word"] * min(20, words - start)) for start in range(0, words, 20))


def make_levels(level: int, **changes: int) -> dict[str, int]:
    """The same level on each criterion of the shipped rubric, but for `changes`."""
    keys = ("diagnosis", "numbers", "plan", "governance", "story")
    return {**dict.fromkeys(keys, level), **changes}


@replayed()
def make_submitted_capstone(candidacy: Candidacy | None = None, *, now: datetime = NOON) -> Capstone:
    """A capstone that was handed in; of a new candidate on the experience route if none is given."""
    candidacy = candidacy or make_candidacy(now=now)
    return submit_capstone(
        actor=candidacy.person,
        candidacy=candidacy,
        title="FinOps for one organisation",
        text=make_text(),
        ai_use="None used.",
        acknowledged=True,
        now=now,
    )


@replayed()
def make_allocation(
    capstone: Capstone | None = None, *, examiner: Person | None = None, now: datetime = NOON
) -> MarkAllocation:
    """A capstone that an examiner is asked to mark."""
    return allocate_examiner(
        actor=make_person(PROGRAMME_MANAGER, now=now),
        capstone=capstone or make_submitted_capstone(now=now),
        examiner=examiner or make_person(EXAMINER, now=now),
        now=now,
    )


def make_mark(
    allocation: MarkAllocation | None = None, *, level: int = 3, now: datetime = NOON, **changes: int
) -> Mark:
    """A mark at `level` on each criterion (3 passes with 75 %, 2 does not with 50 %)."""
    allocation = allocation or make_allocation(now=now)
    assert rubric_of(allocation.capstone.candidacy).key == "capstone"
    return mark_capstone(
        actor=allocation.examiner,
        allocation=allocation,
        levels=make_levels(level, **changes),
        comment=COMMENT,
        now=now,
    )


@replayed()
def make_marked_capstone(candidacy: Candidacy | None = None, *, level: int = 3, now: datetime = NOON) -> Capstone:
    """A capstone whose marking is final."""
    mark = make_mark(make_allocation(make_submitted_capstone(candidacy, now=now), now=now), level=level, now=now)
    return Capstone.objects.get(pk=mark.allocation.capstone_id)
