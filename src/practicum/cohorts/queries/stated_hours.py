"""Whose stated hours a moved session would break: asked before it is moved, because a person then decides knowing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from practicum.cohorts.models import Cohort, Session, StaffAvailability
from practicum.cohorts.rules.timetable import local_label, move_together, weeks_outside
from practicum.kernel.canonical import digest
from practicum.people.api import Person


@dataclass(frozen=True, kw_only=True)
class Outside:
    """Somebody for whom sessions would newly lie outside the hours that they gave: in which weeks, and what their clock
    shows in the first of these."""

    person: Person
    part: str
    weeks: tuple[int, ...]
    local: str


def sessions_to_move(session: Session, *, with_later: bool) -> list[Session]:
    """The session, and all later ones if these move with it, in their order; cancelled ones stay out."""
    planned = session.cohort.sessions.exclude(state="cancelled").order_by("week")
    return [one for one in planned if one.week == session.week or (with_later and one.week > session.week)]


def broken_by_new_time(session: Session, *, starts_at: datetime, with_later: bool) -> list[Outside]:
    """For whom a move would break what they said, those with the most weeks first. Who said no hours is not asked."""
    cohort = session.cohort
    moving = sessions_to_move(session, with_later=with_later)
    if not moving:
        return []
    after = move_together([one.starts_at for one in moving], starts_at, anchor=cohort.time_zone)
    found = []
    for person, part, free, said_at in _stated(cohort):
        weeks = [
            (one.week, moment)
            for one, moment in zip(moving, after, strict=True)
            if _is_outside(moment, one.minutes, free, person, said_at)
            and not _is_outside(one.starts_at, one.minutes, free, person, said_at)
        ]
        if weeks:
            local = local_label(weeks[0][1], person.time_zone)
            found.append(Outside(person=person, part=part, weeks=tuple(week for week, _ in weeks), local=local))
    return sorted(found, key=lambda one: (-len(one.weeks), one.person.name, one.person.pk))


def name_move(starts_at: datetime, outside: Sequence[Outside]) -> str:
    """What a person confirms when they move a session all the same: this time, for these people and weeks."""
    return digest(
        {"starts_at": starts_at.isoformat(), "outside": {one.person.code: list(one.weeks) for one in outside}}
    )


def _stated(cohort: Cohort) -> list[tuple[Person, str, Sequence[int], datetime]]:
    """Everybody of the cohort with the UTC hours that they gave, and when."""
    seats = cohort.seats.filter(state="held", candidacy__ended_at=None).select_related("candidacy__application__person")
    rows: list[tuple[Person, str, Sequence[int], datetime]] = []
    for seat in seats.order_by("id"):
        application = seat.candidacy.application
        if application.free_hours and application.submitted_at:
            rows.append((application.person, "member", application.free_hours, application.submitted_at))
    parts = {row.person_id: "mentor" for row in cohort.mentors.all()} | {cohort.facilitator_id: "facilitator"}
    for said in StaffAvailability.objects.filter(person__in=parts).select_related("person").order_by("id"):
        if said.free_hours:
            rows.append((said.person, parts[said.person_id], said.free_hours, said.said_at))
    return rows


def _is_outside(moment: datetime, minutes: int, free: Sequence[int], person: Person, said_at: datetime) -> bool:
    return bool(weeks_outside([moment], minutes, free, zone=person.time_zone, said_at=said_at))
