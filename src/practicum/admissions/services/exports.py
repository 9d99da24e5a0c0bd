"""Applications as a table to take away: only what the reader may see, and on the record."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from practicum.admissions.events import ApplicationsExported
from practicum.admissions.models import Application
from practicum.admissions.queries import draft_of, list_applications
from practicum.admissions.rules import NUMBERS, local_ranges, offset_minutes
from practicum.admissions.services.imports import import_columns
from practicum.admissions.sheets import FORMATS, write_table
from practicum.curriculum.api import current_version, programme_of
from practicum.kernel.errors import Refusal
from practicum.ledger.api import record
from practicum.pack.api import Programme
from practicum.people.api import Person

# Beside what an import holds: what has become of the application here.
FATE = ("application", "state", "computed", "points", "submitted_at", "decided_at", "decision_reason")


@transaction.atomic
def export_applications(
    *, actor: Person, file_format: str, now: datetime, filters: Mapping[str, str] | None = None
) -> bytes:
    """Submitted applications that `actor` may read, as CSV or XLSX; `filters` as in `list_applications`.

    The columns are those of an import, after what has become of each application. Raises NotPermitted, Refusal.
    """
    if file_format not in FORMATS:
        raise Refusal("format_unknown", "There is no such format.", field="format", mend="Choose CSV or XLSX.")
    wanted = {key: value for key, value in (filters or {}).items() if value}
    programme = programme_of(current_version())
    columns = import_columns(programme)
    found = list(list_applications(actor, **wanted))
    rows = [[*FATE, *columns], *(_row(application, programme, columns, now) for application in found)]
    content = write_table(rows, file_format=file_format)
    event = ApplicationsExported(
        reader=actor.code,
        rows=len(found),
        file_format=file_format,
        filters=tuple(sorted(wanted.items())),
        file_digest=hashlib.sha256(content).hexdigest(),
    )
    record(event, actor=actor.code, now=now)
    return content


def _row(application: Application, programme: Programme, columns: tuple[str, ...], now: datetime) -> list[str]:
    person, said = application.person, draft_of(application)
    eligibility = application.eligibility or {}
    offset = offset_minutes(person.time_zone, now=now)
    cells: dict[str, Any] = {
        **{name: said.get(name) for name in columns},
        **(said.get("complexity") or {}),
        **{name: said.get(name) for name in NUMBERS},
        "email": person.email,
        "name": person.name,
        "time_zone": person.time_zone,
        "free_hours": "; ".join(local_ranges(said.get("free_hours") or [], offset)),
        "agreed": "yes" if said.get("agreed") else "",
        "application": application.code,
        "state": application.state,
        "computed": eligibility.get("outcome"),
        "points": eligibility.get("points"),
        "submitted_at": _moment(application.submitted_at),
        "decided_at": _moment(application.decided_at),
        "decision_reason": application.decision_reason,
    }
    return ["" if cells.get(name) is None else str(cells[name]) for name in (*FATE, *columns)]


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}" if at else ""
