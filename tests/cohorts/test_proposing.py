"""Proposals of cohorts: who is asked, what is found, and the search as a job."""

from datetime import UTC, datetime, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from practicum.admissions.api import Application
from practicum.cohorts.api import (
    Proposal,
    discard_proposal,
    propose_cohorts,
    request_proposal,
    say_availability,
)
from practicum.cohorts.queries.asking import gather_instance
from practicum.cohorts.queries.proposals import read_proposal
from practicum.cohorts.solving import solve_proposal
from practicum.curriculum.api import current_version
from practicum.kernel.errors import NotPermitted
from practicum.ledger.api import Record, records_about
from practicum.matching.api import Instance, Result, check
from practicum.people.api import (
    FACILITATOR,
    MENTOR,
    declare_interest,
    end_qualification,
    end_role,
    grant_role,
)
from tests.factories.cohorts import (
    EVENING,
    confirm,
    make_facilitator,
    make_forming_cohort,
    make_manager,
    make_mentor,
    make_proposal,
    make_staff,
    make_waiting,
    propose,
)
from tests.factories.curriculum import make_programme
from tests.factories.looking import refusal
from tests.factories.people import NOON, make_person, system

pytestmark = pytest.mark.django_db


def test_ten_who_share_an_hour_are_proposed_together() -> None:
    waiting = make_waiting(10)
    facilitator, mentors = make_staff(10)
    proposal = propose()
    assert proposal.state == "proposed"
    (plan,) = Result.from_json(proposal.result).cohorts
    assert plan.facilitator == facilitator.code
    assert set(plan.mentors) == {one.code for one in mentors}
    assert set(plan.members) == {one.code for one in waiting}
    assert plan.hour in EVENING[:3]
    assert check(Instance.from_json(proposal.instance), Result.from_json(proposal.result)) == ()
    (record,) = records_about(proposal.code)
    assert (record.kind, record.data["placed"], record.data["bound"]) == ("cohorts.proposed", 10, 10)


def test_the_same_seed_gives_the_same_proposal() -> None:
    make_waiting(25)
    make_staff(10)
    make_staff(15)
    first = propose()
    again = propose()
    assert first.result["cohorts"] == again.result["cohorts"]
    assert first.result["unplaced"] == again.result["unplaced"]


def test_whoever_finds_no_hour_is_told_why() -> None:
    make_proposal(10)
    (lonely,) = make_waiting(1, hours=(108, 109))
    proposal = propose()
    (unplaced,) = proposal.result["unplaced"]
    assert unplaced["id"] == lonely.code
    ((name, reason),) = read_proposal(proposal, now=NOON).unplaced
    assert name == lonely.person.name
    assert reason.startswith("No facilitator who speaks English is free at any of their hours")


def test_a_proposal_names_the_weeks_outside_the_hours_that_were_given() -> None:
    """Whoever leads from Berlin moves an hour in November; who sits in Kolkata does not change clocks."""
    make_waiting(10, hours=(39, 40), time_zone="Asia/Kolkata")
    make_facilitator(hours=(39, 40), time_zone="Europe/Berlin")
    make_mentor(hours=(39, 40))
    make_mentor(hours=(39, 40))
    start = datetime(2026, 10, 12, tzinfo=UTC).date()
    proposal = propose_cohorts(actor=make_manager(), seed=1, seconds=5, now=NOON, starts_on=start)
    (cohort,) = read_proposal(proposal, now=NOON).cohorts
    assert {one.outside for one in cohort.members} == {(3, 4, 5, 6, 7, 8)}
    assert [run.label for run in cohort.members[0].times] == ["Tuesday 20:30", "Tuesday 21:30"]
    assert [run.label for run in cohort.staff[0].times] == ["Tuesday 17:00"]
    assert cohort.reasons[1] == "It is the only hour that they all share."


