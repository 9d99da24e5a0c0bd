"""`practicum check PACK`: is this programme pack sound, and what does it cover?"""

from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from practicum.focus.api import ANALYSES
from practicum.kernel.errors import Refusal
from practicum.pack.api import CapabilityCoverage, PackSummary, Problem, Report, check_pack, explain_pack, load_pack
from practicum.site.runtime import set_up_without_database

SHIPPED = Path(__file__).resolve().parents[2] / "programmes/finops-certified-professional"


def check(
    pack: Annotated[Path, typer.Argument(help="Folder of the pack.")] = SHIPPED,
) -> None:
    """Check a programme pack: every error with file, line and mend; then the coverage per capability."""
    console = Console()
    report = refuse_problems(console, pack)
    console.print(_coverage(report.coverage))
    summary = explain_pack(load_pack(pack))
    console.print(_in_words(summary))


def refuse_problems(console: Console, pack: Path) -> Report:
    """Print every error and warning of the pack with file, line and mend; exit with 1 when it has errors."""
    if not pack.is_dir():
        raise Refusal("no_folder", f"There is no folder {pack}.", mend="Give the path of the pack's folder.")
    set_up_without_database()
    from practicum.labs.api import TABLES  # noqa: PLC0415  Django must be set up before its parts are read

    report = check_pack(pack, known_analyses=frozenset(ANALYSES), known_tables=TABLES)
    for problem in report.problems:
        _print(console, pack, problem, "[red]error[/]")
    for warning in report.warnings:
        _print(console, pack, warning, "[yellow]warning[/]")
    if report.problems:
        count = len(report.problems)
        console.print(f"{count} {'error' if count == 1 else 'errors'}. This pack cannot be loaded.")
        raise typer.Exit(1)
    return report


def _print(console: Console, pack: Path, problem: Problem, kind: str) -> None:
    place = f"{pack / problem.file}:{problem.line}"
    field = f" {problem.field}:" if problem.field else ""
    console.print(f"{escape(place)}: {kind}:{escape(f'{field} {problem.message} {problem.mend}')}", soft_wrap=True)


def _coverage(rows: tuple[CapabilityCoverage, ...]) -> Table:
    table = Table(title="Coverage per capability", box=box.SIMPLE_HEAD, title_justify="left")
    table.add_column("Capability", no_wrap=True)
    for head in ("Week", "Reading, min", "Items", "Approved", "Labs"):
        table.add_column(head, justify="right")
    before = ""
    for row in rows:
        if row.domain_key != before:
            table.add_section()
        before = row.domain_key
        approved = sum(count for state, count in row.items_by_state.items() if str(state) not in ("draft", "in_review"))
        weeks = ", ".join(map(str, row.weeks)) or "none"
        table.add_row(row.key, weeks, str(row.learning_minutes), str(row.items), str(approved), str(len(row.labs)))
    return table


def _in_words(summary: PackSummary) -> str:
    states = ", ".join(f"{count} {state}" for state, count in summary.items_by_state.items() if count)
    return (
        f"{summary.name} {summary.version} is sound: {summary.capabilities} capabilities in {summary.domains} domains "
        f"({summary.framework}), {len(summary.roles)} role profiles, {len(summary.weeks)} weeks, "
        f"{summary.study_minutes / 60:.0f} h of study, {summary.items} items ({states}), a form of "
        f"{summary.form_length} items in {summary.form_minutes} min, {summary.labs} labs.\nDigest {summary.digest}"
    )
