"""Which links stand at the top, for whom."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from practicum.people.api import ADMISSIONS_REVIEWER, FACILITATOR, MENTOR, OPERATOR, PROGRAMME_MANAGER
from practicum.site.navigation import navigation_for
from tests.factories.curriculum import make_programme
from tests.factories.people import make_person


@pytest.mark.django_db
def test_labs_are_reached_by_candidates_and_by_those_who_lead_them() -> None:
    def titles(*roles: str) -> list[str]:
        return [link.title for link in navigation_for(make_person(roles))]

    assert titles() == ["Desk", "Programme", "Learn", "Application", "Journey", "Labs", "Credentials", "Profile"]
    for role in (PROGRAMME_MANAGER, FACILITATOR, MENTOR):
        assert "Labs" in titles(role)
    assert "Labs" not in titles(ADMISSIONS_REVIEWER)
    assert "Labs" not in [link.title for link in navigation_for(AnonymousUser())]


@pytest.mark.django_db
def test_an_operator_is_led_to_what_an_operator_may_do(client: Client) -> None:
    links = navigation_for(make_person(role=OPERATOR))
    # No applicant's way, and no letters: they tell of decisions on persons.
    assert [link.title for link in links] == [
        "Desk",
        "Programme",
        "Learn",
        "Import applicants",
        "Signing keys",
        "Profile",
    ]
    make_programme()
    client.force_login(make_person(role=OPERATOR))
    for link in links[3:5]:
        assert client.get(link.url).status_code == 200
