"""The pipeline page: who may see it, and what it reads from the rooms below."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from practicum.cohorts.api import seat_capacity
from practicum.curriculum.api import current_version
from practicum.evidence.queries.pipeline import find_ways
from practicum.evidence.rules.pipeline import SEAT, STAGES, Stage, count_stages
from practicum.exams.api import void_attempt
from practicum.people.api import AUDITOR, FACILITATOR
from tests.factories.admissions import make_submitted_application
from tests.factories.cohorts import make_facilitator, make_forming_cohort, make_manager, make_mentor, make_waiting
from tests.factories.exams import make_closed_attempt, make_sitting
from tests.factories.people import NOON, make_person, sign_in
from tests.factories.results import make_adopted_cut, make_appeal, make_released_result

pytestmark = pytest.mark.django_db


def test_the_pipeline(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    now = timezone.now()
    cohort = make_forming_cohort(10, now=now)
    make_waiting(2, now=now)
    make_submitted_application(make_person(now=now), now=now)
    ways = find_ways(now=now)
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
    assert "<td>0.722 to 1.000 (95%)</td>" in page  # ten of ten went on
    assert "No forecast" not in page
    for person in (make_person(role=FACILITATOR), make_person(role=AUDITOR)):
        assert sign_in(person).get("/cohorts/pipeline/").status_code == 403
    assert Client().get("/cohorts/pipeline/").status_code == 302
    with django_assert_num_queries(9):
        find_ways(now=now)
    make_submitted_application(make_person(now=now), now=now)
    with django_assert_num_queries(9):
        find_ways(now=now)


def test_who_did_not_pass() -> None:
    """One who appeals and one who may sit again: neither waits; a second attempt without a result waits again."""
    form = make_adopted_cut().form
    passed, appeals, failed = (make_released_result(right=right, form=form) for right in (5, 0, 0))
    make_appeal(appeals)
    now = NOON + timedelta(days=20)

    def see() -> Stage:
        return count_stages(find_ways(now=now), now=now)[STAGES.index("Sat the exam")]

    stage = see()
    assert (stage.reached, stage.went_on, stage.ended, len(stage.waiting), stage.share.n) == (3, 1, 0, 0, 3)
    follow = {one.name: one.may_follow for one in stage.not_passed}
    assert follow == {
        appeals.attempt.person.name: "an appeal is being decided",
        failed.attempt.person.name: "may sit again",
    }
    page = sign_in(make_manager(now)).get("/cohorts/pipeline/").content.decode()
    assert f"{failed.attempt.person.name}: may sit again" in page
    again = now - timedelta(days=2)
    make_closed_attempt(
        sitting=make_sitting(form, opens_at=again, now=again), candidacy=failed.attempt.candidacy, now=again
    )
    stage = see()
    assert [(one.name, one.days) for one in stage.waiting] == [(failed.attempt.person.name, 2)]
    assert [one.name for one in stage.not_passed] == [appeals.attempt.person.name]
    void_attempt(actor=make_manager(now), attempt=passed.attempt, reason="The room was on fire.", now=now)
    assert (see().reached, see().went_on) == (2, 0)
