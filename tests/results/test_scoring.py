"""Scores, their release and what an award may rest on: each act with its record, its refusals and its blocks."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from practicum.exams.api import void_attempt
from practicum.itembank.api import places_of
from practicum.kernel.errors import InvalidState, NotPermitted, Refusal
from practicum.ledger.api import records_about, verify_ledger
from practicum.notices.api import notices_to
from practicum.people.api import (
    DECIDER,
    EXAMINER,
    PROGRAMME_MANAGER,
    PSYCHOMETRICIAN,
)
from practicum.psychometrics.api import Estimate, Refused
from practicum.results.api import (
    ExamResult,
    attempt_rows,
    best_result,
    decision_makers_of_result,
    form_statistics,
    precision_of,
    release_results,
    review_borderline,
    score_attempt,
    score_report,
    score_sitting,
)
from tests.factories.exams import (
    answers_with,
    make_cleared_candidacy,
    make_closed_attempt,
    make_running_attempt,
    make_sitting,
)
from tests.factories.itembank import make_published_form, right_answer
from tests.factories.people import NOON, make_person
from tests.factories.results import (
    attempt_of,
    make_adopted_cut,
    make_passed_candidate,
    make_released_result,
    make_scored_sitting,
    release_sitting,
)
from tests.ground import stand_on
from tests.results.reading import CLOSED_AT, last

pytestmark = pytest.mark.django_db
ground = stand_on(make_adopted_cut)


# Scores


def test_an_attempt_is_scored_exactly_against_the_adopted_cut() -> None:
    form = make_published_form()
    cut = make_adopted_cut(form)
    places = list(places_of(form))
    # Two right, one wrong, two without an answer.
    answers = {place.position: right_answer(place.version) for place in places[:2]}
    answers[places[2].position] = answers_with(form, right=0)[places[2].position]
    attempt = make_closed_attempt(answers, sitting=make_sitting(form))
    result = score_attempt(actor=make_person(PSYCHOMETRICIAN), attempt=attempt, now=CLOSED_AT)
    assert (result.raw_score, result.raw_max, result.passed, result.cut_score) == (2, 5, False, cut)
    assert sum(Decimal(points) for points, _ in result.by_area.values()) == 2
    assert attempt_of(result).state == "scored"
    data = last("attempt_scored").data
    assert (data["raw_score"], data["cut"], data["passed"]) == ("2", "3.00", False)
    key_texts = [str(place.version.key) for place in places if len(str(place.version.key)) > 2]
    assert not any(text in str(data) for text in key_texts)
    with pytest.raises(InvalidState):
        score_attempt(actor=make_person(PSYCHOMETRICIAN), attempt=attempt, now=CLOSED_AT)


@pytest.mark.parametrize(("right", "passed"), [(2, False), (3, True)])
def test_reaching_the_cut_passes(right: int, passed: bool) -> None:
    sitting = make_scored_sitting([right])
    assert ExamResult.objects.get(attempt__sitting=sitting).passed is passed


def test_what_is_not_scored() -> None:
    form = make_published_form(another=True)
    sitting = make_sitting(form)
    closed = make_closed_attempt(sitting=sitting)
    psychometrician = make_person(PSYCHOMETRICIAN)
    with pytest.raises(Refusal) as refused:
        score_attempt(actor=psychometrician, attempt=closed, now=CLOSED_AT)
    assert refused.value.code == "cut_missing"
    make_adopted_cut(form)
    running = make_running_attempt(sitting)
    with pytest.raises(InvalidState):
        score_attempt(actor=psychometrician, attempt=running, now=CLOSED_AT)
    with pytest.raises(NotPermitted):
        score_attempt(actor=make_person(EXAMINER), attempt=closed, now=CLOSED_AT)
    assert [result.attempt for result in score_sitting(actor=psychometrician, sitting=sitting, now=CLOSED_AT)] == [
        closed
    ]
    with pytest.raises(Refusal) as refused:
        score_sitting(actor=psychometrician, sitting=sitting, now=CLOSED_AT)
    assert refused.value.code == "nothing_to_score"


def test_nobody_scores_reviews_or_releases_their_own_attempt() -> None:
    person = make_person()
    candidacy = make_cleared_candidacy(person)
    form = make_published_form()
    make_adopted_cut(form)
    sitting = make_sitting(form)
    attempt = make_closed_attempt(sitting=sitting, candidacy=candidacy, right=3)
    from practicum.people.api import grant_role
    from tests.factories.people import system

    grant_role(actor=system(), person=person, role=PSYCHOMETRICIAN, now=NOON)
    with pytest.raises(NotPermitted):
        score_attempt(actor=person, attempt=attempt, now=CLOSED_AT)
    result = score_attempt(actor=make_person(PSYCHOMETRICIAN), attempt=attempt, now=CLOSED_AT)
    with pytest.raises(NotPermitted):
        review_borderline(actor=person, result=result, note="Fine.", now=CLOSED_AT)
    with pytest.raises(NotPermitted):
        release_results(actor=person, sitting=sitting, now=CLOSED_AT)


# Release


def test_results_near_the_cut_are_reviewed_before_all_are_released() -> None:
    sitting = make_scored_sitting([5, 3])
    manager = make_person(PROGRAMME_MANAGER)
    with pytest.raises(Refusal) as refused:
        release_results(actor=manager, sitting=sitting, now=CLOSED_AT)
    assert refused.value.code == "borderline_unreviewed"
    (near,) = [row for row in attempt_rows(sitting) if row.needs_review]
    assert near.result is not None
    assert near.result.raw_score == 3
    with pytest.raises(Refusal):
        review_borderline(actor=manager, result=near.result, note=" ", now=CLOSED_AT)
    with pytest.raises(NotPermitted):
        review_borderline(actor=make_person(DECIDER), result=near.result, note="Fine.", now=CLOSED_AT)
    review_borderline(actor=manager, result=near.result, note="Nothing speaks against it.", now=CLOSED_AT)
    assert last("borderline_reviewed").data["note"] == "Nothing speaks against it."
    with pytest.raises(Refusal) as refused:
        review_borderline(actor=manager, result=near.result, note="Twice.", now=CLOSED_AT)
    assert refused.value.code == "result_reviewed"
    released = release_results(actor=manager, sitting=sitting, now=CLOSED_AT)
    assert len(released) == 2
    assert {attempt_of(result).state for result in released} == {"released"}
    data = records_about(near.result.code).filter(kind="results.result_released").get().data
    # Lord's binomial error at 3 of 5: sqrt(3 x 2 / 4) = 1.22, from the length alone
    assert (data["sem"], data["sem_n"], data["is_borderline"], data["passed"]) == ("1.22", 0, True, True)
    letter = notices_to(near.attempt.person_id).first()
    assert letter is not None
    assert near.result.code in letter.body
    assert "passed" not in letter.body
    with pytest.raises(Refusal) as refused:
        release_results(actor=manager, sitting=sitting, now=CLOSED_AT)
    assert refused.value.code == "nothing_to_release"


def test_release_waits_for_those_who_may_still_sit() -> None:
    form = make_published_form()
    make_adopted_cut(form)
    sitting = make_sitting(form)
    make_closed_attempt(sitting=sitting)
    make_running_attempt(sitting)
    score_sitting(actor=make_person(PSYCHOMETRICIAN), sitting=sitting, now=NOON)
    manager = make_person(PROGRAMME_MANAGER)
    with pytest.raises(Refusal) as refused:
        release_results(actor=manager, sitting=sitting, now=NOON)
    assert refused.value.code == "sitting_open"
    with pytest.raises(NotPermitted):
        release_results(actor=make_person(EXAMINER), sitting=sitting, now=CLOSED_AT)


def test_precision_comes_from_the_form_once_ten_were_scored_and_is_frozen_at_release() -> None:
    sitting = make_scored_sitting([0, 1, 1, 2, 2, 3, 4, 4, 5, 5])
    statistics = form_statistics(sitting.form)
    assert isinstance(statistics.sem, Estimate)
    assert (statistics.n, statistics.n_passed, statistics.sem.n) == (10, 5, 10)
    assert isinstance(statistics.mean, Estimate)
    assert statistics.mean.value == pytest.approx(2.7)
    assert statistics.mean.low < 2.7 < statistics.mean.high
    assert isinstance(statistics.pass_rate, Estimate)
    assert statistics.pass_rate.value == 0.5
    assert isinstance(statistics.reliability, Estimate)
    assert statistics.reliability.method.startswith("KR-20")
    assert all(isinstance(item.difficulty, Estimate) for item in statistics.items)
    released = release_sitting(sitting)
    kept = precision_of(released[0])
    assert kept.n == 10
    assert kept.sem == Decimal(repr(statistics.sem.value)).quantize(Decimal("0.01"))
    make_scored_sitting([5, 5, 5], form=sitting.form)
    assert form_statistics(sitting.form).n == 13
    assert precision_of(ExamResult.objects.get(pk=released[0].pk)) == kept


def test_few_attempts_get_no_statistics_but_a_reason() -> None:
    empty = form_statistics(make_published_form())
    assert (empty.n, empty.rung.name) == (0, "judgement")
    findings: list[Any] = [empty.mean, empty.sd, empty.reliability, empty.sem, empty.pass_rate]
    assert all(isinstance(one, Refused) for one in [*findings, *(item.difficulty for item in empty.items)])
    few = form_statistics(make_scored_sitting([5, 0], form=empty.form).form)
    assert isinstance(few.sem, Refused)
    assert few.sem.n == 2
    assert isinstance(few.pass_rate, Estimate)


def test_the_report_holds_what_a_candidate_needs() -> None:
    result = make_released_result(right=4)
    report = score_report(result)
    assert report.needed == 3
    assert [area.title for area in report.areas] == ["Understand", "Quantify"]
    assert sum(area.points for area in report.areas) == 4
    assert report.appeal_until == CLOSED_AT + timedelta(days=30)


# What an award may rest on


def test_a_passed_candidate_has_everything_but_the_award() -> None:
    candidacy = make_passed_candidate()
    result = best_result(candidacy)
    assert result is not None
    assert result.passed
    makers = decision_makers_of_result(result)
    assert len(makers) == 4
    assert candidacy.person not in makers
    assert candidacy.clearances.get().requirement == "capstone"
    assert verify_ledger().verified


def test_the_best_result_is_a_released_pass_and_never_a_voided_one() -> None:
    candidacy = make_cleared_candidacy()
    assert best_result(candidacy) is None
    failed = make_released_result(candidacy, right=1)
    assert best_result(candidacy) == failed
    later = NOON + timedelta(days=40)
    passed = make_released_result(candidacy, right=4, now=later)
    assert best_result(candidacy) == passed
    void_attempt(
        actor=make_person(PROGRAMME_MANAGER), attempt=passed.attempt, reason="Somebody else sat it.", now=later
    )
    assert best_result(candidacy) == failed


def test_an_unreleased_result_is_no_result() -> None:
    candidacy = make_cleared_candidacy()
    form = make_published_form()
    make_adopted_cut(form)
    sitting = make_sitting(form)
    make_closed_attempt(sitting=sitting, candidacy=candidacy)
    score_sitting(actor=make_person(PSYCHOMETRICIAN), sitting=sitting, now=CLOSED_AT)
    assert best_result(candidacy) is None
