"""Collects the commands, and turns errors meant for people into one clear message and exit status 2."""

import errno
import os
import signal
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

import typer
from typer.core import TyperGroup
from typer.main import get_command

from practicum.kernel.errors import PracticumError

if TYPE_CHECKING:
    from typer._click import Command, Context

# Where each command lives: module and name. The order is that of the help.
COMMANDS = {
    "check": "check:check",
    "demo": "demo:demo",
    "serve": "serve:serve",
    "worker": "serve:run_worker",
    "test": "testing:run_tests",
    "lint": "lint:lint",
    "explain": "explain:explain",
    "verify": "verify:verify",
    "applicants": "applicants:applicants",
    "pack": "pack:pack",
    "ledger": "ledger:ledger",
    "cohorts": "cohorts:cohorts",
    "labs": "labs:labs",
    "assets": "assets:assets",
    "bench": "bench:bench",
    "focus": "focus:focus",
    "manage": "manage:manage",
}
_PASSING_ON = ("test", "manage")
_PASSED_ON = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}


class Commands(TyperGroup):
    """Imports a command when it is asked for: none waits for the libraries of the others."""

    def list_commands(self, ctx: "Context") -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: "Context", cmd_name: str) -> "Command | None":
        if cmd_name not in COMMANDS:
            return None
        found = _load(COMMANDS[cmd_name])
        if not isinstance(found, typer.Typer):
            single = typer.Typer(add_completion=False)
            single.command(cmd_name, context_settings=_PASSED_ON if cmd_name in _PASSING_ON else None)(found)
            found = single
        command = get_command(found)
        command.name = cmd_name
        return command


def _load(place: str) -> Any:
    """Takes seconds in which nothing is written yet. Ctrl-C just ends it: an exception in the middle of a library that is
    being loaded would come out as any error at all."""
    module, attribute = place.split(":")
    before = signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    found = getattr(import_module(f"practicum.site.cli.{module}"), attribute)
    signal.signal(signal.SIGINT, before)
    return found


app = typer.Typer(
    name="practicum",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Runs a professional certification programme, from the first application to a verifiable credential.",
)


@app.callback()
def practicum() -> None:
    """Keeps `practicum` a group of commands."""


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
