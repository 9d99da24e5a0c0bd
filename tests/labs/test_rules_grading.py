"""Grading, proof and the choice of tasks."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from practicum.kernel.errors import InvalidState, Refusal
from practicum.labs.rules.answers import Decision, check_draft, read_answers
from practicum.labs.rules.effort import seconds_of_work
from practicum.labs.rules.grading import (
    PASS_PERCENT,
    grade_answers,
    grade_task,
    read_feedback,
    with_rationale,
    write_feedback,
)
from practicum.labs.rules.proving import find_flaw
from practicum.labs.rules.rationale import points_of_levels
from practicum.labs.rules.scoring import span_of
from practicum.labs.rules.states import CORRECTION_STATES, VARIANT_STATES
from practicum.labs.rules.stating import say_how
from practicum.labs.rules.tasks import Task, TaskKey, WrongAnswer
from tests.factories.curriculum import shipped_pack
from tests.labs.making import (
    choice_task,
    grid,
    key_of,
    number_task,
    set_task,
    sql_task,
    table,
    table_task,
)

amounts = st.decimals(min_value=-(10**15), max_value=10**15, places=6)


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


def test_a_wrong_method_and_a_near_answer_earn_what_the_task_says() -> None:
    task = number_task(near_percent=Decimal(5), near_credit_percent=40)
    right = key_of("1000")
    key = TaskKey(
        task="total", value="1000", wrong=(WrongAnswer(method="tax", value="980", feedback="Tax.", credit_percent=30),)
    )
    assert (grade_task(task, key, Decimal(980)).points, grade_task(task, key, Decimal(980)).method) == (3, "tax")
    for answer, points, outcome in (("1040", 4, "partly"), ("949", 0, "wrong"), ("1000", 10, "right")):
        graded = grade_task(task, key, Decimal(answer))
        assert (graded.points, graded.outcome) == (points, outcome)
    assert grade_task(number_task(tolerance=Decimal(7)), right, Decimal(1007)).outcome == "right"
    assert grade_task(number_task(tolerance=Decimal(7)), right, Decimal("1007.01")).outcome == "wrong"


def test_hints_take_points_off_but_never_below_nothing() -> None:
    tasks = (number_task(), choice_task())
    keys = {"total": key_of("1000"), "service": key_of("b", "service")}
    answers: dict[str, Any] = {"total": Decimal(1000), "service": "a"}
    grade = grade_answers(tasks, keys, answers, hint_points={"total": 3, "service": 5})
    assert [(one.points, one.hint_points) for one in grade.tasks] == [(7, 3), (0, 0)]


def test_a_decision_waits_for_the_points_of_a_person() -> None:
    task = choice_task(key="plan", kind="decision", points=20, rationale_points=12, rubric="memo", words_min=3)
    key = key_of("b", "plan", list="a")
    right, wrong = Decision(choice="b", rationale="Because it is."), Decision(choice="a", rationale="")
    graded = grade_task(task, key, right)
    assert (graded.points, graded.waiting_points, graded.outcome) == (8, 12, "right")
    assert (grade_task(task, key, wrong).points, grade_task(task, key, wrong).waiting_points) == (0, 0)
    assert grade_task(task, key, wrong).method == "list"
    grade = grade_answers((task,), {"plan": key}, {"plan": right})
    assert (grade.is_passed, grade.may_pass) == (False, True)
    marked = with_rationale(graded, Decimal("9.50"))
    assert (marked.points, marked.waiting_points) == (Decimal("17.50"), 0)


def test_levels_become_points_by_their_weights() -> None:
    rubric = next(one for one in shipped_pack().programme.rubrics if one.key == "allocation-memo")
    top = max(step.level for step in rubric.scale)
    full = {criterion.key: top for criterion in rubric.criteria}
    assert points_of_levels(rubric, full, most=12) == 12
    assert points_of_levels(rubric, dict.fromkeys(full, 0), most=12) == 0
    first = rubric.criteria[0]
    lower = points_of_levels(rubric, full | {first.key: top - 1}, most=12)
    assert lower == (12 - Decimal(12 * first.weight) / 400).quantize(Decimal("0.01"))


def test_work_is_counted_from_its_signs_and_pauses_are_not() -> None:
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert seconds_of_work(60, last=noon, now=noon + timedelta(minutes=5)) == 360
    assert seconds_of_work(60, last=noon, now=noon + timedelta(days=2)) == 60 + 15 * 60
    assert seconds_of_work(60, last=noon, now=noon - timedelta(minutes=5)) == 60


@pytest.mark.parametrize(
    ("task", "parts"),
    [
        (number_task(tolerance_percent=Decimal("0.50")), ("in USD, with 2 decimals", "within 0.5 %")),
        (
            number_task(tolerance_percent=Decimal(0), near_percent=Decimal(5), near_credit_percent=40),
            ("Within 5 % you get 40 %",),
        ),
        (choice_task(), ("one of the list",)),
        (choice_task(kind="decision", rationale_points=4), ("6 points", "up to 4 points")),
        (set_task(), ("ResourceId", "share of yours that are right")),
        (set_task(partial=False), ("All or nothing",)),
        (table_task(), ("unit; cost (in USD, with 2 decimals); owner", "right cells")),
        (sql_task(), ("order of rows does not matter", "Names of columns do not matter")),
        (sql_task(ordered=True, named=True), ("The order of rows counts", "Name the columns")),
    ],
)
def test_the_rules_of_a_task_are_said(task: Task, parts: tuple[str, ...]) -> None:
    assert all(part in say_how(task) for part in parts)


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


def test_each_kind_is_read_in_its_own_way() -> None:
    decision = choice_task(key="plan", kind="decision", rationale_points=4, words_min=3)
    tasks = (set_task(), table_task(), sql_task(), decision)
    typed = {
        "idle": "a, b",
        "by-unit": "unit,cost,owner\na,1,x",
        "query": "SELECT 1",
        "plan": "b",
        "plan.why": "One two three",
    }
    assert read_answers(tasks, typed) == {
        "idle": ("a", "b"),
        "by-unit": table(("a", "1", "x")),
        "query": "SELECT 1",
        "plan": Decision(choice="b", rationale="One two three"),
    }
    # A query is read where its memory is limited, never here.
    unread = "SELECT " + "(" * 300
    assert read_answers(tasks, typed | {"query": unread})["query"] == unread
    for spoilt, code, field in (
        ({"query": "x" * 20_001}, "query_too_long", "query"),
        ({"plan": ""}, "decision_missing", "plan"),
        ({"plan": "d"}, "choice_unknown", "plan"),
        ({"plan.why": "Because."}, "rationale_short", "plan.why"),
        ({"total.why": "x"}, "task_unknown", "total.why"),
    ):
        with pytest.raises(Refusal) as caught:
            read_answers(tasks, typed | spoilt)
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
        (set_task(), key_of(("a", "b"), "idle", mean=("a", "c")), ""),
        (set_task(), key_of(("a", "b"), "idle", mean=("B", "a")), "gives the right answer"),
        (set_task(), key_of(("a", "b"), "idle", mean=("a", "c"), peak=("c", "a")), "told apart"),
        (set_task(), key_of(tuple(f"r{n}" for n in range(201)), "idle"), "200 are the most"),
        (table_task(), key_of(table(("a", "1", "x")), "by-unit", billed=table(("a", "2", "y"))), ""),
        (table_task(), key_of(table(("a", None, "x")), "by-unit"), "has no value"),
        (table_task(), key_of(table(("a", "1", "x"), ("A", "2", "y")), "by-unit"), "same key"),
        (
            table_task(columns=table_task().columns[:2]),
            key_of(grid(("a", "0"), ("b", "5")), "by-unit"),
            "writes 0 everywhere",
        ),
        (sql_task(), key_of(grid(("a", "1")), "query", billed=grid(("a", "2"))), ""),
        (sql_task(), key_of(grid(("a", "1")), "query", billed=grid(("a", "1.001"))), "gives the right answer"),
        (choice_task(), key_of("d", "service"), "not among the choices"),
        (choice_task(), key_of("b", "service", other="b"), "gives the right answer"),
    ],
)
def test_flaws_are_found(task: Task, key: TaskKey, flaw: str) -> None:
    found = find_flaw(task, key, most=dict.fromkeys((one.method for one in key.wrong), 90))
    assert flaw in found if flaw else found == ""


def test_what_takes_no_work_or_goes_wrong_earns_little() -> None:
    right = tuple(f"r{n}" for n in range(10))
    key = key_of(right, "idle", nearly=(*right[:9], "x"))
    assert "would earn 8.10 of 10 points" in find_flaw(set_task(), key, most={"nearly": 80})
    assert find_flaw(set_task(), key, most={"nearly": 90}) == ""
    plain = key_of(right, "idle")
    assert "names everything" in find_flaw(set_task(), plain, among=(*right, "x", "y"))
    assert "not among what could be named" in find_flaw(set_task(), plain, among=right[:5])
    assert find_flaw(set_task(), plain, among=(*right, *(f"x{n}" for n in range(30)))) == ""


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


# --- states ---


def test_the_life_of_a_correction() -> None:
    moves = {
        (a, b) for a in CORRECTION_STATES.states for b in CORRECTION_STATES.states if CORRECTION_STATES.may_move(a, b)
    }
    assert moves == {("drawn_up", "applied"), ("drawn_up", "dropped")}


def test_the_life_of_a_variant() -> None:
    moves = {(a, b) for a in VARIANT_STATES.states for b in VARIANT_STATES.states if VARIANT_STATES.may_move(a, b)}
    assert moves == {
        ("issued", "submitted"),
        ("issued", "ended"),
        ("returned", "ended"),
        ("submitted", "passed"),
        ("submitted", "returned"),
        ("returned", "submitted"),
    }
    with pytest.raises(InvalidState):
        VARIANT_STATES.move("passed", "submitted")
