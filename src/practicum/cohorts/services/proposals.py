"""Cohorts are proposed by the solver, and made by a person who confirms."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db import transaction

from practicum.admissions.api import Application
from practicum.cohorts import events
from practicum.cohorts.letters import say_moment
from practicum.cohorts.models import Cohort, Proposal
from practicum.cohorts.queries.asking import Asked, gather_instance, session_minutes, staff_sessions
from practicum.cohorts.queries.checking import broken_rules, find_changes
from practicum.cohorts.rules.formation import (
    check_names,
    check_search,
    check_start,
    deal_mentors,
    name_cohorts,
    usual_start,
)
from practicum.cohorts.rules.states import PROPOSAL_STATES
from practicum.cohorts.rules.timetable import overlap, session_moments
from practicum.cohorts.services.making import make_cohort
from practicum.cohorts.services.seats import take_seat
from practicum.cohorts.solving import solve_proposal
from practicum.cohorts.tasks import solve_stored_proposal
from practicum.curriculum.api import ProgrammeVersion, current_version, programme_of
from practicum.kernel.errors import Refusal
from practicum.kernel.ids import new_code
from practicum.ledger.api import record
from practicum.matching.api import Cohort as Plan
from practicum.matching.api import Instance, Progress, Result
from practicum.people.api import PROGRAMME_MANAGER, Person, require_role


@transaction.atomic
def request_proposal(
    *, actor: Person, seed: int, seconds: float, now: datetime, starts_on: date | None = None
) -> Proposal:
    """Store what is asked and let a worker search: the proposal is `solving` until it has an answer.

    `starts_on` is the planned start; without it the usual one. Refuses when nobody waits, nobody can lead or mentor,
    or another search is under way.
    """
    proposal = _open_proposal(actor=actor, seed=seed, seconds=seconds, now=now, starts_on=starts_on)
    solve_stored_proposal.defer(proposal_id=proposal.pk)
    return proposal


def propose_cohorts(
    *,
    actor: Person,
    seed: int,
    seconds: float,
    now: datetime,
    on_progress: Callable[[Progress], None] | None = None,
    starts_on: date | None = None,
) -> Proposal:
    """Ask the solver and wait for its answer: at most `seconds` by the wall clock. For programs, not for web requests."""
    proposal = _open_proposal(actor=actor, seed=seed, seconds=seconds, now=now, starts_on=starts_on)
    return solve_proposal(proposal_id=proposal.pk, now=now, on_progress=on_progress)


@transaction.atomic
def _open_proposal(*, actor: Person, seed: int, seconds: float, now: datetime, starts_on: date | None) -> Proposal:
    require_role(actor, PROGRAMME_MANAGER)
    starts_on = starts_on or usual_start(now)
    check_start(starts_on, now=now)
    check_search(seed=seed, seconds=seconds)
    version = current_version()
    ProgrammeVersion.objects.select_for_update(no_key=True).get(
        pk=version.pk
    )  # two managers at once: the second sees the first's
    if under_way := Proposal.objects.filter(programme_version=version, state="solving").first():
        raise Refusal(
            "search_under_way",
            f"The system is still looking for cohorts ({under_way.code}).",
            mend="Wait for its answer, or discard it.",
        )
    asked = gather_instance(version, starts_on=starts_on, now=now)
    _refuse_hopeless(asked)
    return Proposal.objects.create(
        code=new_code("PRO"),
        programme_version=version,
        instance=asked.instance.to_json(),
        names=asked.names,
        seed=seed,
        seconds=seconds,
        starts_on=starts_on,
        proposed_at=now,
        proposed_by=actor,
    )


def _refuse_hopeless(asked: Asked) -> None:
    if not asked.applications:
        raise Refusal(
            "nobody_waits", "Nobody waits for a seat.", mend="Seats are for accepted offers of the cohort route."
        )
    if not any(one.capacity for one in asked.instance.facilitators):
        raise Refusal(
            "no_facilitator",
            "Nobody can lead a cohort now.",
            mend="A facilitator needs the role, a current certificate, and hours that they have said.",
        )
    if not any(one.capacity for one in asked.instance.mentors):
        raise Refusal(
            "no_mentor", "Nobody can mentor now.", mend="A mentor needs the role, and hours that they have said."
        )


@transaction.atomic
def discard_proposal(*, actor: Person, proposal: Proposal, reason: str, now: datetime) -> Proposal:
    """Put a proposal away, also one that is still being searched for. Nobody's seat depends on it."""
    require_role(actor, PROGRAMME_MANAGER)
    locked = _lock(proposal)
    reason = " ".join(reason.replace("\x00", "").split())[:500]
    if not reason:
        raise Refusal("reason_missing", "Say why, in a few words.", field="reason")
    locked.state = PROPOSAL_STATES.move(locked.state, "discarded")
    locked.decided_at, locked.decided_by = now, actor
    locked.save(update_fields=["state", "decided_at", "decided_by"])
    record(events.ProposalDiscarded(proposal=locked.code, reason=reason), actor=actor.code, now=now)
    return locked


