"""Forming cohorts that are filled, dissolved or merged, and people who wait seated by hand."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from practicum.cohorts.api import (
    Cohort,
    Decision,
    confirm_proposal,
    decide_on,
    end_seat,
    move_member,
    propose_cohorts,
    regroup_cohort,
    say_availability,
    seat_waiting,
)
from practicum.kernel.errors import NotPermitted, Refusal
from practicum.ledger.api import records_about, verify_ledger
from practicum.notices.api import Notice
from practicum.people.api import FACILITATOR
from tests.factories.cohorts import (
    EVENING,
    make_facilitator,
    make_forming_cohort,
    make_manager,
    make_mentor,
    make_waiting,
    seats_of,
)
from tests.factories.people import NOON, make_person, sign_in
from tests.replay import replayed

pytestmark = pytest.mark.django_db
OTHER = (63, 64)
THIRD = (87, 88)


@replayed()
def two_forming() -> tuple[Cohort, Cohort]:
    """A cohort of twelve who are free on two evenings, and one of ten that meets on the second; the smaller one first."""
    make_waiting(12, hours=EVENING)
    make_waiting(10, hours=(*EVENING, *OTHER))
    make_facilitator(hours=EVENING)
    make_facilitator(hours=OTHER)
    for _ in range(3):
        make_mentor(hours=EVENING)
    for _ in range(2):
        make_mentor(hours=(*OTHER,))
    make_mentor(hours=EVENING)
    proposal = propose_cohorts(actor=make_manager(), seed=1, seconds=5, now=NOON)
    first, second = confirm_proposal(actor=make_manager(), proposal=proposal, starts_on=proposal.starts_on, now=NOON)
    return (second, first) if first.hour in EVENING else (first, second)


def leave(cohort: Cohort, number: int) -> None:
    for seat in seats_of(cohort)[:number]:
        end_seat(actor=make_manager(), seat=seat, reason="Moved away.", now=NOON)


def do(decision: Decision, **changed: object) -> Decision:
    fields = {"actor": make_manager(), "cohort": decision.cohort, "other": decision.other, "seen": decision.digest}
    return regroup_cohort(**{**fields, "reason": "Too small.", "now": NOON, **changed})  # type: ignore[arg-type]


def test_a_small_cohort_is_filled_from_those_who_wait() -> None:
    cohort = make_forming_cohort(10)
    leave(cohort, 1)
    (late,) = make_waiting(1)
    decision = decide_on(cohort, now=NOON)
    assert (decision.outcome, [step.application for step in decision.steps]) == ("filled", [late])
    assert decision.reasons[0].startswith("1 missing; 1 join who are free on Tue 1")
    with pytest.raises(NotPermitted):
        do(decision, actor=make_person(role=FACILITATOR))
    for changed, code in (({"reason": " "}, "reason_missing"), ({"seen": "0" * 64}, "plan_changed")):
        with pytest.raises(Refusal) as caught:
            do(decision, **changed)
        assert caught.value.code == code
    do(decision)
    assert cohort.seats.filter(state="held").count() == 10
    kinds = [one.kind for one in records_about(cohort.code)][-3:]
    assert kinds == ["cohorts.regrouped", "cohorts.seat_taken", "cohorts.seat_given_by_hand"]
    assert Notice.objects.filter(person=late.person, subject="You have a seat in a cohort").count() == 1
    assert decide_on(cohort, now=NOON).steps == ()


def test_a_cohort_that_cannot_be_filled_is_dissolved_or_merged() -> None:
    small, large = two_forming()
    leave(small, 6)
    decision = decide_on(small, now=NOON)
    assert (decision.outcome, len(decision.steps), decision.staying) == ("dissolved", 4, ())
    assert {step.to_cohort for step in decision.steps} == {large}
    merged = decide_on(small, other=large, now=NOON)
    assert (merged.outcome, len(merged.steps)) == ("merged", 4)
    do(merged)
    small.refresh_from_db()
    assert (small.state, large.seats.filter(state="held").count()) == ("cancelled", 16)
    letters = Notice.objects.filter(subject="Your seat has moved to another cohort")
    assert letters.count() == 4
    assert all("Too small." in one.body for one in letters)
    loads = {row.person_id: 0 for row in large.mentors.all()}
    for seat in seats_of(large):
        assert seat.mentor_id is not None
        loads[seat.mentor_id] += 1
    assert max(loads.values()) <= 5
    with pytest.raises(Refusal):
        decide_on(small, now=NOON)


def test_seating_somebody_who_waits_is_checked() -> None:
    cohort = make_forming_cohort(10)
    (free,) = make_waiting(1)
    (busy,) = make_waiting(1, hours=(100, 101))
    with pytest.raises(Refusal) as caught:
        seat_waiting(actor=make_manager(), application=busy, cohort=cohort, reason="Asked.", now=NOON)
    assert f"{busy.person.name} is not free in Tue 1" in caught.value.message
    with pytest.raises(Refusal) as caught:  # two mentors accompany ten already
        seat_waiting(actor=make_manager(), application=free, cohort=cohort, reason="Asked.", now=NOON)
    assert "11 members need more than 2 mentors" in caught.value.message
    leave(cohort, 1)
    client = sign_in(make_manager())
    url = f"/cohorts/{cohort.code}/seat/"
    assert Client().get(url).status_code == 302
    assert sign_in(cohort.facilitator).get(url).status_code == 403
    assert free.person.name in client.get(url).content.decode()
    for fields in ({"application": "x", "reason": "y"}, {"application": busy.code, "reason": "y"}, {"reason": "\x00"}):
        assert client.post(url, fields).status_code == 422
    assert client.post(url, {"application": free.code, "reason": "Asked."}).status_code == 302
    assert cohort.seats.filter(state="held").count() == 10


def test_the_page_of_a_small_cohort() -> None:
    cohort = make_forming_cohort(10)
    leave(cohort, 1)
    make_waiting(1)
    client = sign_in(make_manager())
    url = f"/cohorts/{cohort.code}/regroup/"
    assert sign_in(cohort.facilitator).get(url).status_code == 403
    page = client.get(url)
    assert "What the system proposes: go" in page.content.decode()
    seen = page.context["decision"].digest
    assert client.post(url, {"seen": "nonsense", "reason": "Go."}).status_code == 422
    assert client.post(url, {"seen": seen, "reason": ""}).status_code == 422
    assert client.get(f"{url}?with=COH-0000000000").status_code == 404
    assert client.get(f"{url}?with={cohort.code}").status_code == 200
    assert client.post(url, {"seen": seen, "reason": "Go."}).status_code == 302
    assert cohort.seats.filter(state="held").count() == 10


def kinds_of(cohort: Cohort) -> list[str]:
    return [one.kind.removeprefix("cohorts.") for one in records_about(cohort.code)]


def test_a_full_cohort_is_split_in_two() -> None:
    now = timezone.now()  # the page asks the clock
    make_waiting(20, hours=(*EVENING[:2], *OTHER), now=now)
    make_facilitator(hours=EVENING, now=now)
    for _ in range(4):
        make_mentor(hours=(*EVENING[:2], *OTHER), now=now)
    manager = make_manager(now)
    proposal = propose_cohorts(actor=manager, seed=1, seconds=2, now=now)
    (cohort,) = confirm_proposal(actor=manager, proposal=proposal, starts_on=proposal.starts_on, now=now)
    client, url = sign_in(manager), f"/cohorts/{cohort.code}/regroup/?split=yes"
    assert "There is no hour to hold two cohorts of it" in client.get(url).content.decode()
    second = make_facilitator(hours=OTHER, now=now)
    decision = decide_on(cohort, split=True, now=now)
    (new,) = decision.formed
    assert (decision.outcome, new.facilitator, new.hour, new.size) == ("split", second, OTHER[0], 10)
    assert (len(decision.steps), decision.staying, len(decision.leavers)) == (10, (), 2)
    page = client.get(url)
    assert new.name in page.content.decode()
    assert client.post(url, {"seen": "0" * 64, "reason": "Two hours suit more."}).status_code == 422
    assert Cohort.objects.count() == 1
    answer = client.post(url, {"seen": page.context["decision"].digest, "reason": "Two hours suit more."})
    assert answer.status_code == 302
    made = Cohort.objects.get(name=new.name)
    assert made.sessions.count() == cohort.sessions.count()
    for one in (cohort, made):
        seats = seats_of(one)
        mentors = {row.person_id for row in one.mentors.all()}
        assert (len(seats), len(mentors), {seat.mentor_id for seat in seats}) == (10, 2, mentors)
    assert kinds_of(made)[0] == "formed"
    (regrouped,) = records_about(cohort.code).filter(kind="cohorts.regrouped")
    assert regrouped.data["formed"] == [made.code]
    assert kinds_of(cohort).count("mentor_left") == 2
    assert Notice.objects.filter(person=second, subject=f"You lead the cohort {new.name}").count() == 1
    assert Notice.objects.filter(subject=f"You no longer mentor the cohort {cohort.name}").count() == 2
    assert verify_ledger().verified
    with pytest.raises(Refusal) as caught:
        decide_on(cohort, split=True, now=now)
    assert caught.value.code == "too_small"


def test_a_merger_may_meet_at_an_hour_of_its_own() -> None:
    make_waiting(10, hours=(*EVENING[:2], *THIRD))
    make_waiting(10, hours=(*OTHER, *THIRD))
    leader = make_facilitator(hours=EVENING)
    make_facilitator(hours=OTHER)
    mentors = [make_mentor(hours=hours) for hours in (EVENING, EVENING, OTHER, OTHER)]
    proposal = propose_cohorts(actor=make_manager(), seed=1, seconds=2, now=NOON)
    first, second = confirm_proposal(actor=make_manager(), proposal=proposal, starts_on=proposal.starts_on, now=NOON)
    assert len(decide_on(first, other=second, now=NOON).staying) == 10
    for one in (leader, *mentors):
        say_availability(actor=one, free_hours=THIRD, language="en", capacity=1, now=NOON)
    decision = decide_on(first, other=second, now=NOON)
    (new,) = decision.formed
    assert (decision.outcome, new.hour, new.size, len(decision.steps)) == ("merged", THIRD[0], 20, 20)
    with pytest.raises(Refusal) as caught:
        decide_on(first, other=second, now=NOON + timedelta(days=60))
    assert caught.value.code == "start_past"
    do(decision)
    made = Cohort.objects.get(name=new.name)
    assert (made.hour, made.seats.count()) == (THIRD[0], 20)
    assert {one.state for one in Cohort.objects.exclude(pk=made.pk)} == {"cancelled"}
    assert Notice.objects.filter(subject=f"{second.name} is not held").count() == 3


def test_a_mentor_comes_in_where_all_are_full() -> None:
    cohort = make_forming_cohort(10)
    (late,) = make_waiting(1)
    fields = {"application": late.code, "reason": "Asked.", "may_bring_in": "on"}
    client, url = sign_in(make_manager()), f"/cohorts/{cohort.code}/seat/"
    busy, _ = make_mentor(hours=OTHER), make_mentor(language="de")
    assert "no other mentor can come in" in client.post(url, fields).content.decode()
    idle = make_mentor()
    assert client.post(url, fields | {"may_bring_in": ""}).status_code == 422
    assert client.post(url, fields).status_code == 302
    assert {row.person for row in cohort.mentors.all()} - {busy} >= {idle}
    assert cohort.seats.get(candidacy__application=late).mentor == idle
    assert kinds_of(cohort)[-3:] == ["mentor_joined", "seat_taken", "seat_given_by_hand"]
    (later,) = make_waiting(1)  # the newcomer has room for four more: nobody else is asked
    spare = make_mentor()
    seat_waiting(actor=make_manager(), application=later, cohort=cohort, reason="Asked.", may_bring_in=True, now=NOON)
    assert not cohort.mentors.filter(person=spare).exists()


def test_a_member_who_moves_may_bring_in_a_mentor() -> None:
    first, second = make_forming_cohort(10), make_forming_cohort(10, another=True)
    seat = seats_of(first)[0]
    fields = {"move-to_cohort": second.code, "move-reason": "A colleague sits there.", "act": "move"}
    client, url = sign_in(make_manager()), f"/cohorts/members/{seat.candidacy.code}/"
    assert "11 members need more than 2 mentors" in client.post(url, fields).content.decode()
    with pytest.raises(Refusal) as caught:
        move_member(actor=make_manager(), seat=seat, to_cohort=second, reason="Asked.", may_bring_in=True, now=NOON)
    assert (caught.value.code, caught.value.field) == ("no_idle_mentor", "may_bring_in")
    idle = make_mentor()
    assert client.post(url, fields | {"move-may_bring_in": "on"}).status_code == 302
    seat.refresh_from_db()
    assert (seat.cohort, seat.mentor) == (second, idle)
