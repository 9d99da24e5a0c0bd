"""What if: from a question about a proposal to the plan that answers it. Runs in a worker."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction

from practicum.cohorts.models import Alternative
from practicum.cohorts.queries.asking import session_minutes
from practicum.cohorts.queries.checking import readable
from practicum.cohorts.rules.changes import NEWCOMER
from practicum.cohorts.rules.states import ALTERNATIVE_STATES
from practicum.cohorts.solving import ease, search
from practicum.curriculum.api import programme_of
from practicum.kernel.errors import Refusal
from practicum.matching.api import (
    AddFacilitator,
    Change,
    DropStaff,
    Instance,
    MinimumSize,
    OtherHour,
    Result,
    Staff,
    check,
    compare_plans,
    what_if,
)

SECONDS = 5.0  # for the search of an answer: it begins at the plan that is there


def answer_alternative(*, alternative_id: int) -> Alternative:
    """Find the plan and store it with the difference in words; or store why there is none. Nothing is decided by it."""
    asked = Alternative.objects.select_related("proposal__programme_version").get(pk=alternative_id)
    if asked.state != "asked":
        return asked
    proposal = asked.proposal
    minutes = session_minutes(programme_of(proposal.programme_version))
    names = {**proposal.names, NEWCOMER: "The added facilitator"}
    before = Result.from_json(proposal.result)
    try:
        instance, after = _answer(
            Instance.from_json(proposal.instance), before, asked.change, seed=proposal.seed, minutes=minutes
        )
        if broken := check(instance, after):
            raise RuntimeError(f"the solver broke a rule: {broken[0].message}")
        if ease(instance, after, minutes) != instance:
            raise Refusal("clash", "Somebody who leads or mentors two cohorts would be in two sessions at once.")
    except Refusal as refusal:
        return _store(alternative_id, state="impossible", words=[readable(refusal.message, names)])
    words = [readable(one, names) for one in compare_plans(before.cohorts, after.cohorts).words]
    return _store(alternative_id, state="answered", words=words, instance=instance.to_json(), result=after.to_json())


def _answer(
    instance: Instance, before: Result, change: Mapping[str, Any], *, seed: int, minutes: int
) -> tuple[Instance, Result]:
    if change["kind"] in ("together", "apart"):
        pair = (change["first"], change["second"])
        changed = replace(instance, published=before.cohorts)
        if change["kind"] == "together":
            changed = replace(changed, together=(*instance.together, pair))
        else:
            changed = replace(changed, apart=(*instance.apart, pair))
    else:
        found = what_if(
            instance, before, _READ[change["kind"]](change), clock=time.monotonic, seconds=SECONDS, seed=seed
        )
        changed = found.instance
        if change["kind"] == "hour" or ease(changed, found.result, minutes) == changed:
            return changed, found.result
    return changed, search(changed, seed=seed, seconds=SECONDS, minutes=minutes)


_READ: dict[str, Callable[[Mapping[str, Any]], Change]] = {
    "drop": lambda change: DropStaff(id=change["staff"]),
    "minimum": lambda change: MinimumSize(size=change["size"]),
    "hour": lambda change: OtherHour(cohort=change["cohort"] - 1, hour=change["hour"]),
    "add": lambda change: AddFacilitator(
        staff=Staff(id=NEWCOMER, hours=frozenset(change["hours"]), language=change["language"])
    ),
}


@transaction.atomic
def _store(alternative_id: int, *, state: str, **fields: Any) -> Alternative:
    locked = Alternative.objects.select_for_update(no_key=True, of=("self",)).get(pk=alternative_id)
    if locked.state != "asked":  # another worker was faster
        return locked
    locked.state = ALTERNATIVE_STATES.move(locked.state, state)
    for name, value in fields.items():
        setattr(locked, name, value)
    locked.save(update_fields=["state", *fields])
    return locked