@transaction.atomic
def confirm_proposal(
    *, actor: Person, proposal: Proposal, starts_on: date, names: Sequence[str] | None = None, now: datetime
) -> list[Cohort]:
    """Make the proposed cohorts: each with its sessions, and a seat and a mentor for each member.

    Everything is checked again as it stands now. Refuses, and changes nothing, when an application was withdrawn
    since, when anybody's hours, role, certificate or declared interests no longer fit, or when somebody would be in
    two sessions at once. Without `names` the cohorts are called by month and letter.
    """
    require_role(actor, PROGRAMME_MANAGER)
    locked = _lock(proposal)
    PROPOSAL_STATES.require(locked.state, ("proposed",), act="confirmed")
    check_start(starts_on, now=now)
    instance, result = Instance.from_json(locked.instance), Result.from_json(locked.result)
    if not result.cohorts:
        raise Refusal("no_cohort", "This proposal holds no cohort.", mend="Discard it; its reasons say what to change.")
    if broken := broken_rules(instance, result, locked.names):
        raise Refusal("proposal_broken", " ".join(broken), mend="Discard it, and let the system propose again.")
    asked = gather_instance(locked.programme_version, starts_on=starts_on, now=now)
    if changes := find_changes(asked, result, locked.names):
        raise Refusal("proposal_stale", " ".join(changes), mend="Discard it, and let the system propose again.")
    taken = set(Cohort.objects.values_list("name", flat=True))
    number = len(result.cohorts)
    called = check_names(names, taken=taken, number=number) if names else name_cohorts(starts_on, taken, number)
    programme = programme_of(locked.programme_version)
    timetables = [
        session_moments(
            hour=plan.hour,
            starts_on=starts_on,
            weeks=len(programme.weeks),
            anchor=asked.staff[plan.facilitator].time_zone,
        )
        for plan in result.cohorts
    ]
    _refuse_overlaps(asked, result.cohorts, timetables, session_minutes(programme), now=now)
    cohorts = [
        _form_cohort(asked, plan, moments, name=name, starts_on=starts_on, proposal=locked, actor=actor, now=now)
        for plan, moments, name in zip(result.cohorts, timetables, called, strict=True)
    ]
    locked.state = PROPOSAL_STATES.move(locked.state, "confirmed")
    locked.decided_at, locked.decided_by = now, actor
    locked.save(update_fields=["state", "decided_at", "decided_by"])
    event = events.ProposalConfirmed(
        proposal=locked.code, cohorts=tuple(one.code for one in cohorts), starts_on=starts_on
    )
    record(event, actor=actor.code, now=now)
    return cohorts


def _refuse_overlaps(
    asked: Asked, plans: Sequence[Plan], timetables: Sequence[tuple[datetime, ...]], minutes: int, *, now: datetime
) -> None:
    """Exact moments, week by week: two zones may change their clocks on different days."""
    busy = staff_sessions([person.pk for person in asked.staff.values()], after=now)
    for plan, moments in zip(plans, timetables, strict=True):
        for code in (plan.facilitator, *plan.mentors):
            person = asked.staff[code]
            theirs = busy.setdefault(person.pk, [])
            if clash := overlap(moments, theirs, minutes):
                raise Refusal(
                    "double_booked",
                    f"{person.name} would be in two sessions at once on {say_moment(clash, person.time_zone)}.",
                    field="starts_on",
                    mend="Choose another start, or discard the proposal and let the system propose again.",
                )
            theirs.extend(moments)


def _form_cohort(
    asked: Asked,
    plan: Plan,
    moments: Sequence[datetime],
    *,
    name: str,
    starts_on: date,
    proposal: Proposal,
    actor: Person,
    now: datetime,
) -> Cohort:
    facilitator, mentors = asked.staff[plan.facilitator], [asked.staff[code] for code in plan.mentors]
    cohort = make_cohort(
        version=proposal.programme_version,
        proposal=proposal,
        name=name,
        language=plan.language,
        hour=plan.hour,
        starts_on=starts_on,
        facilitator=facilitator,
        mentors=mentors,
        moments=moments,
        size=len(plan.members),
        actor=actor,
        now=now,
    )
    members = [asked.applications[code] for code in plan.members]
    _seat_members(cohort, members, mentors, moments[0], actor=actor, now=now)
    return cohort


def _seat_members(
    cohort: Cohort,
    members: Sequence[Application],
    mentors: Sequence[Person],
    first: datetime,
    *,
    actor: Person,
    now: datetime,
) -> None:
    by_code = {one.code: one for one in mentors}
    dealt = deal_mentors(
        [one.code for one in members],
        list(by_code),
        per_mentor=programme_of(cohort.programme_version).policies.cohort.candidates_per_mentor,
        roles={one.code: one.role_profile for one in members},
    )
    trainers = (cohort.facilitator, *mentors)
    for application in members:
        take_seat(cohort, application, by_code[dealt[application.code]], first, trainers=trainers, actor=actor, now=now)


def _lock(proposal: Proposal) -> Proposal:
    return (
        Proposal.objects.select_for_update(no_key=True, of=("self",))
        .select_related("programme_version")
        .get(pk=proposal.pk)
    )
