"""No examination on a database that may forget what it has acknowledged."""

from django.db import connection

from practicum.kernel.errors import Unavailable

_NEEDED = ("synchronous_commit", "fsync", "full_page_writes")


def require_durable_database() -> None:
    """Raise Unavailable when a commit on this connection could be lost by a crash.

    `synchronous_commit` must not be off (then a commit is acknowledged before it is on disk), nor `fsync` (then it may
    never get there), nor `full_page_writes` (then a page torn by a power cut cannot be mended).
    """
    with connection.cursor() as cursor:
        cursor.execute("select name, setting from pg_settings where name = any(%s)", [list(_NEEDED)])
        off = sorted(name for name, setting in cursor.fetchall() if setting == "off")
    if off:
        raise Unavailable(
            f"Examinations cannot start: the database runs with {' and '.join(off)} off, so answers could be lost.",
            mend="Switch it on in PostgreSQL's settings, and reload them.",
        )
