"""`practicum serve` and `practicum worker`."""

from typing import Annotated

import typer
from django.core.management import call_command
from procrastinate.contrib.django import app as jobs
from rich.console import Console

from practicum.site.processes import check_port, run_all, web, worker
from practicum.site.runtime import set_up

Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(help="Port to listen on.")]


def serve(host: Host = "127.0.0.1", port: Port = 8000, workers: int = 1) -> None:
    """Serve the site and do the background work, until Ctrl-C. Brings the database up to date first."""
    check_port(host, port)
    set_up()
    from practicum.credentials.api import check_identity  # noqa: PLC0415  Django must be set up first

    call_command("migrate", verbosity=0)
    check_identity()
    console = Console()
    children = [web(host, port, workers=workers), worker()]
    run_all(
        children, on_ready=lambda: console.print(f"Practicum answers on http://{host}:{port}"), host=host, port=port
    )


def run_worker() -> None:
    """Do background work only (mail, closing of overdue exams …), until Ctrl-C."""
    set_up()
    from practicum.credentials.api import check_identity  # noqa: PLC0415  Django must be set up first

    check_identity()
    jobs.with_connector(jobs.connector.get_worker_connector()).run_worker(  # type: ignore[attr-defined]
        concurrency=2, install_signal_handlers=True
    )
