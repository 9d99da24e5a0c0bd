"""Look at the visitor's files before anything is swept away: a broken one changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction

from practicum.admissions.api import ImportReport, import_applicants
from practicum.curriculum.api import store_pack
from practicum.focus.api import BillSummary, Finding, find_quality_issues, read_bill, summary
from practicum.labs.api import Variant, require_issuable, try_bill
from practicum.pack.api import load_pack
from practicum.people.api import ensure_system_person
from practicum.site.demo.bank import SHIPPED
from practicum.site.demo.show import shown_people
from practicum.site.demo.stage import check_stage, claim


@dataclass(frozen=True)
class BillReport:
    """What a bill is, what is wrong with it, and what the labs that everybody has to pass would be on it, by title."""

    facts: BillSummary
    findings: tuple[Finding, ...]
    labs: Mapping[str, Variant]


def look_at_bill(path: Path) -> BillReport:
    """Read the bill. Raises Refusal when it is none, and when it carries too few tasks of a lab."""
    bill, pack = read_bill(path), load_pack(SHIPPED)
    required = {week.lab for week in pack.programme.weeks}
    labs = {lab.title: try_bill(lab, bill) for lab in pack.labs if lab.key in required}
    for variant in labs.values():
        require_issuable(variant)
    return BillReport(facts=summary(bill), findings=find_quality_issues(bill), labs=labs)


def look_at_applicants(path: Path, *, now: datetime) -> ImportReport:
    """What an import of the file would do. Everything is rolled back; only missing tables are made."""
    check_stage()
    if not shown_people():  # there are no tables yet, or somebody is making them at this moment
        claim()
    with connection.cursor() as cursor:
        cursor.execute("create table if not exists practicum_demo (role text, person text, finished_at timestamptz)")
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        system = ensure_system_person(now=now)
        store_pack(load_pack(SHIPPED), actor=system, now=now)
        report = import_applicants(path, actor=system, now=now, dry_run=True)
        transaction.set_rollback(True)
    return report
