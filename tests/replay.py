"""What a factory makes in an empty database is made once a process; after that its rows are put back as they were.

    @replayed()
    def make_running_cohort(size=10, now=NOON): ...

A cohort that runs is made by a thousand statements of the services that real people use: its rows are put back by thirty. They
are the same rows, with their codes, their letters and their records in the ledger. In a database where somebody has done
something already the factory works as it would without this.
"""

import pickle
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.db import connection
from psycopg import Cursor, sql

Asked = ParamSpec("Asked")
Made = TypeVar("Made")
# Rows that are there from the beginning, or that nobody reads.
_NOT_OURS = (
    "auth_permission",
    "django_content_type",
    "django_migrations",
    "procrastinate_periodic_defers",
    "procrastinate_workers",
)


@dataclass(frozen=True)
class Recording:
    """The rows of each table in PostgreSQL's own binary form, and what the factory gave back."""

    rows: dict[str, bytes]
    made: bytes


def replayed(*, files: bool = False) -> Callable[[Callable[Asked, Made]], Callable[Asked, Made]]:
    """For a factory whose arguments are values. One that writes `files` is replayed only where they lie still."""

    def decorate(make: Callable[Asked, Made]) -> Callable[Asked, Made]:
        recordings: dict[Any, Recording] = {}

        @wraps(make)
        def made(*args: Asked.args, **kwargs: Asked.kwargs) -> Made:
            if not _is_empty():
                return make(*args, **kwargs)
            # Addresses, seals and modes are part of what is made.
            around = settings.PRACTICUM if files else replace(settings.PRACTICUM, data_dir=Path())
            asked = pickle.dumps((args, kwargs, around))
            if asked in recordings:
                return _put_back(recordings[asked])
            result = make(*args, **kwargs)
            recordings[asked] = _record(result)
            return result

        return made

    return decorate


def _is_empty() -> bool:
    with connection.cursor() as cursor:
        # Jobs of a test with real transactions stay after it: beside them nothing is recorded, and nothing is put back.
        cursor.execute(
            "select exists (select from practicum_ledgerhead) or exists (select from practicum_person)"
            " or exists (select from procrastinate_jobs) or exists (select from procrastinate_events)"
        )
        return not cursor.fetchone()[0]


def _record(made: object) -> Recording:
    rows = {}
    with _raw() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public' order by tablename")
        for (table,) in cursor.fetchall():
            if table in _NOT_OURS:
                continue
            cursor.execute(sql.SQL("select exists (select from {})").format(sql.Identifier(table)))
            if cursor.fetchone()[0]:  # type: ignore[index]
                with cursor.copy(_copy("copy {} to stdout (format binary)", table)) as out:
                    rows[table] = b"".join(bytes(block) for block in out)
    return Recording(rows=rows, made=pickle.dumps(made))


def _put_back(recording: Recording) -> Any:
    with _raw() as cursor:
        # No trigger and no key is looked at: the rows have passed them.
        cursor.execute("set session_replication_role = replica")
        for table, rows in recording.rows.items():
            with cursor.copy(_copy("copy {} from stdin (format binary)", table)) as into:
                into.write(rows)
        cursor.execute("set session_replication_role = origin")
    return pickle.loads(recording.made)


def _copy(statement: str, table: str) -> sql.Composed:
    return sql.SQL(statement).format(sql.Identifier(table))


def _raw() -> "Cursor[tuple[Any, ...]]":
    connection.ensure_connection()
    return connection.connection.cursor()
