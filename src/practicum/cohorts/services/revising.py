"""A proposal in the hands of the programme manager: stopped, changed by hand, asked what if, replaced by another plan."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from practicum.cohorts import events
from practicum.cohorts.models import Alternative, Proposal
from practicum.cohorts.queries.alternatives import plan_digest
from practicum.cohorts.queries.checking import readable
from practicum.cohorts.rules.changes import check_change, may_adopt
from practicum.cohorts.rules.states import ALTERNATIVE_STATES, PROPOSAL_STATES
from practicum.cohorts.services.running import check_reason
from practicum.cohorts.tasks import answer_stored_alternative, solve_stored_proposal
from practicum.curriculum.api import programme_of
from practicum.kernel.canonical import digest
from practicum.kernel.errors import Refusal
from practicum.kernel.ids import new_code
from practicum.ledger.api import record
from practicum.matching.api import Cohort as Plan
from practicum.matching.api import Instance, Result, Unplaced, check_move, idle_mentors, tell_why
from practicum.people.api import PROGRAMME_MANAGER, Person, require_role

SETTLE_AFTER = 5  # seconds after which another worker settles a search that was stopped and whose own worker is gone


@transaction.atomic
def stop_search(*, actor: Person, proposal: Proposal, now: datetime) -> Proposal:
    """End the search; its best plan so far becomes the proposal. Asked twice, or too late, it changes nothing."""
    require_role(actor, PROGRAMME_MANAGER)
    locked = _lock(proposal)
    if locked.state != "solving" or locked.stop_asked_at is not None:
        return locked
    locked.stop_asked_at = now
    locked.save(update_fields=["stop_asked_at"])
    # The worker that searches sees it within half a second. If it was killed, this one finds the search still open.
    solve_stored_proposal.configure(schedule_in={"seconds": SETTLE_AFTER}).defer(proposal_id=locked.pk)
    record(events.SearchStopped(proposal=locked.code), actor=actor.code, now=now)
    return locked


def mentor_for_proposed_move(proposal: Proposal, *, application: str, cohort: int) -> str:
    """The idle mentor who could come into a proposed cohort that is full with one member more; empty where none is needed,
    or none is there. `cohort` is its number in the plan, 0 for no seat."""
    instance, result = Instance.from_json(proposal.instance), Result.from_json(proposal.result)
    return next(iter(idle_mentors(instance, result, application, cohort - 1)), "") if cohort else ""


def broken_by_proposed_move(proposal: Proposal, *, application: str, cohort: int, mentor: str = "") -> list[str]:
    """The rules that a move would break, in sentences, if `mentor` came in with it. `cohort` is its number in the plan, 0
    for no seat."""
    instance, result = Instance.from_json(proposal.instance), Result.from_json(proposal.result)
    if mentor:
        result = replace(result, cohorts=tuple(_joined(list(result.cohorts), cohort, mentor)))
    found = check_move(instance, result, application, cohort - 1 if cohort else None)
    return [f"{readable(one.message, proposal.names)}." for one in found]


@transaction.atomic
def move_proposed_seat(
    *,
    actor: Person,
    proposal: Proposal,
    application: str,
    cohort: int,
    reason: str,
    may_bring_in: bool = False,
    now: datetime,
) -> Proposal:
    """Move one person to another proposed cohort (its number in the plan), or off the plan (0).

    The rules are checked at once, and none of them can be overruled: a refusal names those that would be broken. With
    `may_bring_in` an idle mentor comes in where all of the cohort's are full.
    """
    require_role(actor, PROGRAMME_MANAGER)
    locked = _lock(proposal)
    PROPOSAL_STATES.require(locked.state, ("proposed",), act="changed")
    reason = check_reason(reason)
    instance, result = Instance.from_json(locked.instance), Result.from_json(locked.result)
    name = locked.names.get(application, application)
    mentor = mentor_for_proposed_move(locked, application=application, cohort=cohort) if may_bring_in else ""
    if broken := broken_by_proposed_move(locked, application=application, cohort=cohort, mentor=mentor):
        raise Refusal("move_breaks_rules", " ".join(broken), field="cohort", mend="Choose another cohort.")
    before = next((n for n, one in enumerate(result.cohorts, start=1) if application in one.members), 0)
    if before == cohort:
        raise Refusal("same_cohort", f"{name} is there already.", field="cohort")
    plans = list(result.cohorts)
    if before:
        left = tuple(one for one in plans[before - 1].members if one != application)
        plans[before - 1] = replace(plans[before - 1], members=left)
    if mentor:
        plans = _joined(plans, cohort, mentor)
    if cohort:
        plans[cohort - 1] = replace(plans[cohort - 1], members=(*plans[cohort - 1].members, application))
    unplaced = tuple(one for one in result.unplaced if one.id != application)
    if not cohort:
        unplaced += (Unplaced(id=application, reason=f"Taken off the plan by {actor.name}: {reason}"),)
    after = replace(result, cohorts=tell_why(instance, plans), unplaced=unplaced)
    locked.result = after.to_json()
    locked.save(update_fields=["result"])
    event = events.ProposedSeatMoved(
        proposal=locked.code,
        application=application,
        cohort_before=before,
        cohort=cohort,
        mentor=mentor,
        reason=reason,
        result_digest=plan_digest(locked.result),
    )
    record(event, actor=actor.code, now=now)
    return locked


@transaction.atomic
def ask_what_if(
    *, actor: Person, proposal: Proposal, change: Mapping[str, Any], reason: str = "", now: datetime
) -> Alternative:
    """Let a worker find the plan that a change would bring. The proposal stays as it is.

    Who must sit together or apart is said with a reason, because it stays with the plan.
    """
    require_role(actor, PROGRAMME_MANAGER)
    locked = _lock(proposal)
    PROPOSAL_STATES.require(locked.state, ("proposed",), act="changed")
    instance = Instance.from_json(locked.instance)
    rules = programme_of(locked.programme_version).policies.cohort
    check_change(
        change,
        staff={one.id: one.id for one in (*instance.facilitators, *instance.mentors)},
        applicants={one.id: one.id for one in instance.applicants},
        cohorts=len(locked.result["cohorts"]),
        size=(rules.min, rules.max),
    )
    if change["kind"] in ("together", "apart"):
        reason = check_reason(reason)
    asked = Alternative.objects.create(
        code=new_code("ALT"),
        proposal=locked,
        change=dict(change),
        reason=reason,
        base_digest=plan_digest(locked.result),
        asked_at=now,
        asked_by=actor,
    )
    answer_stored_alternative.defer(alternative_id=asked.pk)
    return asked


@transaction.atomic
def adopt_alternative(*, actor: Person, alternative: Alternative, reason: str, now: datetime) -> Proposal:
    """Put the plan of an answered question in the place of the proposed one. Nothing is confirmed by it."""
    require_role(actor, PROGRAMME_MANAGER)
    locked = _lock(alternative.proposal)
    chosen = Alternative.objects.select_for_update(no_key=True, of=("self",)).get(pk=alternative.pk)
    PROPOSAL_STATES.require(locked.state, ("proposed",), act="changed")
    state = ALTERNATIVE_STATES.move(chosen.state, "adopted")
    reason = check_reason(reason)
    if not may_adopt(chosen.change):
        raise Refusal(
            "only_supposed",
            "The added facilitator is only supposed.",
            mend="Give a person the role and their hours, then let the system propose again.",
        )
    if plan_digest(locked.result) != chosen.base_digest:
        raise Refusal("plan_changed", "The proposed plan has changed since this was asked.", mend="Ask again.")
    chosen.state = state
    chosen.save(update_fields=["state"])
    locked.instance, locked.result = chosen.instance, chosen.result
    locked.save(update_fields=["instance", "result"])
    result = Result.from_json(locked.result)
    event = events.AlternativeAdopted(
        proposal=locked.code,
        alternative=chosen.code,
        change={name: value for name, value in chosen.change.items() if isinstance(value, str | int)},
        reason=reason,
        placed=result.placed,
        cohorts=len(result.cohorts),
        instance_digest=digest(locked.instance),
        result_digest=plan_digest(locked.result),
    )
    record(event, actor=actor.code, now=now)
    return locked


def _joined(plans: list[Plan], cohort: int, mentor: str) -> list[Plan]:
    """The plans with a mentor more in one of them, by its number."""
    return [
        replace(one, mentors=(*one.mentors, mentor)) if number == cohort else one
        for number, one in enumerate(plans, start=1)
    ]


def _lock(proposal: Proposal) -> Proposal:
    return (
        Proposal.objects.select_for_update(no_key=True, of=("self",))
        .select_related("programme_version")
        .get(pk=proposal.pk)
    )
