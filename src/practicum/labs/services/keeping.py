"""From an upload to a cohort's bill: what a worker does. A worker that was killed is followed by another, from the start.

Nothing is locked while it works. Whoever gives the upload up meanwhile ends it, and of two workers at the same upload the
first to be done counts; what the other one made is removed.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from practicum.cohorts.api import Cohort
from practicum.focus import api as focus
from practicum.kernel.errors import PracticumError
from practicum.labs.deleting import drop_stored, forget_pseudonyms
from practicum.labs.events import CohortBillKept, CohortBillNotKept
from practicum.labs.incoming import opened_upload, remove_upload
from practicum.labs.letters import tell_kept, tell_not_kept
from practicum.labs.models import Bill, BillKeeping, CohortBill, CohortPseudonyms
from practicum.labs.pseudonym_keys import key_of
from practicum.labs.rules.building import Variant
from practicum.labs.rules.cohort_bills import KEEPING_STARTS, write_conformance
from practicum.labs.rules.facts import describe_bill, write_facts, write_findings
from practicum.labs.rules.states import BILL_KEEPING_STATES
from practicum.labs.services.cohort_labs import compute_labs, save_labs
from practicum.labs.services.looks import BillLook, inspect_file, require_live
from practicum.labs.storage import store_bill
from practicum.ledger.api import record
from practicum.people.api import SYSTEM_CODE, Person

_log = logging.getLogger(__name__)
BROKEN = "The program could not finish: an error of its own, not of your file."
BROKEN_MEND = "Your operator finds it in the log of the worker, under {code}. Then bring the file again."
KILLED = (
    f"The machine has ended the work {KEEPING_STARTS} times, perhaps because its memory is too small for this file."
)
KILLED_MEND = "Export fewer months or fewer columns, or ask your operator for a worker with more memory."


class _Ended(Exception):
    """Somebody has given the upload up, or another worker was faster."""


@dataclass(frozen=True, kw_only=True)
class _Made:
    look: BillLook
    bill: focus.Bill
    sha256: str
    labs: dict[int, tuple[str, Variant]]


def carry_out_keeping(*, keeping_id: int, now: datetime) -> BillKeeping:
    """Make the bill; or end as `failed`, which says why, with nothing kept. What has ended already is left as it is.

    An error of the program's own is raised when that is stored.
    """
    keeping = _begin(keeping_id)
    if keeping.state != "asked":
        return keeping
    if keeping.starts > KEEPING_STARTS:
        return _fail(keeping, "worker_killed", KILLED, KILLED_MEND, now=now)[0]
    try:
        with opened_upload(keeping.code, bytes(keeping.secret)) as path:
            made = _make(keeping, path)
        kept = _keep(keeping, made, now=now)
    except _Ended:
        ended = BillKeeping.objects.get(pk=keeping_id)
        _clear(ended)
        return ended
    except PracticumError as error:
        code = getattr(error, "code", "") or "not_available"
        return _fail(keeping, code, error.message, error.mend, now=now)[0]
    except Exception:
        _log.exception("the bill %s could not be kept", keeping.code)
        failed, is_mine = _fail(keeping, "broken", BROKEN, BROKEN_MEND.format(code=keeping.code), now=now)
        if is_mine:
            raise
        return failed
    remove_upload(keeping.code)
    return kept


def end_keeping(
    keeping_id: int,
    *,
    state: str,
    reason: str,
    actor: Person | None,
    now: datetime,
    problem: str = "",
    mend: str = "",
) -> tuple[BillKeeping, bool]:
    """End an upload without keeping it; with no actor it is the program's doing. (what became of it, whether by this)

    Files go first: where the transaction fails the upload still counts as on its way, and ends when it is not found.
    """
    with transaction.atomic():
        keeping = _lock(keeping_id)
        if keeping.state != "asked":
            return keeping, False
        keeping.state = BILL_KEEPING_STATES.move(keeping.state, state)
        _clear(keeping)
        keeping.secret, keeping.progress, keeping.ended_at = b"", {}, now
        keeping.refusal, keeping.problem, keeping.mend = reason, problem, mend
        keeping.save()
        forget_pseudonyms(keeping.cohort)
        event = CohortBillNotKept(cohort_bill=keeping.code, cohort=keeping.cohort.code, reason=reason)
        record(event, actor=actor.code if actor else SYSTEM_CODE, now=now)
        if actor is None:
            tell_not_kept(keeping, now=now)
    return keeping, True


@transaction.atomic
def _begin(keeping_id: int) -> BillKeeping:
    keeping = _lock(keeping_id)
    if keeping.state == "asked":
        keeping.starts += 1
        keeping.save(update_fields=["starts"])
    return keeping


def _make(keeping: BillKeeping, path: Path) -> _Made:
    def tell(phase: str, done: int = 0, of: int = 0) -> None:
        _write(keeping, progress={"phase": phase, "done": done, "of": of})

    def note(sha256: str) -> None:
        """Before the file is there, so that none is ever there which nobody knows of."""
        before = BillKeeping.objects.get(pk=keeping.pk).stored_sha256
        if before != sha256:
            drop_stored(before)
        _write(keeping, stored_sha256=sha256)

    look = inspect_file(path, groups=keeping.hidden, tell=tell)
    tell("hiding")
    secret = bytes(CohortPseudonyms.objects.get(cohort=keeping.cohort).secret)
    bill = focus.pseudonymise(look.bill, key=key_of(secret), groups=keeping.hidden)
    tell("storing")
    sha256 = store_bill(bill, owner=keeping.code, before=note)
    labs = compute_labs(
        keeping.cohort.programme_version, sha256, bill.version, tell=lambda done, of: tell("labs", done, of)
    )
    return _Made(look=look, bill=bill, sha256=sha256, labs=labs)


def _write(keeping: BillKeeping, **fields: object) -> None:
    """On the keeping's row, as long as it is on its way."""
    if not BillKeeping.objects.filter(pk=keeping.pk, state="asked").update(**fields):
        raise _Ended


