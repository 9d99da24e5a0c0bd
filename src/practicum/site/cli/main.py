"""Collects the commands, and turns errors meant for people into one clear message and exit status 2."""

import errno
import os
import sys
from typing import NoReturn

import typer

from practicum.kernel.errors import PracticumError
from practicum.site.cli import (
    applicants,
    assets,
    bench,
    check,
    cohorts,
    demo,
    explain,
    focus,
    labs,
    ledger,
    lint,
    manage,
    pack,
    serve,
    testing,
    verify,
)

app = typer.Typer(
    name="practicum",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Runs a professional certification programme, from the first application to a verifiable credential.",
)


@app.callback()
def practicum() -> None:
    """Keeps `practicum` a group of commands."""


_PASSED_ON = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}

app.command("check")(check.check)
app.command("demo")(demo.demo)
app.command("serve")(serve.serve)
app.command("worker")(serve.run_worker)
app.command("test", context_settings=_PASSED_ON)(testing.run_tests)
app.command("lint")(lint.lint)
app.command("explain")(explain.explain)
app.command("verify")(verify.verify)
app.add_typer(applicants.applicants, name="applicants")
app.add_typer(pack.pack, name="pack")
app.add_typer(ledger.ledger, name="ledger")
app.add_typer(cohorts.cohorts, name="cohorts")
app.add_typer(labs.labs, name="labs")
app.add_typer(assets.assets, name="assets")
app.add_typer(bench.bench, name="bench")
app.add_typer(focus.focus, name="focus")
app.command("manage", context_settings=_PASSED_ON)(manage.manage)


def main() -> None:
    """Entry point of `./practicum`."""
    try:
        try:
            app(prog_name="./practicum")
        finally:
            sys.stdout.flush()
    except PracticumError as error:
        _end(str(error))
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        # What waits to be written cannot be, and Python must not try again when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        _end("No space is left where this is written. Free some, or write elsewhere.")


def _end(message: str) -> NoReturn:
    print(f"practicum: {message}", file=sys.stderr)  # noqa: T201
    raise SystemExit(2) from None
