"""Collects the commands, and turns errors meant for people into one clear message and exit status 2."""

import sys

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
        app(prog_name="./practicum")
    except PracticumError as error:
        print(f"practicum: {error}", file=sys.stderr)  # noqa: T201
        raise SystemExit(2) from None
