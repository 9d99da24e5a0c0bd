"""The pipeline page: who may see it, and what it reads from the rooms below."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from practicum.cohorts.api import seat_capacity
from practicum.curriculum.api import current_version
from practicum.evidence.queries.pipeline import find_ways
from practicum.evidence.rules.pipeline import SEAT
from practicum.people.api import AUDITOR, FACILITATOR
from tests.factories.admissions import make_submitted_application
from tests.factories.cohorts import make_facilitator, make_forming_cohort, make_manager, make_mentor, make_waiting
from tests.factories.people import make_person, sign_in

pytestmark = pytest.mark.django_db


def test_the_pipeline(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    now = timezone.now()
    cohort = make_forming_cohort(10, now=now)
    make_waiting(2, now=now)
    make_submitted_application(make_person(now=now), now=now)
    ways = find_ways()
    assert sorted(way.furthest for way in ways) == [0, 2, 2] + [SEAT] * 10
    assert seat_capacity(current_version(), now=now).seats == 0
    make_facilitator(now=now)
    make_mentor(now=now)
    assert seat_capacity(current_version(), now=now).seats == 5  # one mentor accompanies five
    client = sign_in(make_manager(now))
    page = client.get("/cohorts/pipeline/").content.decode()
    assert "How many of those who applied reached each stage" in page
    assert cohort.facilitator.name in page
    assert "3 seats" not in page
    assert "<td>0.72 to 1.00 (95%)</td>" in page  # ten of ten went on
    assert "No forecast" not in page
    for person in (make_person(role=FACILITATOR), make_person(role=AUDITOR)):
        assert sign_in(person).get("/cohorts/pipeline/").status_code == 403
    assert Client().get("/cohorts/pipeline/").status_code == 302
    with django_assert_num_queries(9):
        find_ways()
    make_submitted_application(make_person(now=now), now=now)
    with django_assert_num_queries(9):
        find_ways()
