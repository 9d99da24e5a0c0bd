"""Reads of make-up work."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from practicum.cohorts.models import Attendance, Cohort, CohortMentor, MakeUp
from practicum.cohorts.queries.hand_over import hands_of
from practicum.cohorts.queries.week import MISSED
from practicum.cohorts.queries.work import feedback_within
from practicum.curriculum.api import programme_of
from practicum.kernel.errors import NotFound
from practicum.people.api import PROGRAMME_MANAGER, Person, has_role


@dataclass(frozen=True, kw_only=True)
class WaitingMakeUp:
    """Make-up work that waits for a reader. `is_mine` when it waits for the reader: the candidate's own mentor (without
    one, the facilitator), or somebody for whom they stand in."""

    make_up: MakeUp
    due_at: datetime
    is_mine: bool
    is_late: bool


def access_make_up(person: Person, code: str, *, now: datetime) -> MakeUp:
    """Work that was handed in, for the facilitator, the mentors, their stand-ins and programme managers. Raises NotFound."""
    make_up = _make_ups().filter(code=code).exclude(submitted_at=None).first()
    if make_up is not None and may_read(person, make_up.seat.cohort, now=now):
        return make_up
    raise NotFound(f"There is no make-up work {code} that you may see.")


def may_read(person: Person, cohort: Cohort, *, now: datetime) -> bool:
    """Whether the person reads the make-up work of a cohort: it is theirs to lead or to mentor, or they stand in."""
    hands = hands_of(person, now)
    if cohort.facilitator_id in hands or has_role(person, PROGRAMME_MANAGER):
        return True
    return CohortMentor.objects.filter(cohort=cohort, person__in=hands).exists()


def waiting_make_ups(person: Person, *, now: datetime) -> list[WaitingMakeUp]:
    """What waits in the cohorts that the person leads or mentors, also for somebody whom they stand in for: what is
    theirs first, then by when it is due."""
    hands = hands_of(person, now)
    mentored = CohortMentor.objects.filter(person__in=hands).values("cohort_id")
    rows = submitted_make_ups().filter(Q(seat__cohort__facilitator__in=hands) | Q(seat__cohort__in=mentored))
    waiting = []
    for row in rows:
        due_at = (row.submitted_at or now) + feedback_within(programme_of(row.seat.cohort.programme_version))
        reader = row.seat.mentor_id or row.seat.cohort.facilitator_id
        waiting.append(WaitingMakeUp(make_up=row, due_at=due_at, is_mine=reader in hands, is_late=due_at < now))
    return sorted(waiting, key=lambda one: (not one.is_mine, one.due_at, one.make_up.pk))


def submitted_make_ups() -> QuerySet[MakeUp]:
    """Make-up work that waits for a reader, wherever; not where a correction has made it needless."""
    missed = Attendance.objects.filter(seat=OuterRef("seat"), session=OuterRef("session"), status__in=MISSED)
    return _make_ups().filter(state="submitted").exclude(seat__state="left").filter(Exists(missed))


def _make_ups() -> QuerySet[MakeUp]:
    return MakeUp.objects.select_related(
        "seat__cohort__programme_version",
        "seat__cohort__facilitator",
        "seat__candidacy__person",
        "seat__mentor",
        "session",
    )
