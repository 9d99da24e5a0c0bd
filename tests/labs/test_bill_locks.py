"""What locks a cohort for its bills keeps nobody from acts about that cohort: else the two could wait for each other, each
with what the other needs (the cohort's row, and the head of the record)."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction

from practicum.cohorts.api import Cohort, CohortMentor
from practicum.labs.api import BillKeeping, CohortBill, delete_cohort_bill, give_up_keeping
from practicum.labs.services import cohort_labs
from practicum.people.api import Person
from tests.connections import elsewhere
from tests.factories.cohort_bills import ask_export, keep_export, make_cohort_with_labs
from tests.factories.people import NOON, make_person
from tests.worker import forget_jobs

pytestmark = pytest.mark.django_db(transaction=True)


def joins(cohort: Cohort, mentor: Person) -> Callable[[], object]:
    return lambda: CohortMentor.objects.create(cohort=cohort, person=mentor)


def test_acts_about_a_cohort_go_on_while_its_bills_are_locked(data_folder: Path) -> None:
    cohort = make_cohort_with_labs()
    people = [make_person() for _ in range(3)]
    brought = keep_export(cohort)
    asked = ask_export(cohort)
    facilitator = cohort.facilitator
    acts: list[Callable[[], object]] = [
        lambda: cohort_labs._lock(brought),
        lambda: give_up_keeping(actor=facilitator, keeping=asked, now=NOON),
        lambda: delete_cohort_bill(actor=facilitator, brought=brought, reason="Done.", now=NOON),
    ]
    for act, person in zip(acts, people, strict=True):
        with transaction.atomic():
            act()
            assert elsewhere(joins(cohort, person)) == []
    assert (BillKeeping.objects.get(pk=asked.pk).state, CohortBill.objects.get().state) == ("given_up", "deleted")
    forget_jobs()


def test_two_clicks_at_once_wait_for_each_other(data_folder: Path) -> None:
    cohort = make_cohort_with_labs()
    with transaction.atomic():
        first = ask_export(cohort)
        (waited,) = elsewhere(lambda: ask_export(cohort))  # the second click, as long as the first is not done
        assert "lock timeout" in str(waited)
    assert elsewhere(lambda: ask_export(cohort)) == []
    assert BillKeeping.objects.get() == first
    assert [one.name for one in (data_folder / "incoming").iterdir()] == [first.code]
    forget_jobs()
