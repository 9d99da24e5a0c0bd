"""Bills come in: from a file of an organisation, or from the simulator."""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from practicum.curriculum.api import current_version
from practicum.focus import api as focus
from practicum.kernel.errors import Refusal
from practicum.labs.events import BillAdded, LabBillChosen
from practicum.labs.models import Bill, LabDefinition
from practicum.labs.queries import carried_tasks, get_definition, lab_of
from practicum.labs.rules.building import require_issuable
from practicum.labs.rules.definition import settings_of
from practicum.labs.rules.facts import describe_bill, require_sane_amounts, write_facts, write_findings
from practicum.labs.storage import store_bill
from practicum.ledger.api import record
from practicum.people.api import PROGRAMME_MANAGER, SYSTEM_CODE, Person, require_role

LONGEST_NAME = 200
SIMULATED_VERSION = "1.4"


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
    name = _checked_name(name)
    bill = focus.read_bill(path)
    require_sane_amounts(bill)
    return keep_bill(bill, focus.find_quality_issues(bill), actor=actor, source="imported", name=name, now=now)


def simulate_bill(*, actor: Person, seed: int, lab: str, now: datetime) -> Bill:
    """A simulated bill as the lab of the current programme version describes it. Same seed, same bytes."""
    require_manager(actor)
    return simulate_for(get_definition(current_version(), lab), seed=seed, actor=actor, now=now)


def simulate_for(definition: LabDefinition, *, seed: int, actor: Person, now: datetime) -> Bill:
    """Simulate and store. Refuses what the simulator refuses. The caller has checked who acts."""
    settings = settings_of(lab_of(definition))
    table = focus.simulate(scenario=settings.scenario, seed=seed, months=settings.months, rows=settings.rows)
    name = f"Simulated bill, {settings.scenario}, seed {seed}"
    # Simulated rows are normalised already, and have no finding: the tests of this room and of `focus` hold it so.
    bill = focus.Bill(
        table=table, version=SIMULATED_VERSION, version_reason="Simulated.", found_columns=frozenset(table.column_names)
    )
    return keep_bill(bill, (), actor=actor, source="simulated", name=name, now=now)


def keep_bill(
    bill: focus.Bill, findings: tuple[focus.Finding, ...], *, actor: Person, source: str, name: str, now: datetime
) -> Bill:
    """Store the file, then its row. A file without a row (the process died in between) does no harm."""
    facts = describe_bill(bill)
    sha256 = store_bill(bill)
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


def choose_bill(*, actor: Person, definition: LabDefinition, bill: Bill | None, now: datetime) -> LabDefinition:
    """Put a bill behind a lab: variants issued from now on are built on it. None goes back to simulated bills.

    Variants that are out keep their data. Refusals: `too_few_tasks` when the bill does not carry the lab.
    """
    require_manager(actor)
    if bill is not None:
        require_issuable(carried_tasks(bill, definition))
    with transaction.atomic():
        chosen = LabDefinition.objects.select_for_update().select_related("programme_version").get(pk=definition.pk)
        chosen.bill = bill
        chosen.save(update_fields=["bill"])
        event = LabBillChosen(
            programme=chosen.programme_version.digest, lab=chosen.key, bill=bill.sha256 if bill else ""
        )
        record(event, actor=actor.code, now=now)
    return chosen


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or "\x00" in name:
        raise Refusal("name_missing", "Give the bill a name.", field="name", mend="For example: Acme, March 2026.")
    if len(name) > LONGEST_NAME:
        raise Refusal("name_too_long", f"A name has at most {LONGEST_NAME} characters.", field="name")
    return name
