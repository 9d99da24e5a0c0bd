"""`practicum manage …`: Django's own commands, with the database started."""

import typer
from django.core.management import execute_from_command_line

from practicum.site.runtime import set_up


def manage(context: typer.Context) -> None:
    """Run one of Django's management commands (migrate, createsuperuser, shell …)."""
    set_up()
    execute_from_command_line(["practicum manage", *context.args])
