"""The cohort as its facilitator and the programme manager see it: who was there, who falls behind and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from practicum.cohorts.models import Cohort, Seat, Session
from practicum.cohorts.queries.training import count_for, statuses_of, submission_states, work_for
from practicum.cohorts.rules.timetable import LocalTime, local_label, local_times
from practicum.cohorts.rules.training import ATTENDED, Attended, Work, find_concerns
from practicum.curriculum.api import programme_of
from practicum.pack.api import Week


@dataclass(frozen=True, kw_only=True)
class Member:
    """One row of the board. `cells` holds the status of each week, empty where none is recorded; `local` is the time of
    the first session where the member is."""

    seat: Seat
    local: str
    role: str
    cells: list[tuple[int, str]]
    attended: Attended
    work: list[Work]
    concerns: list[str]


@dataclass(frozen=True, kw_only=True)
class WeekRow:
    """One row of the timetable. `present` and `recorded` count the members that the board shows."""

    week: Week
    session: Session
    is_over: bool
    present: int
    recorded: int

    @property
    def percent(self) -> Decimal | None:
        return Decimal(100 * self.present) / self.recorded if self.recorded else None


@dataclass(frozen=True, kw_only=True)
class Board:
    cohort: Cohort
    weeks: list[WeekRow]
    members: list[Member]
    local: tuple[LocalTime, ...]

    @property
    def behind(self) -> list[Member]:
        return [one for one in self.members if one.concerns]

    @property
    def is_over(self) -> bool:
        """Whether the last session has been held."""
        return all(one.is_over for one in self.weeks)


def board_of(cohort: Cohort, *, zone: str, now: datetime, only_mentor: int | None = None) -> Board:
    """The board of a cohort, its times in `zone`. `only_mentor` keeps it to the mentees of one mentor."""
    programme = programme_of(cohort.programme_version)
    sessions = {one.week: one for one in cohort.sessions.all()}
    seats = members_of(cohort)
    if only_mentor is not None:
        seats = [seat for seat in seats if seat.mentor_id == only_mentor]
    keys = [seat.pk for seat in seats]
    statuses, states = statuses_of(keys), submission_states(keys)
    cancelled = frozenset(week for week, one in sessions.items() if one.state == "cancelled")
    over = [week for week, one in sessions.items() if one.starts_at + timedelta(minutes=one.minutes) <= now]
    held = [week for week in over if week not in cancelled]
    moments = {week: one.starts_at for week, one in sessions.items()}
    roles = {one.key: one.title for one in programme.roles}
    opening = min(moments.values())
    members = []
    for seat in seats:
        recorded = statuses.get(seat.pk, {})
        attended = count_for(programme, recorded, cancelled)
        work = work_for(programme, moments, states.get(seat.pk, {}))
        members.append(
            Member(
                seat=seat,
                local=local_label(opening, seat.candidacy.person.time_zone),
                role=roles.get(seat.candidacy.application.role_profile, ""),
                cells=[(week.number, recorded.get(week.number, "")) for week in programme.weeks],
                attended=attended,
                work=work,
                concerns=_concerns(seat, recorded, sorted(held), attended, work, now=now),
            )
        )
    weeks = [_week_row(week, sessions[week.number], members, is_over=week.number in over) for week in programme.weeks]
    return Board(
        cohort=cohort,
        weeks=weeks,
        members=members,
        local=local_times([one.session.starts_at for one in weeks], zone),
    )


def _concerns(
    seat: Seat, recorded: dict[int, str], held: list[int], attended: Attended, work: list[Work], *, now: datetime
) -> list[str]:
    if seat.candidacy.ended_at is not None:
        return ["Has withdrawn; the seat is still held."]
    return find_concerns(recorded, held, attended, work, now=now)


def _week_row(week: Week, session: Session, members: Sequence[Member], *, is_over: bool) -> WeekRow:
    recorded = [status for one in members for number, status in one.cells if number == week.number and status]
    return WeekRow(
        week=week,
        session=session,
        is_over=is_over,
        present=sum(status in ATTENDED for status in recorded),
        recorded=len(recorded),
    )


def members_of(cohort: Cohort) -> list[Seat]:
    """Who sits in the cohort, or sat in it to its end, by name."""
    return list(
        cohort.seats.exclude(state="left")
        .select_related("candidacy__person", "candidacy__application", "mentor")
        .order_by("candidacy__person__name", "id")
    )


def with_counts(cohorts: QuerySet[Cohort]) -> QuerySet[Cohort]:
    """Cohorts with `size`, the number of their members."""
    return cohorts.annotate(size=Count("seats", filter=~Q(seats__state="left"), distinct=True))
