"""Make-up work: a candidate who was away answers the week's prompt; the facilitator or a mentor reads it."""

from datetime import datetime

from django.db import transaction

from practicum.cohorts.events import AttendanceRecorded, MakeUpDecided, MakeUpSubmitted
from practicum.cohorts.letters import write_to
from practicum.cohorts.models import Attendance, MakeUp, MakeUpDecision, Seat, Session
from practicum.cohorts.queries.hand_over import reader_for
from practicum.cohorts.queries.makeup import may_read
from practicum.cohorts.queries.week import MISSED, find_week
from practicum.cohorts.rules.feedback import COMMENT_MOST
from practicum.cohorts.rules.states import COHORT_STATES, MAKE_UP_STATES
from practicum.cohorts.rules.week import MAKE_UP_MOST, check_private
from practicum.cohorts.services.week import lock_own_seat
from practicum.curriculum.api import programme_of
from practicum.kernel.canonical import digest
from practicum.kernel.errors import InvalidState, NotPermitted, Refusal
from practicum.kernel.ids import new_code
from practicum.ledger.api import record
from practicum.people.api import Person, conflict

OUTCOMES = ("accepted", "returned")


@transaction.atomic
def save_make_up_draft(*, actor: Person, seat: Seat, session: Session, text: str, now: datetime) -> MakeUp:
    """Keep what the candidate wrote so far. What was handed in stays as it is until it is handed in again."""
    make_up = _open_make_up(actor, seat, session, now)
    MAKE_UP_STATES.require(make_up.state, ("open", "returned"), act="changed")
    make_up.draft, make_up.saved_at = check_private(text, most=MAKE_UP_MOST), now
    make_up.save()
    return make_up


@transaction.atomic
def submit_make_up(*, actor: Person, seat: Seat, session: Session, text: str, now: datetime) -> MakeUp:
    """Hand the answer in, the first time or again. Late work is taken too. The candidate's mentor is told."""
    make_up = _open_make_up(actor, seat, session, now)
    state = MAKE_UP_STATES.move(make_up.state, "submitted")
    text = check_private(text, most=MAKE_UP_MOST, complete=True)
    make_up.draft = make_up.text = text
    make_up.state, make_up.saved_at, make_up.submitted_at = state, now, now
    make_up.save()
    locked = make_up.seat
    event = MakeUpSubmitted(
        make_up=make_up.code,
        candidacy=locked.candidacy.code,
        cohort=locked.cohort.code,
        week=session.week,
        text_digest=digest(text),
    )
    record(event, actor=actor.code, now=now)
    write_to(
        reader_for(locked.mentor or locked.cohort.facilitator, now),
        subject=f"{actor.name} has handed in make-up work",
        text=(
            f"{actor.name} missed the session of week {session.week} and has answered the make-up prompt. "
            "Accept it, or return it with what is missing."
        ),
        path=f"/cohorts/make-up/{make_up.code}/",
        key=f"make-up {make_up.code} {now.isoformat()}",
        kind="work",
        now=now,
    )
    return make_up


