"""`practicum test`: the whole suite, with everything that it needs."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import typer
from rich.console import Console

from practicum.site.runtime import checkout

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def run_tests(context: typer.Context) -> None:
    """Run the tests, on all cores and one more, since browsers and databases are waited for (or with your own arguments).

    Installs a Chromium for the browser tests when there is none.
    """
    console = Console()
    chromium = find_chromium() or install_chromium(console)
    environment = {**os.environ, "PRACTICUM_MODE": "test"}
    arguments = [sys.executable, "-m", "pytest", *(context.args or ["-n", str((os.cpu_count() or 1) + 1)])]
    if chromium:
        environment["PRACTICUM_CHROMIUM"] = chromium
    else:
        arguments += ["-m", "not browser"]
    status = subprocess.run(arguments, cwd=checkout(), env=environment, check=False).returncode  # noqa: S603
    if not chromium:
        console.print(
            "The browser tests (tests/browser, marked “browser”) did not run: no Chromium was found and none could be "
            "installed.\nInstall one (Debian: apt-get install chromium; elsewhere: .venv/bin/playwright install chromium) "
            "and run ./practicum test again."
        )
    raise typer.Exit(status)


def find_chromium() -> str | None:
    """The path of a Chromium: named by PRACTICUM_CHROMIUM, on PATH, or Playwright's own."""
    if named := os.environ.get("PRACTICUM_CHROMIUM"):
        return named
    for name in CHROMIUM_NAMES:
        if found := shutil.which(name):
            return found
    return _playwright_chromium()


def install_chromium(console: Console) -> str | None:
    """Debian's package as root, else Playwright's download. None when neither works."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        console.print("Installing Chromium (Debian's package) for the browser tests …")
        quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)  # type: ignore[call-overload]  # noqa: S607
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
        subprocess.run(command, check=False, **quiet)  # type: ignore[call-overload]  # noqa: S603
        if found := shutil.which("chromium"):
            return found
    console.print("Installing Chromium (Playwright's) for the browser tests …")
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    return _playwright_chromium()


def _playwright_chromium() -> str | None:
    for cache in (Path.home() / ".cache/ms-playwright", Path.home() / "Library/Caches/ms-playwright"):
        for pattern in ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*"):
            if found := sorted(cache.glob(pattern)):
                return str(found[-1])
    return None
