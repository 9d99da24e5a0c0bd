"""A cohort brings its own bill: looked at first, then kept with names hidden, its labs confirmed, deleted in the end."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from practicum.cohorts.api import LIVE_COHORTS, Cohort
from practicum.focus import api as focus
from practicum.kernel.errors import InvalidState, Refusal
from practicum.kernel.ids import new_code
from practicum.labs.cohort_access import access_cohort_bill, led_cohort
from practicum.labs.deleting import delete_data
from practicum.labs.events import CohortBillKept
from practicum.labs.models import Bill, CohortBill, CohortPseudonyms
from practicum.labs.pseudonym_keys import key_of, new_secret
from practicum.labs.rules.building import Variant
from practicum.labs.rules.cohort_bills import checked_reason, write_conformance
from practicum.labs.rules.facts import describe_bill, require_sane_amounts, write_facts, write_findings
from practicum.labs.services.bills import checked_name
from practicum.labs.services.cohort_labs import compute_labs, save_labs
from practicum.labs.storage import remove_stored, store_bill
from practicum.ledger.api import record
from practicum.people.api import Person


@dataclass(frozen=True, kw_only=True)
class BillLook:
    """What there is to say of an uploaded file; nothing of it is kept. `sha256` is the hash of the file as it came."""

    sha256: str
    bill: focus.Bill
    report: focus.ConformanceReport
    findings: tuple[focus.Finding, ...]
    remaining: tuple[focus.RemainingValues, ...]


def look_at_bill(*, actor: Person, cohort: Cohort, path: Path, groups: Collection[str], now: datetime) -> BillLook:
    """Read a FOCUS export for a cohort, and say what is wrong with it by the rules of its version. Nothing is stored.

    `groups` are those to hide (`focus.api.PSEUDONYM_GROUPS`): told is which other columns still hold their values. For
    the cohort's facilitator and programme managers. Refusals: `cohort_ended`, those of `focus.api.read_bill` and
    `check_file`, `amount_too_large`, `group_unknown`.
    """
    _require_live(led_cohort(actor, cohort.code, now=now))
    bill = focus.read_bill(path)
    require_sane_amounts(bill)
    return BillLook(
        sha256=_hash_of(path),
        bill=bill,
        report=_check(path, bill.version),
        findings=focus.find_quality_issues(bill),
        remaining=focus.find_remaining(bill, groups=groups),
    )


def keep_cohort_bill(
    *, actor: Person, cohort: Cohort, path: Path, name: str, groups: Collection[str], seen: str, now: datetime
) -> CohortBill:
    """Keep the file for the cohort, with pseudonyms in the chosen groups of columns, and compute what it carries of each
    lab. Candidates get none of it before the facilitator confirms.

    `seen` is the `sha256` of the look that was taken at the same file. The file itself is not kept; what is stored is
    the normalised table, under a name that no other cohort shares. Refusals: those of `look_at_bill`, `look_first`,
    `name_missing`, `name_too_long`, and `bill_meanwhile` when the cohort's last bill was deleted at this moment.
    """
    name = checked_name(name)
    look = look_at_bill(actor=actor, cohort=cohort, path=path, groups=groups, now=now)
    if look.sha256 != seen:
        raise Refusal(
            "look_first",
            "You have not seen the findings of this file yet.",
            field="file",
            mend="Look at them, choose the file again, and keep it.",
        )
    there = CohortPseudonyms.objects.filter(cohort=cohort).first()
    secret = bytes(there.secret) if there else new_secret()
    hidden = tuple(key for key in focus.PSEUDONYM_GROUPS if key in groups)
    bill = focus.pseudonymise(look.bill, key=key_of(secret), groups=hidden)
    code = new_code("BIL")
    sha256 = store_bill(bill, owner=code)
    try:
        labs = compute_labs(cohort.programme_version, sha256, bill.version)
        return _keep(
            look, bill, labs, sha256, code=code, name=name, hidden=hidden, cohort=cohort, actor=actor, now=now,
            secret=secret, is_new=there is None,
        )  # fmt: skip
    except BaseException:
        remove_stored(sha256)
        raise


@transaction.atomic
def delete_cohort_bill(*, actor: Person, brought: CohortBill, reason: str, now: datetime) -> CohortBill:
    """Delete the data of a cohort's bill at once. For the cohort's facilitator and programme managers.

    Labs on it that are not passed end; their candidates may begin them again, on other data. Refusals: `invalid_state`,
    `reason_missing`, `reason_long`.
    """
    found = access_cohort_bill(actor, brought.code, now=now)
    deleted = delete_data(found, actor=actor, reason=checked_reason(reason), now=now)
    if deleted is None:
        raise InvalidState("bill", "deleted", "deleted again")
    return deleted


@transaction.atomic
def _keep(
    look: BillLook,
    bill: focus.Bill,
    labs: dict[int, tuple[str, Variant]],
    sha256: str,
    *,
    code: str,
    name: str,
    hidden: tuple[str, ...],
    cohort: Cohort,
    actor: Person,
    now: datetime,
    secret: bytes,
    is_new: bool,
) -> CohortBill:
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    _require_live(cohort)
    if is_new:
        CohortPseudonyms.objects.get_or_create(cohort=cohort, defaults={"secret": secret, "made_at": now})
    there = CohortPseudonyms.objects.filter(cohort=cohort).first()
    if there is None or bytes(there.secret) != secret:
        raise Refusal("bill_meanwhile", "Another bill of this cohort came or went meanwhile.", mend="Keep it again.")
    kept = Bill.objects.create(
        sha256=sha256,
        source="cohort",
        name=name,
        focus_version=bill.version,
        rows=bill.rows,
        summary=write_facts(describe_bill(bill)),
        findings=write_findings(look.findings),
        added_by=actor,
        added_at=now,
    )
    brought = CohortBill.objects.create(
        code=code,
        cohort=cohort,
        bill=kept,
        source_sha256=look.sha256,
        hidden=list(hidden),
        conformance=write_conformance(look.report.findings),
        remaining=[[one.column, one.values] for one in look.remaining],
    )
    carried = save_labs(brought, labs)
    event = CohortBillKept(
        cohort_bill=code,
        cohort=cohort.code,
        bill=sha256,
        source=look.sha256,
        rows=bill.rows,
        focus_version=bill.version,
        findings=len(look.findings) + len(look.report.findings),
        hidden=hidden,
        labs=carried,
    )
    record(event, actor=actor.code, now=now)
    return brought


def _check(path: Path, version: str) -> focus.ConformanceReport:
    try:
        return focus.check_file(path, version=version, dataset="cost_and_usage")
    except Refusal as refusal:  # its words begin with the name of the file, which is ours
        message = refusal.message.removeprefix(f"{path}: ")
        raise Refusal(refusal.code, message, field=refusal.field, mend=refusal.mend) from refusal


def _require_live(cohort: Cohort) -> None:
    if cohort.state not in LIVE_COHORTS:
        raise Refusal("cohort_ended", f"{cohort.name} is {cohort.state}; it gets no bill any more.")


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
