"""A candidate's own way, week by week."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from practicum.admissions.api import Candidacy
from practicum.cohorts.models import AssignmentSubmission, Attendance, Nudge, Seat, Session
from practicum.cohorts.queries.training import count_for, lab_states, labs_for, seat_of, work_for
from practicum.cohorts.rules.training import LAB_AHEAD, Attended, WeekLab, Work, capability_shares, missing_training
from practicum.curriculum.api import programme_of
from practicum.pack.api import Programme, Week

# What was written longer ago is in the letters; it is no news on the journey.
NUDGES_SHOWN_FOR = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class JourneyWeek:
    """One week. `position` is done, now or next; `status` is the candidate's attendance, empty while none is recorded."""

    week: Week
    session: Session
    position: str
    status: str
    reason: str
    work: Work | None
    minutes: int

    @property
    def is_over(self) -> bool:
        return self.position == "done"


@dataclass(frozen=True, kw_only=True)
class Share:
    """How far a capability has come: 0 to 1."""

    name: str
    domain: str
    share: float


@dataclass(frozen=True, kw_only=True)
class Journey:
    """Everything on the journey page of the cohort route, as it stands `now`. `labs` are those that are to do."""

    seat: Seat
    programme: Programme
    weeks: list[JourneyWeek]
    shares: list[Share]
    attended: Attended
    missing: list[str]
    next_session: JourneyWeek | None
    next_work: Work | None
    now: datetime
    labs: list[WeekLab] = field(default_factory=list)
    returned: list[Work] = field(default_factory=list)
    nudges: list[Nudge] = field(default_factory=list)

    @property
    def closed(self) -> int:
        """Capabilities whose sessions and work are all done."""
        return sum(one.share >= 1 for one in self.shares)


def journey_of(candidacy: Candidacy, *, now: datetime) -> Journey | None:
    """The way of a candidate with a seat; nothing for those without (the experience route has no weeks)."""
    seat = seat_of(candidacy)
    if seat is None:
        return None
    programme = programme_of(seat.cohort.programme_version)
    sessions = {one.week: one for one in Session.objects.filter(cohort=seat.cohort)}
    rows = {row.session_id: row for row in Attendance.objects.filter(seat=seat)}
    recorded = {week: rows[one.pk].status for week, one in sessions.items() if one.pk in rows}
    states = dict(AssignmentSubmission.objects.filter(seat=seat).values_list("assignment", "state"))
    moments = {week: one.starts_at for week, one in sessions.items()}
    work = work_for(programme, moments, states)
    labs = labs_for(programme, moments, lab_states([seat.pk]).get(seat.pk, {}))
    by_key = {one.key: one for one in work}
    cancelled = frozenset(week for week, one in sessions.items() if one.state == "cancelled")
    to_come = (w.number for w in programme.weeks if w.number not in cancelled)
    coming = next((number for number in to_come if _end(sessions[number]) > now), None)
    weeks = [
        JourneyWeek(
            week=week,
            session=sessions[week.number],
            position=_position(week.number, coming),
            status=recorded.get(week.number, ""),
            reason=rows[sessions[week.number].pk].reason if week.number in recorded else "",
            work=by_key.get(week.assignment or ""),
            minutes=sum(part.minutes for part in week.preparation),
        )
        for week in programme.weeks
    ]
    attended = count_for(programme, recorded, cancelled)
    open_work = [one for one in work if one.state in ("", "draft")]
    return Journey(
        seat=seat,
        programme=programme,
        weeks=weeks,
        shares=shares_of(programme, recorded, frozenset(one.key for one in work if one.is_handed_in), cancelled),
        attended=attended,
        missing=missing_training(attended, work),
        next_session=next((one for one in weeks if one.week.number == coming), None),
        next_work=min(open_work, key=lambda one: one.due_at, default=None),
        now=now,
        labs=[one for one in labs if not one.is_done and one.due_at - LAB_AHEAD <= now],
        returned=[one for one in work if one.state == "returned"],
        nudges=list(seat.nudges.filter(sent_at__gte=now - NUDGES_SHOWN_FOR).select_related("sent_by")),
    )


def shares_of(
    programme: Programme, recorded: dict[int, str], handed_in: frozenset[str], cancelled: frozenset[int] = frozenset()
) -> list[Share]:
    """Every capability of the framework, in its order, with how far it has come."""
    taught = [(week.number, week.capabilities, week.assignment) for week in programme.weeks]
    shares = capability_shares(taught, recorded, handed_in, cancelled)
    return [
        Share(name=one.name, domain=domain.name, share=shares.get(one.key, 0.0))
        for domain in programme.framework.domains
        for one in domain.capabilities
    ]


def _position(number: int, coming: int | None) -> str:
    if coming is None or number < coming:
        return "done"
    return "now" if number == coming else "next"


def _end(session: Session) -> datetime:
    return session.starts_at + timedelta(minutes=session.minutes)
