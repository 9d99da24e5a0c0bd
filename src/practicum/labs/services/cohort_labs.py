"""The labs on a cohort's bill: computed from its file, then confirmed or refused by the cohort's facilitator."""

from collections.abc import Callable, Collection
from datetime import datetime

from django.db import transaction

from practicum.cohorts.api import Cohort
from practicum.curriculum.api import ProgrammeVersion
from practicum.kernel.errors import Refusal
from practicum.labs.cohort_access import access_cohort_bill, access_cohort_lab
from practicum.labs.events import CohortLabConfirmed, CohortLabRefused, CohortLabsComputed
from practicum.labs.letters import tell_first_lab
from practicum.labs.models import CohortBill, CohortLab, LabDefinition
from practicum.labs.queries import lab_of
from practicum.labs.rules.building import Variant, build_variant, require_issuable
from practicum.labs.rules.cohort_bills import checked_reason, refuse_tasks
from practicum.labs.rules.data import COST_AND_USAGE, LabTables
from practicum.labs.rules.states import COHORT_BILL_STATES, COHORT_LAB_STATES
from practicum.labs.rules.tasks import read_keys, read_left_out, read_tasks, write_keys, write_left_out, write_tasks
from practicum.labs.storage import read_stored_table
from practicum.ledger.api import record
from practicum.people.api import Person


def compute_labs(
    version: ProgrammeVersion,
    sha256: str,
    focus_version: str,
    *,
    but: Collection[int] = (),
    tell: Callable[[int, int], None] | None = None,
) -> dict[int, tuple[str, Variant]]:
    """What each lab of the programme version is on a stored bill: key of the definition -> its version, and the tasks
    that the data carry, with keys and proof as for any variant. Definitions in `but` are left aside. `tell` hears before each
    how many are done, of how many."""
    data = LabTables(tables={COST_AND_USAGE: read_stored_table(sha256)}, version=focus_version)
    definitions = list(LabDefinition.objects.filter(programme_version=version).exclude(pk__in=but))
    computed = {}
    for done, one in enumerate(definitions):
        if tell is not None:
            tell(done, len(definitions))
        computed[one.pk] = (one.version, build_variant(lab_of(one), data))
    return computed


def save_labs(brought: CohortBill, computed: dict[int, tuple[str, Variant]]) -> dict[str, tuple[str, ...]]:
    """Store what was computed, to be decided on; returns lab -> tasks of those that can be. In the caller's transaction."""
    keys = dict(LabDefinition.objects.filter(pk__in=computed).values_list("pk", "key"))
    carried = {}
    for pk, (version, variant) in computed.items():
        there = CohortLab.objects.filter(cohort_bill=brought, definition_id=pk).first()
        lab = there or CohortLab(cohort_bill=brought, definition_id=pk)
        lab.state = COHORT_LAB_STATES.move(lab.state, "proposed" if variant.is_issuable else "not_carried")
        lab.definition_version = version
        lab.tasks, lab.keys = write_tasks(variant.tasks), write_keys(variant.keys)
        lab.left_out = write_left_out(variant.left_out)
        lab.refused, lab.reason, lab.decided_by, lab.decided_at = [], "", None, None
        lab.save()
        if variant.is_issuable:
            carried[keys[pk]] = tuple(task.key for task in variant.tasks)
    return carried


def compute_again(*, actor: Person, brought: CohortBill, now: datetime) -> dict[str, tuple[str, ...]]:
    """Compute labs that were corrected or added since; they wait for the facilitator then, also if they were confirmed.

    Returns lab -> tasks of those that can be confirmed. Refusals: `invalid_state`, `labs_current` when nothing changed.
    """
    found = access_cohort_bill(actor, brought.code, now=now)
    COHORT_BILL_STATES.require(found.state, ("kept",), act="computed again")
    version = found.cohort.programme_version
    current = {one.definition_id for one in found.labs.select_related("definition") if is_current(one)}
    computed = compute_labs(version, found.bill.sha256, found.bill.focus_version, but=current)
    if not computed:
        raise Refusal("labs_current", "No lab was corrected or added since the keys were computed.")
    with transaction.atomic():
        locked = _lock(found)
        carried = save_labs(locked, computed)
        event = CohortLabsComputed(cohort_bill=locked.code, cohort=found.cohort.code, labs=carried)
        record(event, actor=actor.code, now=now)
    return carried


