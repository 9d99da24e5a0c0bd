"""Collects the commands, and turns errors meant for people into one clear message and exit status 2."""

import sys

import typer

from practicum.kernel.errors import PracticumError
from practicum.site.cli import manage

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


app.command("manage", context_settings={"ignore_unknown_options": True, "allow_extra_args": True})(manage.manage)


def main() -> None:
    """Entry point of `./practicum`."""
    try:
        app()
    except PracticumError as error:
        print(f"practicum: {error}", file=sys.stderr)  # noqa: T201
        raise SystemExit(2) from None
