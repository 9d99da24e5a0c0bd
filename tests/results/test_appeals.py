"""Appeals and the desk: each act with its record, its refusals and its blocks."""

from datetime import timedelta
from decimal import Decimal

import pytest

from practicum.exams.api import void_attempt
from practicum.kernel.errors import InvalidState, NotFound, NotPermitted, Refusal
from practicum.ledger.api import verify_ledger
from practicum.notices.api import notices_to
from practicum.people.api import (
    DECIDER,
    EXAMINER,
    JUDGE,
    PROGRAMME_MANAGER,
    PSYCHOMETRICIAN,
    Person,
    declare_interest,
)
from practicum.results.api import (
    ExamResult,
    adopt_cut_score,
    appeals_of,
    best_result,
    blocks_against,
    compute_cut_score,
    decide_appeal,
    decision_makers_of_result,
    lodge_appeal,
    open_second_round,
    release_results,
    review_borderline,
    score_attempt,
    score_sitting,
    withdraw_appeal,
)
from tests.factories.admissions import make_candidacy
from tests.factories.exams import (
    make_closed_attempt,
    make_sitting,
)
from tests.factories.itembank import make_assembled_form, make_published_form
from tests.factories.labs import make_passed_lab
from tests.factories.marking import make_marked_capstone
from tests.factories.people import NOON, make_person
from tests.factories.results import (
    GROUNDS,
    attempt_of,
    judge_form,
    make_adopted_cut,
    make_appeal,
    make_judged_form,
    make_judges,
    make_released_result,
    review_all,
)
from tests.ground import stand_on
from tests.results.reading import CLOSED_AT, last, titles

pytestmark = pytest.mark.django_db
ground = stand_on(make_adopted_cut)
APPEALED_AT = CLOSED_AT + timedelta(days=1)


# Appeals


def test_an_appeal_is_lodged_by_the_candidate_once_and_in_time() -> None:
    result = make_released_result(right=0)
    candidate = result.attempt.person
    with pytest.raises(NotFound):
        lodge_appeal(actor=make_person(), result=result, grounds=GROUNDS, now=APPEALED_AT)
    with pytest.raises(Refusal) as refused:
        lodge_appeal(actor=candidate, result=result, grounds=GROUNDS, now=CLOSED_AT + timedelta(days=31))
    assert refused.value.code == "appeal_late"
    appeal = lodge_appeal(actor=candidate, result=result, grounds=GROUNDS, now=APPEALED_AT)
    assert (appeal.state, attempt_of(result).state) == ("lodged", "under_appeal")
    assert GROUNDS not in str(last("appeal_lodged").data)
    assert best_result(result.attempt.candidacy) is None
    with pytest.raises(Refusal) as refused:
        lodge_appeal(actor=candidate, result=result, grounds=GROUNDS, now=APPEALED_AT)
    assert refused.value.code == "appeal_lodged"


def test_who_has_passed_has_nothing_to_appeal_against() -> None:
    result = make_released_result(right=5)
    with pytest.raises(Refusal) as refused:
        lodge_appeal(actor=result.attempt.person, result=result, grounds=GROUNDS, now=APPEALED_AT)
    assert refused.value.code == "result_passed"


def test_a_withdrawn_appeal_lets_the_result_stand_and_may_come_again() -> None:
    appeal = make_appeal()
    result = appeal.result
    with pytest.raises(NotFound):
        withdraw_appeal(actor=make_person(DECIDER), appeal=appeal, now=APPEALED_AT)
    withdraw_appeal(actor=result.attempt.person, appeal=appeal, now=APPEALED_AT)
    assert attempt_of(result).state == "released"
    assert last("appeal_withdrawn").actor == result.attempt.person.code
    with pytest.raises(InvalidState):
        withdraw_appeal(actor=result.attempt.person, appeal=appeal, now=APPEALED_AT)
    assert make_appeal(result).pk != appeal.pk


def test_those_who_made_the_decision_do_not_decide_the_appeal() -> None:
    both = (PSYCHOMETRICIAN, DECIDER)
    form = make_judged_form()
    computing = make_person(both)
    cut = compute_cut_score(actor=computing, form=form, now=NOON)
    adopting = make_person(DECIDER)
    adopt_cut_score(actor=adopting, cut=cut, reason="Fine.", now=NOON)
    candidacy = make_candidacy()
    marker = make_person((EXAMINER, DECIDER))
    make_passed_lab(candidacy)
    capstone = make_marked_capstone(candidacy)
    from practicum.marking.api import Mark

    examiner = Mark.objects.get(allocation__capstone=capstone).allocation.examiner
    sitting = make_sitting(form)
    attempt = make_closed_attempt(sitting=sitting, candidacy=candidacy, right=2)
    scoring, reviewing, releasing = make_person(both), make_person(both), make_person(both)
    result = score_attempt(actor=scoring, attempt=attempt, now=CLOSED_AT)
    review_borderline(actor=reviewing, result=result, note="Fine.", now=CLOSED_AT)
    release_results(actor=releasing, sitting=sitting, now=CLOSED_AT)
    result = ExamResult.objects.get(pk=result.pk)
    appeal = make_appeal(result)
    friend = make_person(DECIDER)
    declare_interest(actor=friend, about=candidacy.person, relation="friend", now=NOON)
    expected = {
        computing: "computed the cut score",
        adopting: "adopted the cut score",
        scoring: "scored the attempt",
        reviewing: "reviewed the result",
        releasing: "released the result",
        examiner: "marked the candidate's capstone",
        friend: "a relation between them is declared",
        candidacy.person: "nobody judges themselves",
        make_person(PROGRAMME_MANAGER): "not a decider",
    }
    for person, reason in expected.items():
        assert reason in "; ".join(blocks_against(appeal, person, now=APPEALED_AT))
        with pytest.raises(NotPermitted, match=reason):
            decide_appeal(actor=person, appeal=appeal, outcome="dismissed", reason="No.", now=APPEALED_AT)
    assert set(decision_makers_of_result(result)) == {computing, adopting, scoring, reviewing, releasing}
    assert blocks_against(appeal, marker, now=APPEALED_AT) == ()
    assert [todo for todo in titles(scoring) if "appeal" in todo] == []
    assert titles(marker) == [f"Decide the appeal {appeal.code}"]


