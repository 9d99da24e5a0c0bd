"""`practicum focus`: billing data. Each command has a file of its own."""

import typer

from practicum.site.cli import focus_analyse

focus = typer.Typer(no_args_is_help=True, help="FOCUS billing data: needs no database.")
focus.command("analyse")(focus_analyse.analyse)
focus.command("analyses")(focus_analyse.analyses)
