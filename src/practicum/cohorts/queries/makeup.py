"""Reads of make-up work."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from practicum.cohorts.models import Attendance, CohortMentor, MakeUp
from practicum.cohorts.queries.week import MISSED
from practicum.cohorts.rules.training import FEEDBACK_WITHIN
from practicum.kernel.errors import NotFound
from practicum.people.api import PROGRAMME_MANAGER, Person, has_role


@dataclass(frozen=True, kw_only=True)
class WaitingMakeUp:
    """Make-up work that waits for a reader. `is_mine` when the reader is the candidate's own mentor."""

    make_up: MakeUp
    due_at: datetime
    is_mine: bool
    is_late: bool


def access_make_up(person: Person, code: str) -> MakeUp:
    """Work that was handed in, for the facilitator, the mentors and programme managers. Raises NotFound."""
    make_up = _make_ups().filter(code=code).exclude(submitted_at=None).first()
    if make_up is not None:
        cohort = make_up.seat.cohort
        leads = cohort.facilitator_id == person.pk or has_role(person, PROGRAMME_MANAGER)
        if leads or CohortMentor.objects.filter(cohort=cohort, person=person).exists():
            return make_up
    raise NotFound(f"There is no make-up work {code} that you may see.")


def waiting_make_ups(person: Person, *, now: datetime) -> list[WaitingMakeUp]:
    """What waits in the cohorts that the person leads or mentors: their own mentees' first, then by when it is due."""
    missed = Attendance.objects.filter(seat=OuterRef("seat"), session=OuterRef("session"), status__in=MISSED)
    mentored = CohortMentor.objects.filter(person=person).values("cohort_id")
    rows = (
        _make_ups()
        .filter(Q(seat__cohort__facilitator=person) | Q(seat__cohort__in=mentored), state="submitted")
        .exclude(seat__state="left")
        .filter(Exists(missed))
    )
    waiting = []
    for row in rows:
        due_at = (row.submitted_at or now) + FEEDBACK_WITHIN
        is_mine = row.seat.mentor_id == person.pk
        waiting.append(WaitingMakeUp(make_up=row, due_at=due_at, is_mine=is_mine, is_late=due_at < now))
    return sorted(waiting, key=lambda one: (not one.is_mine, one.due_at, one.make_up.pk))


def _make_ups() -> QuerySet[MakeUp]:
    return MakeUp.objects.select_related(
        "seat__cohort__programme_version",
        "seat__cohort__facilitator",
        "seat__candidacy__person",
        "seat__mentor",
        "session",
    )
