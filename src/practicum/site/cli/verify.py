"""`practicum verify FILE`: check a credential document against this installation's keys, status lists and log."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from practicum.kernel.errors import Refusal
from practicum.site.cli.reading import asking, open_installation

MAX_BYTES = 4_000_000


def verify(
    file: Annotated[Path, typer.Argument(help="The signed document (JSON), or a picture (SVG) with one inside.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check a credential that was issued here. Exits with 1 if a check fails."""
    text = _read(file)
    open_installation()
    from django.utils import timezone  # noqa: PLC0415  Django must be set up before its parts are read

    from practicum.credentials.api import read_document, verify_document  # noqa: PLC0415

    with asking():
        answer = verify_document(read_document(text), now=timezone.now())
    if as_json:
        told = {
            "verified": answer.ok,
            "standing": answer.standing,
            "checks": [{"name": one.name, "ok": one.ok, "detail": one.detail} for one in answer.checks],
        }
        typer.echo(json.dumps(told, indent=1, ensure_ascii=False))
    else:
        console = Console()
        for one in answer.checks:
            mark = "[green]passed[/]" if one.ok else "[red]failed[/]"
            console.print(
                f"{mark}  {escape(one.title)}{escape(f': {one.detail}' if one.detail else '')}", highlight=False
            )
        verdict = "verified" if answer.ok else "not verified"
        held = "Its standing is" if answer.ok else "On our register its number stands as"
        standing = f" {held}: {answer.standing}." if answer.standing else ""
        console.print(f"[bold]This credential is {verdict}.[/]{standing}", highlight=False)
    if not answer.ok:
        raise typer.Exit(1)


def _read(file: Path) -> str:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise Refusal("too_large", f"{file} is larger than any credential.")
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Refusal("unreadable", f"{file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Refusal("not_text", f"{file} is no text.", mend="Give the JSON file or the SVG picture.") from None
