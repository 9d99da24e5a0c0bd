"""Collects the commands, and turns errors meant for people into one clear message and exit status 2."""

import sys
from importlib import import_module
from typing import TYPE_CHECKING

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
        module, attribute = COMMANDS[cmd_name].split(":")
        found = getattr(import_module(f"practicum.site.cli.{module}"), attribute)
        if not isinstance(found, typer.Typer):
            single = typer.Typer(add_completion=False)
            single.command(cmd_name, context_settings=_PASSED_ON if cmd_name in _PASSING_ON else None)(found)
            found = single
        command = get_command(found)
        command.name = cmd_name
        return command


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
        app(prog_name="./practicum")
    except PracticumError as error:
        print(f"practicum: {error}", file=sys.stderr)  # noqa: T201
        raise SystemExit(2) from None
