"""The search itself: from a stored instance to a stored answer. Runs in a worker, or at once for whoever waits for it."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from practicum.cohorts.events import CohortsProposed
from practicum.cohorts.models import Proposal
from practicum.cohorts.queries.alternatives import plan_digest
from practicum.cohorts.queries.asking import session_minutes
from practicum.cohorts.rules.formation import find_clashes
from practicum.cohorts.rules.states import PROPOSAL_STATES
from practicum.curriculum.api import programme_of
from practicum.kernel.canonical import digest
from practicum.ledger.api import record
from practicum.matching.api import Cohort as Plan
from practicum.matching.api import Instance, Progress, Result, Staff, check, solve, tell_why

TELL_EVERY = 0.5  # seconds between two words on the proposal's row
# Rounds of easing what the solver does not know: see `ease`. A plan that still has a clash is refused when confirmed.
ROUNDS = 4


def solve_proposal(
    *, proposal_id: int, now: datetime, on_progress: Callable[[Progress], None] | None = None
) -> Proposal:
    """Search, then store the answer and put it on the record. A proposal that is not `solving` is left as it is.

    Same instance, seed and seconds give the same cohorts. Where a worker was killed, the search begins at the best plan
    that it had stored, so that nobody loses a seat by it. Nothing is locked while the search runs; whoever discards the
    proposal meanwhile ends it, and whoever asks it to stop gets the best plan so far.
    """
    proposal = Proposal.objects.select_related("programme_version", "proposed_by").get(pk=proposal_id)
    if proposal.state != "solving":
        return proposal
    teller = _Teller(proposal_id, on_progress)
    instance = Instance.from_json(proposal.instance)
    minutes = session_minutes(programme_of(proposal.programme_version))
    result = search(
        instance,
        seed=proposal.seed,
        seconds=proposal.seconds,
        minutes=minutes,
        tell=teller.tell,
        should_stop=teller.should_stop,
        best=read_best(proposal),
    )
    if broken := check(instance, result):
        raise RuntimeError(f"the solver broke a rule: {broken[0].message}")
    return _store(proposal_id, instance=instance, result=result, now=now)


def search(
    instance: Instance,
    *,
    seed: int,
    seconds: float,
    minutes: int,
    tell: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    best: tuple[Plan, ...] = (),
) -> Result:
    """Solve; where somebody would have too much to do or two sessions at once, ask for less of them and solve again.

    `best` is a plan that was found before: whatever of it still holds is where the search begins.
    """
    left, asked = seconds, replace(instance, published=best) if best else instance
    for _ in range(ROUNDS):
        result = solve(asked, seconds=left, seed=seed, clock=time.monotonic, on_progress=tell, should_stop=should_stop)
        eased = ease(asked, result, minutes)
        if eased == asked:
            break
        if should_stop and should_stop():  # there is no time to search anew: keep what may stay of the best so far
            eased = replace(eased, published=result.cohorts)
        left, asked = max(left - result.seconds, 1.0), eased
    if asked.published != instance.published:  # the words speak of the plan that people know, not of our own last one
        result = replace(result, cohorts=tell_why(replace(asked, published=instance.published), result.cohorts))
    return result


def ease(asked: Instance, result: Result, minutes: int) -> Instance:
    """The instance, kept from what is wrong with its result though the solver's rules allow it.

    Whoever would be in two sessions at once (they last longer than the hour that the solver knows) takes one cohort;
    whoever leads and mentors more cohorts than they offered mentors none.
    """
    plan = [(one.hour, (one.facilitator, *one.mentors)) for one in result.cohorts]
    clashing = find_clashes(plan, minutes)
    load = Counter(one for _, staff in plan for one in staff)
    over = {one.id for one in asked.facilitators if load[one.id] > one.capacity}

    def at_most_one(staff: Staff) -> Staff:
        return replace(staff, capacity=min(staff.capacity, 1)) if staff.id in clashing else staff

    return replace(
        asked,
        facilitators=tuple(at_most_one(one) for one in asked.facilitators),
        mentors=tuple(at_most_one(one) for one in asked.mentors if one.id not in over),
    )


@transaction.atomic
def _store(proposal_id: int, *, instance: Instance, result: Result, now: datetime) -> Proposal:
    locked = (
        Proposal.objects.select_for_update(no_key=True, of=("self",))
        .select_related("programme_version", "proposed_by")
        .get(pk=proposal_id)
    )
    if locked.state != "solving":  # discarded meanwhile, or another worker was faster
        return locked
    locked.state = PROPOSAL_STATES.move(locked.state, "proposed")
    locked.result, locked.progress, locked.best = result.to_json(), {}, []
    locked.save(update_fields=["state", "result", "progress", "best"])
    event = CohortsProposed(
        proposal=locked.code,
        programme_digest=locked.programme_version.digest,
        starts_on=locked.starts_on,
        seed=locked.seed,
        applicants=len(instance.applicants),
        placed=result.placed,
        bound=result.bound,
        cohorts=len(result.cohorts),
        instance_digest=digest(locked.instance),
        result_digest=plan_digest(locked.result),
    )
    record(event, actor=locked.proposed_by.code, now=now)
    return locked


def read_best(proposal: Proposal) -> tuple[Plan, ...]:
    """The cohorts of the best plan that a search has stored so far."""
    return Result.from_json({"cohorts": proposal.best, "unplaced": [], "bound": 0, "seconds": 0}).cohorts


class _Teller:
    """Writes progress and the best plan on the proposal's row, at once and then
    twice a second at most, and learns there that it is over."""

    def __init__(self, proposal_id: int, on_progress: Callable[[Progress], None] | None) -> None:
        self.rows = Proposal.objects.filter(pk=proposal_id, state="solving")
        self.on_progress = on_progress
        self.last: Progress | None = None
        self.best: Progress | None = None
        self.told_at = time.monotonic()
        self.stopped = False

    def tell(self, progress: Progress) -> None:
        is_first, self.last = self.last is None, progress
        if self.best is None or progress.placed >= self.best.placed:
            self.best = progress
        if self.on_progress:
            self.on_progress(progress)
        if is_first:  # small searches are over within a second
            self._write()
        self.should_stop()

    def should_stop(self) -> bool:
        if not self.stopped and time.monotonic() - self.told_at >= TELL_EVERY:
            self.told_at = time.monotonic()
            self._write()
            row = self.rows.values_list("stop_asked_at").first()
            self.stopped = row is None or row[0] is not None  # no row: discarded meanwhile
        return self.stopped

    def _write(self) -> None:
        if self.last is None or self.best is None:
            return  # the search has told nothing yet
        words = {"phase": self.last.phase, "placed": self.best.placed, "cohorts": self.best.cohorts}
        progress = {**words, "bound": self.last.bound, "seconds": round(self.last.seconds, 1)}
        self.rows.update(progress=progress, best=[one.to_json() for one in self.best.plan])
