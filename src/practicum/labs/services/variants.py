"""A candidate gets a lab of their own; keys come from the file that they get, and the variant is proven first."""

from datetime import datetime

from django.db import transaction

from practicum.admissions.api import Candidacy
from practicum.kernel.errors import Refusal
from practicum.kernel.ids import new_code
from practicum.labs.events import LabIssued
from practicum.labs.models import Bill, LabDefinition, LabVariant
from practicum.labs.queries import carried_tasks, get_definition
from practicum.labs.rules.building import Variant, require_issuable
from practicum.labs.rules.definition import default_seed
from practicum.labs.rules.tasks import write_keys, write_left_out, write_tasks
from practicum.labs.services.bills import require_manager, simulate_for
from practicum.ledger.api import record
from practicum.people.api import Person


def issue_variant(
    *, actor: Person, candidacy: Candidacy, lab: str, now: datetime, bill: Bill | None = None, seed: int | None = None
) -> LabVariant:
    """Give a candidate their variant of a lab: asked for by themselves, or issued by a programme manager.

    The data are `bill`, else the bill that was put behind the lab, else a bill simulated from `seed` (by default one
    that follows from candidacy and lab). Tasks that the data cannot carry, and tasks that cannot be graded fairly on
    them, are left out with their reasons. A candidate has one variant per lab: asked again without bill or seed, it is
    the one that is there. Refusals: `already_issued`, `candidacy_ended`, `too_few_tasks`, `bill_or_seed`, and those of
    the simulator; NotFound when the candidate's programme version has no such lab.
    """
    by_choice = bill is not None or seed is not None
    if by_choice or actor.pk != candidacy.person_id:
        require_manager(actor)
    if bill is not None and seed is not None:
        raise Refusal("bill_or_seed", "Give a bill or a seed, not both.", field="bill")
    definition = get_definition(candidacy.programme_version, lab)
    if there := _find_variant(candidacy, definition, by_choice=by_choice):
        return there
    _require_live(candidacy)
    data = bill or (None if seed is not None else definition.bill)
    if data is None:
        seed = default_seed(candidacy.code, lab) if seed is None else seed
        data = simulate_for(definition, seed=seed, actor=actor, now=now)
    variant = carried_tasks(data, definition)
    require_issuable(variant)
    return _save_variant(variant, candidacy, definition, data, seed, by_choice=by_choice, actor=actor, now=now)


@transaction.atomic
def _save_variant(
    variant: Variant,
    candidacy: Candidacy,
    definition: LabDefinition,
    bill: Bill,
    seed: int | None,
    *,
    by_choice: bool,
    actor: Person,
    now: datetime,
) -> LabVariant:
    # Two clicks at once queue up here.
    candidacy = Candidacy.objects.select_for_update(of=("self",)).get(pk=candidacy.pk)
    if there := _find_variant(candidacy, definition, by_choice=by_choice):
        return there
    _require_live(candidacy)
    issued = LabVariant.objects.create(
        code=new_code("LAB"),
        candidacy=candidacy,
        definition=definition,
        lab=definition.key,
        bill=bill,
        seed=seed,
        tasks=write_tasks(variant.tasks),
        keys=write_keys(variant.keys),
        left_out=write_left_out(variant.left_out),
        issued_at=now,
    )
    event = LabIssued(
        variant=issued.code,
        candidacy=candidacy.code,
        lab=definition.key,
        lab_version=definition.version,
        bill=bill.sha256,
        tasks=tuple(task.key for task in variant.tasks),
        left_out=tuple(left.task for left in variant.left_out),
    )
    record(event, actor=actor.code, now=now)
    return issued


def _find_variant(candidacy: Candidacy, definition: LabDefinition, *, by_choice: bool) -> LabVariant | None:
    there = LabVariant.objects.defer("keys").filter(candidacy=candidacy, lab=definition.key).first()
    if there is not None and by_choice:
        raise Refusal("already_issued", f"The candidate has the lab “{definition.title}” already ({there.code}).")
    return there


def _require_live(candidacy: Candidacy) -> None:
    if candidacy.ended_at is not None:
        raise Refusal("candidacy_ended", "The candidacy has ended; no lab is issued any more.")
