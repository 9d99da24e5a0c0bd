"""Judges and cut scores: each act with its record, its refusals and its blocks."""

from decimal import Decimal

import pytest

from practicum.itembank.api import places_of
from practicum.kernel.errors import InvalidState, NotPermitted, Refusal
from practicum.ledger.api import Record
from practicum.people.api import (
    DECIDER,
    JUDGE,
    PROGRAMME_MANAGER,
    PSYCHOMETRICIAN,
    Person,
)
from practicum.results.api import (
    CutScore,
    adopt_cut_score,
    adopted_cut,
    compute_cut_score,
    evidence_of,
    judging_tasks,
    open_second_round,
    record_judgements,
    reject_cut_score,
    setting_of,
)
from tests.factories.admissions import make_candidacy
from tests.factories.itembank import make_assembled_form
from tests.factories.people import NOON, make_person
from tests.factories.results import (
    SHARES,
    judge_form,
    make_adopted_cut,
    make_computed_cut,
    make_judged_form,
    make_judges,
    make_released_result,
    make_scored_sitting,
)
from tests.ground import stand_on
from tests.results.reading import last, titles

pytestmark = pytest.mark.django_db
ground = stand_on(make_adopted_cut)


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
