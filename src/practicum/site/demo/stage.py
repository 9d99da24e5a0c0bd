"""The stage is swept before each play: only a database that is empty, or that held a demonstration, may be emptied."""

import fcntl
import hashlib
import os
import shutil
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from practicum.kernel.errors import Refusal

MARK = "practicum_demo"
DATA_FOLDERS = ("bills", "incoming", "mail")
_claims: list[IO[str]] = []


def check_stage() -> None:
    """Refuse a database that holds tables of somebody else's."""
    if settings.PRACTICUM.is_production:
        raise Refusal("demo_in_production", "The demonstration empties its database.", mend="Unset PRACTICUM_MODE.")
    with connection.cursor() as cursor:
        cursor.execute("select table_name from information_schema.tables where table_schema = 'public'")
        tables = {name for (name,) in cursor.fetchall()}
    if tables and MARK not in tables:
        raise Refusal(
            "database_in_use",
            "DATABASE_URL names a database that holds tables of its own; the demonstration would erase them.",
            field="DATABASE_URL",
            mend="Name an empty database, or unset DATABASE_URL to use one of our own.",
        )


def claim() -> None:
    """Keep the stage for this process until it ends. Refuses while another one builds or serves the same demonstration."""
    if _claims:
        return
    folder = Path(settings.PRACTICUM.data_dir)
    folder.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(os.environ["DATABASE_URL"].encode()).hexdigest()[:12]
    file = (folder / f"demo-{name}.lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise Refusal(
            "demo_running",
            "A demonstration is being built or served from this folder already.",
            mend="End it with Ctrl-C in its terminal, or set PRACTICUM_DATA_DIR to another folder for a second one.",
        ) from None
    _claims.append(file)


def wait_for_the_disk(wanted: bool) -> None:
    """Whether each commit waits until it is durable. A building that is interrupted starts anew, so that most of it need
    not; an examination asks for it and is refused without it."""
    with connection.cursor() as cursor:
        cursor.execute("set synchronous_commit = on" if wanted else "set synchronous_commit = off")


def sweep() -> None:
    """Empty the database and the data folders, make the tables anew, and mark them as a demonstration's."""
    check_stage()
    wait_for_the_disk(False)
    with connection.cursor() as cursor:
        # Sessions of an earlier, killed run would keep locks.
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
        cursor.execute("drop schema public cascade")
        cursor.execute("create schema public")
        cursor.execute("create table practicum_demo (role text, person text, finished_at timestamptz)")
    call_command("migrate", verbosity=0)
    for name in DATA_FOLDERS:
        shutil.rmtree(Path(settings.PRACTICUM.data_dir) / name, ignore_errors=True)