@transaction.atomic
def confirm_lab(
    *, actor: Person, lab: CohortLab, refused: Collection[str], reason: str, seen: str, now: datetime
) -> CohortLab:
    """Give a lab to the cohort, but for the tasks in `refused` (why, says `reason`). Candidates who begin it from now on
    get it on this bill; who has it already keeps theirs.

    By the cohort's facilitator, who has seen the keys: `seen` is the version of the lab that they were computed by.
    Refusals: `invalid_state`, `task_unknown`, `reason_missing`, `reason_long`, `too_few_tasks`, `lab_corrected`,
    `lab_elsewhere` when another bill of the cohort has this lab.
    """
    found = access_cohort_lab(actor, lab.cohort_bill.code, lab.definition.key, now=now)
    brought = _lock(found.cohort_bill)
    held = CohortLab.objects.select_for_update(no_key=True, of=("self",)).select_related("definition").get(pk=found.pk)
    held.state = COHORT_LAB_STATES.move(held.state, "confirmed")
    if not is_current(held) or seen != held.definition_version:
        raise Refusal("lab_corrected", "The lab was corrected since its keys were computed.", mend="Compute it again.")
    others = CohortLab.objects.filter(
        cohort_bill__cohort=brought.cohort, cohort_bill__state="kept", definition=held.definition, state="confirmed"
    )
    if other := others.exclude(pk=held.pk).select_related("cohort_bill__bill").first():
        raise Refusal(
            "lab_elsewhere",
            f"The cohort has this lab on “{other.cohort_bill.bill.name}” already.",
            mend="Refuse it there first.",
        )
    held.refused = sorted(set(refused))
    held.reason = checked_reason(reason) if held.refused else ""
    variant = variant_of(held)
    require_issuable(variant)
    _decide(held, actor, now)
    event = CohortLabConfirmed(
        cohort_bill=brought.code,
        cohort=brought.cohort.code,
        bill=brought.bill.sha256,
        lab=held.definition.key,
        lab_version=held.definition_version,
        tasks=tuple(task.key for task in variant.tasks),
        refused=tuple(held.refused),
        reason=held.reason,
    )
    record(event, actor=actor.code, now=now)
    if brought.told_at is None:
        brought.told_at = now
        brought.save(update_fields=["told_at"])
        held.cohort_bill = brought
        tell_first_lab(held, now=now)
    return held


@transaction.atomic
def refuse_lab(*, actor: Person, lab: CohortLab, reason: str, now: datetime) -> CohortLab:
    """Do not give a lab to the cohort, or not any more; who has begun it keeps it. By the cohort's facilitator.

    Refusals: `invalid_state`, `reason_missing`, `reason_long`.
    """
    found = access_cohort_lab(actor, lab.cohort_bill.code, lab.definition.key, now=now)
    brought = _lock(found.cohort_bill)
    held = CohortLab.objects.select_for_update(no_key=True, of=("self",)).select_related("definition").get(pk=found.pk)
    held.state = COHORT_LAB_STATES.move(held.state, "refused")
    held.refused, held.reason = [], checked_reason(reason)
    _decide(held, actor, now)
    event = CohortLabRefused(
        cohort_bill=brought.code, cohort=brought.cohort.code, lab=held.definition.key, reason=held.reason
    )
    record(event, actor=actor.code, now=now)
    return held


def is_current(lab: CohortLab) -> bool:
    """Whether the keys were computed by the definition as it is now."""
    return lab.definition_version == lab.definition.version


def variant_of(lab: CohortLab) -> Variant:
    """The lab as candidates get it: without the tasks that the facilitator has refused."""
    whole = Variant(tasks=read_tasks(lab.tasks), keys=read_keys(lab.keys), left_out=read_left_out(lab.left_out))
    return refuse_tasks(whole, lab.refused)


def _decide(lab: CohortLab, actor: Person, now: datetime) -> None:
    lab.decided_by, lab.decided_at = actor, now
    lab.save(update_fields=["state", "refused", "reason", "decided_by", "decided_at"])


def _lock(brought: CohortBill) -> CohortBill:
    """The bill, which is not deleted while this lasts; its cohort's other bills decide on no lab meanwhile."""
    Cohort.objects.select_for_update(no_key=True).get(pk=brought.cohort_id)
    locked = (
        CohortBill.objects.select_for_update(no_key=True, of=("self",))
        .select_related("cohort", "bill")
        .get(pk=brought.pk)
    )
    COHORT_BILL_STATES.require(locked.state, ("kept",), act="decided on")
    return locked
