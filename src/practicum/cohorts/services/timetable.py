"""Sessions that change: moved, cancelled, held somewhere else. Everybody's calendar is told in the same act."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from django.db import transaction

from practicum.cohorts import events
from practicum.cohorts.invitations import tell_of_cancelling, tell_of_link, tell_of_move
from practicum.cohorts.letters import say_moment
from practicum.cohorts.models import Cohort, Session
from practicum.cohorts.queries.asking import staff_sessions
from practicum.cohorts.queries.stated_hours import broken_by_new_time
from practicum.cohorts.rules.links import check_link
from practicum.cohorts.rules.states import COHORT_STATES, LIVE, SESSION_STATES
from practicum.cohorts.rules.timetable import FURTHEST, hour_of_week, move_together, overlap
from practicum.cohorts.services.running import check_reason, lock_cohort, require_leader
from practicum.kernel.errors import Refusal
from practicum.ledger.api import record
from practicum.people.api import Person

PLACE_MOST = 300


@transaction.atomic
def reschedule_session(
    *, actor: Person, session: Session, starts_at: datetime, with_later: bool = False, reason: str, now: datetime
) -> list[Session]:
    """Hold a session at another time; `with_later` moves all later ones by the same step on the cohort's wall clock.

    By the cohort's facilitator or a programme manager, while the session is to come. Refuses a time in the past, another
    order of the weeks, and an hour in which the facilitator or a mentor is in another session. Whose stated hours it breaks
    is asked by `broken_by_new_time` before, and their number is on the record. Returns what was moved.
    """
    require_leader(actor, session.cohort, now=now)
    cohort = lock_cohort(session.cohort)
    COHORT_STATES.require(cohort.state, LIVE, act="given another timetable")
    planned = list(cohort.sessions.exclude(state="cancelled").order_by("week"))
    moving = [one for one in planned if one.week == session.week or (with_later and one.week > session.week)]
    _require_to_come(session, moving, now=now)
    reason = check_reason(reason)
    before = [one.starts_at for one in moving]
    if starts_at == before[0]:
        raise Refusal("same_time", "The session is held at that time already.", field="time")
    if starts_at <= now:
        raise Refusal("time_past", "That moment has passed.", field="date", mend="Choose one that is to come.")
    if starts_at > now + FURTHEST:
        raise Refusal("time_far", "That is more than a year ahead.", field="date", mend="Choose an earlier day.")
    outside = broken_by_new_time(session, starts_at=starts_at, with_later=with_later)
    after = move_together(before, starts_at, anchor=cohort.time_zone)
    for one, moment in zip(moving, after, strict=True):
        one.planned_at = one.planned_at or one.starts_at
        one.starts_at, one.change_reason = moment, reason
        one.state, one.sequence = SESSION_STATES.move(one.state, "moved"), one.sequence + 1
    _refuse_disorder(planned, actor)
    _refuse_double_booking(cohort, moving)
    Session.objects.bulk_update(moving, ["starts_at", "planned_at", "change_reason", "state", "sequence"])
    if moving[0] == planned[0] and with_later:
        cohort.hour = hour_of_week(moving[0].starts_at)
        cohort.save(update_fields=["hour"])
    event = events.SessionsMoved(
        cohort=cohort.code,
        sessions={str(one.week): one.starts_at for one in moving},
        outside=len(outside),
        reason=reason,
    )
    record(event, actor=actor.code, now=now)
    if cohort.state == "running":
        tell_of_move(cohort, dict(zip(before, moving, strict=True)), reason=reason, now=now)
    return moving


@transaction.atomic
def cancel_session(*, actor: Person, session: Session, reason: str, now: datetime) -> Session:
    """Hold a session not at all: nobody has to attend it. By the cohort's facilitator or a programme manager.

    Refuses the last session that a cohort has left: a cohort without sessions is no cohort.
    """
    require_leader(actor, session.cohort, now=now)
    cohort = lock_cohort(session.cohort)
    COHORT_STATES.require(cohort.state, LIVE, act="given another timetable")
    planned = list(cohort.sessions.exclude(state="cancelled").order_by("week"))
    found = [one for one in planned if one.week == session.week]
    _require_to_come(session, found, now=now)
    reason = check_reason(reason)
    if len(planned) == 1:
        raise Refusal("session_only", "This is the only session that is left.", mend="Move it instead.")
    (gone,) = found
    gone.state, gone.change_reason = SESSION_STATES.move(gone.state, "cancelled"), reason
    gone.sequence += 1
    gone.save(update_fields=["state", "change_reason", "sequence"])
    record(events.SessionCancelled(cohort=cohort.code, week=gone.week, reason=reason), actor=actor.code, now=now)
    if cohort.state == "running":
        tell_of_cancelling(cohort, gone, reason=reason, now=now)
    return gone


@transaction.atomic
def set_join_link(
    *, actor: Person, session: Session, link: str, place: str = "", with_later: bool = False, now: datetime
) -> list[Session]:
    """Say where a session is held: a link to join by, a place or notes; `with_later` says it of all later ones too.

    By the cohort's facilitator or a programme manager, while the session is to come. Returns the sessions that changed.
    """
    require_leader(actor, session.cohort, now=now)
    cohort = lock_cohort(session.cohort)
    COHORT_STATES.require(cohort.state, LIVE, act="given another timetable")
    planned = list(cohort.sessions.exclude(state="cancelled").order_by("week"))
    wanted = [one for one in planned if one.week == session.week or (with_later and one.week > session.week)]
    _require_to_come(session, wanted, now=now, until_end=True)
    link, place = check_link(link) if link.strip() else "", " ".join(place.replace("\x00", "").split())
    if len(place) > PLACE_MOST:
        raise Refusal("place_long", f"Place and notes have at most {PLACE_MOST} characters.", field="place")
    changed = [one for one in wanted if (one.join_link, one.place) != (link, place)]
    for one in changed:
        one.join_link, one.place, one.sequence = link, place, one.sequence + 1
    Session.objects.bulk_update(changed, ["join_link", "place", "sequence"])
    if changed:
        event = events.JoinLinkSet(cohort=cohort.code, weeks=tuple(one.week for one in changed))
        record(event, actor=actor.code, now=now)
    if cohort.state == "running":
        tell_of_link(cohort, changed, now=now)
    return changed


def _require_to_come(session: Session, found: Sequence[Session], *, now: datetime, until_end: bool = False) -> None:
    """Refuse a session that was cancelled, or that has begun (`until_end`: that is over)."""
    if not found or found[0].week != session.week:
        raise Refusal("session_cancelled", f"The session of week {session.week} is cancelled.")
    first = found[0]
    limit = first.starts_at + timedelta(minutes=first.minutes if until_end else 0)
    if limit <= now:
        over = "is over" if until_end else "has begun"
        raise Refusal("session_begun", f"The session of week {first.week} {over}.", mend="Change one that is to come.")


def _refuse_disorder(planned: Sequence[Session], actor: Person) -> None:
    """The weeks keep their order, and no session begins before the one before it has ended."""
    for one, other in pairwise(planned):
        if one.starts_at + timedelta(minutes=one.minutes) > other.starts_at:
            raise Refusal(
                "weeks_disordered",
                f"Week {other.week} would begin on {say_moment(other.starts_at, actor.time_zone)}, before week {one.week} "
                "has ended.",
                field="date",
                mend="Move the later sessions with it, or choose another time.",
            )


def _refuse_double_booking(cohort: Cohort, moving: Sequence[Session]) -> None:
    staff = [cohort.facilitator, *(row.person for row in cohort.mentors.select_related("person").order_by("id"))]
    first = min(one.starts_at for one in moving) - timedelta(days=1)
    busy = staff_sessions([person.pk for person in staff], after=first, besides=cohort)
    minutes = max(one.minutes for one in moving)
    for person in staff:
        if clash := overlap([one.starts_at for one in moving], busy.get(person.pk, []), minutes):
            raise Refusal(
                "double_booked",
                f"{person.name} would be in two sessions at once on {say_moment(clash, person.time_zone)}.",
                field="date",
                mend="Choose another time.",
            )
