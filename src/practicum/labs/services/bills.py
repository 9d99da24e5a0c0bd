"""Bills come in: from a file of an organisation, or from the simulator."""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from practicum.curriculum.api import current_version
from practicum.focus import api as focus
from practicum.kernel.errors import Refusal
from practicum.labs.events import BillAdded, LabBillChosen
from practicum.labs.models import Bill, BillTable, LabDefinition
from practicum.labs.queries import carried_tasks, get_definition, lab_of
from practicum.labs.rules.building import require_issuable
from practicum.labs.rules.data import COST_AND_USAGE, LabTables, WrittenTables, simulate_tables, write_tables
from practicum.labs.rules.facts import (
    column_types,
    describe_bill,
    require_sane_amounts,
    write_facts,
    write_findings,
)
from practicum.labs.storage import store_bill, store_file
from practicum.ledger.api import record
from practicum.people.api import PROGRAMME_MANAGER, SYSTEM_CODE, Person, require_role

LONGEST_NAME = 200


def require_manager(actor: Person) -> None:
    """Programme managers, and the program itself. Raises NotPermitted."""
    if actor.code != SYSTEM_CODE:
        require_role(actor, PROGRAMME_MANAGER)


def import_bill(*, actor: Person, path: Path, name: str, now: datetime) -> Bill:
    """Take in a FOCUS cost and usage export (CSV or Parquet, 1.0 to 1.4) and list what is wrong with it.

    The normalised rows are stored once, whoever brings them: the same content again is the bill that is there. A file
    that cannot be read is refused (see `focus.api.read_bill`) and nothing changes. Refusals also: `name_missing`,
    `name_too_long`, `amount_too_large`.
    """
    require_manager(actor)
    name = checked_name(name)
    bill = focus.read_bill(path)
    require_sane_amounts(bill)
    findings = focus.find_quality_issues(bill)
    sha256 = store_bill(bill)
    return _keep(sha256, bill, findings, actor=actor, source="imported", name=name, now=now)


def simulate_bill(*, actor: Person, seed: int, lab: str, now: datetime) -> Bill:
    """Simulated data as the lab of the current programme version describes them. Same seed, same bytes."""
    require_manager(actor)
    definition = get_definition(current_version(), lab)
    written = write_tables(simulate_tables(lab_of(definition), seed))
    return keep_simulated(written, definition, seed=seed, actor=actor, now=now)


def keep_simulated(
    written: WrittenTables, definition: LabDefinition, *, seed: int, actor: Person, now: datetime
) -> Bill:
    """Store simulated data: the bill, and the other tables that the lab shows. The caller has checked who acts."""
    data = written.read()
    sha256 = store_file(written.files[COST_AND_USAGE])
    others = {name: store_file(content) for name, content in written.files.items() if name != COST_AND_USAGE}
    name = f"Simulated data, {lab_of(definition).data.scenario}, seed {seed}"
    with transaction.atomic():
        # Simulated rows are normalised already, and have no finding: the tests of this room and of `focus` hold it so.
        kept = _keep(sha256, data.bill, (), actor=actor, source="simulated", name=name, now=now)
        _keep_tables(kept, others, data)
    return kept


def _keep(
    sha256: str,
    bill: focus.Bill,
    findings: tuple[focus.Finding, ...],
    *,
    actor: Person,
    source: str,
    name: str,
    now: datetime,
) -> Bill:
    """The row of a stored file. A file without a row (the process died in between) does no harm."""
    facts = describe_bill(bill)
    with transaction.atomic():
        kept, made = Bill.objects.get_or_create(
            sha256=sha256,
            defaults={
                "source": source,
                "name": name,
                "focus_version": bill.version,
                "rows": bill.rows,
                "summary": write_facts(facts),
                "findings": write_findings(findings),
                "added_by": actor,
                "added_at": now,
            },
        )
        if made:
            event = BillAdded(
                bill=sha256, source=source, rows=bill.rows, focus_version=bill.version, findings=len(findings)
            )
            record(event, actor=actor.code, now=now)
    return kept


def _keep_tables(bill: Bill, files: dict[str, str], data: LabTables) -> None:
    BillTable.objects.bulk_create(
        [
            BillTable(
                bill=bill,
                name=name,
                sha256=sha256,
                rows=data.tables[name].num_rows,
                columns=[[column.name, column.type] for column in column_types(data.tables[name])],
            )
            for name, sha256 in files.items()
        ],
        ignore_conflicts=True,
    )


def choose_bill(*, actor: Person, definition: LabDefinition, bill: Bill | None, now: datetime) -> LabDefinition:
    """Put a bill behind a lab: variants issued from now on are built on it. None goes back to simulated data.

    Variants that are out keep their data. Refusals: `too_few_tasks` when the bill does not carry the lab,
    `bill_of_cohort` for the bill of one cohort, which is nobody else's.
    """
    require_manager(actor)
    if bill is not None:
        require_shared(bill)
        require_issuable(carried_tasks(bill, definition))
    with transaction.atomic():
        chosen = (
            LabDefinition.objects.select_for_update(no_key=True)
            .select_related("programme_version")
            .get(pk=definition.pk)
        )
        chosen.bill = bill
        chosen.save(update_fields=["bill"])
        event = LabBillChosen(
            programme=chosen.programme_version.digest, lab=chosen.key, bill=bill.sha256 if bill else ""
        )
        record(event, actor=actor.code, now=now)
    return chosen


def require_shared(bill: Bill) -> None:
    """Raise Refusal `bill_of_cohort` for a bill that belongs to one cohort."""
    if bill.source == "cohort":
        raise Refusal(
            "bill_of_cohort", "This bill is the data of one cohort; its facilitator decides on it.", field="bill"
        )


def checked_name(name: str) -> str:
    """The name on one line. Refusals: `name_missing`, `name_too_long`."""
    name = " ".join(name.split())
    if not name or "\x00" in name:
        raise Refusal("name_missing", "Give the bill a name.", field="name", mend="For example: Acme, March 2026.")
    if len(name) > LONGEST_NAME:
        raise Refusal("name_too_long", f"A name has at most {LONGEST_NAME} characters.", field="name")
    return name
