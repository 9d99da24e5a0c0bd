"""`practicum focus analyse FILE`: what a bill says by every analysis that it can carry, and why not by the others."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from practicum.focus.api import (
    LIBRARY,
    CannotTell,
    analyse_bill,
    as_plain,
    describe_library,
    read_bill,
    read_side_tables,
    summary,
)
from practicum.site.cli.focus_analyse_report import print_report

MAX_BYTES = 4_000_000_000


def analyse(
    file: Annotated[Path, typer.Argument(help="A bill: CSV (plain or gzipped) or Parquet, FOCUS 1.0 to 1.4.")],
    side: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder of side tables, NAME.parquet or NAME.csv.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only this analysis (repeat); `focus analyses` lists them.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Analyse a bill. Exit status: 0 done, 2 the file, a side table or a name cannot be read."""
    tables = read_side_tables(side) if side is not None else {}
    bill = read_bill(file, max_bytes=MAX_BYTES)
    results = analyse_bill(bill, tables, names=only)
    seen = summary(bill)
    if not as_json:
        print_report(file, seen, sorted(tables), results)
        return
    told = {
        "file": str(file),
        "sha256": bill.source_sha256,
        "rows": seen.rows,
        "version": seen.version,
        "version_reason": seen.version_reason,
        "side_tables": sorted(tables),
        "told": sum(not isinstance(result, CannotTell) for result in results.values()),
        "analyses": {name: as_plain(result) for name, result in results.items()},
    }
    typer.echo(json.dumps(told, ensure_ascii=False))


def analyses(
    markdown: Annotated[bool, typer.Option("--markdown", help="The whole reference page.")] = False,
) -> None:
    """List the analyses and the side tables that they read."""
    if markdown:
        typer.echo(describe_library(), nl=False)
        return
    table = Table(box=box.SIMPLE_HEAD)
    for head in ("Name", "About", "Side tables"):
        table.add_column(head)
    for one in LIBRARY.values():
        table.add_row(one.name, escape(one.title), ", ".join(one.side))
    Console().print(table)
