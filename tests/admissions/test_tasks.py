"""Background work of admissions."""

from datetime import timedelta

import pytest

from practicum.admissions.tasks import lapse_overdue_offers
from tests.factories.admissions import make_decided_application
from tests.factories.people import NOON

pytestmark = pytest.mark.django_db


def test_the_task_lapses_what_is_overdue() -> None:
    overdue = make_decided_application("offered", now=NOON - timedelta(days=365 * 10))
    still_open = make_decided_application("offered", now=NOON + timedelta(days=365 * 30))
    lapse_overdue_offers(timestamp=0)
    overdue.refresh_from_db()
    still_open.refresh_from_db()
    assert (overdue.state, still_open.state) == ("lapsed", "offered")
