"""Forming cohorts that are filled, dissolved or merged, and people who wait seated by hand."""

import pytest
from django.test import Client

from practicum.cohorts.api import (
    Cohort,
    Decision,
    confirm_proposal,
    decide_on,
    end_seat,
    propose_cohorts,
    regroup_cohort,
    seat_waiting,
)
from practicum.kernel.errors import NotPermitted, Refusal
from practicum.ledger.api import records_about
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

pytestmark = pytest.mark.django_db
OTHER = (63, 64)


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
