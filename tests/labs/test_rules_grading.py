"""Grading, proof and the choice of tasks."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from practicum.focus.api import ANALYSES, Answer, CannotTell
from practicum.kernel.errors import InvalidState, Refusal
from practicum.labs.rules.answers import check_draft, read_answers
from practicum.labs.rules.building import MOST_CHOICES, analyses_of, build_variant, require_issuable
from practicum.labs.rules.definition import default_seed, find_problems, settings_of
from practicum.labs.rules.grading import PASS_PERCENT, grade_answers, grade_task, read_feedback, span_of, write_feedback
from practicum.labs.rules.proving import find_flaw, proves_whole
from practicum.labs.rules.states import VARIANT_STATES
from practicum.labs.rules.tasks import Task, TaskKey, WrongAnswer, read_keys, read_tasks, write_keys, write_tasks
from practicum.pack.api import Lab, LabTask
from tests.factories.curriculum import shipped_pack

amounts = st.decimals(min_value=-(10**15), max_value=10**15, places=6)


def number_task(**changed: Any) -> Task:
    facts = {"key": "total", "kind": "number", "question": "How much?", "unit": "USD", "decimals": 2, "points": 10,
             "tolerance_percent": Decimal("0.01"), "material": "allocation"}  # fmt: skip
    return Task(**(facts | changed))


def choice_task(choices: tuple[str, ...] = ("a", "b", "c")) -> Task:
    return number_task(key="service", kind="choice", unit="name", choices=choices)


def key_of(value: str, task: str = "total", **wrong: str) -> TaskKey:
    answers = tuple(WrongAnswer(method=name, value=one, feedback=f"This is {name}.") for name, one in wrong.items())
    return TaskKey(task=task, value=value, wrong=answers)


def lab_with(*tasks: dict[str, Any]) -> Lab:
    shipped = shipped_pack().labs[0]
    return shipped.model_copy(update={"tasks": tuple(LabTask.model_validate(task) for task in tasks)})


def pack_task(**changed: Any) -> dict[str, Any]:
    return {"key": "total", "kind": "number", "question": "How much?", "analysis": "billed_cost_total", "points": 10,
            "tolerance_percent": "0.01", "material": "allocation"} | changed  # fmt: skip


# --- grading ---


def test_right_wrong_and_blank() -> None:
    task, key = number_task(), key_of("1000", usage="800")
    right, wrong, blank = (grade_task(task, key, answer) for answer in (Decimal("1000.09"), Decimal(999), None))
    assert (right.outcome, right.points, right.method) == ("right", 10, "")
    assert (wrong.outcome, wrong.points, wrong.method) == ("wrong", 0, "")
    assert (blank.outcome, blank.points, blank.points_max) == ("blank", 0, 10)


def test_a_wrong_method_is_named_and_the_material_with_it() -> None:
    graded = grade_task(number_task(), key_of("1000", usage="800", tax="900"), Decimal("800.01"))
    assert (graded.outcome, graded.method, graded.feedback) == ("wrong", "usage", "This is usage.")
    assert graded.material == "allocation"


def test_feedback_never_holds_the_key() -> None:
    key = key_of("1234.56", usage="800")
    for answer in (None, Decimal(800), Decimal(5)):
        graded = grade_task(number_task(), key, answer)
        assert "1234" not in repr(graded)
    assert "1234" not in repr(key)


@given(amounts, st.integers(min_value=0, max_value=8), st.decimals(min_value=0, max_value=100, places=4))
def test_the_key_rounded_as_asked_is_right_however_small(value: Decimal, decimals: int, tolerance: Decimal) -> None:
    task = number_task(decimals=decimals, tolerance_percent=tolerance)
    assert grade_task(task, key_of(f"{value:f}"), round(value, decimals)).points == 10


@given(amounts, amounts, st.decimals(min_value=0, max_value=5, places=3))
def test_a_number_is_right_only_within_the_tolerance(value: Decimal, answer: Decimal, tolerance: Decimal) -> None:
    task = number_task(tolerance_percent=tolerance)
    low, high = span_of(task, f"{value:f}")
    assert low <= value <= high
    room = max(abs(value) * tolerance / 100, Decimal("0.005"))
    assert (grade_task(task, key_of(f"{value:f}"), answer).outcome == "right") is (abs(answer - value) <= room)


def test_choices_are_compared_as_they_are() -> None:
    task, key = choice_task(), key_of("b", "service")
    assert [grade_task(task, key, answer).points for answer in ("a", "b", "B", None)] == [0, 10, 0, 0]


@given(st.lists(st.sampled_from(["right", "wrong", "blank"]), min_size=1, max_size=12), st.data())
def test_points_add_up_and_decide_at_the_threshold(outcomes: list[str], data: st.DataObject) -> None:
    points = [data.draw(st.integers(min_value=1, max_value=100)) for _ in outcomes]
    tasks = tuple(number_task(key=f"t{i}", points=point) for i, point in enumerate(points))
    keys = {task.key: key_of("1000", task.key) for task in tasks}
    answers = {"right": Decimal(1000), "wrong": Decimal(7), "blank": None}
    grade = grade_answers(tasks, keys, {task.key: answers[o] for task, o in zip(tasks, outcomes, strict=True)})
    earned = sum(point for point, outcome in zip(points, outcomes, strict=True) if outcome == "right")
    assert (grade.points, grade.points_max) == (earned, sum(points))
    assert grade.is_passed is (100 * earned >= PASS_PERCENT * sum(points))
    assert read_feedback(write_feedback(grade)) == grade


# --- reading answers ---


def test_answers_are_read_and_blanks_are_nothing() -> None:
    tasks = (number_task(), choice_task())
    assert read_answers(tasks, {"total": "1 234,50", "service": "b"}) == {"total": Decimal("1234.50"), "service": "b"}
    assert read_answers(tasks, {"total": "  "}) == {"total": None, "service": None}


@pytest.mark.parametrize(
    ("typed", "code", "field"),
    [
        ({"total": "1,234"}, "number_ambiguous", "total"),
        ({"service": "d"}, "choice_unknown", "service"),
        ({"cost": "5"}, "task_unknown", "cost"),
    ],
)
def test_what_cannot_be_read_names_its_task(typed: dict[str, str], code: str, field: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_answers((number_task(), choice_task()), typed)
    assert (caught.value.code, caught.value.field) == (code, field)


def test_a_draft_keeps_what_cannot_be_read_yet() -> None:
    assert check_draft((number_task(),), {"total": "about 5?"}) == {"total": "about 5?"}
    for typed, code in (("5" * 501, "answer_too_long"), ("5\x00", "answer_not_text")):
        with pytest.raises(Refusal) as caught:
            check_draft((number_task(),), {"total": typed})
        assert caught.value.code == code


# --- proof ---


@pytest.mark.parametrize(
    ("task", "key", "flaw"),
    [
        (number_task(), key_of("1000", usage="800", tax="900"), ""),
        (number_task(), key_of("1000", usage="1000.05"), "gives the right answer"),
        (number_task(), key_of("1000", usage="1000.15"), "too close"),
        (number_task(), key_of("1000", usage="800", tax="800"), "told apart from another"),
        (number_task(), key_of("1000", usage="800", tax="800.12"), "too close"),
        (number_task(), key_of("0.004"), "is 0"),
        (number_task(), key_of("0"), "is 0"),
        (number_task(decimals=6), key_of("0.004"), ""),
        (number_task(), key_of("0.02", usage="0.03"), "too close"),
        (choice_task(), key_of("b", "service"), ""),
        (choice_task(("a", "b")), key_of("b", "service"), "to choose from"),
        (choice_task(), key_of("d", "service", other="d"), "gives the right answer"),
    ],
)
def test_flaws_are_found(task: Task, key: TaskKey, flaw: str) -> None:
    found = find_flaw(task, key)
    assert flaw in found if flaw else found == ""


@given(amounts, st.lists(amounts, max_size=4), amounts)
def test_where_there_is_no_flaw_no_answer_counts_twice(value: Decimal, others: list[Decimal], answer: Decimal) -> None:
    task = number_task(tolerance_percent=Decimal(1))
    key = key_of(f"{value:f}", **{f"m{i}": f"{other:f}" for i, other in enumerate(others)})
    assume(not find_flaw(task, key))
    assert grade_task(task, key, value).points == 10
    assert grade_task(task, key, None).points == grade_task(task, key, Decimal(0)).points == 0
    for wrong in key.wrong:
        graded = grade_task(task, key, Decimal(wrong.value))
        assert (graded.points, graded.method) == (0, wrong.method)
    spans = [span_of(task, one) for one in (key.value, *(wrong.value for wrong in key.wrong))]
    assert sum(low <= answer <= high for low, high in spans) <= 1


# --- the choice of tasks ---


def test_what_the_bill_cannot_tell_is_left_out_with_its_reason() -> None:
    lab = lab_with(
        pack_task(),
        pack_task(key="tax", analysis="tax_billed_total"),
        pack_task(
            key="usage",
            analysis="usage_billed_total",
            wrong_methods=[{"key": "all-tax", "analysis": "tax_billed_total", "feedback": "Tax."}],
        ),
        pack_task(key="service", kind="choice", analysis="service_with_highest_effective_cost"),
    )
    names = ("a", "b", "c")
    variant = build_variant(
        lab,
        {
            "billed_cost_total": Answer(value=Decimal("12.50"), unit="EUR"),
            "tax_billed_total": CannotTell("The bill has no tax rows."),
            "usage_billed_total": Answer(value=Decimal("11.50"), unit="EUR"),
            "service_with_highest_effective_cost": Answer(value="b", unit="name", candidates=names),
        },
    )
    assert [(task.key, task.unit, task.choices) for task in variant.tasks] == [
        ("total", "EUR", ()),
        ("service", "name", names),
    ]
    assert {key: one.value for key, one in variant.keys.items()} == {"total": "12.50", "service": "b"}
    reasons = {left.task: left.reason for left in variant.left_out}
    assert reasons["tax"] == "The bill has no tax rows."
    assert reasons["usage"] == (
        "The wrong method “all tax” cannot be computed to compare with: The bill has no tax rows."
    )
    assert read_tasks(write_tasks(variant.tasks)) == variant.tasks
    assert read_keys(write_keys(variant.keys)) == variant.keys
    with pytest.raises(Refusal) as caught:
        require_issuable(variant)
    assert caught.value.code == "too_few_tasks"
    assert "The bill has no tax rows." in caught.value.message
    assert "12.50" not in str(caught.value)


def test_three_proven_tasks_are_enough() -> None:
    names = ("billed_cost_total", "effective_cost_total", "list_cost_total")
    lab = lab_with(*(pack_task(key=name.replace("_", "-"), analysis=name) for name in names))
    variant = build_variant(lab, {name: Answer(value=Decimal(10 + i), unit="USD") for i, name in enumerate(names)})
    require_issuable(variant)
    assert proves_whole(variant.tasks, variant.keys)


def test_a_list_of_very_many_names_is_cut_and_keeps_the_key() -> None:
    names = tuple(f"account-{number:05d}" for number in range(5000))
    lab = lab_with(pack_task(kind="choice", analysis="sub_account_with_highest_effective_cost"))
    answer = Answer(value="account-04321", unit="name", candidates=names)
    task = build_variant(lab, {"sub_account_with_highest_effective_cost": answer}).tasks[0]
    assert len(task.choices) == MOST_CHOICES
    assert "account-04321" in task.choices
    assert list(task.choices) == sorted(task.choices)


# --- definitions ---


def test_the_shipped_labs_have_no_problem() -> None:
    for lab in shipped_pack().labs:
        assert find_problems(lab, ANALYSES) == []
        assert set(analyses_of(lab)) <= set(ANALYSES)


@pytest.mark.parametrize(
    ("task", "message"),
    [
        (pack_task(analysis="cooking"), "no analysis “cooking”"),
        (pack_task(kind="choice"), "answers with a number"),
        (
            pack_task(wrong_methods=[{"key": "x", "analysis": "billed_cost_total", "feedback": "F"}]),
            "cannot be the right one",
        ),
        (
            pack_task(wrong_methods=[{"key": "x", "analysis": "commitment_utilization_percent", "feedback": "F"}]),
            "another unit",
        ),
        (
            pack_task(
                wrong_methods=[
                    {"key": "x", "analysis": "list_cost_total", "feedback": "F"},
                    {"key": "x", "analysis": "usage_billed_total", "feedback": "F"},
                ]
            ),
            "there twice",
        ),
    ],
)
def test_a_lab_that_cannot_work_says_where(task: dict[str, Any], message: str) -> None:
    problems = find_problems(lab_with(task), ANALYSES)
    assert len(problems) == 1
    assert message in str(problems[0])
    assert "tasks[0] (total)" in str(problems[0])


@pytest.mark.parametrize("simulator", [{}, {"scenario": "baseline", "months": 0, "rows": 6000}, {"scenario": 5}])
def test_settings_of_the_simulator_are_checked(simulator: dict[str, Any]) -> None:
    shipped = shipped_pack().labs[0]
    lab = shipped.model_copy(update={"data": shipped.data.model_copy(update={"simulator": simulator})})
    with pytest.raises(Refusal):
        settings_of(lab)
    assert [problem.place for problem in find_problems(lab, ANALYSES)] == ["data.simulator"]


@given(st.text(max_size=20), st.text(max_size=20))
def test_seeds_follow_from_candidacy_and_lab(candidacy: str, lab: str) -> None:
    assert 0 <= default_seed(candidacy, lab) < 2**63
    assert default_seed(candidacy, lab) == default_seed(candidacy, lab)


# --- states ---


def test_the_life_of_a_variant() -> None:
    moves = {(a, b) for a in VARIANT_STATES.states for b in VARIANT_STATES.states if VARIANT_STATES.may_move(a, b)}
    assert moves == {
        ("issued", "submitted"),
        ("submitted", "passed"),
        ("submitted", "returned"),
        ("returned", "submitted"),
    }
    with pytest.raises(InvalidState):
        VARIANT_STATES.move("passed", "submitted")
