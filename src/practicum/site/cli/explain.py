"""`practicum explain CREDENTIAL`: why was this credential awarded, record by record."""

import json
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from practicum.site.cli.reading import asking, open_installation


def explain(
    credential: Annotated[str, typer.Argument(help="The certificate number, such as CRE-7K3M9QX2TD.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Why was this credential awarded? Every record behind it, and whether the ledger holds. Exits with 1 if it does not."""
    open_installation()
    from django.utils import timezone  # noqa: PLC0415  Django must be set up before its parts are read

    from practicum.evidence.api import explain_credential  # noqa: PLC0415
    from practicum.kernel.ids import normalize_code  # noqa: PLC0415

    with asking():
        explanation = explain_credential(normalize_code(credential), now=timezone.now())
    if as_json:
        typer.echo(json.dumps(explanation.to_json(), indent=1, ensure_ascii=False))
    else:
        console = Console()
        told = explanation.to_json()
        console.print(f"[bold]{escape(told['credential'])}[/] is {told['standing']}.", highlight=False)
        for sentence in told["answer"]:
            console.print(escape(sentence), highlight=False)
        console.print(_table(told["steps"]))
        chain = told["ledger"]
        word = "whole" if chain["verified"] else f"[red]broken[/]: {chain['reason']}"
        console.print(
            f"The ledger's chain of {chain['records']} records is {word}. Head {chain['head']}", highlight=False
        )
        for one in told["bindings"]:
            console.print(
                f"{'[green]holds[/]' if one['ok'] else '[red]fails[/]'}  {escape(one['text'])}", highlight=False
            )
    if not explanation.holds:
        raise typer.Exit(1)


def _table(steps: list[dict[str, object]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Record", justify="right", no_wrap=True)
    for head in ("Time (UTC)", "What", "Who", "Hash"):
        table.add_column(head, no_wrap=head in ("Time (UTC)", "Hash"))
    for step in steps:
        what = escape(str(step["what"]))
        if step["reason"]:
            what += f"\n[dim]{escape(str(step['reason']))}[/]"
        time = str(step["at"])[:16].replace("T", " ")
        who = f"{escape(str(step['who']))}\n[dim]{escape(str(step['actor']))}[/]"
        table.add_row(str(step["record"]), time, what, who, str(step["hash"])[:12])
    return table
