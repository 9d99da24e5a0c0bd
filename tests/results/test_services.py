"""The acts of the results room: each with its record, its refusals and its blocks."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from practicum.exams.api import void_attempt
from practicum.itembank.api import places_of
from practicum.kernel.errors import InvalidState, NotFound, NotPermitted, Refusal
from practicum.ledger.api import Record, records_about, verify_ledger
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
from practicum.psychometrics.api import Estimate, Refused
from practicum.results.api import (
    CutScore,
    ExamResult,
    adopt_cut_score,
    adopted_cut,
    appeals_of,
    attempt_rows,
    best_result,
    blocks_against,
    compute_cut_score,
    decide_appeal,
    decision_makers_of_result,
    evidence_of,
    form_statistics,
    judging_tasks,
    lodge_appeal,
    open_second_round,
    precision_of,
    record_judgements,
    reject_cut_score,
    release_results,
    review_borderline,
    score_attempt,
    score_report,
    score_sitting,
    setting_of,
    todo_for,
    withdraw_appeal,
)
from tests.factories.admissions import make_candidacy
from tests.factories.exams import (
    answers_with,
    make_cleared_candidacy,
    make_closed_attempt,
    make_running_attempt,
    make_sitting,
)
from tests.factories.itembank import make_assembled_form, make_published_form, right_answer
from tests.factories.labs import make_passed_lab
from tests.factories.marking import make_marked_capstone
from tests.factories.people import NOON, make_person
from tests.factories.results import (
    AFTER,
    GROUNDS,
    SHARES,
    attempt_of,
    judge_form,
    make_adopted_cut,
    make_appeal,
    make_computed_cut,
    make_judged_form,
    make_judges,
    make_passed_candidate,
    make_released_result,
    make_scored_sitting,
    release_sitting,
    review_all,
)
from tests.ground import stand_on

pytestmark = pytest.mark.django_db
ground = stand_on(make_adopted_cut)
CLOSED_AT = NOON + AFTER
APPEALED_AT = CLOSED_AT + timedelta(days=1)


def last(kind: str) -> Record:
    record = Record.objects.filter(kind=f"results.{kind}").order_by("sequence").last()
    assert record is not None, f"nothing on record of {kind}"
    return record


def titles(person: Person) -> list[str]:
    return [todo.title for todo in todo_for(person, CLOSED_AT)]


# Judgements


def test_judgements_are_saved_as_one_goes_and_only_changes_are_recorded() -> None:
    form, judge = make_assembled_form(), make_person(JUDGE)
    first, second = list(places_of(form).values_list("version_id", flat=True))[:2]

    def save(**shares: str) -> int:
        given = {first: shares["a"], second: shares["b"]} if "b" in shares else {first: shares["a"]}
        return record_judgements(actor=judge, form=form, round=1, probabilities=given, now=NOON)

    assert save(a="0.5") == 1
    assert save(a="0.5", b="0.70") == 1
    assert save(a="0.50", b="0.7") == 0
    assert Record.objects.filter(kind="results.judgements_recorded", actor=judge.code).count() == 2
    assert save(a="0.4") == 1
    assert dict(form.judgements.values_list("version_id", "probability")) == {
        first: Decimal("0.40"),
        second: Decimal("0.70"),
    }
    assert last("judgements_recorded").data["judge"] == judge.code
    (task,) = judging_tasks(judge)
    assert (task.round, task.judged, task.items) == (1, 2, 5)


def test_who_may_judge() -> None:
    result = make_released_result()
    form = result.attempt.sitting.form
    candidate = make_candidacy(person=make_person(JUDGE)).person
    for person in (make_person(PSYCHOMETRICIAN), candidate, result.attempt.person):
        with pytest.raises(NotPermitted):
            judge_form(form, person, Decimal("0.5"))
        if person != candidate:
            continue
        assert titles(person) == []


@pytest.mark.parametrize(("key", "share", "code"), [(0, "1.01", "probability_range"), (10**9, "0.5", "item_unknown")])
def test_a_wrong_judgement_saves_nothing(key: int, share: str, code: str) -> None:
    form, judge = make_assembled_form(), make_person(JUDGE)
    versions = list(places_of(form).values_list("version_id", flat=True))
    with pytest.raises(Refusal) as refused:
        record_judgements(
            actor=judge, form=form, round=1, probabilities={versions[1]: "0.5", (key or versions[0]): share}, now=NOON
        )
    assert refused.value.code == code
    assert not form.judgements.exists()
    assert setting_of(form) is None


def test_the_second_round_waits_for_six_judges_and_ends_the_first() -> None:
    form, psychometrician = make_assembled_form(), make_person(PSYCHOMETRICIAN)
    with pytest.raises(Refusal) as refused:
        open_second_round(actor=psychometrician, form=form, now=NOON)
    assert refused.value.code == "judging_not_begun"
    judges = make_judges(form, SHARES[:5])
    with pytest.raises(Refusal) as refused:
        open_second_round(actor=psychometrician, form=form, now=NOON)
    assert refused.value.code == "judges_too_few"
    with pytest.raises(Refusal) as refused:
        judge_form(form, judges[0], Decimal("0.5"), round_=2)
    assert refused.value.code == "round_not_open"
    sixth, late = make_person(JUDGE), make_person(JUDGE)
    judge_form(form, sixth, Decimal("0.7"))
    with pytest.raises(NotPermitted):
        open_second_round(actor=sixth, form=form, now=NOON)
    open_second_round(actor=psychometrician, form=form, now=NOON)
    assert last("second_round_opened").data["judges"] == 6
    for judge, round_ in ((sixth, 1), (late, 2)):
        with pytest.raises(Refusal) as refused:
            judge_form(form, judge, Decimal("0.5"), round_=round_)
        assert refused.value.code == "round_over"
    judge_form(form, sixth, Decimal("0.6"), round_=2)
    with pytest.raises(InvalidState):
        open_second_round(actor=psychometrician, form=form, now=NOON)


# Cut scores


def test_a_cut_score_by_hand_with_its_evidence_and_record() -> None:
    cut = make_computed_cut()
    # Six judges at 0.50 .55 .60 .60 .65 .70 on five items: sums 2.5 2.75 3 3 3.25 3.5; mean 3; SD 0.35355; SE 0.14434
    assert (cut.value, cut.standard_error, cut.judges, cut.state) == (Decimal("3.00"), Decimal("0.144"), 6, "computed")
    evidence = evidence_of(cut)
    assert [judge.cut for judge in evidence.judges] == [2.5, 2.75, 3.0, 3.0, 3.25, 3.5]
    assert [judge.shift for judge in evidence.judges] == [0.1, 0.05, 0.0, 0.0, -0.05, -0.1]
    assert (evidence.needed, evidence.most, evidence.left_out) == (3, 5.0, 0)
    assert evidence.low < 3 < evidence.high
    data = last("cut_score_computed").data
    assert (data["value"], data["standard_error"], data["judges"], data["items"]) == ("3.00", "0.144", 6, 5)
    setting = setting_of(cut.form)
    assert setting is not None
    assert setting.state == "closed"
    with pytest.raises(InvalidState):
        judge_form(cut.form, Person.objects.get(code=cut.evidence["judges"][0]["judge"]), Decimal("0.9"), round_=2)


def test_judges_who_did_not_finish_are_left_out_and_counted() -> None:
    form = make_assembled_form()
    judges = make_judges(form, (*SHARES, Decimal("0.99")))
    open_second_round(actor=make_person(PSYCHOMETRICIAN), form=form, now=NOON)
    for judge, share in zip(judges[:6], SHARES, strict=True):
        judge_form(form, judge, share, round_=2)
    one = places_of(form)[0].version_id
    record_judgements(actor=judges[6], form=form, round=2, probabilities={one: "0.99"}, now=NOON)
    cut = compute_cut_score(actor=make_person(PSYCHOMETRICIAN), form=form, now=NOON)
    assert (cut.value, cut.judges, evidence_of(cut).left_out) == (Decimal("3.00"), 6, 1)


def test_no_cut_score_before_the_second_round_or_by_others() -> None:
    form = make_assembled_form()
    make_judges(form)
    with pytest.raises(InvalidState):
        compute_cut_score(actor=make_person(PSYCHOMETRICIAN), form=form, now=NOON)
    with pytest.raises(NotPermitted):
        compute_cut_score(actor=make_person(PROGRAMME_MANAGER), form=form, now=NOON)
    open_second_round(actor=make_person(PSYCHOMETRICIAN), form=form, now=NOON)
    with pytest.raises(Refusal) as refused:
        compute_cut_score(actor=make_person(PSYCHOMETRICIAN), form=form, now=NOON)
    assert refused.value.code == "judges_too_few"
    assert not form.cut_scores.exists()


def test_a_cut_score_is_adopted_by_another_person_with_a_reason() -> None:
    form = make_judged_form()
    both = make_person((PSYCHOMETRICIAN, PROGRAMME_MANAGER))
    cut = compute_cut_score(actor=both, form=form, now=NOON)
    for actor, reason, error in (
        (both, "I like it.", NotPermitted),
        (make_person(PSYCHOMETRICIAN), "I like it.", NotPermitted),
        (make_person(DECIDER), " ", Refusal),
    ):
        with pytest.raises(error):
            adopt_cut_score(actor=actor, cut=cut, reason=reason, now=NOON)
    assert adopted_cut(form) is None
    decider = make_person(DECIDER)
    adopted = adopt_cut_score(actor=decider, cut=cut, reason="The panel agreed well.", now=NOON)
    assert (adopted.state, adopted.adopted_by, adopted_cut(form)) == ("adopted", decider, cut)
    data = last("cut_score_adopted").data
    assert (data["value"], data["reason"], data["computed_by"]) == ("3.00", "The panel agreed well.", both.code)
    with pytest.raises(InvalidState):
        adopt_cut_score(actor=decider, cut=cut, reason="Again.", now=NOON)


def test_a_rejected_cut_gives_the_judges_their_second_round_back() -> None:
    cut = make_computed_cut()
    with pytest.raises(NotPermitted):
        reject_cut_score(actor=make_person(JUDGE), cut=cut, reason="No.", now=NOON)
    reject_cut_score(actor=make_person(DECIDER), cut=cut, reason="Two judges misread the scale.", now=NOON)
    assert last("cut_score_rejected").data["reason"] == "Two judges misread the scale."
    judge = Person.objects.get(code=cut.evidence["judges"][0]["judge"])
    judge_form(cut.form, judge, Decimal("0.80"), round_=2)
    again = compute_cut_score(actor=make_person(PSYCHOMETRICIAN), form=cut.form, now=NOON)
    assert again.value == Decimal("3.25")
    assert CutScore.objects.get(pk=cut.pk).state == "rejected"


def test_a_new_cut_replaces_the_old_one_only_while_nobody_was_scored() -> None:
    first = make_adopted_cut()
    setting = setting_of(first.form)
    assert setting is not None
    # A second panel: the judging is opened again, as it is after a rejection.
    setting.state = "second_round"
    setting.save()
    second = compute_cut_score(actor=make_person(PSYCHOMETRICIAN), form=first.form, now=NOON)
    adopt_cut_score(actor=make_person(DECIDER), cut=second, reason="After a second panel.", now=NOON)
    assert (CutScore.objects.get(pk=first.pk).state, adopted_cut(first.form)) == ("replaced", second)
    make_scored_sitting([5], form=first.form)
    setting.state = "second_round"
    setting.save()
    third = compute_cut_score(actor=make_person(PSYCHOMETRICIAN), form=first.form, now=NOON)
    with pytest.raises(Refusal) as refused:
        adopt_cut_score(actor=make_person(DECIDER), cut=third, reason="Lower it.", now=NOON)
    assert refused.value.code == "cut_in_use"


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
