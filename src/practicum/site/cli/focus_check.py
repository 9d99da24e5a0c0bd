"""`practicum focus check FILE`: does a FOCUS file conform? And mutators, which make files that do not."""

import json
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from practicum.focus.api import (
    MUTATORS,
    ConformanceFinding,
    ConformanceReport,
    check_file,
    mutate_file,
    write_requirements,
)
from practicum.kernel.errors import Refusal


def check(
    file: Annotated[Path, typer.Argument(help="CSV (plain or gzipped) or Parquet.")],
    version: Annotated[str, typer.Option(help="Of FOCUS: 1.0, 1.1, 1.2, 1.3 or 1.4.")] = "1.4",
    dataset: Annotated[str, typer.Option(help="cost_and_usage, invoice_detail, ...; else told by the columns.")] = "",
    supports: Annotated[
        list[str] | None, typer.Option(help="A criterion that the provider meets (repeat), or all, or none.")
    ] = None,
    charges: Annotated[
        Path | None, typer.Option(help="The cost and usage file that an invoice detail file is reconciled with.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check a file against a version of FOCUS. Exit status: 0 conforms, 1 does not, 2 cannot be read."""
    progress = Progress(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=Console(stderr=True), transient=True
    )
    with progress if progress.console.is_terminal else nullcontext():
        task = progress.add_task("", total=1.0)
        report = check_file(
            file,
            version=version,
            dataset=dataset,
            supports=supports,
            charges=charges,
            on_progress=lambda step, share: progress.update(task, description=step, completed=share),
        )
    if as_json:
        print(json.dumps({"file": str(file)} | report.as_dict(), indent=2))  # noqa: T201
    else:
        _print(report, file)
    if not report.conforms:
        raise typer.Exit(1)


def _print(report: ConformanceReport, file: Path) -> None:
    console = Console()
    console.print(f"{escape(str(file))}: {report.rows:,} rows, {report.columns} columns, {report.dataset} "
                  f"({report.dataset_reason}), FOCUS {report.version}: {report.basis}.", soft_wrap=True)  # fmt: skip
    for finding in report.findings:
        _print_finding(console, finding)
    console.print(_counts(report))
    for left, count in report.reasons(dynamic=False).items():
        console.print(f"  {count} of those that a machine can check: {escape(left)}.", soft_wrap=True)
    unmet = [support.criterion for support in report.supports if not support.met]
    if unmet:
        console.print(
            f"Not met, as far as the file shows (--supports says otherwise): {', '.join(unmet)}.", soft_wrap=True
        )
    must = sum(finding.level == "must" for finding in report.findings)
    advice = len(report.findings) - must
    tail = f" {advice} piece{'s' if advice != 1 else ''} of advice." if advice else ""
    if report.conforms:
        console.print(f"[green]Conforms[/] in all that was checked.{tail}")
    else:
        console.print(
            f"[red]Does not conform[/]: {must} finding{'s' if must != 1 else ''}.{tail} "
            "Row 1 is the first after the header."
        )


def _print_finding(console: Console, finding: ConformanceFinding) -> None:
    colour, word = ("red", "broken") if finding.level == "must" else ("yellow", "advice")
    rows = ""
    if finding.first_rows:
        more = ", ..." if finding.rows > len(finding.first_rows) else ""
        rows = (
            f" {finding.rows:,} row{'s' if finding.rows != 1 else ''}: {', '.join(map(str, finding.first_rows))}{more}."
        )
    example = f" Says: {finding.example}" if finding.example else ""
    console.print(f"[{colour}]{word}[/] [bold]{escape(finding.message)}[/]{rows}{escape(example)}", soft_wrap=True)
    console.print(f"       {escape(finding.mend)} [dim]{finding.rule}[/]", soft_wrap=True)


def _counts(report: ConformanceReport) -> Table:
    table = Table(title="Rules of this dataset and of all datasets", box=box.SIMPLE_HEAD, title_justify="left")
    table.add_column("")
    for head in ("Checked", "In part", "Not for this file", "Not checked"):
        table.add_column(head, justify="right")
    for name, dynamic in (("A machine can check", False), ("Only people can, by the model", True)):
        table.add_row(name, *(str(count) for count in report.counts(dynamic=dynamic).values()))
    return table


def mutate(
    file: Annotated[Path, typer.Argument(help="A valid FOCUS 1.4 file, CSV or Parquet.")],
    name: Annotated[str, typer.Option("--with", help="Of the mutator; `focus mutators` lists them.")],
    out: Annotated[Path, typer.Option(help="The broken file, .csv.")],
    seed: Annotated[int, typer.Option(help="Which row is broken.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Break a valid file in a named way, and say what was broken and by which rule that is found."""
    if name not in MUTATORS:
        raise Refusal(
            "unknown_mutator",
            f"There is no mutator {name}.",
            field="with",
            mend="Use one of: " + ", ".join(MUTATORS) + ".",
        )
    done = mutate_file(file, mutator=MUTATORS[name], seed=seed, out=out)
    if as_json:
        print(json.dumps(asdict(done), indent=2))  # noqa: T201
        return
    where = f"row {', '.join(map(str, done.rows))}" if done.rows else "the whole file"
    Console().print(
        f"{escape(str(out))}: {done.words} {done.column or 'All columns'}, {where}. Found by {' or '.join(done.rules)}.",
        soft_wrap=True,
    )


def mutators() -> None:
    """List the mutators: what each breaks, and the dataset that it is for."""
    table = Table(box=box.SIMPLE_HEAD)
    for head in ("Name", "Dataset", "What is wrong then"):
        table.add_column(head)
    for mutator in MUTATORS.values():
        charges = " (checked with --charges)" if mutator.needs_charges else ""
        table.add_row(mutator.name, mutator.dataset, mutator.words + charges)
    Console().print(table)


def requirements(
    model: Annotated[
        Path, typer.Argument(help="A requirement model that the FOCUS project publishes, model-X.Y.json.")
    ],
    out: Annotated[Path, typer.Option(help="The data file in our notation, .jsonl.")],
) -> None:
    """Transcribe a published requirement model into our notation (for maintainers: a new version of FOCUS)."""
    head = write_requirements(model, out)
    Console().print(
        f"{escape(str(out))}: FOCUS {head['version']}, {head['rules']} rules, "
        f"{head['unknown']} with a check that the notation has no word for.",
        soft_wrap=True,
    )
