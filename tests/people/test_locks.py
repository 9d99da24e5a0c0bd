"""What locks a person keeps nobody from acts that refer to them, a letter above all. Such an act may hold the head of the
record, for which the lock's owner waits; the two would wait for each other."""

import pytest
from django.db import transaction

from practicum.admissions.api import start_application
from practicum.notices.api import queue_notice
from tests.connections import elsewhere
from tests.factories.curriculum import make_programme
from tests.factories.people import NOON, make_person
from tests.worker import forget_jobs

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_letter_is_queued_to_somebody_who_acts_at_that_moment() -> None:
    make_programme(NOON)
    person = make_person()
    letter = {"person_id": person.pk, "to_address": person.email, "subject": "A letter", "body": "Words."}
    with transaction.atomic():
        start_application(actor=person, now=NOON)
        assert elsewhere(lambda: queue_notice(**letter, dedupe_key=f"letter-{person.code}", now=NOON)) == []
    forget_jobs()
