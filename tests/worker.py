"""A real worker in a process of its own, for tests of what it does beside the pages, and of what a killed one leaves."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from asgiref.sync import async_to_sync
from django.db import connection

from practicum.site.tasks import rerun_stalled_jobs

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def worker(**settings: str) -> Iterator["subprocess.Popen[bytes]"]:
    """The worker of `practicum serve`, on the database of this test, with settings of its own."""
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    process = subprocess.Popen(
        [sys.executable, "-m", "practicum", "worker"],
        env={**os.environ, **settings, "DATABASE_URL": urlunsplit(url), "PYTHONPATH": str(ROOT / "src")},
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(timeout=30)


def until(found: Callable[[], bool], *, seconds: float = 90) -> float:
    """Wait for something that another process does; the seconds that it took."""
    begun = time.monotonic()
    while not found():
        assert time.monotonic() - begun < seconds, "it did not happen"
        time.sleep(0.1)
    return time.monotonic() - begun


def after_a_crash() -> None:
    """What the next worker does first when half a minute has gone by since a worker was killed."""
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_workers set last_heartbeat = now() - interval '1 minute'")
    async_to_sync(rerun_stalled_jobs.func)(0)


def forget_jobs() -> None:
    """Jobs are no rows of our models: Django does not empty their tables after a test."""
    with connection.cursor() as cursor:
        cursor.execute("truncate procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers cascade")
