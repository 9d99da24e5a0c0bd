"""Applicants from a file: all of them or none.

The file is CSV (commas, UTF-8 with or without a byte order mark) or a workbook (XLSX, its first sheet), with the names of
the columns in the first row. At most 2 MB and 2,000 rows. Columns (any order; `template_header` gives the line):

- `email`, `name`, `employer` (may be empty), `time_zone` (such as Europe/Berlin)
- `route` (cohort or experience), `language` (such as en), `role_profile` (a key of the programme's profiles)
- `job_title`, `motivation`, `evidence`, `conflicts` (write none where there are none)
- `years`, `practice_months`: whole numbers
- `baseline` (practitioner, engineer, equivalent, diagnostic or none), `baseline_detail`, `baseline_until` (2027-03-31 or empty)
- one column for each dimension of complexity in the policies (scopes, entities, spend, …): a key of its bands, or unsure
- `free_hours`: in the applicant's own zone, such as `Tue 18-21; Sat 07:30-10` (may be empty on the experience route)
- `agreed`: yes, when the person agreed to the code of conduct, to the statement on AI and to the use of their data
- `accepted_on` (may be left out): the day on which the person accepted a place in the system that the file comes from. It
  goes on the record; the place itself is still offered here, by an officer

`docs/how-to/import-applicants.md` says the same with an example.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from practicum.admissions.events import ApplicantsImported
from practicum.admissions.letters import write_to_applicants
from practicum.admissions.models import Application
from practicum.admissions.rules import (
    AGREEMENTS,
    ENDED,
    FIELDS,
    NUMBERS,
    FieldProblem,
    check_draft,
    keep_field,
    offset_minutes,
    read_free_hours,
)
from practicum.admissions.services.drafts import complete, fill, new_draft
from practicum.admissions.sheets import BYTES_AT_MOST, ROWS_AT_MOST, BadSheet, read_table
from practicum.curriculum.api import ProgrammeVersion, current_version, programme_of
from practicum.kernel.errors import Refusal
from practicum.ledger.api import record, record_all
from practicum.pack.api import Programme
from practicum.people.api import (
    ADMISSIONS_OFFICER,
    OPERATOR,
    PROGRAMME_MANAGER,
    SYSTEM_CODE,
    NewPerson,
    Person,
    check_identity,
    give_consents,
    register_people,
    require_role,
    update_profile,
)

COLUMNS_AT_MOST = 500  # far more than there are; what stands twice is searched for, column by column
NAMED = 10  # columns in one message
IDENTITY = ("email", "name", "employer", "time_zone")
OPTIONAL = ("accepted_on",)
_PLAIN = ("route", "language", "role_profile", "job_title", "motivation", "evidence", "conflicts", "baseline",
          "baseline_detail", "baseline_until")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class RowProblem:
    """What is wrong in one row. `row` counts as a spreadsheet does: the names of the columns are row 1; 0 is the file.
    `field` is a column, or empty."""

    row: int
    field: str
    message: str
    mend: str

    def __str__(self) -> str:
        place = f"row {self.row}" if self.row else "file"
        return f"{place}{', ' + self.field if self.field else ''}: {self.message} {self.mend}".strip()


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """What a file holds: rows of applicants, every problem, and the codes of the applications that were made.

    With a problem, or on a dry run, nothing was written and `applications` is empty.
    """

    rows: int
    problems: tuple[RowProblem, ...]
    applications: tuple[str, ...] = ()
    dry_run: bool = False

    @property
    def is_clean(self) -> bool:
        return not self.problems


def import_columns(programme: Programme) -> tuple[str, ...]:
    """The names of the columns for this programme."""
    dimensions = tuple(dimension.key for dimension in programme.policies.eligibility.complexity.points)
    return (*IDENTITY, *_PLAIN, *NUMBERS, *dimensions, "free_hours", "agreed")


def template_header(programme: Programme) -> str:
    """The first line of a file, ready to be filled in."""
    return ",".join(import_columns(programme)) + "\r\n"


@transaction.atomic
def import_applicants(source: Path | bytes, *, actor: Person, now: datetime, dry_run: bool) -> ImportReport:
    """Take in a file of applicants: accounts and submitted applications, in one transaction.

    A person with an account keeps its name and zone. One bad row, and nothing is written: the report names every problem of
    every row. A file that is no such file at all is one problem of row 0 or 1. Raises NotPermitted.
    """
    if actor.code != SYSTEM_CODE:
        require_role(actor, ADMISSIONS_OFFICER, PROGRAMME_MANAGER, OPERATOR)
    version = current_version()
    programme = programme_of(version)
    try:
        content = _read(source)
        rows = _parse(content, import_columns(programme))
    except BadSheet as bad:
        problem = RowProblem(row=bad.row, field=bad.field, message=bad.message, mend=bad.mend)
        return ImportReport(rows=0, problems=(problem,), dry_run=dry_run)
    checked = [_check_row(row, programme, now) for row in rows]
    problems = [problem for _, found in checked for problem in found]
    problems += _clashes(rows, version)
    if problems or dry_run:
        ordered = tuple(sorted(problems, key=lambda problem: problem.row))
        return ImportReport(rows=len(rows), problems=ordered, dry_run=dry_run)
    codes = _take_in(rows, [fields for fields, _ in checked], version, actor, now)
    event = ApplicantsImported(applications=codes, file_digest=hashlib.sha256(content).hexdigest())
    record(event, actor=actor.code, now=now)
    return ImportReport(rows=len(rows), problems=(), applications=codes)


@dataclass(frozen=True, kw_only=True)
class _Row:
    """One applicant: texts by column. `surplus` cells are more (or, negative, fewer) than there are columns."""

    number: int
    cells: Mapping[str, str]
    surplus: int

    @property
    def email(self) -> str:
        return self.cells.get("email", "").lower()


def _read(source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        content = source
    else:
        try:
            if not source.is_file():
                raise BadSheet(0, f"There is no file {source}.", "Check the path.")
            if source.stat().st_size > BYTES_AT_MOST:
                raise BadSheet(0, "The file is larger than 2 MB.", "Split it.")
            content = source.read_bytes()
        except OSError as error:
            raise BadSheet(
                0, f"The file {source} cannot be read: {error.strerror}.", "Check its permissions."
            ) from error
    if len(content) > BYTES_AT_MOST:
        raise BadSheet(0, "The file is larger than 2 MB.", "Split it.")
    return content


def _parse(content: bytes, columns: tuple[str, ...]) -> list[_Row]:
    """The applicants; empty rows are left out, and counted."""
    lines = read_table(content)
    if not lines or not any(cell.strip() for cell in lines[0]):
        raise BadSheet(1, "The first row must name the columns.", f"It reads: {','.join(columns)}")
    header = [cell.strip().lower() for cell in lines[0]]
    _check_header(header, columns)
    rows = [
        _Row(
            number=number,
            cells={name: cell.strip() for name, cell in zip(header, cells, strict=False)},
            surplus=len(cells) - len(header),
        )
        for number, cells in enumerate(lines[1:], start=2)
        if any(cell.strip() for cell in cells)
    ]
    if not rows:
        raise BadSheet(
            1, "There are no applicants in the file.", "Write one in each row under the names of the columns."
        )
    if len(rows) > ROWS_AT_MOST:
        raise BadSheet(0, f"The file has {len(rows)} applicants; at most {ROWS_AT_MOST} at a time.", "Split it.")
    return rows


def _check_header(header: list[str], columns: tuple[str, ...]) -> None:
    if len(header) > COLUMNS_AT_MOST:
        raise BadSheet(1, f"The first row names {len(header)} columns.", f"Use these: {', '.join(columns)}.")
    if len(header) == 1 and re.search(r"[;\t]", header[0]):
        raise BadSheet(1, "The columns are not separated by commas.", "Export the file with commas.")
    missing = [name for name in columns if name not in header]
    unknown = [name for name in header if name not in columns and name not in OPTIONAL]
    twice = sorted({name for name in header if header.count(name) > 1})
    for found, what, mend in (
        (twice, "Columns that stand twice", "Keep one of each."),
        (unknown, "Columns that are not known", f"Use these: {', '.join(columns)}."),
        (missing, "Columns that are missing", "Add them; the template has all."),
    ):
        if found:
            shown = ", ".join(name[:40] or "(without a name)" for name in found[:NAMED])
            more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
            raise BadSheet(1, f"{what}: {shown}{more}.", mend)


def _check_row(row: _Row, programme: Programme, now: datetime) -> tuple[dict[str, Any], list[RowProblem]]:
    """The row as fields of a draft (and `accepted_on`), and everything that is wrong with it."""
    cells = row.cells
    if row.surplus:
        message = f"The row has {'more' if row.surplus > 0 else 'fewer'} cells than there are columns."
        return {}, [RowProblem(row=row.number, field="", message=message, mend="Put texts with commas into quotes.")]
    problems: list[RowProblem] = []
    fields: dict[str, Any] = {}

    def note(field: str, refusal: Refusal | FieldProblem) -> None:
        problems.append(RowProblem(row=row.number, field=field, message=refusal.message, mend=refusal.mend))

    try:
        check_identity(email=row.email, name=cells["name"], time_zone=cells["time_zone"])
        offset = offset_minutes(cells["time_zone"], now=now)
    except Refusal as refusal:
        note(refusal.field, refusal)
        offset = None
    dimensions = [dimension.key for dimension in programme.policies.eligibility.complexity.points]
    raw: dict[str, Any] = {name: cells[name] for name in ("employer", *_PLAIN)}
    raw |= {name: _number(cells[name]) for name in NUMBERS}
    raw["agreed"] = sorted(AGREEMENTS) if cells["agreed"].lower() in ("yes", "true", "1") else []
    # Each dimension apart, so that each bad cell is named.
    asked = [*raw.items(), *(("complexity", {key: cells[key].lower()}) for key in dimensions)]
    for name, value in asked:
        try:
            kept = keep_field(name, value, programme)
            fields[name] = {**fields.get(name, {}), **kept} if name == "complexity" else kept
        except Refusal as refusal:
            note(_column(refusal.field), refusal)
    try:
        fields["free_hours"] = list(read_free_hours(cells["free_hours"], offset)) if offset is not None else [0]
    except Refusal as refusal:
        note("free_hours", refusal)
    try:
        accepted_on = _accepted_on(cells.get("accepted_on", ""), now)
    except Refusal as refusal:
        note("accepted_on", refusal)
        accepted_on = None
    named = {problem.field for problem in problems}
    for problem in check_draft(fields, programme):
        if _column(problem.field) not in named:
            note(_column(problem.field), problem)
    return fields | {"accepted_on": accepted_on}, problems


def _accepted_on(text: str, now: datetime) -> date | None:
    """A day that is not to come. Raises Refusal."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Refusal(
            "date_unreadable", "That is no date.", field="accepted_on", mend="Write it like 2026-03-31."
        ) from None
    if day > now.date():
        raise Refusal(
            "date_to_come", "Nobody has accepted on a day to come.", field="accepted_on", mend="Leave the cell empty."
        )
    return day


