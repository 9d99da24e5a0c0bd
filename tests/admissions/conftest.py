"""What tests of admissions may ask for."""

import pytest
from django.test import Client

from practicum.people.api import ADMISSIONS_OFFICER, Person
from tests.factories.people import make_person


@pytest.fixture
def officer(client: Client) -> Person:
    """An admissions officer, signed in at `client`."""
    person = make_person(role=ADMISSIONS_OFFICER)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return person
