"""The command line: `./practicum <command>`. One file a command."""