@transaction.atomic
def decide_make_up(*, actor: Person, make_up: MakeUp, outcome: str, comment: str, now: datetime) -> MakeUpDecision:
    """Accept the work, which sets the attendance to caught up, or return it with a comment that says what is missing.

    By the cohort's facilitator, a programme manager or a mentor of the cohort, or who stands in for one of them; without a
    conflict of interest.
    """
    locked = (
        MakeUp.objects.select_for_update(no_key=True, of=("self",))
        .select_related("seat__cohort", "seat__candidacy__person", "session")
        .get(pk=make_up.pk)
    )
    seat, candidate = locked.seat, locked.seat.candidacy.person
    if not may_read(actor, seat.cohort, now=now):
        raise NotPermitted("Only the cohort's facilitator or one of its mentors reads make-up work.")
    if why := conflict(actor, candidate):
        raise NotPermitted(f"You may not judge this work: {why}.", mend="Another mentor of the cohort does.")
    if outcome not in OUTCOMES:
        raise Refusal("outcome_unknown", "Accept the work, or return it.", field="outcome")
    state = MAKE_UP_STATES.move(locked.state, outcome)
    comment = _check_comment(comment, needed=outcome == "returned")
    attendance = Attendance.objects.select_for_update(no_key=True).filter(session=locked.session, seat=seat).first()
    if attendance is None or attendance.status not in MISSED:
        raise Refusal("nothing_missed", "The attendance was corrected meanwhile: there is nothing to catch up with.")
    decision = MakeUpDecision.objects.create(
        make_up=locked, outcome=outcome, text=locked.text, comment=comment, decided_by=actor, decided_at=now
    )
    locked.state = state
    locked.save(update_fields=["state"])
    event = MakeUpDecided(
        make_up=locked.code,
        candidacy=seat.candidacy.code,
        cohort=seat.cohort.code,
        week=locked.session.week,
        outcome=outcome,
        text_digest=digest(locked.text),
    )
    record(event, actor=actor.code, now=now)
    if outcome == "accepted":
        _set_caught_up(attendance, locked, actor=actor, now=now)
    _tell_candidate(locked, decision, now=now)
    return decision


def _set_caught_up(attendance: Attendance, make_up: MakeUp, *, actor: Person, now: datetime) -> None:
    attendance.status, attendance.reason = "caught_up", f"Make-up work {make_up.code}."
    attendance.recorded_by, attendance.recorded_at = actor, now
    attendance.save()
    seat = make_up.seat
    told = {seat.candidacy.code: attendance.status}
    event = AttendanceRecorded(cohort=seat.cohort.code, week=make_up.session.week, statuses=told)
    record(event, actor=actor.code, now=now)


def _tell_candidate(make_up: MakeUp, decision: MakeUpDecision, *, now: datetime) -> None:
    week = make_up.session.week
    accepted = decision.outcome == "accepted"
    write_to(
        make_up.seat.candidacy.person,
        subject=f"Your make-up work of week {week} is {decision.outcome}",
        text=(
            f"{decision.decided_by.name} has read your make-up work. The session of week {week} counts as attended now."
            if accepted
            else f"{decision.decided_by.name} has read your make-up work and says what is missing. Mend it and hand it "
            "in again."
        ),
        path=f"/journey/week/{week}/catch-up/",
        key=f"make-up decided {make_up.code} {decision.pk}",
        kind="work",
        now=now,
    )


def _check_comment(comment: str, *, needed: bool) -> str:
    comment = comment.replace("\r\n", "\n").strip()
    if "\x00" in comment or len(comment) > COMMENT_MOST:
        raise Refusal("comment_long", f"A comment has at most {COMMENT_MOST} characters.", field="comment")
    if needed and not comment:
        raise Refusal("comment_missing", "Say what is missing.", field="comment")
    return comment


def _open_make_up(actor: Person, seat: Seat, session: Session, now: datetime) -> MakeUp:
    """The candidate's own make-up work on a session that they missed, locked; begun if there is none yet."""
    locked = lock_own_seat(actor, seat)
    COHORT_STATES.require(locked.cohort.state, ("running", "completed"), act="worked in")
    if session.cohort_id != locked.cohort_id:
        raise NotPermitted("This session is another cohort's.")
    week = find_week(programme_of(locked.cohort.programme_version), session.week)
    if not week.make_up:
        raise Refusal("no_prompt", "This week has no make-up prompt.", mend="Ask your facilitator how to catch up.")
    make_up = MakeUp.objects.select_for_update(no_key=True).filter(seat=locked, session=session).first()
    if make_up is not None and make_up.state == "accepted":
        raise InvalidState(MAKE_UP_STATES.noun, make_up.state, "changed")
    if not Attendance.objects.filter(seat=locked, session=session, status__in=MISSED).exists():
        raise Refusal("nothing_missed", "Make-up work is for sessions that you missed.")
    make_up = make_up or MakeUp(code=new_code("MUP"), seat=locked, session=session, saved_at=now)
    make_up.seat = locked
    return make_up
