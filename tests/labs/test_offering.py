"""Which labs a candidate is offered in which week, and which of them tell something about a candidate."""

import pytest
from django.urls import reverse

from practicum.labs.api import issue_variant, required_labs, telling_standings
from practicum.labs.offering import labs_by_week
from tests.factories.admissions import make_candidacy
from tests.factories.curriculum import shipped_pack
from tests.factories.labs import FIRST_LAB, make_all_labs
from tests.factories.people import NOON, sign_in

pytestmark = pytest.mark.django_db


def test_every_lab_of_the_pack_is_offered_once_in_the_week_of_its_capability() -> None:
    candidacy = make_candidacy()
    make_all_labs(candidacy.programme_version)
    weeks = {week.number: week for week in shipped_pack().programme.weeks}
    offered = labs_by_week(candidacy)
    assert [one.number for one in offered] == list(weeks)
    cards = [(week.number, card) for week in offered for card in week.cards]
    assert sorted(card.standing.definition.key for _, card in cards) == sorted(lab.key for lab in shipped_pack().labs)
    names = {one.key: one.name for area in shipped_pack().programme.framework.domains for one in area.capabilities}
    for number, card in cards:
        taught = {names[key] for key in weeks[number].capabilities}
        assert card.capability in taught or card.is_required
    page = sign_in(candidacy.person).get(reverse("labs:index")).content.decode()
    assert page.count("To be passed") == len(required_labs(candidacy.programme_version)) == 1
    assert page.count("To practise") == len(cards) - 1


def test_a_lab_for_practice_tells_of_a_candidate_once_it_is_begun() -> None:
    candidacy = make_candidacy()
    make_all_labs(candidacy.programme_version)
    assert [one.definition.key for one in telling_standings([candidacy])] == [FIRST_LAB]
    other = next(lab.key for lab in shipped_pack().labs if lab.key != FIRST_LAB)
    issue_variant(actor=candidacy.person, candidacy=candidacy, lab=other, now=NOON)
    assert {one.definition.key for one in telling_standings([candidacy])} == {FIRST_LAB, other}
