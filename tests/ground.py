"""What all tests of a module stand on, built once instead of once a test.

    ground = stand_on(make_adopted_cut)

builds before the module's first test, in a transaction that is open around them all and rolled back after the last. Each
test runs in a savepoint of it, so none sees what another did. Factories that find their object there take it.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker


def stand_on(*makers: Callable[[], object]) -> Any:
    """A fixture of the module, used by all its tests, that calls `makers` in this order."""

    @pytest.fixture(scope="module", autouse=True)
    def ground(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
        close = connection.close
        with django_db_blocker.unblock():
            around = transaction.atomic()
            around.__enter__()
            for make in makers:
                make()
        # Django's test case closes the connection after each test; what lies in the open transaction would be lost.
        connection.close = lambda: None
        try:
            yield
        finally:
            connection.close = close
            with django_db_blocker.unblock():
                transaction.set_rollback(True)
                around.__exit__(None, None, None)

    return ground