def test_an_upheld_appeal_voids_the_attempt() -> None:
    appeal = make_appeal()
    decider = make_person(DECIDER)
    for outcome, reason in (("maybe", "Reason."), ("upheld", " ")):
        with pytest.raises(Refusal):
            decide_appeal(actor=decider, appeal=appeal, outcome=outcome, reason=reason, now=APPEALED_AT)
    decided = decide_appeal(
        actor=decider, appeal=appeal, outcome="upheld", reason="The page was blank.", now=APPEALED_AT
    )
    assert (decided.state, decided.decided_by, attempt_of(appeal.result).state) == ("upheld", decider, "voided")
    data = last("appeal_decided").data
    assert (data["outcome"], data["reason"]) == ("upheld", "The page was blank.")
    assert best_result(appeal.result.attempt.candidacy) is None
    letters = [letter.subject for letter in notices_to(appeal.result.attempt.person_id)]
    assert "Your appeal has been decided" in letters
    with pytest.raises(InvalidState):
        decide_appeal(actor=decider, appeal=appeal, outcome="dismissed", reason="No.", now=APPEALED_AT)
    assert verify_ledger().verified


def test_a_dismissed_appeal_lets_the_result_stand() -> None:
    appeal = make_appeal()
    decide_appeal(
        actor=make_person(DECIDER), appeal=appeal, outcome="dismissed", reason="The log shows no gap.", now=APPEALED_AT
    )
    assert attempt_of(appeal.result).state == "released"
    assert best_result(appeal.result.attempt.candidacy) == appeal.result
    assert [one.state for one in appeals_of(appeal.result)] == ["dismissed"]
    with pytest.raises(Refusal) as refused:
        make_appeal(appeal.result)
    assert refused.value.code == "appeal_decided"


def test_an_appeal_is_answered_even_if_the_attempt_was_voided_meanwhile() -> None:
    appeal = make_appeal()
    void_attempt(
        actor=make_person(PROGRAMME_MANAGER), attempt=appeal.result.attempt, reason="An outage.", now=APPEALED_AT
    )
    decide_appeal(actor=make_person(DECIDER), appeal=appeal, outcome="upheld", reason="An outage.", now=APPEALED_AT)
    assert attempt_of(appeal.result).state == "voided"


# The desk


def test_the_desk_says_whose_turn_it_is() -> None:
    form = make_assembled_form()
    judge, psychometrician, decider = make_person(JUDGE), make_person(PSYCHOMETRICIAN), make_person(DECIDER)
    assert titles(judge) == [f"Judge the items of {form.code}, round 1"]
    judge_form(form, judge, Decimal("0.5"))
    assert titles(judge) == []
    assert titles(psychometrician) == [f"Open the second round for {form.code}"]
    make_judges(form)
    open_second_round(actor=psychometrician, form=form, now=NOON)
    assert titles(judge) == [f"Judge the items of {form.code}, round 2"]
    assert titles(psychometrician) == [f"Compute the cut score of {form.code}"]
    judges = Person.objects.filter(judgements__form=form).distinct()
    for one in judges:
        judge_form(form, one, Decimal("0.6"), round_=2)
    compute_cut_score(actor=psychometrician, form=form, now=NOON)
    assert (titles(judge), titles(psychometrician)) == ([], [])
    assert titles(decider) == [f"Adopt or reject the cut score of {form.code}"]


def test_the_desk_asks_to_score_then_to_release_then_to_read() -> None:
    form = make_published_form()
    make_adopted_cut(form)
    sitting = make_sitting(form)
    attempt = make_closed_attempt(sitting=sitting)
    psychometrician = make_person(PSYCHOMETRICIAN)
    assert titles(psychometrician) == ["Score 1 attempt of September sitting"]
    score_sitting(actor=psychometrician, sitting=sitting, now=CLOSED_AT)
    assert titles(psychometrician) == ["Release 1 result of September sitting"]
    assert titles(attempt.person) == []
    review_all(sitting)
    release_results(actor=psychometrician, sitting=sitting, now=CLOSED_AT)
    assert titles(psychometrician) == []
    assert titles(attempt.person) == ["Read your examination result"]
