"""`practicum focus scenarios`, `simulate` and `tables`."""

import os
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from practicum.focus.api import FORMATS, reference_page, scenarios, write_simulation


def list_scenarios() -> None:
    """List the scenarios, one a line: its name and what it is about."""
    known = scenarios()
    width = max(len(name) for name in known)
    for name, about in known.items():
        typer.echo(f"{name:{width}}  {about}")


def print_tables() -> None:
    """Print the reference of simulated data, in Markdown: scenarios, tables, columns, the truth, scenario files."""
    typer.echo(reference_page(), nl=False)


def simulate(
    scenario: Annotated[str, typer.Option(help="A name from `focus scenarios`.")],
    seed: Annotated[int, typer.Option(help="Any whole number from 0; the same gives the same bytes.")],
    out: Annotated[Path, typer.Option(help="A new or empty folder.")],
    rows: Annotated[int, typer.Option(help="About how many rows of cost_and_usage.")] = 10_000,
    months: Annotated[int, typer.Option(help="Whole months, 1 to 36.")] = 3,
    formats: Annotated[str, typer.Option("--format", help=f"With commas between: {', '.join(FORMATS)}.")] = "parquet",
) -> None:
    """Simulate a company: the four FOCUS 1.4 datasets, its side tables, and the truth about what is planted in them."""
    began = time.monotonic()
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    shown = Progress(
        *columns,
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with shown as bar:
        task = bar.add_task("rows", total=rows)

        def tell(what: str, done: int, total: int) -> None:
            if what == "rows":
                bar.update(task, description="rows", completed=done, total=total)
            else:
                bar.update(task, description=what)

        made = write_simulation(
            scenario=scenario,
            seed=seed,
            months=months,
            rows=rows,
            folder=out,
            formats=[one.strip() for one in formats.split(",") if one.strip()],
            on_progress=tell,
            workers=os.cpu_count() or 1,
        )
    took = time.monotonic() - began
    count = made.rows["cost_and_usage"]
    typer.echo(
        f"{made.folder}: {count:,} rows of cost_and_usage and {len(made.rows) - 1} other tables in {took:.1f} s"
        f" ({count / took:,.0f} rows/s); the truth is in truth.json."
    )
