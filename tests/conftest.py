"""What every test may ask for."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from hypothesis import settings

from practicum.ledger.guards import APPEND_ONLY_TABLES

# Enough to find what breaks on every run, in a suite that people run often; a property may ask for more.
settings.register_profile("suite", max_examples=50, deadline=None)
settings.load_profile("suite")


@pytest.fixture
def now() -> datetime:
    """A fixed moment: tests read no clock."""
    return datetime(2026, 9, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """Django empties the tables after a test with real transactions; the guard against truncation would refuse that."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in APPEND_ONLY_TABLES:
            cursor.execute(f"drop trigger {table}_no_truncate on {table}")
