"""A candidate gets a lab of their own; keys come from the file that they get, and the variant is proven first."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from practicum.admissions.api import Candidacy
from practicum.kernel.errors import Refusal
from practicum.kernel.ids import new_code
from practicum.labs.cohort_access import confirmed_lab
from practicum.labs.events import LabIssued
from practicum.labs.models import Bill, CohortBill, LabDefinition, LabVariant
from practicum.labs.queries import carried_tasks, get_definition, lab_of
from practicum.labs.rules.building import Variant, build_variant, require_issuable
from practicum.labs.rules.data import WrittenTables, simulate_tables, write_tables
from practicum.labs.rules.definition import MOST_TRIES, default_seed
from practicum.labs.rules.tasks import write_keys, write_left_out, write_tasks
from practicum.labs.services.bills import keep_simulated, require_manager, require_shared
from practicum.labs.services.cohort_labs import is_current, variant_of
from practicum.ledger.api import record
from practicum.people.api import Person


@dataclass(frozen=True, kw_only=True)
class _Draw:
    """The data of one seed, written, and what the lab is on them."""

    seed: int
    written: WrittenTables
    variant: Variant


def issue_variant(
    *, actor: Person, candidacy: Candidacy, lab: str, now: datetime, bill: Bill | None = None, seed: int | None = None
) -> LabVariant:
    """Give a candidate their variant of a lab: asked for by themselves, or issued by a programme manager.

    The data are `bill`, else the cohort's own bill once its facilitator has confirmed the lab on it (with the keys that
    were confirmed), else the bill that was put behind the lab, else simulated from `seed`. Without a seed it follows
    from candidacy and lab; where it does not carry every task, up to four more are drawn, and the one that carries most
    is taken. Tasks that the data cannot carry, and tasks that cannot be graded fairly on them, are left out with their
    reasons. A candidate has one variant per lab: asked again without bill or seed, it is the one that is there.
    Refusals: `already_issued`, `candidacy_ended`, `too_few_tasks`, `bill_or_seed`, `bill_of_cohort`, `lab_to_confirm`
    where the lab was corrected after the facilitator had confirmed it, and those of the simulator; NotFound
    when the candidate's programme version has no such lab.
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
    brought = None if by_choice else confirmed_lab(candidacy, definition)
    data = bill or (None if seed is not None else definition.bill)
    if bill is not None:
        require_shared(bill)
    if brought is not None:
        if not is_current(brought):
            raise Refusal(
                "lab_to_confirm",
                "This lab was corrected, and your facilitator has not confirmed it again on your cohort's bill.",
                mend="Ask your facilitator.",
            )
        variant, data = variant_of(brought), brought.cohort_bill.bill
    elif data is not None:
        variant = carried_tasks(data, definition)
        require_issuable(variant)
    else:
        seeds = [seed] if seed is not None else _seeds_of(candidacy, lab)
        drawn = _draw(definition, seeds)
        variant, seed = drawn.variant, drawn.seed
        require_issuable(variant)
        data = keep_simulated(drawn.written, definition, seed=seed, actor=actor, now=now)
    return _save_variant(variant, candidacy, definition, data, seed, by_choice=by_choice, actor=actor, now=now)


def _seeds_of(candidacy: Candidacy, lab: str) -> list[int]:
    secret = b"practicum seeds of labs\0" + settings.PRACTICUM.key_seal.encode()
    return [default_seed(candidacy.code, lab, secret=secret, attempt=attempt) for attempt in range(MOST_TRIES)]


def _draw(definition: LabDefinition, seeds: list[int]) -> _Draw:
    """The first of the seeds that carries every task, else the one that carries most. Keys are computed from what was
    written, and just that is stored."""
    lab = lab_of(definition)
    best: _Draw | None = None
    for seed in seeds:
        written = write_tables(simulate_tables(lab, seed))
        draw = _Draw(seed=seed, written=written, variant=build_variant(lab, written.read()))
        if best is None or len(draw.variant.tasks) > len(best.variant.tasks):
            best = draw
        if not draw.variant.left_out:
            break
    if best is None:
        raise ValueError("no seed was given")
    return best


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
    candidacy = Candidacy.objects.select_for_update(no_key=True, of=("self",)).get(pk=candidacy.pk)
    if there := _find_variant(candidacy, definition, by_choice=by_choice):
        return there
    _require_live(candidacy)
    # A correction of the lab waits for those who begin with the definition before it, and regrades them.
    current = LabDefinition.objects.select_for_update(no_key=True, of=("self",)).get(pk=definition.pk)
    if current.version != definition.version:
        raise Refusal("lab_corrected", "The lab was corrected at this moment.", mend="Start it again.")
    # Nor is a cohort's bill deleted while somebody gets it.
    if (
        bill.source == "cohort"
        and not CohortBill.objects.select_for_update(no_key=True).filter(bill=bill, state="kept").exists()
    ):
        raise Refusal("bill_deleted", "The bill was deleted at this moment.", mend="Start the lab again.")
    issued = LabVariant.objects.create(
        code=new_code("LAB"),
        candidacy=candidacy,
        definition=definition,
        definition_version=definition.version,
        lab=definition.key,
        bill=bill,
        seed=seed,
        tasks=write_tasks(variant.tasks),
        keys=write_keys(variant.keys),
        left_out=write_left_out(variant.left_out),
        worked_at=now,
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
    there = (
        LabVariant.objects.defer("keys").filter(candidacy=candidacy, lab=definition.key).exclude(state="ended").first()
    )
    if there is not None and by_choice:
        raise Refusal("already_issued", f"The candidate has the lab “{definition.title}” already ({there.code}).")
    return there


def _require_live(candidacy: Candidacy) -> None:
    if candidacy.ended_at is not None:
        raise Refusal("candidacy_ended", "The candidacy has ended; no lab is issued any more.")
