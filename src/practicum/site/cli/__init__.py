"""The command line: `./practicum <command>`. One file a command."""

from practicum.site.cli.main import main

__all__ = ["main"]
