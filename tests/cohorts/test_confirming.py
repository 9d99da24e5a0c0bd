"""Confirming a proposal: what it makes, whom it tells, and what has changed since."""

from collections import Counter

import pytest

from practicum.admissions.api import Application, withdraw_application
from practicum.cohorts.api import (
    Cohort,
    Proposal,
    Seat,
    discard_proposal,
    say_availability,
)
from practicum.kernel.errors import InvalidState
from practicum.ledger.api import Record
from practicum.matching.api import Result
from practicum.notices.api import Notice
from practicum.people.api import (
    MENTOR,
    declare_interest,
    end_qualification,
    get_person,
    grant_role,
)
from tests.factories.cohorts import (
    confirm,
    make_facilitator,
    make_manager,
    make_mentor,
    make_proposal,
    make_staff,
    make_waiting,
    propose,
    seats_of,
)
from tests.factories.looking import refusal
from tests.factories.people import NOON, system

pytestmark = pytest.mark.django_db


def test_a_confirmation_makes_cohort_sessions_seats_and_letters() -> None:
    proposal = make_proposal(13)
    (cohort,) = confirm(proposal)
    assert (cohort.state, cohort.name, cohort.time_zone) == ("forming", "September 2026 A", "UTC")
    sessions = list(cohort.sessions.all())
    assert [one.week for one in sessions] == list(range(1, 9))
    assert {one.minutes for one in sessions} == {90}
    assert {one.starts_at.weekday() * 24 + one.starts_at.hour for one in sessions} == {cohort.hour}
    assert sessions[0].starts_at.date() >= proposal.starts_on
    seats = seats_of(cohort)
    assert len(seats) == 13
    loads = Counter(seat.mentor_id for seat in seats)
    assert sorted(loads.values()) == [4, 4, 5]
    assert {seat.candidacy.application.state for seat in seats} == {"seated"}
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by) == ("confirmed", make_manager())
    kinds = Counter(Record.objects.filter(kind__startswith="cohorts.").values_list("kind", flat=True))
    assert kinds["cohorts.seat_taken"] == 13
    assert kinds["cohorts.formed"] == kinds["cohorts.proposal_confirmed"] == 1
    told = Notice.objects.filter(dedupe_key__startswith="cohorts ")
    assert told.filter(subject="You have a seat in a cohort").count() == 13
    assert told.filter(person=cohort.facilitator, subject__startswith="You lead").count() == 1
    assert told.filter(subject__startswith="You mentor").count() == 3


def test_each_is_told_the_time_of_their_own_clock() -> None:
    make_waiting(10, time_zone="Asia/Kolkata")
    make_staff(10)
    (cohort,) = confirm(propose())
    (first,) = Notice.objects.filter(person=seats_of(cohort)[0].candidacy.person, subject__contains="seat")
    assert "(IST)" in first.body
    assert ":30 (IST)" in first.body


def test_a_confirmed_proposal_is_not_confirmed_again() -> None:
    proposal = make_proposal(10)
    confirm(proposal)
    with pytest.raises(InvalidState):
        confirm(proposal)
    with pytest.raises(InvalidState):
        discard_proposal(actor=make_manager(), proposal=proposal, reason="Late.", now=NOON)
    assert Cohort.objects.count() == 1


def test_an_application_that_was_withdrawn_since_is_named_and_nothing_changes() -> None:
    proposal = make_proposal(11)
    gone = Application.objects.filter(state="accepted").order_by("id")[3]
    withdraw_application(actor=gone.person, application=gone, now=NOON)
    caught = refusal(lambda: confirm(proposal))
    assert caught.code == "proposal_stale"
    assert gone.person.name in caught.message
    assert not Cohort.objects.exists()
    assert not Seat.objects.exists()
    proposal.refresh_from_db()
    assert proposal.state == "proposed"


def test_staff_who_no_longer_qualify_are_named() -> None:
    proposal = make_proposal(10)
    facilitator = proposal.result["cohorts"][0]["facilitator"]
    end_qualification(actor=system(), source=f"first holder {facilitator}", reason="revoked", now=NOON)
    caught = refusal(lambda: confirm(proposal))
    assert proposal.names[facilitator] in caught.message
    assert "certificate" in caught.message


def test_a_relation_declared_since_is_named() -> None:
    proposal = make_proposal(10)
    member = Application.objects.filter(state="accepted").first()
    mentor = Proposal.objects.get().result["cohorts"][0]["mentors"][0]
    declare_interest(actor=member.person, about=get_person(mentor), relation="friend", now=NOON)
    caught = refusal(lambda: confirm(proposal))
    assert member.person.name in caught.message
    assert proposal.names[mentor] in caught.message


def test_hours_that_changed_since_are_named_with_their_clock_time() -> None:
    proposal = make_proposal(10)
    mentor = get_person(proposal.result["cohorts"][0]["mentors"][0])
    say_availability(actor=mentor, free_hours=[100, 101], language="en", capacity=1, now=NOON)
    caught = refusal(lambda: confirm(proposal))
    assert f"{mentor.name} is not free in Tue 1" in caught.message


def test_a_tampered_result_is_refused() -> None:
    proposal = make_proposal(11)
    proposal.result["cohorts"][0]["members"].pop()
    proposal.save()
    assert refusal(lambda: confirm(proposal)).code == "proposal_broken"


def test_a_start_that_is_past_and_names_that_do_not_fit_are_refused() -> None:
    proposal = make_proposal(10)
    assert refusal(lambda: confirm(proposal, starts_on=NOON.date())).field == "starts_on"
    assert refusal(lambda: confirm(proposal, names=["One", "Two"])).field == "names"
    assert confirm(proposal, names=["The first"])[0].name == "The first"


def test_a_proposal_without_a_cohort_cannot_be_confirmed() -> None:
    make_waiting(3)
    make_staff(5)
    proposal = propose()
    assert len(proposal.result["unplaced"]) == 3
    assert refusal(lambda: confirm(proposal)).code == "no_cohort"


def test_a_mentor_of_two_cohorts_is_never_in_two_sessions_at_once() -> None:
    """The solver knows hours; sessions last ninety minutes. Two groups share no hour but neighbouring ones."""
    make_waiting(10, hours=(40, 41))
    make_waiting(10, hours=(41, 42))
    make_facilitator(hours=(40, 41, 42))
    make_facilitator(hours=(40, 41, 42))
    for _ in range(4):
        make_mentor(hours=(40, 41, 42), capacity=2)
    proposal = propose()
    plans = Result.from_json(proposal.result).cohorts
    assert {plan.hour for plan in plans} == {40, 41}
    assert not set(plans[0].mentors) & set(plans[1].mentors)
    assert len(confirm(proposal)) == 2


def test_whoever_leads_and_mentors_takes_no_more_than_they_offered() -> None:
    make_waiting(10, hours=(40, 41))
    make_waiting(10, hours=(60, 61))
    both = [make_facilitator(hours=(40, 41, 60, 61)) for _ in range(2)]
    for person in both:
        grant_role(actor=system(), person=person, role=MENTOR, now=NOON)
    for _ in range(4):
        make_mentor(hours=(40, 41, 60, 61))
    plans = Result.from_json(propose().result).cohorts
    assert len(plans) == 2
    load = Counter(one for plan in plans for one in (plan.facilitator, *plan.mentors))
    assert max(load.values()) == 1
