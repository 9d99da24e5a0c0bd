"""What there is to say of a file that a cohort may bring, before anything of it is kept."""

import hashlib
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from practicum.cohorts.api import LIVE_COHORTS, Cohort
from practicum.focus import api as focus
from practicum.kernel.errors import Refusal
from practicum.labs.cohort_access import led_cohort
from practicum.labs.rules.facts import require_sane_amounts
from practicum.people.api import Person


@dataclass(frozen=True, kw_only=True)
class BillLook:
    """What was found in an uploaded file; nothing of it is kept. `sha256` is the hash of the file as it came, `once` a
    word that no other look has."""

    sha256: str
    once: str
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
    require_live(led_cohort(actor, cohort.code, now=now))
    return inspect_file(path, groups=groups)


def inspect_file(path: Path, *, groups: Collection[str], tell: Callable[[str], None] | None = None) -> BillLook:
    """The look itself; `tell` hears "reading" and "checking" as they begin."""
    say = tell or (lambda _: None)
    say("reading")
    bill = focus.read_bill(path)
    require_sane_amounts(bill)
    say("checking")
    return BillLook(
        sha256=hash_of(path),
        once=new_once(),
        bill=bill,
        report=_check(path, bill.version),
        findings=focus.find_quality_issues(bill),
        remaining=focus.find_remaining(bill, groups=groups),
    )


def new_once() -> str:
    return secrets.token_urlsafe(16)


def require_live(cohort: Cohort) -> None:
    """Raise Refusal `cohort_ended` unless the cohort forms or runs."""
    if cohort.state not in LIVE_COHORTS:
        raise Refusal("cohort_ended", f"{cohort.name} is {cohort.state}; it gets no bill any more.")


def hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check(path: Path, version: str) -> focus.ConformanceReport:
    try:
        return focus.check_file(path, version=version, dataset="cost_and_usage")
    except Refusal as refusal:  # its words begin with the name of the file, which is ours
        message = refusal.message.removeprefix(f"{path}: ")
        raise Refusal(refusal.code, message, field=refusal.field, mend=refusal.mend) from refusal
