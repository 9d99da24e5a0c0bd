"""`practicum ledger verify`: recompute the whole chain."""

import json
from typing import Annotated

import typer
from rich.console import Console

from practicum.site.cli.reading import asking, open_installation

ledger = typer.Typer(
    no_args_is_help=True, add_completion=False, help="The append-only record of decisions and evidence."
)


@ledger.callback()
def group() -> None:
    """Keeps `ledger` a group of commands."""


@ledger.command("verify")
def verify(as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False) -> None:
    """Recompute the hash of every record and of the chain. Exits with 1 if one does not fit."""
    open_installation()
    from practicum.ledger.api import verify_ledger  # noqa: PLC0415  Django must be set up before its parts are read

    with asking():
        found = verify_ledger()
    if as_json:
        told = {
            "records": found.records,
            "verified": found.verified,
            "head": found.head,
            "first_bad": found.first_bad,
            "reason": found.reason,
        }
        typer.echo(json.dumps(told))
    elif found.verified:
        Console().print(f"The chain of {found.records} records is whole. Head {found.head}", highlight=False)
    else:
        Console().print(f"The chain is broken at record {found.first_bad}: {found.reason}.", highlight=False)
    if not found.verified:
        raise typer.Exit(1)
