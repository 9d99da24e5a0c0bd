"""`practicum labs prove`: is a lab fair on whatever data it draws? Needs no database."""

import json
import multiprocessing
import os
import time
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from practicum.focus.api import ANALYSES
from practicum.kernel.errors import Refusal
from practicum.pack.api import Lab, load_pack
from practicum.site.cli.check import SHIPPED
from practicum.site.runtime import set_up_without_database

if TYPE_CHECKING:
    from practicum.labs.api import LabProof, SeedProof

labs = typer.Typer(no_args_is_help=True, add_completion=False, help="Labs: prove that they are fair.")


@labs.callback()
def labs_commands() -> None:
    """Keeps `labs` a group of commands."""


@labs.command("prove")
def prove(
    lab: Annotated[str, typer.Option(help="Key of the lab; all labs of the pack without it.")] = "",
    seeds: Annotated[int, typer.Option(min=1, max=100_000, help="How many variants.")] = 200,
    first: Annotated[int, typer.Option(min=0, max=2**62, help="The first seed.")] = 0,
    pack: Annotated[Path, typer.Option(help="Folder of the pack.")] = SHIPPED,
    processes: Annotated[int, typer.Option(min=0, max=256, help="At once; else as many as there are cores.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a lab, one a line.")] = False,
) -> None:
    """Build the variant of each seed as for a candidate and prove it: the reference scores full, a blank 0, each named
    wrong method below its mark and by its own name. Exits with 1 when a variant could not be issued.
    """
    chosen = _labs(pack, lab)
    console = Console(stderr=True)
    holds = True
    for one in chosen:
        began = time.monotonic()
        proof = _prove(one, range(first, first + seeds), processes or os.cpu_count() or 1, console)
        seconds = time.monotonic() - began
        holds = holds and proof.holds
        if as_json:
            told = asdict(proof) | {"holds": proof.holds, "seconds": round(seconds, 1)}
            typer.echo(json.dumps(told, ensure_ascii=False))
        else:
            _tell(Console(), proof, seconds)
    if not holds:
        raise typer.Exit(1)


def _labs(pack: Path, key: str) -> tuple[Lab, ...]:
    set_up_without_database()
    from practicum.labs.api import TABLES  # noqa: PLC0415  Django must be set up before its parts are read

    if not pack.is_dir():
        raise Refusal("no_folder", f"There is no folder {pack}.", mend="Give the path of the pack's folder.")
    found = load_pack(pack, known_analyses=frozenset(ANALYSES), known_tables=TABLES).labs
    chosen = tuple(one for one in found if not key or one.key == key)
    if not chosen:
        names = ", ".join(one.key for one in found)
        raise Refusal("no_lab", f"The pack has no lab “{key}”.", field="lab", mend=f"It has: {names}.")
    return chosen


def _prove(lab: Lab, seeds: range, processes: int, console: Console) -> "LabProof":
    from practicum.labs.api import sum_up  # noqa: PLC0415

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:.0f} of {task.total:.0f} variants"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(lab.key, total=len(seeds))
        done = []
        for proof in _each(lab, seeds, min(processes, len(seeds))):
            done.append(proof)
            bar.advance(task)
    return sum_up(lab, done)


def _each(lab: Lab, seeds: range, processes: int) -> "Iterator[SeedProof]":
    """The proof of each seed as it is done. Processes start afresh: they know neither Django nor a database."""
    from practicum.labs.api import prove_seed  # noqa: PLC0415

    if processes == 1:
        yield from (prove_seed(lab, seed) for seed in seeds)
        return
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        waiting: list[Future[SeedProof]] = [pool.submit(prove_seed, lab, seed) for seed in seeds]
        try:
            for one in as_completed(waiting):
                yield one.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _tell(console: Console, proof: "LabProof", seconds: float) -> None:
    table = Table(
        title=f"{proof.lab} {proof.version}: {proof.issuable} of {proof.seeds} variants could be issued, {proof.whole} "
        f"with every task, {seconds:.1f} s",
        box=box.SIMPLE_HEAD,
        title_justify="left",
    )
    table.add_column("Task", no_wrap=True)
    table.add_column("Kind")
    for head in ("Points", "Proven", "Failed"):
        table.add_column(head, justify="right")
    table.add_column("Why, and on how many seeds")
    for task in proof.tasks:
        reasons = "\n".join(f"{count} x {escape(reason)}" for reason, count in list(task.reasons.items())[:3])
        seeds = f"\n[dim]seeds {', '.join(map(str, task.failing_seeds[:5]))}[/]" if task.failing_seeds else ""
        table.add_row(task.task, task.kind, str(task.points), str(task.proven), str(task.failed), reasons + seeds)
    console.print(table)
    for seed, fault in proof.not_issuable[:5]:
        console.print(f"[red]not issuable[/]: seed {seed}: {escape(fault)}", highlight=False)
