"""The data of a cohort's bill are deleted, on record. Apart from the services, because the hourly task calls it too."""

from datetime import datetime

from django.db import transaction

from practicum.cohorts.api import LIVE_COHORTS, Cohort
from practicum.labs.events import CohortBillDeleted
from practicum.labs.exports.kept import remove_made
from practicum.labs.incoming import sweep_uploads
from practicum.labs.letters import tell_deleted
from practicum.labs.models import Bill, BillKeeping, CohortBill, CohortPseudonyms, LabSubmission, LabVariant
from practicum.labs.rules.cohort_bills import no_facts, without_data
from practicum.labs.rules.data import COST_AND_USAGE
from practicum.labs.rules.facts import write_facts
from practicum.labs.rules.states import COHORT_BILL_STATES, VARIANT_STATES
from practicum.labs.rules.tasks import read_tasks, write_tasks
from practicum.labs.storage import remove_stored, sweep_unfinished
from practicum.labs.telling import tell_progress
from practicum.ledger.api import record
from practicum.people.api import SYSTEM_CODE, Person

ENDS = ("issued", "returned")


def delete_bills_of_ended_cohorts(now: datetime) -> int:
    """Delete the bills of completed and cancelled cohorts; return how many. Each in a transaction of its own.

    What somebody was reading or making from a file while it was deleted may have left a copy: that is swept up too.
    """
    over = CohortBill.objects.filter(state="kept").exclude(cohort__state__in=LIVE_COHORTS).order_by("pk")
    deleted = 0
    for brought in over.select_related("cohort"):
        reason = f"The cohort is {brought.cohort.state}."
        deleted += delete_data(brought, actor=None, reason=reason, now=now) is not None
    for brought in CohortBill.objects.filter(state="deleted").select_related("bill"):
        _remove_files(brought.bill)
    return deleted


def sweep_uploads_and_leavings() -> None:
    """Delete the files of uploads that are not on their way any more, where whoever ended them could not."""
    sweep_uploads(BillKeeping.objects.filter(state="asked").values_list("code", flat=True))
    ended = BillKeeping.objects.filter(state__in=("failed", "given_up")).exclude(stored_sha256="")
    for stored in ended.values_list("stored_sha256", flat=True):
        drop_stored(stored)
    sweep_unfinished()


def drop_stored(sha256: str) -> None:
    """Delete a stored file that no bill has; an empty name is none."""
    if sha256 and not Bill.objects.filter(sha256=sha256).exists():
        remove_stored(sha256)


def forget_pseudonyms(cohort: Cohort) -> bool:
    """Delete the secret of the cohort's pseudonyms when it has no bill any more and none on its way; whether it did. The
    caller has locked the cohort."""
    kept = CohortBill.objects.filter(cohort=cohort, state="kept")
    asked = BillKeeping.objects.filter(cohort=cohort, state="asked")
    if kept.exists() or asked.exists():
        return False
    return bool(CohortPseudonyms.objects.filter(cohort=cohort).delete()[0])


@transaction.atomic
def delete_data(brought: CohortBill, *, actor: Person | None, reason: str, now: datetime) -> CohortBill | None:
    """Delete everything that was made of the file; without an actor it is the program's doing. None when somebody has
    done so already.

    Files go first: where the transaction fails they are gone and the bill counts as kept, so deleting it again ends it.
    The other way round the record could tell of a deletion that did not happen.
    """
    Cohort.objects.select_for_update(no_key=True).get(pk=brought.cohort_id)
    locked = (
        CohortBill.objects.select_for_update(no_key=True, of=("self",))
        .select_related("cohort__facilitator", "bill")
        .get(pk=brought.pk)
    )
    if locked.state == "deleted":
        return None
    locked.state = COHORT_BILL_STATES.move(locked.state, "deleted")
    files = _remove_files(locked.bill)
    results = LabSubmission.objects.filter(variant__bill=locked.bill).exclude(results={}).update(results={})
    variants, ended = _empty_variants(locked.bill, now)
    labs = tuple(locked.labs.exclude(state="not_carried").values_list("definition__key", flat=True))
    locked.labs.update(tasks=[], keys=[])
    bill = locked.bill
    bill.summary, bill.findings, bill.removed_at = write_facts(no_facts()), [], now
    bill.save(update_fields=["summary", "findings", "removed_at"])
    locked.conformance, locked.deleted_by, locked.deletion_reason = [], actor, reason
    locked.save(update_fields=["state", "conformance", "deleted_by", "deletion_reason"])
    forgotten = forget_pseudonyms(locked.cohort)
    event = CohortBillDeleted(
        cohort_bill=locked.code,
        cohort=locked.cohort.code,
        bill=bill.sha256,
        rows=bill.rows,
        files=files,
        pseudonym_key=forgotten,
        labs=labs,
        variants=variants,
        variants_ended=ended,
        query_results=results,
        reason=reason,
    )
    record(event, actor=actor.code if actor else SYSTEM_CODE, now=now)
    tell_deleted(locked, actor=actor, reason=reason, now=now)
    return locked


def _remove_files(bill: Bill) -> tuple[str, ...]:
    """The bill's own file, and what was made of it for downloads."""
    made = remove_made({COST_AND_USAGE: bill.sha256})
    stored = ["parquet"] if remove_stored(bill.sha256) else []
    return (*stored, *made)


def _empty_variants(bill: Bill, now: datetime) -> tuple[int, int]:
    """Keys, drafts and choices of all variants go; those that could be worked on end. (variants, ended)"""
    variants = list(
        LabVariant.objects.select_for_update(no_key=True, of=("self",))
        .filter(bill=bill)
        .prefetch_related("submissions")
        .order_by("pk")
    )
    ended = []
    for variant in variants:
        answers = [submission.answers for submission in variant.submissions.all()]
        variant.tasks = write_tasks(without_data(read_tasks(variant.tasks), answers))
        variant.keys, variant.draft = [], {}
        if variant.state in ENDS:
            variant.state = VARIANT_STATES.move(variant.state, "ended")
            ended.append(variant)
    LabVariant.objects.bulk_update(variants, ["tasks", "keys", "draft", "state"], batch_size=100)
    tell_progress(ended, now=now)
    return len(variants), len(ended)
