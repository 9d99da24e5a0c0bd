"""Every kind of task from the hand-in to the pass: queries, hints, work that is counted, reasons that a person reads."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from practicum.kernel.errors import InvalidState, NotFound, NotPermitted, Refusal
from practicum.labs.api import (
    LabRationale,
    LabVariant,
    access_rationale,
    mark_rationale,
    open_hint,
    query_variant,
    save_lab_draft,
    simulated_answers,
    submit_lab,
    todo_for,
)
from practicum.labs.queries import rubric_of
from practicum.labs.rules.grading import read_feedback
from practicum.labs.rules.tasks import read_keys
from practicum.ledger.api import records_about
from practicum.notices.api import Notice
from practicum.people.api import FACILITATOR, MENTOR
from tests.factories.cohorts import make_running_cohort, seats_of
from tests.factories.labs import make_worked_variant, told_of
from tests.factories.people import NOON, make_person

pytestmark = pytest.mark.django_db

PLAN, WHY = "next-commitment", "next-commitment.why"


@pytest.fixture
def variant() -> LabVariant:
    return make_worked_variant()


def hand_in(variant: LabVariant, **changed: str) -> Any:
    answers = simulated_answers(variant) | {key.replace("_", "-"): text for key, text in changed.items()}
    return submit_lab(actor=variant.candidacy.person, variant=variant, answers=answers, now=NOON + timedelta(hours=1))


def grades_of(submission: Any) -> dict[str, Any]:
    return {one.task: one for one in read_feedback(submission.feedback).tasks}


def levels_for(rationale: LabRationale, level: int) -> dict[str, int]:
    rubric = rubric_of(rationale.submission.variant.definition.programme_version, rationale.rubric)
    return {criterion.key: level for criterion in rubric.criteria}


def test_the_right_answers_of_every_kind_pass_and_leave_the_reasons_to_a_person(variant: LabVariant) -> None:
    submission = hand_in(variant)
    assert (submission.points, submission.points_max, submission.is_passed) == (88, 100, True)
    grades = grades_of(submission)
    assert {grade.outcome for grade in grades.values()} == {"right"}
    assert (grades[PLAN].points, grades[PLAN].waiting_points) == (8, 12)
    assert list(submission.results) == ["by-service-and-month"]
    rationale = submission.rationales.get()
    assert (rationale.task, rationale.points_max, rationale.marked_at) == (PLAN, 12, None)
    record = records_about(variant.code).last()
    assert record is not None
    assert (record.data["points"], record.data["waiting_points"], record.data["passed"]) == ("88.00", 12, True)
    assert rationale.text not in str(record.data)


def test_each_wrong_way_is_named(variant: LabVariant) -> None:
    submission = submit_lab(
        actor=variant.candidacy.person, variant=variant, answers=simulated_answers(variant, mistakes=6), now=NOON
    )
    methods = {task: grade.method for task, grade in grades_of(submission).items()}
    keys = read_keys(LabVariant.objects.get(pk=variant.pk).keys)
    assert methods == {task: key.wrong[0].method if key.wrong else "" for task, key in keys.items()}
    assert len([method for method in methods.values() if method]) >= 4
    assert not submission.is_passed
    assert not submission.rationales.exists()  # it comes back anyway
    variant.refresh_from_db()
    assert variant.state == "returned"


def test_a_query_by_another_way_is_right(variant: LabVariant) -> None:
    sql = """
        WITH usage AS (FROM cost_and_usage WHERE ChargeCategory = 'Usage' AND ServiceName IS NOT NULL)
        SELECT date_trunc('month', ChargePeriodStart) m, round(sum(EffectiveCost), 2) total, ServiceName name
        FROM usage GROUP BY 1, 3 ORDER BY 2 DESC
    """
    assert grades_of(hand_in(variant, by_service_and_month=sql))["by-service-and-month"].outcome == "right"


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("DROP TABLE cost_and_usage", "query_not_select"),
        ("SELECT * FROM read_csv('/etc/passwd')", "query_failed"),
        ("SELECT Cooking FROM cost_and_usage", "query_failed"),
        ("SELECT ResourceId FROM cost_and_usage", "query_large"),
    ],
)
def test_a_query_that_cannot_be_run_is_refused_and_nothing_is_stored(variant: LabVariant, sql: str, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        hand_in(variant, by_service_and_month=sql)
    assert (caught.value.code, caught.value.field) == (code, "by-service-and-month")
    assert not variant.submissions.exists()


def test_a_candidate_may_try_queries_on_their_tables(variant: LabVariant) -> None:
    result = query_variant(variant, "SELECT count(*) AS rows FROM cost_and_usage")
    assert (result.columns, result.rows) == (("rows",), ((Decimal(variant.bill.rows),),))


def test_part_of_an_answer_earns_part_of_the_points(variant: LabVariant) -> None:
    half = "\n".join(simulated_answers(variant)["ten-dearest"].splitlines()[:5])
    table = simulated_answers(variant)["cost-by-unit"].splitlines()
    grades = grades_of(hand_in(variant, ten_dearest=half, cost_by_unit="\n".join(table[:-1])))
    assert (grades["ten-dearest"].outcome, grades["ten-dearest"].points) == ("partly", 10)
    units = len(table) - 1
    assert grades["cost-by-unit"].points == (Decimal(20) * (units - 1) / units).quantize(Decimal("0.01"), "ROUND_DOWN")


# --- hints and time ---


def test_hints_cost_points_from_then_on_and_are_on_record(variant: LabVariant) -> None:
    person = variant.candidacy.person
    with pytest.raises(Refusal) as caught:
        open_hint(actor=person, variant=variant, task="usage-cost", number=2, now=NOON)
    assert caught.value.code == "hint_order"
    for number in (1, 2, 2):
        open_hint(actor=person, variant=variant, task="usage-cost", number=number, now=NOON + timedelta(minutes=number))
    for task, number, code in (
        ("usage-cost", 3, "hint_unknown"),
        ("ten-dearest", 1, "hint_unknown"),
        ("x", 1, "task_unknown"),
    ):
        with pytest.raises(Refusal) as caught:
            open_hint(actor=person, variant=variant, task=task, number=number, now=NOON)
        assert caught.value.code == code
    submission = hand_in(variant)
    assert (grades_of(submission)["usage-cost"].points, submission.hint_points) == (7, {"usage-cost": 3})
    kinds = [record.kind for record in records_about(variant.code)]
    assert kinds.count("labs.hint_opened") == 2
    last = records_about(variant.code).last()
    assert last is not None
    assert last.data["hints"] == 2
    variant.refresh_from_db()
    with pytest.raises(InvalidState):
        open_hint(actor=person, variant=variant, task="usage-cost", number=1, now=NOON)
    with pytest.raises(NotPermitted):
        open_hint(actor=make_person(), variant=variant, task="usage-cost", number=1, now=NOON)


def test_work_is_counted_by_its_signs(variant: LabVariant) -> None:
    person = variant.candidacy.person
    for minutes in (10, 12, 500):
        save_lab_draft(
            actor=person, variant=variant, answers={"usage-cost": "1"}, now=NOON + timedelta(minutes=minutes)
        )
    variant.refresh_from_db()
    assert variant.seconds_worked == (10 + 2 + 15) * 60


# --- reasons ---


def waiting(variant: LabVariant) -> LabRationale:
    """Handed in so that the points for the reasons decide."""
    submission = hand_in(variant, cost_by_unit="", usage_cost="")
    assert (submission.points, submission.is_passed) == (58, False)
    variant.refresh_from_db()
    assert variant.state == told_of(variant) == "submitted"
    return LabRationale.objects.get(submission=submission)


@pytest.mark.parametrize(("level", "points", "state"), [(4, Decimal(12), "passed"), (3, Decimal(9), "returned")])
def test_the_points_of_a_person_decide_where_they_matter(
    variant: LabVariant, level: int, points: Decimal, state: str
) -> None:
    rationale = waiting(variant)
    mentor = make_person(role=MENTOR)
    assert [todo.url for todo in todo_for(mentor, NOON)] == [f"/labs/rationales/{rationale.code}/"]
    assert not [todo for todo in todo_for(variant.candidacy.person, NOON) if variant.code in todo.url]
    levels = levels_for(rationale, level)
    marked = mark_rationale(actor=mentor, rationale=rationale, levels=levels, comment="Clear. Next: risks.", now=NOON)
    assert (marked.points, marked.marker) == (points, mentor)
    variant.refresh_from_db()
    submission = variant.submissions.get()
    assert (variant.state, submission.points, submission.is_passed) == (state, 58 + points, state == "passed")
    assert told_of(variant) == state
    assert grades_of(submission)[PLAN].waiting_points == 0
    record = records_about(variant.code).last()
    assert record is not None
    assert (record.kind, record.data["points"], record.data["passed"]) == (
        "labs.rationale_marked",
        f"{points:.2f}",
        state == "passed",
    )
    assert Notice.objects.filter(person=variant.candidacy.person, subject__contains="was read").count() == 1
    assert todo_for(mentor, NOON) == []
    with pytest.raises(Refusal) as caught:
        mark_rationale(actor=mentor, rationale=rationale, levels=levels, comment="Again.", now=NOON)
    assert caught.value.code == "rationale_marked"


def test_refusals_of_marking_reasons(variant: LabVariant) -> None:
    rationale = waiting(variant)
    mentor = make_person(role=MENTOR)
    levels = levels_for(rationale, 2)
    for spoilt, comment, code in (
        ({}, "C", "level_missing"),
        (levels, " ", "comment_missing"),
        (levels | {"x": 1}, "C", "criterion_unknown"),
    ):
        with pytest.raises(Refusal) as caught:
            mark_rationale(actor=mentor, rationale=rationale, levels=spoilt, comment=comment, now=NOON)
        assert caught.value.code == code
    for person in (make_person(), variant.candidacy.person):
        with pytest.raises(NotFound):
            access_rationale(person, rationale.code)
    employer = variant.candidacy.person.employer or "Acme"
    variant.candidacy.person.employer = employer
    variant.candidacy.person.save()
    with pytest.raises(NotPermitted):
        mark_rationale(
            actor=make_person(role=MENTOR, employer=employer), rationale=rationale, levels=levels, comment="C", now=NOON
        )


def test_reasons_in_a_cohort_are_read_by_those_who_lead_and_mentor_it() -> None:
    cohort = make_running_cohort()
    variant = make_worked_variant(seats_of(cohort)[0].candidacy)
    rationale = waiting(variant)
    mentor = seats_of(cohort)[0].mentor
    assert mentor is not None
    for person in (cohort.facilitator, mentor):
        assert access_rationale(person, rationale.code) == rationale
    with pytest.raises(NotFound):
        access_rationale(make_person(role=FACILITATOR), rationale.code)
