"""`practicum pack load`: a programme onto the server."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from practicum.site.cli.check import SHIPPED, refuse_problems
from practicum.site.cli.reading import asking, open_installation

if TYPE_CHECKING:
    from practicum.site.loading import LoadedPack

pack = typer.Typer(no_args_is_help=True, add_completion=False, help="Programmes on the server.")


@pack.callback()
def group() -> None:
    """Keeps `pack` a group of commands."""


@pack.command("load")
def load(path: Annotated[Path, typer.Argument(help="Folder of the pack.")] = SHIPPED) -> None:
    """Load a programme pack with its items, labs and diagnostic test, all or nothing, and make it the current version.

    The same files again change nothing. A pack with errors is refused: each is told with its file and line.
    """
    console = Console(soft_wrap=True, highlight=False)
    refuse_problems(console, path)
    open_installation()
    from practicum.people.api import ensure_system_person  # noqa: PLC0415  Django must be set up first
    from practicum.site.loading import load_whole_pack  # noqa: PLC0415

    now = datetime.now(UTC)
    with asking():
        done = load_whole_pack(path, actor=ensure_system_person(now=now), now=now)
    for line in tell(done):
        console.print(line, markup=False)


def tell(done: "LoadedPack") -> list[str]:
    """What a load did, line by line."""
    version, items = done.version, done.items
    name = f"{version.name} {version.version}"
    if done.is_unchanged:
        return [f"{name} is there already, the same files; nothing has changed."]
    state = "is loaded and is the current version" if done.is_new else "was there and is the current version"
    lines = [
        f"{name} {state}. Digest {version.digest}",
        f"Items: {len(items.created)} new, {len(items.changed)} changed, {len(items.unchanged)} as before"
        + (f", {len(items.retired)} retired and left alone" if items.retired else "")
        + (f", {len(items.absent)} in the bank that this pack does not hold" if items.absent else "")
        + ".",
        f"Labs: {done.labs}, {done.new_labs} of them new. Diagnostic test: {done.questions} questions, "
        f"{done.new_questions} of them new.",
    ]
    if items.created or items.changed:
        lines.append("New and changed items are drafts: reviewers must approve them before an exam may use them.")
    return lines