def test_only_who_holds_the_role_a_certificate_and_said_hours_is_asked() -> None:
    version = make_programme()
    good, expired, uncertain, silent = (
        make_facilitator(),
        make_facilitator(),
        make_facilitator(),
        make_person(role=MENTOR),
    )
    mentor = make_mentor()
    end_qualification(actor=system(), source=f"first holder {expired.code}", reason="revoked", now=NOON)
    end_role(actor=system(), person=uncertain, role=FACILITATOR, now=NOON)
    asked = gather_instance(version, starts_on=NOON.date() + timedelta(days=14), now=NOON)
    assert [one.id for one in asked.instance.facilitators] == [good.code]
    assert [one.id for one in asked.instance.mentors] == [mentor.code]
    assert silent.code not in asked.names


def test_a_session_must_end_within_the_free_hours() -> None:
    version = make_programme()
    (application,) = make_waiting(1, hours=(40, 41, 100))
    asked = gather_instance(version, starts_on=NOON.date() + timedelta(days=14), now=NOON)
    (one,) = asked.instance.applicants
    assert (one.id, one.hours) == (application.code, {40})


def test_hours_said_in_summer_are_asked_as_those_of_the_season_of_the_start() -> None:
    version = make_programme()
    make_waiting(1, hours=(40, 41), time_zone="Europe/Berlin")
    winter = datetime(2026, 11, 16, tzinfo=UTC).date()
    asked = gather_instance(version, starts_on=winter, now=NOON)
    assert asked.instance.applicants[0].hours == {41}


def test_conflicts_come_from_declarations_employers_and_oneself() -> None:
    version = make_programme()
    first, second, third, own = make_waiting(4)
    mentor, colleague = make_mentor(), make_mentor(employer=" Northwind ")
    declare_interest(actor=first.person, about=mentor, relation="sister", now=NOON)
    declare_interest(actor=mentor, about=second.person, relation="former manager", now=NOON)
    third.person.employer = "northwind"
    third.person.save()
    make_role_of(own)
    asked = gather_instance(version, starts_on=NOON.date() + timedelta(days=14), now=NOON)
    assert set(asked.instance.conflicts) == {
        (first.code, mentor.code),
        (second.code, mentor.code),
        (third.code, colleague.code),
        (own.code, own.person.code),
    }
    # one spelling, because the solver compares letter by letter
    spelt = {one.id: one.employer for one in (*asked.instance.mentors, *asked.instance.applicants)}
    assert spelt[colleague.code] == spelt[third.code] != ""


def make_role_of(application: Application) -> None:
    grant_role(actor=system(), person=application.person, role=MENTOR, now=NOON)
    say_availability(actor=application.person, free_hours=EVENING, language="en", capacity=1, now=NOON)


def test_who_leads_a_live_cohort_is_neither_asked_at_its_hours_nor_beyond_their_capacity() -> None:
    cohort = make_forming_cohort(10)
    helper = make_facilitator(capacity=2)
    version = current_version()
    start = NOON.date() + timedelta(days=14)
    asked = gather_instance(version, starts_on=start, now=NOON)
    capacity = {one.id: one.capacity for one in asked.instance.facilitators}
    assert capacity == {cohort.facilitator.code: 0, helper.code: 2}
    say_availability(actor=cohort.facilitator, free_hours=[*EVENING, 100, 101], language="en", capacity=2, now=NOON)
    asked = gather_instance(version, starts_on=start, now=NOON)
    leader = next(one for one in asked.instance.facilitators if one.id == cohort.facilitator.code)
    assert leader.capacity == 1
    taken = {cohort.hour, cohort.hour + 1}
    assert leader.hours == {hour for hour in (*EVENING, 100) if not {hour, hour + 1} & taken and hour != EVENING[-1]}


def test_nothing_is_proposed_without_people() -> None:
    make_programme()
    make_facilitator()
    make_mentor()
    assert refusal(propose).code == "nobody_waits"


def test_nothing_is_proposed_without_a_facilitator_or_a_mentor() -> None:
    make_waiting(1)
    assert refusal(propose).code == "no_facilitator"
    make_facilitator()
    assert refusal(propose).code == "no_mentor"
    assert not Proposal.objects.exists()


