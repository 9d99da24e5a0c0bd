"""`practicum applicants make | import | export`: files of applicants, from the command line."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from practicum.kernel.errors import Refusal
from practicum.pack.api import load_pack
from practicum.site.cli.check import SHIPPED
from practicum.site.cli.reading import asking, open_installation

if TYPE_CHECKING:
    from practicum.admissions.api import ImportReport

applicants = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Files of applicants: a sample, import, export."
)
Out = Annotated[Path, typer.Option(help="File to write; its ending says the kind: .csv or .xlsx.")]


@applicants.command("make")
def make(
    out: Out,
    number: Annotated[int, typer.Option("--n", min=1, max=2000, help="How many applicants.")] = 300,
    seed: Annotated[int, typer.Option(min=0, max=10**6, help="The same seed makes the same file.")] = 1,
    accepted_on: Annotated[
        str, typer.Option(help="Day on which all of them accepted a place elsewhere, such as 2026-09-01.")
    ] = "",
) -> None:
    """Write a file of invented, eligible applicants in eight time zones, to try an import with."""
    file_format = _format_of(out)
    open_installation()
    from practicum.admissions.api import write_table  # noqa: PLC0415  Django must be set up before its parts are read
    from practicum.site.demo.sample import sample_rows  # noqa: PLC0415

    rows = sample_rows(load_pack(SHIPPED).programme, number=number, seed=seed, accepted_on=_day(accepted_on))
    _write(out, write_table(rows, file_format=file_format))
    Console().print(f"{number} applicants are in {out}.", highlight=False)


@applicants.command("import")
def take_in(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check only, write nothing.")] = False,
) -> None:
    """Take in a file of applicants, as a whole or not at all. Exits with 2 when something is wrong in it."""
    open_installation()
    from practicum.admissions.api import import_applicants  # noqa: PLC0415
    from practicum.people.api import system_person  # noqa: PLC0415

    with asking():
        report = import_applicants(file, actor=system_person(), now=datetime.now(UTC), dry_run=dry_run)
    _tell(report)
    if not report.is_clean:
        raise typer.Exit(2)


@applicants.command("export")
def take_out(out: Out, state: Annotated[str, typer.Option(help="Only those in this state.")] = "") -> None:
    """Write all submitted applications to a file. It goes on the record."""
    file_format = _format_of(out)
    open_installation()
    from practicum.admissions.api import export_applications  # noqa: PLC0415
    from practicum.people.api import system_person  # noqa: PLC0415

    with asking():
        content = export_applications(
            actor=system_person(), file_format=file_format, filters={"state": state}, now=datetime.now(UTC)
        )
    _write(out, content)
    Console().print(f"Written to {out}.", highlight=False)


def _tell(report: "ImportReport") -> None:
    console = Console()
    for problem in report.problems:
        console.print(str(problem), soft_wrap=True, markup=False, highlight=False)
    if not report.is_clean:
        found = _counted(len(report.problems), "problem")
        console.print(f"{found} in {_counted(report.rows, 'row')}; nothing was written.", highlight=False)
    elif report.dry_run:
        console.print(f"{_counted(report.rows, 'applicant')}, no problem found; nothing was written.", highlight=False)
    else:
        console.print(f"Taken in: {_counted(report.rows, 'applicant')}.", highlight=False)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _format_of(out: Path) -> str:
    file_format = out.suffix.lower().removeprefix(".")
    if file_format not in ("csv", "xlsx"):
        raise Refusal("format_unknown", f"{out} is neither .csv nor .xlsx.", field="--out", mend="Choose one of them.")
    return file_format


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refusal(
            "date_unreadable", f"“{text}” is no date.", field="--accepted-on", mend="Write it like 2026-09-01."
        ) from None


def _write(out: Path, content: bytes) -> None:
    try:
        out.write_bytes(content)
    except OSError as error:
        raise Refusal("file_unwritable", f"{out} cannot be written: {error.strerror}.", field="--out") from error
