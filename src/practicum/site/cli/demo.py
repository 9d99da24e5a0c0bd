"""`practicum demo`: build the demonstration and serve it."""

import json
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from django.conf import settings
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from practicum.kernel.errors import Refusal
from practicum.site.processes import check_port, run_all, web, worker
from practicum.site.runtime import set_up

if TYPE_CHECKING:
    from practicum.admissions.api import ImportReport
    from practicum.site.demo.rehearse import BillReport

SEED = 7


def demo(
    bill: Annotated[
        Path | None, typer.Option(help="A FOCUS cost-and-usage file (CSV or Parquet) behind the lab.")
    ] = None,
    applicants: Annotated[Path | None, typer.Option(help="A CSV file of further applicants.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="With --applicants or --bill: only look at the file.")
    ] = False,
    serve: Annotated[bool, typer.Option(help="Serve the site after building it.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of words.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Keep what an earlier demonstration left.")] = False,
    links: Annotated[bool, typer.Option("--links", help="Print the sign-in links of what is there, and stop.")] = False,
    seed: Annotated[int, typer.Option(min=0, max=10**6, help="Another seed: other people, other answers.")] = SEED,
    host: str = "127.0.0.1",
    port: int = 8000,
) -> None:
    """Build the whole programme with simulated people, then serve it. Starts from a clean state each time."""
    console = Console(stderr=as_json)
    if dry_run and bill is None and applicants is None:
        raise Refusal(
            "nothing_to_check",
            "There is no file to look at.",
            field="--dry-run",
            mend="Name one: --applicants or --bill.",
        )
    for path, option in ((bill, "--bill"), (applicants, "--applicants")):
        if path is not None and not path.is_file():
            raise Refusal("file_missing", f"There is no file {path}.", field=option, mend="Check the path.")
    will_serve = serve and not links and not dry_run
    if will_serve:
        check_port(host, port)
    with _terminate_as_interrupt():
        set_up(mode="demo", base_url=f"http://{host}:{port}")
        if links:
            _check_address()
            _print_links(console, as_json=as_json)
            return
        if resume:
            _take_up()
        else:
            if not _files_are_good(console, bill, applicants):
                raise typer.Exit(2)
            if dry_run:
                return
            summary = _build(console, bill=bill, applicants=applicants, seed=seed)
            _print_summary(console, summary, as_json=as_json)
    if will_serve:
        children = [web(host, port), worker()]
        run_all(children, on_ready=lambda: _say_ready(console, host, port), host=host, port=port)
        console.print("Stopped. [bold]./practicum demo --resume[/] goes on with what is there.")


def _take_up() -> None:
    """Before an earlier demonstration is served again: it must be there, whole, and nobody else's now."""
    from practicum.site.demo import show, stage  # noqa: PLC0415  Django must be set up first

    stage.claim()
    if not show.shown_people():
        raise _no_demo()
    _check_address()


def _check_address() -> None:
    """A demonstration is served where it was built for: its credentials, links and mail name that address."""
    from practicum.credentials.api import check_identity  # noqa: PLC0415  Django must be set up first

    try:
        check_identity()
    except Refusal as moved:
        raise Refusal(
            moved.code,
            moved.message.replace("What this installation signed", "What this demonstration signed"),
            field="--port",
            mend="Name the host and port that it was built for (--host, --port), or build another: ./practicum demo",
        ) from None


def _no_demo() -> Refusal:
    return Refusal("no_demo", "No demonstration is there.", mend="Build one: ./practicum demo")


def _files_are_good(console: Console, bill: Path | None, applicants: Path | None) -> bool:
    """Look at the visitor's files before anything is swept away."""
    from practicum.site.demo import rehearse  # noqa: PLC0415  Django must be set up first

    if bill is not None:
        _print_bill(console, rehearse.look_at_bill(bill))
    if applicants is not None:
        report = rehearse.look_at_applicants(applicants, now=datetime.now(UTC))
        _print_applicants(console, report)
        return report.is_clean
    return True


def _build(console: Console, *, bill: Path | None, applicants: Path | None, seed: int) -> dict[str, Any]:
    from practicum.site.demo import build, show, stage  # noqa: PLC0415  Django must be set up first

    stage.check_stage()
    stage.claim()
    started = time.monotonic()
    now = datetime.now(UTC)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        tables = progress.add_task("Clean database", total=1)
        stage.sweep()
        progress.advance(tables)
        tasks = {name: progress.add_task(name, total=total, start=False) for name, total in build.SCENES.items()}

        def start(name: str) -> Callable[[], None]:
            progress.start_task(tasks[name])
            return lambda: progress.advance(tasks[name])

        report = build.Reporter(start=start, end=lambda name: progress.stop_task(tasks[name]))
        play = build.build(today=now, seed=seed, bill=bill, applicants=applicants, report=report)
        show.close_curtain(play, at=now)
        for task in progress.tasks:  # the totals are guesses; whatever was done, was all
            progress.update(task.id, total=task.completed)
    return show.summary(time.monotonic() - started)


def _print_summary(console: Console, summary: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(summary) + "\n")
        return
    cohorts = ", ".join(f"{one['name']} ({one['state']}, {one['size']})" for one in summary["cohorts"])
    ledger = summary["ledger"]
    console.print(
        f"{summary['applications']} applications, {summary['declined']} of them declined; {cohorts}; "
        f"{summary['attempts']} exam attempts, {summary['credentials']} credentials; "
        f"{ledger['records']} records in the ledger, {'verified' if ledger['verified'] else 'NOT VERIFIED'}; "
        f"{summary['seconds']} s."
    )
    console.print(
        "The shipped items are drafts: simulated reviewers approved them for this demonstration only. Subject experts must "
        "review them before a real exam may use them."
    )


def _print_links(console: Console, *, as_json: bool) -> None:
    from practicum.site.demo import show  # noqa: PLC0415  Django must be set up first

    found = show.sign_in_links()
    if not found:
        raise _no_demo()
    if as_json:
        sys.stdout.write(json.dumps(found) + "\n")
        return
    for role, link in found.items():
        console.print(f"{role.replace('_', ' '):<20} {link}", soft_wrap=True, highlight=False)


def _say_ready(console: Console, host: str, port: int) -> None:
    console.print(f"\nPracticum answers on [bold]http://{host}:{port}[/]. Sign in as …\n")
    _print_links(console, as_json=False)
    console.print(
        f"\nMail is written to {settings.EMAIL_FILE_PATH}, one .eml file each.", soft_wrap=True, highlight=False
    )
    console.print("\nCtrl-C ends it.")


def _print_bill(console: Console, report: "BillReport") -> None:
    facts = report.facts
    console.print(
        f"Bill: {_counted(facts.rows, 'row')}, FOCUS {facts.version} ({facts.version_reason.rstrip('.')}), "
        f"{', '.join(facts.currencies)}, {', '.join(facts.providers)}; "
        f"billed {_amount(facts.billed)}, effective {_amount(facts.effective)}.",
        highlight=False,
    )
    console.print(f"Quality findings: {len(report.findings)}.", highlight=False)
    for one in report.findings:
        console.print(f"{one.severity:<8} {one.message} {one.mend}", soft_wrap=True, markup=False, highlight=False)
    for title, lab in report.labs.items():
        carried, left_out = len(lab.tasks), lab.left_out
        console.print(f"It carries {carried} of {carried + len(left_out)} tasks of “{title}”.", highlight=False)
        for left in left_out:
            console.print(f"left out {left.question} {left.reason}", soft_wrap=True, markup=False, highlight=False)


def _print_applicants(console: Console, report: "ImportReport") -> None:
    for problem in report.problems:
        field = f" {problem.field}:" if problem.field else ""
        console.print(f"row {problem.row}:{field} {problem.message} {problem.mend}", soft_wrap=True, markup=False)
    rows = _counted(report.rows, "row")
    if report.is_clean:
        console.print(f"{rows} of applicants: no problem was found.")
    else:
        console.print(f"{_counted(len(report.problems), 'problem')} in {rows}; nothing was changed.")


def _amount(value: Decimal | None) -> str:
    return "no total (mixed currencies, or empty cells)" if value is None else f"{value:,.2f}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


_ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGALRM)
AGAIN = 2.0  # seconds


@contextmanager
def _terminate_as_interrupt() -> Iterator[None]:
    """Ctrl-C, SIGTERM and a closed terminal end the building in one way: its own server is stopped, no trace is shown."""
    heard = False

    def interrupt(number: int, frame: object) -> None:
        nonlocal heard
        heard = True
        # Python drops what is raised inside a finalizer. Then it is said again, until the building has ended.
        signal.setitimer(signal.ITIMER_REAL, AGAIN)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in _ENDING}
    try:
        yield
    except BaseException as ended:
        # Whatever an interrupted act raised on its way out (a lost connection, say), it was the interrupt.
        if not heard and not isinstance(ended, KeyboardInterrupt):
            raise
        signal.setitimer(signal.ITIMER_REAL, 0)
        Console(stderr=True).print("Stopped while building; the next run starts from a clean state.")
        raise typer.Exit(130) from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before.items():
            signal.signal(number, handler)
