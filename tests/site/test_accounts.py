"""Whoever asks may call the site by any name that it answers to: letters with secret links, and counts, keep to its own."""

import re

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
OTHER = "old.example.org"


def test_a_secret_link_leads_to_our_own_address(client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, OTHER]
    base = settings.PRACTICUM.base_url
    for address in (make_person().email, "nobody@example.org"):
        client.post("/accounts/password/reset/", {"email": address}, headers={"Host": f"{OTHER}:1234"})
        letter = mail.outbox.pop()
        assert OTHER not in f"{letter.subject} {letter.body}"
        assert [link.startswith(f"{base}/accounts/") for link in re.findall(r"https?://\S+", str(letter.body))] == [
            True
        ]


def test_another_port_begins_no_new_count_of_failed_attempts(settings: Settings) -> None:
    person = make_person()
    person.set_password("correct horse battery staple")
    person.save()
    for number in range(6):  # five are let through, each from another network and by another name
        client = Client(REMOTE_ADDR=f"192.0.2.{number}", headers={"Host": f"localhost:{9000 + number}"})
        shown = client.post("/accounts/login/", {"login": person.email, "password": "wrong"}).content.decode()
        assert ("Too many failed" in shown) == (number == 5)
