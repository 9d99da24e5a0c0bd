"""The people that other tests use are what they say."""

import pytest

from practicum.people.api import FACILITATOR, MENTOR, conflict, holds_credential, roles_of
from tests.factories.people import NOON, make_certified, make_person

pytestmark = pytest.mark.django_db


def test_a_person_has_the_roles_asked_for_and_no_conflict_by_accident() -> None:
    one, other = make_person(role=(FACILITATOR, MENTOR)), make_person(role=MENTOR)
    assert roles_of(one) == {FACILITATOR, MENTOR}
    assert roles_of(other) == {MENTOR}
    assert conflict(one, other) == ""


def test_a_certified_person_holds_the_credential() -> None:
    person = make_certified(make_person(role=FACILITATOR))
    assert holds_credential(person, programme_code="focp", now=NOON)
    assert not holds_credential(make_person(), programme_code="focp", now=NOON)
