"""A second connection to the database, as another process would have."""

from collections.abc import Callable
from threading import Thread

from django.db import connection


def elsewhere(act: Callable[[], object]) -> list[Exception]:
    """Do it on a connection of its own, which waits for no lock; what went wrong."""
    raised: list[Exception] = []

    def run() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("set lock_timeout = '2s'")
            act()
        except Exception as error:  # the test looks at it
            raised.append(error)
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join(30)
    return raised
