"""`practicum cohorts`: form cohorts from a file, and make files to try it on. Needs no database."""

import json
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from practicum.kernel.errors import Refusal
from practicum.matching.api import (
    Instance,
    Result,
    check,
    check_second_hours,
    make_instance,
    make_staffed_instance,
    solve,
)
from practicum.matching.api import Progress as Standing

MAX_BYTES = 200_000_000

cohorts = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Form cohorts from a file; make files to try it on."
)


@cohorts.command("solve")
def solve_file(
    file: Annotated[Path, typer.Argument(metavar="INSTANCE.json", help="People, staff and rules.")],
    out: Annotated[Path, typer.Option(metavar="RESULT.json", help="Where to write the cohorts.")],
    seconds: Annotated[float, typer.Option(min=0.1, max=86_400, help="How long the search may take.")] = 20,
    seed: Annotated[int, typer.Option(help="Same seed, same cohorts.")] = 1,
) -> None:
    """Form cohorts. Ctrl-C ends the search early and writes the best plan so far."""
    began = time.monotonic()
    instance = Instance.from_json(_read(file))
    _refuse_folder(out)
    console = Console(stderr=True)
    with _until_interrupted() as interrupted, _bar(console) as bar:
        console.print(f"Searching for at most {seconds:g} s; Ctrl-C keeps the best plan so far.", highlight=False)
        task = bar.add_task("reading", total=None, bound=0, cohorts=0)

        def show(at: Standing) -> None:
            bar.update(
                task, description=at.phase, completed=at.placed, total=at.bound, bound=at.bound, cohorts=at.cohorts
            )

        result = solve(
            instance,
            seconds=seconds,
            seed=seed,
            clock=time.monotonic,
            spent=time.monotonic() - began,
            on_progress=show,
            should_stop=lambda: bool(interrupted),
        )
    if broken := check(instance, result) + check_second_hours(instance, result):
        raise RuntimeError(f"the solver broke a rule: {broken[0].message}")
    _write(out, result.to_json())
    _say(console, result, out, stopped=bool(interrupted))


@cohorts.command("make")
def make_file(
    out: Annotated[Path, typer.Option(metavar="INSTANCE.json", help="Where to write the instance.")],
    number: Annotated[int, typer.Option("--n", min=1, max=1_000_000, help="How many applicants.")],
    seed: Annotated[int, typer.Option(help="Same seed, same instance.")] = 1,
    mentors: Annotated[bool, typer.Option("--mentors", help="With mentors, at most five people each.")] = False,
) -> None:
    """Make an instance: 8 time zones, three habits, three languages, employers by Zipf's law."""
    _refuse_folder(out)
    make = make_staffed_instance if mentors else make_instance
    instance = make(applicants=number, seed=seed)
    _write(out, instance.to_json())
    staff = f"{len(instance.facilitators)} facilitators" + (f", {len(instance.mentors)} mentors" if mentors else "")
    Console(stderr=True).print(f"{number} applicants, {staff}: {out}", highlight=False, soft_wrap=True)


@contextmanager
def _until_interrupted() -> Iterator[list[float]]:
    """A list that is empty until Ctrl-C or a polite end is asked for; asked again later, the program ends at once.

    `timeout` and some shells send a signal twice in one moment: that is asking once.
    """
    heard: list[float] = []

    def hear(number: int, _frame: FrameType | None) -> None:
        if heard and time.monotonic() - heard[0] > 1:
            raise KeyboardInterrupt
        heard.append(time.monotonic())

    before = {number: signal.signal(number, hear) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield heard
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _bar(console: Console) -> Progress:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:.0f} placed of at most {task.fields[bound]} · {task.fields[cohorts]} cohorts"),
        TextColumn("{task.elapsed:.0f} s"),
    )
    return Progress(*columns, console=console, transient=True)


def _say(console: Console, result: Result, out: Path, *, stopped: bool) -> None:
    share = result.placed / result.bound if result.bound else 1.0
    console.print(
        f"{result.placed} people in {len(result.cohorts)} cohorts, {len(result.unplaced)} without a seat; no plan places "
        f"more than {result.bound} ({share:.1%}). {result.seconds:.1f} s. Written to {out}",
        highlight=False,
        soft_wrap=True,
    )
    if stopped:
        console.print("You ended the search: this is the best plan so far.")
    elif result.cut_short:
        console.print(
            "The time was over before the work that it pays for was done: another run may find another plan. "
            "More --seconds, or a machine with less to do, makes it repeatable."
        )


def _read(file: Path) -> Any:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise Refusal("too_large", f"{file} is larger than {MAX_BYTES // 1_000_000} MB.")
        return json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Refusal("unreadable", f"{file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Refusal("not_text", f"{file} is no text.", mend="Give a JSON file in UTF-8.") from None
    except json.JSONDecodeError as error:
        raise Refusal(
            "not_json", f"{file} is no JSON: {error.msg} in line {error.lineno}, column {error.colno}."
        ) from None
    except (RecursionError, ValueError):
        raise Refusal("not_json", f"{file} is no JSON that can be read.") from None


def _refuse_folder(out: Path) -> None:
    """Before the work is done: the place for its answer must be there."""
    if out.is_dir() or not out.parent.is_dir():
        raise Refusal(
            "no_folder", f"{out} cannot be written: {'it is a folder' if out.is_dir() else 'no such folder'}."
        )


def _write(out: Path, data: dict[str, Any]) -> None:
    """Whole or not at all: a file that another program reads is never half written."""
    partial = out.with_name(f"{out.name}.part")
    try:
        partial.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        partial.replace(out)
    except OSError as error:
        raise Refusal("not_written", f"{out} cannot be written: {error.strerror}.") from None