def _column(field: str) -> str:
    return field.removeprefix("complexity.")


def _number(text: str) -> int | str | None:
    """A whole number, or the text as it is: the field's own check tells what is wrong with it."""
    if not text:
        return None
    return int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else text


def _clashes(rows: list[_Row], version: ProgrammeVersion) -> list[RowProblem]:
    """Addresses that stand twice, and people whose application is under way already."""
    live = set(
        Application.objects.filter(programme_version=version, person__email__in=[row.email for row in rows])
        .exclude(state__in=ENDED)
        .values_list("person__email", flat=True)
    )
    problems: list[RowProblem] = []
    seen: dict[str, int] = {}
    for row in rows:
        if row.email in seen:
            message, mend = f"The address stands in row {seen[row.email]} already.", "Keep one of the rows."
            problems.append(RowProblem(row=row.number, field="email", message=message, mend=mend))
        elif row.email in live:
            message, mend = "This person's application is under way.", "Leave the row out."
            problems.append(RowProblem(row=row.number, field="email", message=message, mend=mend))
        seen.setdefault(row.email, row.number)
    return problems


def _take_in(
    rows: list[_Row], checked: list[dict[str, Any]], version: ProgrammeVersion, actor: Person, now: datetime
) -> tuple[str, ...]:
    """Accounts, submitted applications, consents, records and letters of all rows, written in a few statements."""
    programme = programme_of(version)
    people = _accounts(rows, now)
    drafts, events, consents = [], [], []
    for row, fields in zip(rows, checked, strict=True):
        person = people[row.email]
        answers = {name: fields[name] for name in FIELDS if name in fields}
        if not answers["employer"]:
            del answers["employer"]  # an empty cell says nothing about the employer that the account names
        elif answers["employer"] != person.employer:
            profile = {"name": person.name, "employer": answers["employer"], "time_zone": person.time_zone}
            update_profile(actor=person, **profile, now=now, by=actor)
        draft, started = new_draft(person, version, now=now)
        fill(draft, answers)
        draft.accepted_on = fields["accepted_on"]
        facts, submitted = complete(draft, programme, now=now)
        drafts.append(draft)
        events += [(started, actor.code), (submitted, actor.code)]
        consents += [(person, purpose) for purpose in sorted(facts.agreed)]
    Application.objects.bulk_create(drafts)
    give_consents(consents, version=programme.version, now=now)
    record_all(events, now=now)
    write_to_applicants(drafts, "submitted", now=now)
    return tuple(draft.code for draft in drafts)


def _accounts(rows: list[_Row], now: datetime) -> dict[str, Person]:
    """The accounts of all rows by address; those that are not there yet are made."""
    people = {person.email: person for person in Person.objects.filter(email__in=[row.email for row in rows])}
    new = [
        NewPerson(
            email=row.email,
            name=row.cells["name"],
            employer=row.cells["employer"],
            time_zone=row.cells["time_zone"],
        )
        for row in rows
        if row.email not in people
    ]
    return people | {person.email: person for person in register_people(new, now=now)}
