"""A candidate in the middle of an examination, by the database's clock: the pages read it."""

from datetime import datetime

import pytest
from django.test import Client

from practicum.exams.api import Attempt, database_clock
from tests.factories.exams import make_running_attempt
from tests.factories.people import sign_in


@pytest.fixture
def now(db: None) -> datetime:
    return database_clock()


@pytest.fixture
def attempt(now: datetime) -> Attempt:
    return make_running_attempt(now=now)


@pytest.fixture
def client(attempt: Attempt) -> Client:
    """The candidate's browser."""
    return sign_in(attempt.person)
