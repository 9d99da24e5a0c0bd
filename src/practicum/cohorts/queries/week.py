"""Reads of one week: the candidate's steps, and what surrounds a session."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from practicum.admissions.api import candidacy_of
from practicum.cohorts.models import Attendance, MakeUp, Pulse, Recording, Reflection, Seat, Session
from practicum.cohorts.queries.access import Part, see_cohort
from practicum.cohorts.queries.training import required_work_of, seat_of
from practicum.cohorts.rules.pulse import open_window
from practicum.cohorts.rules.training import ATTENDED, Work
from practicum.cohorts.rules.week import MAKE_UP_WITHIN, Step, next_step
from practicum.curriculum.api import programme_of
from practicum.kernel.errors import NotFound, NotPermitted
from practicum.pack.api import Programme, Week
from practicum.people.api import Person

MISSED = ("absent", "excused")


@dataclass(frozen=True, kw_only=True)
class WeekPage:
    """Everything on a candidate's page of one week. `following` is the session after this one, if there is one."""

    seat: Seat
    programme: Programme
    week: Week
    session: Session
    following: Session | None
    is_over: bool
    status: str
    reason: str
    work: Work | None
    done_parts: frozenset[int]
    reflection: Reflection | None
    recordings: list[Recording]
    make_up: MakeUp | None
    may_make_up: bool
    make_up_due_at: datetime
    pulse_until: datetime | None
    steps: list[Step]

    @property
    def next(self) -> str:
        return next_step(self.steps)

    @property
    def minutes(self) -> int:
        return sum(part.minutes for part in self.week.preparation)


def own_week(person: Person, number: int) -> tuple[Seat, Week, Session]:
    """The person's own seat, a week of its programme and the session. Raises NotFound."""
    candidacy = candidacy_of(person)
    seat = seat_of(candidacy) if candidacy is not None else None
    if seat is None:
        raise NotFound("Only candidates with a seat in a cohort have weeks.")
    week = find_week(programme_of(seat.cohort.programme_version), number)
    return seat, week, Session.objects.get(cohort=seat.cohort, week=number)


def find_week(programme: Programme, number: int) -> Week:
    """A week of the programme. Raises NotFound."""
    found = next((one for one in programme.weeks if one.number == number), None)
    if found is None:
        raise NotFound(f"There is no week {number}.", mend=f"The programme has {len(programme.weeks)} weeks.")
    return found


def see_session(person: Person, code: str, number: int, *, now: datetime) -> tuple[Session, Part]:
    """A session of a cohort, for all of its people. Raises NotFound for everybody else."""
    cohort, part = see_cohort(person, code, now=now)
    session = Session.objects.filter(cohort=cohort, week=number).first()
    if session is None:
        raise NotFound(f"{cohort.name} has no week {number}.")
    session.cohort = cohort
    return session, part


def staff_session(person: Person, code: str, number: int, *, now: datetime) -> tuple[Session, Part]:
    """A session of a cohort, for those who lead or mentor it. Raises NotFound, or NotPermitted for its members."""
    session, part = see_session(person, code, number, now=now)
    if not (part.leads or part.mentors):
        raise NotPermitted("This is for those who lead or mentor the cohort.")
    return session, part


