"""`practicum bench`: figures that a reader can measure again."""

import os
import resource
import tempfile
import time
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from practicum.focus.api import read_blocks, write_blocks, write_simulation
from practicum.kernel.errors import Refusal
from practicum.matching.api import check, check_second_hours, make_instance, make_staffed_instance, solve

# Enough to measure the limit by, few enough to hold in memory.
_BLOCKS_OF_LIMIT = 5
SECONDS = {100: 40.0, 1_000: 20.0, 10_000: 60.0}

bench = typer.Typer(no_args_is_help=True, add_completion=False, help="Measure, on this machine.")


@bench.callback()
def benchmarks() -> None:
    """Keeps `bench` a group of commands."""


@bench.command("cohorts")
def bench_cohorts(
    sizes: Annotated[str, typer.Option("--n", help="How many applicants, with commas between.")] = "100,1000,10000",
    seed: Annotated[int, typer.Option(help="Of the instances and of the search.")] = 1,
    seconds: Annotated[float | None, typer.Option(min=0.1, help="For each; else 40, 20 and 60.")] = None,
) -> None:
    """Form cohorts of made-up people: placed, bound, share, time, broken rules; then how busy the machine was."""
    table = Table(title="Forming cohorts", box=box.SIMPLE_HEAD, title_justify="left")
    for head in (
        "n",
        "Mentors",
        "Asked, s",
        "Took, s",
        "CPU, s",
        "Placed",
        "Bound",
        "Share",
        "Cohorts",
        "Broken rules",
    ):
        table.add_column(head, justify="right")
    cut = broken = 0
    for number in _numbers(sizes):
        for mentors in (False, True):
            instance = (make_staffed_instance if mentors else make_instance)(applicants=number, seed=seed)
            asked = seconds or SECONDS.get(number, 20.0)
            began, cpu = time.monotonic(), _cpu_seconds()
            result = solve(instance, seconds=asked, seed=seed, clock=time.monotonic)
            took, cpu = time.monotonic() - began, _cpu_seconds() - cpu
            wrong = check(instance, result) + check_second_hours(instance, result)
            cut, broken = cut + result.cut_short, broken + len(wrong)
            share = f"{result.placed / result.bound:.2%}" if result.bound else ""
            counted = (f"{number}", f"{len(instance.mentors) or 'none'}", f"{asked:g}", f"{took:.1f}", f"{cpu:.1f}")
            told = (f"{result.placed}", f"{result.bound}", share, f"{len(result.cohorts)}", f"{len(wrong)}")
            table.add_row(*counted, *told, style="yellow" if result.cut_short else "")
    console = Console()
    console.print(table)
    console.print("Bound: no plan can place more people; proven apart from the search. Share: placed of the bound.")
    if cut:
        console.print(f"[yellow]{cut} ended by the clock[/]: on a machine with less to do they would have found more.")
    if broken:
        raise typer.Exit(1)


@bench.command("focus")
def bench_focus(
    rows: Annotated[int, typer.Option(help="About how many rows of cost_and_usage.")] = 2_000_000,
    months: Annotated[int, typer.Option(help="Whole months, 1 to 36.")] = 12,
    scenario: Annotated[str, typer.Option(help="A name from `focus scenarios`.")] = "baseline",
    seed: Annotated[int, typer.Option(help="Of the simulation.")] = 1,
) -> None:
    """Simulate a company as Parquet; beside it the limit: the same rows, ready in memory, written by PyArrow alone."""
    cores = os.cpu_count() or 1
    with tempfile.TemporaryDirectory(prefix="practicum-bench-") as name:
        folder = Path(name) / "made"
        began, cpu = time.monotonic(), time.process_time()
        made = write_simulation(
            scenario=scenario, seed=seed, months=months, rows=rows, folder=folder, formats=["parquet"], workers=cores
        )
        took, cpu = time.monotonic() - began, time.process_time() - cpu
        count = made.rows["cost_and_usage"]
        # Peak memory of the simulation, before the rows are held in memory for the limit.
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        size = sum(file.stat().st_size for file in folder.iterdir())
        blocks = read_blocks(folder / "cost_and_usage.parquet")[:_BLOCKS_OF_LIMIT]
        before = time.process_time()
        written = write_blocks(Path(name) / "again.parquet", blocks)
        limit = written / (time.process_time() - before)
    table = Table(title=f"Simulating {scenario}, {months} months", box=box.SIMPLE_HEAD, title_justify="left")
    for head in ("Rows", "Took, s", "CPU, s", "Rows/s", "Rows/CPU s", "Limit", "Peak, MB"):
        table.add_column(head, justify="right", no_wrap=True)
    told = (f"{count:,}", f"{took:.1f}", f"{cpu:.1f}", f"{count / took:,.0f}", f"{count / cpu:,.0f}")
    table.add_row(*told, f"{limit:,.0f}", f"{peak:,.0f}")
    console = Console()
    console.print(table)
    console.print(
        f"{size / 1e6:,.0f} MB of files. Rows/s at best: rows/CPU s times {cores} cores, and not more than the limit."
        f" Limit: rows/CPU s of PyArrow that alone writes {written:,} of these rows, ready in memory; one core writes,"
        " the others make rows."
    )
    load = os.getloadavg()[0]
    if load > cores + 0.5:
        console.print(f"[yellow]{load:.1f} processes want {cores} cores[/]: on a machine with less to do it is faster.")


def _cpu_seconds() -> float:
    """Of this process and of those that it started: a proof runs in one of its own."""
    return sum(os.times()[:4])


def _numbers(sizes: str) -> list[int]:
    try:
        numbers = [int(one) for one in sizes.split(",")]
    except ValueError:
        numbers = []
    if not numbers or min(numbers) < 1:
        raise Refusal("no_number", f"--n {sizes} is no list of numbers.", mend="Write --n 100,1000.")
    return numbers