def test_only_a_programme_manager_proposes_confirms_and_discards() -> None:
    proposal = make_proposal(10)
    other = make_person(role=FACILITATOR)
    with pytest.raises(NotPermitted):
        propose_cohorts(actor=other, seed=1, seconds=5, now=NOON)
    with pytest.raises(NotPermitted):
        confirm(proposal, actor=other)
    with pytest.raises(NotPermitted):
        discard_proposal(actor=other, proposal=proposal, reason="no", now=NOON)


def test_a_requested_proposal_is_solved_by_a_worker_and_only_once() -> None:
    make_waiting(10)
    make_staff(10)
    proposal = request_proposal(actor=make_manager(), seed=1, seconds=5, now=NOON)
    assert (proposal.state, proposal.result) == ("solving", {})
    job = ProcrastinateJob.objects.get(task_name="cohorts.solve_stored_proposal")
    assert job.args == {"proposal_id": proposal.pk}
    assert (
        refusal(lambda: request_proposal(actor=make_manager(), seed=1, seconds=5, now=NOON)).code == "search_under_way"
    )
    solved = solve_proposal(proposal_id=proposal.pk, now=NOON)
    assert solved.state == "proposed"
    # the job runs again after a killed worker: nothing changes
    again = solve_proposal(proposal_id=proposal.pk, now=NOON + timedelta(hours=1))
    assert again.result == solved.result
    assert Record.objects.filter(kind="cohorts.proposed").count() == 1


def test_a_search_that_was_discarded_stores_nothing() -> None:
    make_waiting(10)
    make_staff(10)
    proposal = request_proposal(actor=make_manager(), seed=1, seconds=5, now=NOON)
    discard_proposal(actor=make_manager(), proposal=proposal, reason="Wrong start.", now=NOON)
    assert solve_proposal(proposal_id=proposal.pk, now=NOON).state == "discarded"
    assert not Record.objects.filter(kind="cohorts.proposed").exists()


def test_discarding_while_the_solver_works_keeps_its_answer_out() -> None:
    make_waiting(10)
    make_staff(10)
    proposal = request_proposal(actor=make_manager(), seed=1, seconds=5, now=NOON)

    def discard_once(_: object) -> None:
        if Proposal.objects.filter(pk=proposal.pk, state="solving").exists():
            discard_proposal(actor=make_manager(), proposal=proposal, reason="Changed my mind.", now=NOON)

    assert solve_proposal(proposal_id=proposal.pk, now=NOON, on_progress=discard_once).state == "discarded"
    proposal.refresh_from_db()
    assert proposal.result == {}


def test_discarding_needs_a_reason_and_is_on_the_record() -> None:
    proposal = make_proposal(10)
    assert (
        refusal(lambda: discard_proposal(actor=make_manager(), proposal=proposal, reason=" ", now=NOON)).field
        == "reason"
    )
    discard_proposal(actor=make_manager(), proposal=proposal, reason="Another start.", now=NOON)
    proposal.refresh_from_db()
    assert proposal.state == "discarded"
    assert records_about(proposal.code).last().data["reason"] == "Another start."
    assert Application.objects.filter(state="accepted").count() == 10


def test_availability_is_for_facilitators_and_mentors() -> None:
    with pytest.raises(NotPermitted):
        say_availability(actor=make_person(), free_hours=[1], language="en", capacity=1, now=NOON)
    mentor = make_mentor()
    with pytest.raises(NotPermitted):
        say_availability(actor=mentor, person=make_mentor(), free_hours=[1], language="en", capacity=1, now=NOON)
    said = say_availability(
        actor=make_manager(), person=mentor, free_hours=[3, 1, 3], language="de", capacity=2, now=NOON
    )
    assert (said.free_hours, said.language, said.capacity) == ([1, 3], "de", 2)
    assert records_about(mentor.code).last().kind == "cohorts.availability_said"
