"""Forming cohorts that are filled, dissolved or merged: a person decides on what the solver proposes."""

from datetime import datetime

from django.db import transaction

from practicum.admissions.api import note_trainers
from practicum.cohorts import events
from practicum.cohorts.letters import say_moment, write_to
from practicum.cohorts.models import Cohort, CohortMentor, Seat
from practicum.cohorts.queries.regrouping import Decision, decide_on
from practicum.cohorts.rules.states import COHORT_STATES
from practicum.cohorts.services.running import cancel_cohort, check_reason, lock_cohort
from practicum.cohorts.services.seats import move_member, seat_waiting
from practicum.kernel.errors import Refusal
from practicum.ledger.api import record
from practicum.people.api import PROGRAMME_MANAGER, Person, require_role


@transaction.atomic
def regroup_cohort(
    *, actor: Person, cohort: Cohort, other: Cohort | None = None, seen: str, reason: str, now: datetime
) -> Decision:
    """Do what `decide_on` proposes, all of it or nothing: seats move, mentors come in, an empty cohort is cancelled.

    `seen` is the digest of what the person decided on; anything else is refused. Nobody loses a seat: whoever finds no
    other place keeps theirs, and the cohort with them. Everybody who moves is free at the new hour and is written to.
    """
    require_role(actor, PROGRAMME_MANAGER)
    list(Cohort.objects.select_for_update().filter(state="forming").order_by("pk"))  # one order of locks
    locked = lock_cohort(cohort)
    COHORT_STATES.require(locked.state, ("forming",), act="regrouped")
    reason = check_reason(reason)
    decision = decide_on(locked, other=other, now=now)
    if decision.digest != seen:
        raise Refusal("plan_changed", "Something has changed since you looked.", mend="Look at it again, then decide.")
    if not decision.steps:
        raise Refusal("no_step", "There is nothing to do: nobody would move.")
    event = events.CohortRegrouped(
        cohort=locked.code,
        outcome=decision.outcome,
        other=other.code if other else "",
        moves=len(decision.steps),
        reason=reason,
        plan_digest=decision.digest,
    )
    record(event, actor=actor.code, now=now)
    for joined, mentor in decision.newcomers:
        _bring_in(joined, mentor, actor=actor, now=now)
    for step in decision.steps:
        if step.from_cohort is None:
            seat_waiting(actor=actor, application=step.application, cohort=step.to_cohort, reason=reason, now=now)
        else:
            seat = Seat.objects.select_related("cohort").get(candidacy__application=step.application)
            move_member(actor=actor, seat=seat, to_cohort=step.to_cohort, reason=reason, now=now)
    for left in (locked, other):
        if left is not None and not left.seats.filter(state="held").exists():
            cancel_cohort(actor=actor, cohort=left, reason=reason, now=now)
    return decision


def _bring_in(cohort: Cohort, mentor: Person, *, actor: Person, now: datetime) -> None:
    CohortMentor.objects.create(cohort=cohort, person=mentor)
    event = events.MentorJoined(cohort=cohort.code, mentor=mentor.code)
    record(event, actor=actor.code, now=now)
    for seat in cohort.seats.filter(state="held").select_related("candidacy").order_by("id"):
        note_trainers(actor=actor, candidacy=seat.candidacy, trainers=(mentor,), now=now)
    first = cohort.sessions.order_by("starts_at")[0]
    write_to(
        mentor,
        subject=f"You mentor the cohort {cohort.name}",
        text=(
            f"{actor.name} has asked you into the cohort {cohort.name}. The first session is on "
            f"{say_moment(first.starts_at, mentor.time_zone)}."
        ),
        path=f"/cohorts/{cohort.code}/",
        key=f"joined {cohort.code} {mentor.code}",
        now=now,
    )
