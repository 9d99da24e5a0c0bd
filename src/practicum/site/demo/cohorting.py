"""Scene: the system proposes cohorts, the programme manager confirms, weeks go by."""

from datetime import datetime, timedelta

from practicum.cohorts.api import (
    Cohort,
    Proposal,
    Seat,
    answer_alternative,
    ask_what_if,
    complete_cohort,
    confirm_proposal,
    give_feedback,
    propose_cohorts,
    record_attendance,
    reschedule_session,
    say_availability,
    set_join_link,
    start_cohort,
    submit_assignment,
)
from practicum.curriculum.api import programme_of
from practicum.people import api as people
from practicum.site.demo.cast import cast
from practicum.site.demo.play import Play, Tick
from practicum.site.demo.texts import texts, variant

NAMES = {"certified": "Cohort Alder", "running": "Cohort Birch", "forming": "Cohort Cedar"}
_ORDER = tuple(NAMES)
MEETING_ROOM = "https://meet.example.org/focp"


def form_cohort(play: Play, key: str, *, at: datetime, starts_at: datetime) -> Cohort:
    """Facilitator and mentors say when they are free; the solver proposes; the manager confirms."""
    place, hour = _ORDER.index(key), cast()["groups"][key]["hour"]
    facilitator = play.staff.one(people.FACILITATOR, place)
    mentors = play.staff.all(people.MENTOR)[3 * place : 3 * place + 3]
    for person in (facilitator, *mentors):
        free = range(hour - 2, hour + 4)
        say_availability(actor=person, free_hours=free, language="en", capacity=1, now=at)
    manager = play.staff.one(people.PROGRAMME_MANAGER)
    starts_on = starts_at.date()
    proposal = propose_cohorts(actor=manager, seed=play.seed, seconds=2, now=at, starts_on=starts_on)
    if key == "forming":
        _ask_what_if(manager, proposal, mentors[0], at=at + timedelta(hours=1))
    (cohort,) = confirm_proposal(
        actor=manager, proposal=proposal, starts_on=starts_on, names=[NAMES[key]], now=at + timedelta(hours=3)
    )
    play.cohorts[key] = cohort
    play.candidacies[key] = [seat.candidacy for seat in members(cohort)]
    return cohort


def _ask_what_if(manager: people.Person, proposal: Proposal, mentor: people.Person, *, at: datetime) -> None:
    """The manager looks at what a mentor's illness would do to the plan, and keeps the plan."""
    change = {"kind": "drop", "staff": mentor.code}
    asked = ask_what_if(actor=manager, proposal=proposal, change=change, now=at)
    answer_alternative(alternative_id=asked.pk)


def members(cohort: Cohort) -> list[Seat]:
    """The seats with everybody who matters for them, in a fixed order."""
    return list(cohort.seats.select_related("candidacy__person", "mentor", "cohort").order_by("pk"))


def hold_weeks(play: Play, key: str, *, until: datetime, tick: Tick) -> None:
    """Start the cohort and hold every session that is over by `until`; hand in and return the assignment."""
    cohort, seats = play.cohorts[key], members(play.cohorts[key])
    sessions = list(cohort.sessions.order_by("week"))
    begins = sessions[0].starts_at - timedelta(days=2)
    set_join_link(actor=cohort.facilitator, session=sessions[0], link=MEETING_ROOM, with_later=True, now=begins)
    start_cohort(actor=cohort.facilitator, cohort=cohort, now=begins)
    work = {week.number: week.assignment for week in programme_of(play.version).weeks if week.assignment}
    for session in sessions:
        over = session.starts_at + timedelta(minutes=session.minutes)
        if over > until:
            break
        statuses = {seat.pk: _whether_there(play, place, session.week) for place, seat in enumerate(seats)}
        record_attendance(actor=cohort.facilitator, session=session, statuses=statuses, now=over)
        if session.week in work:
            _do_assignment(play, seats, work[session.week] or "", at=over, until=until)
        tick()


def move_a_session(play: Play, key: str) -> None:
    """A holiday: one session to come is held a day later, and everybody's calendar is told."""
    cohort = play.cohorts[key]
    session = cohort.sessions.filter(starts_at__gt=play.today + timedelta(days=3)).order_by("week")[0]
    reschedule_session(
        actor=cohort.facilitator,
        session=session,
        starts_at=session.starts_at + timedelta(days=1),
        reason="The usual day is a public holiday for most of us.",
        now=play.ago(1),
    )


def end_cohort(play: Play, key: str) -> None:
    """After the last session the facilitator closes the cohort."""
    cohort = play.cohorts[key]
    last = cohort.sessions.order_by("-week")[0]
    cohort = complete_cohort(
        actor=cohort.facilitator, cohort=cohort, now=last.starts_at + timedelta(minutes=last.minutes, hours=3)
    )
    play.cohorts[key] = cohort


def _whether_there(play: Play, place: int, week: int) -> tuple[str, str]:
    """Mostly present; the fourth member of each cohort misses two sessions, so that somebody falls behind."""
    if place == 3 and week in (2, 3):
        return "absent", ""
    if (place * 5 + week * 3) % 17 == 0:
        return "excused", variant("absences", place + week)
    if (place + week * 2) % 23 == 0:
        return "caught_up", "Watched the recording and sent the worksheet."
    return "present", ""


def _do_assignment(play: Play, seats: list[Seat], assignment: str, *, at: datetime, until: datetime) -> None:
    programme = programme_of(play.version)
    task = next(one for one in programme.assignments if one.key == assignment)
    rubric = next(one for one in programme.rubrics if one.key == task.rubric)
    for place, seat in enumerate(seats):
        handed_in = at + timedelta(days=3, hours=place)
        text = texts()["memo"].format(name=seat.candidacy.person.name, percent=play.chance.randint(4, 19))
        submission = submit_assignment(
            actor=seat.candidacy.person, seat=seat, assignment=assignment, text=text, now=handed_in
        )
        returned = handed_in + timedelta(days=2)
        # In the cohort that still runs one memo waits for its mentor.
        if seat.mentor is None or returned > until or (seat.cohort.state == "running" and place == 0):
            continue
        levels = {criterion.key: play.chance.choice((2, 3, 3, 4)) for criterion in rubric.criteria}
        comment = variant("feedback", place)
        give_feedback(actor=seat.mentor, submission=submission, levels=levels, comment=comment, now=returned)
