"""`practicum assets`: the SQL editor and the database engine for the browser. Optional; needs no database."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from practicum.site.runtime import set_up_without_database

assets = typer.Typer(
    no_args_is_help=True, add_completion=False, help="The SQL editor and engine for the browser (optional)."
)


@assets.callback()
def assets_commands() -> None:
    """Keeps `assets` a group of commands."""


@assets.command("install")
def install() -> None:
    """Fetch, check and bundle them into the data folder. Needs node and npm, and nothing else does."""
    data_dir = _data_dir()
    from practicum.site.installing_assets import install_assets  # noqa: PLC0415  Django must be set up before

    console = Console()
    with console.status("Starting") as status:
        made = install_assets(data_dir, say=lambda what: status.update(f"{what} …"))
    named = ", ".join(f"{name} {version}" for name, version in made.versions.items())
    console.print(f"Installed as {made.digest}: {named}. Pages use them at once.", highlight=False)


@assets.command("status")
def status(as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False) -> None:
    """Say what is installed, and whether it is whole. Exits with 1 unless it is what this version wants."""
    data_dir = _data_dir()
    from practicum.pages.api import read_any, source_hash  # noqa: PLC0415
    from practicum.site.installing_assets import find_damage  # noqa: PLC0415

    found = read_any(data_dir)
    damaged = find_damage(data_dir, found) if found else []
    current = found is not None and found.made_of == source_hash()
    if as_json:
        told = {
            "installed": found is not None,
            "current": current,
            "digest": found.digest if found else None,
            "versions": dict(found.versions) if found else {},
            "damaged": damaged,
        }
        typer.echo(json.dumps(told, indent=1))
    else:
        Console().print(_in_words(found is not None, current, damaged), highlight=False)
    if not current or damaged:
        raise typer.Exit(1)


@assets.command("remove")
def remove() -> None:
    """Take them away. Labs then run queries on the server."""
    data_dir = _data_dir()
    from practicum.site.installing_assets import remove_assets  # noqa: PLC0415

    there = remove_assets(data_dir)
    Console().print("Removed." if there else "Nothing was installed.")


def _in_words(installed: bool, current: bool, damaged: list[str]) -> str:
    if not installed:
        return "Not installed: labs run queries on the server. To install: ./practicum assets install"
    if damaged:
        return f"Damaged: {', '.join(damaged)}. To mend: ./practicum assets install"
    if not current:
        return "Installed by another version of the program, and not used. To renew: ./practicum assets install"
    return "Installed and whole."


def _data_dir() -> Path:
    set_up_without_database()
    from django.conf import settings  # noqa: PLC0415

    return Path(settings.PRACTICUM.data_dir)
