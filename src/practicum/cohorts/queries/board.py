"""The cohort as its facilitator and the programme manager see it: who was there, who falls behind and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from practicum.cohorts.models import Cohort, CohortMentor, MakeUp, Nudge, Reflection, Seat, Session
from practicum.cohorts.queries.access import Part, see_cohort
from practicum.cohorts.queries.training import count_for, lab_states, labs_for, statuses_of, submission_states, work_for
from practicum.cohorts.rules.concerns import Cell, Concern, cell_of, find_concerns, summarise, withdrawn
from practicum.cohorts.rules.timetable import LocalTime, local_label, local_times
from practicum.cohorts.rules.training import ATTENDED, Attended, Work
from practicum.curriculum.api import programme_of
from practicum.kernel.errors import NotFound, NotPermitted
from practicum.pack.api import Week
from practicum.people.api import Person


@dataclass(frozen=True, kw_only=True)
class Member:
    """One row of the board. `local` is the time of the first session where the member is, `nudges` what was written to
    them, the latest first."""

    seat: Seat
    local: str
    role: str
    cells: list[Cell]
    attended: Attended
    work: list[Work]
    concerns: list[Concern]
    nudges: list[Nudge]

    @property
    def weight(self) -> int:
        """How much attention the member needs."""
        return sum(one.weight for one in self.concerns)


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
        """Who needs attention, the most first."""
        return [one for one in self.by_need if one.concerns]

    @property
    def by_need(self) -> list[Member]:
        """Who needs attention most, first; the others by name."""
        return sorted(self.members, key=lambda one: -one.weight)

    @property
    def summary(self) -> str:
        return summarise([one.concerns for one in self.members])

    @property
    def is_over(self) -> bool:
        """Whether the last session has been held."""
        return all(one.is_over for one in self.weeks)


def board_of(cohort: Cohort, *, zone: str, now: datetime, only_mentors: frozenset[int] | None = None) -> Board:
    """The board of a cohort, its times in `zone`. `only_mentors` keeps it to the mentees of these mentors.

    Of reflections it knows only whether there is one: no word of them is read here.
    """
    programme = programme_of(cohort.programme_version)
    sessions = {one.week: one for one in cohort.sessions.all()}
    seats = members_of(cohort)
    if only_mentors is not None:
        seats = [seat for seat in seats if seat.mentor_id in only_mentors]
    keys = [seat.pk for seat in seats]
    statuses, states, progress = statuses_of(keys), submission_states(keys), lab_states(keys)
    cancelled = frozenset(week for week, one in sessions.items() if one.state == "cancelled")
    over = [week for week, one in sessions.items() if one.starts_at + timedelta(minutes=one.minutes) <= now]
    held = [week for week in over if week not in cancelled]
    reflected, returned, nudges = _reflected(keys), _returned(keys), _nudges(keys)
    moments = {week: one.starts_at for week, one in sessions.items()}
    roles = {one.key: one.title for one in programme.roles}
    opening = min(moments.values())
    members = []
    for seat in seats:
        recorded = statuses.get(seat.pk, {})
        attended = count_for(programme, recorded, cancelled)
        work = work_for(programme, moments, states.get(seat.pk, {}))
        missing = {week.number for week in programme.weeks if week.assignment in _late(work, now)}
        labs = labs_for(programme, moments, progress.get(seat.pk, {}))
        missing |= {one.week for one in labs if one.is_overdue(now)} | returned.get(seat.pk, set())
        members.append(
            Member(
                seat=seat,
                local=local_label(opening, seat.candidacy.person.time_zone),
                role=roles.get(seat.candidacy.application.role_profile, ""),
                cells=[
                    cell_of(
                        week.number,
                        recorded.get(week.number, ""),
                        is_over=week.number in held,
                        has_open_work=week.number in missing,
                        is_cancelled=week.number in cancelled,
                    )
                    for week in programme.weeks
                ],
                attended=attended,
                work=work,
                concerns=[withdrawn()]
                if seat.candidacy.ended_at is not None
                else find_concerns(
                    recorded,
                    sorted(held),
                    attended,
                    work,
                    reflected=reflected.get(seat.pk, ()),
                    returned=returned.get(seat.pk, ()),
                    labs=labs,
                    now=now,
                ),
                nudges=nudges.get(seat.pk, []),
            )
        )
    weeks = [_week_row(week, sessions[week.number], members, is_over=week.number in over) for week in programme.weeks]
    return Board(
        cohort=cohort,
        weeks=weeks,
        members=members,
        local=local_times([one.session.starts_at for one in weeks], zone),
    )


def _late(work: Sequence[Work], now: datetime) -> set[str]:
    return {one.key for one in work if not one.is_handed_in and one.due_at < now}


def _reflected(seats: Sequence[int]) -> dict[int, set[int]]:
    """Seat -> the weeks in which something was written. The text itself stays in the database."""
    return _weeks(Reflection.objects.filter(seat__in=seats, text__regex=r"\S").values_list("seat_id", "week"))


def _returned(seats: Sequence[int]) -> dict[int, set[int]]:
    """Seat -> the weeks whose make-up work came back."""
    return _weeks(MakeUp.objects.filter(seat__in=seats, state="returned").values_list("seat_id", "session__week"))


def _weeks(rows: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for seat, week in rows:
        found.setdefault(seat, set()).add(week)
    return found


def _nudges(seats: Sequence[int]) -> dict[int, list[Nudge]]:
    """Seat -> what was written to the candidate, the latest first."""
    found: dict[int, list[Nudge]] = {}
    for nudge in Nudge.objects.filter(seat__in=seats).select_related("sent_by"):
        found.setdefault(nudge.seat_id, []).append(nudge)
    return found


def _week_row(week: Week, session: Session, members: Sequence[Member], *, is_over: bool) -> WeekRow:
    recorded = [cell.status for one in members for cell in one.cells if cell.week == week.number and cell.status]
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
    """Cohorts with `size`, the number of their members, and `first_session`, when the first one that is held begins."""
    held = Session.objects.filter(cohort=OuterRef("pk")).exclude(state="cancelled").order_by("starts_at")
    return cohorts.annotate(
        size=Count("seats", filter=~Q(seats__state="left"), distinct=True),
        first_session=Subquery(held.values("starts_at")[:1]),
    )


def access_board(person: Person, code: str, *, zone: str, now: datetime) -> tuple[Board, Part]:
    """The board, for those who lead the cohort; for its mentors, of their own mentees. Raises NotFound, NotPermitted."""
    cohort, part = see_cohort(person, code, now=now)
    if not (part.leads or part.mentors):
        raise NotPermitted("The board is for those who lead or mentor the cohort.")
    return board_of(cohort, zone=zone, now=now, only_mentors=None if part.leads else part.hands), part


def access_member(person: Person, code: str, candidacy: str, *, zone: str, now: datetime) -> tuple[Member, Board]:
    """One row of the board as the person sees it. Raises NotFound for anybody else's."""
    board, _ = access_board(person, code, zone=zone, now=now)
    found = next((one for one in board.members if one.seat.candidacy.code == candidacy), None)
    if found is None:
        raise NotFound(f"There is no candidate {candidacy} on your board.")
    return found, board


def mentors_of(cohort: Cohort) -> list[Person]:
    """The mentors of a cohort, by name."""
    rows = CohortMentor.objects.filter(cohort=cohort).select_related("person").order_by("person__name", "person_id")
    return [row.person for row in rows]
