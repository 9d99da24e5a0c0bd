"""Forming cohorts that are filled, dissolved, merged or split: a person decides on what the solver proposes."""

from datetime import datetime

from django.db import transaction

from practicum.cohorts import events
from practicum.cohorts.models import Cohort, Seat
from practicum.cohorts.queries.regrouping import Decision, NewCohort, decide_on
from practicum.cohorts.rules.states import COHORT_STATES
from practicum.cohorts.services.making import make_cohort
from practicum.cohorts.services.running import cancel_cohort, check_reason, lock_cohort
from practicum.cohorts.services.seats import bring_in, let_go, move_member, seat_waiting
from practicum.kernel.errors import Refusal
from practicum.ledger.api import record
from practicum.people.api import PROGRAMME_MANAGER, Person, require_role


@transaction.atomic
def regroup_cohort(
    *,
    actor: Person,
    cohort: Cohort,
    other: Cohort | None = None,
    split: bool = False,
    seen: str,
    reason: str,
    now: datetime,
) -> Decision:
    """Do what `decide_on` proposes, all of it or nothing: cohorts come to be, seats move, mentors come in, an empty cohort
    is cancelled.

    `seen` is the digest of what the person decided on; anything else is refused. Nobody loses a seat: whoever finds no
    other place keeps theirs, and the cohort with them. Everybody who moves is free at the new hour and is written to.
    """
    require_role(actor, PROGRAMME_MANAGER)
    list(Cohort.objects.select_for_update(no_key=True).filter(state="forming").order_by("pk"))  # one order of locks
    locked = lock_cohort(cohort)
    COHORT_STATES.require(locked.state, ("forming",), act="regrouped")
    reason = check_reason(reason)
    decision = decide_on(locked, other=other, split=split, now=now)
    if decision.digest != seen:
        raise Refusal("plan_changed", "Something has changed since you looked.", mend="Look at it again, then decide.")
    if not decision.steps:
        raise Refusal("no_step", "There is nothing to do: nobody would move.")
    formed = {one: _form(one, locked, actor=actor, now=now) for one in decision.formed}
    event = events.CohortRegrouped(
        cohort=locked.code,
        outcome=decision.outcome,
        other=other.code if other else "",
        formed=tuple(one.code for one in formed.values()),
        moves=len(decision.steps),
        reason=reason,
        plan_digest=decision.digest,
    )
    record(event, actor=actor.code, now=now)
    for joined, mentor in decision.newcomers:
        bring_in(joined, mentor, actor=actor, now=now)
    for step in decision.steps:
        to_cohort = formed[step.to_cohort] if isinstance(step.to_cohort, NewCohort) else step.to_cohort
        if step.from_cohort is None:
            seat_waiting(actor=actor, application=step.application, cohort=to_cohort, reason=reason, now=now)
        else:
            seat = Seat.objects.select_related("cohort").get(candidacy__application=step.application)
            move_member(actor=actor, seat=seat, to_cohort=to_cohort, reason=reason, now=now)
    for left_by, mentor in decision.leavers:
        let_go(left_by, mentor, actor=actor, now=now)
    for left in (locked, other):
        if left is not None and not left.seats.filter(state="held").exists():
            cancel_cohort(actor=actor, cohort=left, reason=reason, now=now)
    return decision


def _form(plan: NewCohort, cohort: Cohort, *, actor: Person, now: datetime) -> Cohort:
    return make_cohort(
        version=cohort.programme_version,
        proposal=None,
        name=plan.name,
        language=plan.language,
        hour=plan.hour,
        starts_on=plan.starts_on,
        facilitator=plan.facilitator,
        mentors=plan.mentors,
        moments=plan.moments,
        size=plan.size,
        actor=actor,
        now=now,
    )
