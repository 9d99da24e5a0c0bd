"""`practicum lint`: what CI checks beside the tests."""

import os
import subprocess
import sys
from pathlib import Path

import typer
from rich.console import Console

from practicum.site.runtime import checkout

CHECKS = (("ruff", "check", "."), ("ruff", "format", "--check", "."), ("lint-imports",), ("mypy",))


def lint() -> None:
    """Run ruff, the import contracts and mypy; says which failed."""
    folder = Path(sys.executable).parent
    environment = {**os.environ, "PRACTICUM_MODE": "test"}
    failed = []
    for name, *arguments in CHECKS:
        command = [str(folder / name), *arguments]
        if subprocess.run(command, cwd=checkout(), env=environment, check=False).returncode:  # noqa: S603
            failed.append(" ".join([name, *arguments]))
    if failed:
        Console().print(f"Failed: {', '.join(failed)}")
        raise typer.Exit(1)