@transaction.atomic
def _keep(asked: BillKeeping, made: _Made, *, now: datetime) -> BillKeeping:
    keeping = _lock(asked.pk)
    if keeping.state != "asked":
        raise _Ended
    require_live(keeping.cohort)
    look = made.look
    bill = Bill.objects.create(
        sha256=made.sha256,
        source="cohort",
        name=keeping.name,
        focus_version=made.bill.version,
        rows=made.bill.rows,
        summary=write_facts(describe_bill(made.bill)),
        findings=write_findings(look.findings),
        added_by=keeping.asked_by,
        added_at=now,
    )
    brought = CohortBill.objects.create(
        code=keeping.code,
        cohort=keeping.cohort,
        bill=bill,
        source_sha256=keeping.source_sha256,
        hidden=keeping.hidden,
        conformance=write_conformance(look.report.findings),
        remaining=[[one.column, one.values] for one in look.remaining],
    )
    carried = save_labs(brought, made.labs)
    keeping.state = BILL_KEEPING_STATES.move(keeping.state, "kept")
    keeping.secret, keeping.progress, keeping.ended_at = b"", {}, now
    keeping.save(update_fields=["state", "secret", "progress", "ended_at"])
    event = CohortBillKept(
        cohort_bill=keeping.code,
        cohort=keeping.cohort.code,
        bill=made.sha256,
        source=keeping.source_sha256,
        rows=made.bill.rows,
        focus_version=made.bill.version,
        findings=len(look.findings) + len(look.report.findings),
        hidden=tuple(keeping.hidden),
        labs=carried,
    )
    record(event, actor=keeping.asked_by.code, now=now)
    tell_kept(keeping, labs=len(carried), now=now)
    return keeping


def _fail(keeping: BillKeeping, reason: str, problem: str, mend: str, *, now: datetime) -> tuple[BillKeeping, bool]:
    return end_keeping(keeping.pk, state="failed", reason=reason, actor=None, now=now, problem=problem, mend=mend)


def _clear(keeping: BillKeeping) -> None:
    """The files of an upload that is not on its way any more: of one that was kept, the bill's own stays."""
    remove_upload(keeping.code)
    drop_stored(keeping.stored_sha256)


def _lock(keeping_id: int) -> BillKeeping:
    """The upload, and before it its cohort: in the order in which everything about a cohort's bills is locked."""
    cohort_id = BillKeeping.objects.values_list("cohort_id", flat=True).get(pk=keeping_id)
    cohort = (
        Cohort.objects.select_for_update(no_key=True, of=("self",))
        .select_related("programme_version")
        .get(pk=cohort_id)
    )
    keeping = (
        BillKeeping.objects.select_for_update(no_key=True, of=("self",)).select_related("asked_by").get(pk=keeping_id)
    )
    keeping.cohort = cohort
    return keeping
