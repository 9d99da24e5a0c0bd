"""`practicum focus`: billing data. Each command has a file of its own."""

import typer

from practicum.site.cli import focus_analyse, focus_check, focus_simulate

focus = typer.Typer(no_args_is_help=True, add_completion=False, help="FOCUS billing data: needs no database.")
focus.command("check")(focus_check.check)
focus.command("analyse")(focus_analyse.analyse)
focus.command("analyses")(focus_analyse.analyses)
focus.command("mutate")(focus_check.mutate)
focus.command("mutators")(focus_check.mutators)
focus.command("requirements")(focus_check.requirements)
focus.command("scenarios")(focus_simulate.list_scenarios)
focus.command("simulate")(focus_simulate.simulate)
focus.command("tables")(focus_simulate.print_tables)
