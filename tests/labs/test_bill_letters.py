"""Who is told of a cohort's own bill, and on whose desk it waits: everybody once, and nobody else."""

from datetime import timedelta
from pathlib import Path

import pytest

from practicum.cohorts.api import Cohort, end_hand_over, hand_over
from practicum.labs.api import CohortBill, delete_bills_of_ended_cohorts, delete_cohort_bill, todo_for
from practicum.labs.letters import tell_first_lab
from practicum.notices.api import Notice
from practicum.people.api import Person
from tests.factories.cohort_bills import WORKED_LAB, begin, confirm, make_cohort_bill, the_bill, the_cohort
from tests.factories.cohorts import make_manager, make_mentor, seats_of
from tests.factories.people import NOON
from tests.ground import stand_on

pytestmark = pytest.mark.django_db
ground = stand_on(make_cohort_bill)


@pytest.fixture
def cohort() -> Cohort:
    return the_cohort()


@pytest.fixture
def kept(data_folder: Path) -> CohortBill:
    return the_bill(data_folder)


def told(kept: CohortBill, about: str) -> list[tuple[str, str]]:
    """(the code of who was told, the letter)."""
    rows = Notice.objects.filter(dedupe_key__startswith=f"labs bill {about} {kept.code}")
    return sorted(rows.values_list("person__code", "body"))


def candidates(cohort: Cohort) -> set[str]:
    return {seat.candidacy.person.code for seat in seats_of(cohort)}


def mentors(cohort: Cohort) -> set[str]:
    return set(cohort.mentors.values_list("person__code", flat=True))


def titles(person: Person) -> list[str]:
    return [one.title for one in todo_for(person, NOON) if "bill" in one.title]


def test_candidates_and_mentors_are_told_once_with_the_first_lab(cohort: Cohort, kept: CohortBill) -> None:
    seats = seats_of(cohort)
    cohort.seats.filter(pk=seats[0].pk).update(state="left")
    first = confirm(kept)
    letters = dict(told(kept, "first lab"))
    assert set(letters) == (candidates(cohort) | mentors(cohort)) - {seats[0].candidacy.person.code}
    assert len(told(kept, "first lab")) == len(letters)
    assert CohortBill.objects.get(pk=kept.pk).told_at == NOON
    for code, body in letters.items():
        assert "“Acme, two months”" in body
        assert f"“{first.definition.title}”" in body
        assert ("when you start" in body) is (code in candidates(cohort))
        assert "deleted when the cohort ends" in body
        assert body.rstrip().endswith("/labs/")
    confirm(kept, WORKED_LAB)
    tell_first_lab(first, now=NOON)  # the same again is no second letter
    assert dict(told(kept, "first lab")) == letters


def test_everybody_who_was_told_is_told_of_the_end(cohort: Cohort, kept: CohortBill) -> None:
    confirm(kept)
    begin(cohort)
    delete_cohort_bill(actor=cohort.facilitator, brought=kept, reason="Our part is done.", now=NOON)
    letters = dict(told(kept, "deleted"))
    assert set(letters) == candidates(cohort) | mentors(cohort)
    assert all("were deleted. Our part is done." in body for body in letters.values())
    assert all("start it again" in letters[code] for code in candidates(cohort))


def test_who_was_never_told_of_a_bill_hears_nothing_of_its_end(cohort: Cohort, kept: CohortBill) -> None:
    delete_cohort_bill(actor=make_manager(), brought=kept, reason="By mistake.", now=NOON)
    assert [code for code, _ in told(kept, "deleted")] == [cohort.facilitator.code]


def test_the_facilitator_is_told_when_the_program_deletes(cohort: Cohort, kept: CohortBill) -> None:
    confirm(kept)
    Cohort.objects.filter(pk=cohort.pk).update(state="completed", ended_at=NOON)
    delete_bills_of_ended_cohorts(NOON)
    delete_bills_of_ended_cohorts(NOON)
    letters = told(kept, "deleted")
    assert {code for code, _ in letters} == candidates(cohort) | mentors(cohort) | {cohort.facilitator.code}
    assert len(letters) == len(dict(letters))
    assert all("The cohort is completed." in body for _, body in letters)


def test_who_stands_in_finds_the_labs_on_their_desk(cohort: Cohort, kept: CohortBill) -> None:
    stand_in, today = make_mentor(), NOON.date()
    waits = ["Decide on 2 labs on the bill “Acme, two months”"]
    assert (titles(cohort.facilitator), titles(stand_in)) == (waits, [])
    away = {"person": cohort.facilitator, "stand_in": stand_in, "first_day": today}
    before = NOON - timedelta(days=1)
    agreed = hand_over(actor=cohort.facilitator, **away, last_day=today + timedelta(days=2), now=before)
    assert (titles(cohort.facilitator), titles(stand_in)) == (waits, waits)
    seat = seats_of(cohort)[0]
    assert (titles(seat.candidacy.person), titles(seat.mentor), titles(make_manager())) == ([], [], [])
    end_hand_over(actor=cohort.facilitator, hand_over=agreed, now=NOON - timedelta(hours=1))
    assert titles(stand_in) == []
    confirm(kept)
    assert titles(cohort.facilitator) == ["Decide on 1 lab on the bill “Acme, two months”"]