def read_week(person: Person, number: int, *, now: datetime) -> WeekPage:
    """The candidate's page of one week. Raises NotFound for those without a seat and for weeks that there are not."""
    seat, week, session = own_week(person, number)
    programme = programme_of(seat.cohort.programme_version)
    attendance = Attendance.objects.filter(seat=seat, session=session).first()
    status = attendance.status if attendance else ""
    work = next((one for one in required_work_of(seat) if one.key == week.assignment), None)
    done = frozenset(seat.preparation.filter(week=number).values_list("part", flat=True))
    reflection = Reflection.objects.filter(seat=seat, week=number).first()
    following = Session.objects.filter(cohort=seat.cohort, week=number + 1).first()
    ends_at = session.starts_at + timedelta(minutes=session.minutes)
    make_up = MakeUp.objects.filter(seat=seat, session=session).first()
    return WeekPage(
        seat=seat,
        programme=programme,
        week=week,
        session=session,
        following=following,
        is_over=ends_at <= now,
        status=status,
        reason=attendance.reason if attendance else "",
        work=work,
        done_parts=done,
        reflection=reflection,
        recordings=list(recordings_of(session, today=now.date())),
        make_up=make_up,
        may_make_up=bool(week.make_up) and (status in MISSED or make_up is not None),
        make_up_due_at=ends_at + MAKE_UP_WITHIN,
        pulse_until=pulse_open_until(seat, session, programme, now=now),
        steps=_steps(
            week=week,
            session=session,
            following=following,
            status=status,
            work=work,
            done=done,
            reflection=reflection,
            over=ends_at <= now,
        ),
    )


def _steps(
    *,
    week: Week,
    session: Session,
    following: Session | None,
    status: str,
    work: Work | None,
    done: frozenset[int],
    reflection: Reflection | None,
    over: bool,
) -> list[Step]:
    read = len(done) >= len(week.preparation)
    # A session that is over and not recorded yet was met, as far as the candidate is concerned; a cancelled one is asked
    # of nobody.
    met = status in (*ATTENDED, "excused") or (over and not status) or session.state == "cancelled"
    steps = [
        Step(key="prepare", title="Prepare", is_done=read, due_at=session.starts_at),
        Step(key="meet", title="Meet", is_done=met, due_at=session.starts_at),
    ]
    if week.lab:
        steps.append(Step(key="lab", title="Lab", is_done=None))
    if work is not None:
        steps.append(Step(key="assignment", title="Assignment", is_done=work.is_handed_in, due_at=work.due_at))
    written = reflection is not None and bool(reflection.text.strip())
    steps.append(
        Step(key="reflect", title="Reflect", is_done=written, due_at=following.starts_at if following else None)
    )
    return steps


def recordings_of(session: Session, *, today: date) -> QuerySet[Recording]:
    """The recordings that may be seen today."""
    return session.recordings.filter(removed_at=None, kept_until__gte=today).select_related("added_by")


def pulse_open_until(seat: Seat, session: Session, programme: Programme, *, now: datetime) -> datetime | None:
    """Until when this candidate may answer the week's pulse; nothing when it is not open, or they have answered."""
    opens_at, closes_at = open_window(session.starts_at, session.minutes)
    if session.state == "cancelled":
        return None
    if not programme.pulse or seat.cohort.state not in ("running", "completed") or not opens_at <= now < closes_at:
        return None
    pulse = Pulse.objects.filter(cohort=seat.cohort_id, week=session.week).first()
    return closes_at if pulse is None or seat.pk not in pulse.answered else None


def shared_reflections(mentor: Person) -> list[Reflection]:
    """What the mentor's own mentees chose to share, newest first."""
    return list(
        Reflection.objects.filter(seat__mentor=mentor, shared_at__isnull=False)
        .exclude(seat__state="left")
        .select_related("seat__candidacy__person", "seat__cohort__programme_version")
        .order_by("-shared_at", "-id")
    )


def access_reflection(mentor: Person, candidacy: str, week: int) -> Reflection:
    """What a mentee of the mentor's shared of a week. Raises NotFound."""
    shared = Reflection.objects.filter(seat__mentor=mentor, shared_at__isnull=False).exclude(seat__state="left")
    found = shared.filter(seat__candidacy__code=candidacy, week=week).first()
    if found is None:
        raise NotFound("Nobody shares this reflection with you.")
    return found


def prompts_of(programme: Programme, weeks: Iterable[int]) -> dict[int, str]:
    """What each of these weeks asks for in its reflection."""
    wanted = set(weeks)
    return {week.number: week.reflection for week in programme.weeks if week.number in wanted}
