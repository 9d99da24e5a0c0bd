"""From a lab's file and data to a proven variant; the truth; definitions; the proof over many seeds."""

from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.focus.api import ANALYSES
from practicum.kernel.errors import Refusal
from practicum.labs.rules.building import MOST_CHOICES, build_variant, require_issuable
from practicum.labs.rules.data import LabTables
from practicum.labs.rules.definition import default_seed, find_problems
from practicum.labs.rules.grading import grade_answers
from practicum.labs.rules.proof import prove_seed, sum_up
from practicum.labs.rules.proving import proves_whole, spellings
from practicum.labs.rules.tasks import read_keys, read_left_out, read_tasks, write_keys, write_left_out, write_tasks
from practicum.labs.rules.truth import find_difference
from practicum.pack.api import Truth
from tests.factories.curriculum import shipped_pack
from tests.labs.making import choice_task, lab_with, number_task, pack_task, set_task
from tests.labs.worked import SEED, worked_lab, worked_tables, worked_variant

TOTAL = "SELECT sum(BilledCost) FROM cost_and_usage"


def sums(sql: str) -> dict[str, Any]:
    return {"solution": {"sql": sql}}


@pytest.mark.parametrize("seed", [0, 2])
def test_the_worked_lab_holds_on_other_data_too(seed: int) -> None:
    """Bills with misspelt tags among them: nothing of it is left out."""
    assert set(prove_seed(worked_lab(), seed).reasons.values()) == {""}


def test_the_worked_lab_is_carried_whole_and_kept_without_loss() -> None:
    variant = worked_variant()
    assert [task.kind for task in variant.tasks] == ["number", "choice", "set", "table", "sql", "decision"]
    assert variant.left_out == ()
    assert variant.is_issuable
    assert read_tasks(write_tasks(variant.tasks)) == variant.tasks
    assert read_keys(write_keys(variant.keys)) == variant.keys
    assert sum(task.points for task in variant.tasks) == 100


def test_the_reference_scores_full_and_each_wrong_way_reveals_itself() -> None:
    variant = worked_variant()
    for task in variant.tasks:
        key = variant.keys[task.key]
        for wrong in key.wrong:
            for answer in spellings(task, wrong.value):
                graded = grade_answers((task,), variant.keys, {task.key: answer}).tasks[0]
                assert graded.method == wrong.method
                assert graded.points < task.points
                assert graded.feedback == wrong.feedback
    assert proves_whole(variant.tasks, variant.keys)


def test_no_feedback_of_any_wrong_way_holds_a_key() -> None:
    variant = worked_variant()
    for task in variant.tasks:
        for wrong in variant.keys[task.key].wrong:
            graded = grade_answers((task,), variant.keys, {task.key: spellings(task, wrong.value)[0]})
            value = variant.keys[task.key].value
            if isinstance(value, str) and task.kind == "number":
                assert value not in repr(graded)


def test_what_the_data_cannot_tell_is_left_out_with_its_reason() -> None:
    lab = lab_with(
        pack_task(),
        pack_task(key="null", **sums("SELECT NULL")),
        pack_task(key="text", **sums("SELECT 'a'")),
        pack_task(key="two", **sums("SELECT 1 UNION ALL SELECT 2")),
        pack_task(key="column", **sums("SELECT sum(Cooking) FROM cost_and_usage")),
        pack_task(key="many", kind="set", unit=None, tolerance_percent=None, column="Row",
                  **sums("SELECT range FROM range(300)")),
        pack_task(key="same", wrong_methods=[{"key": "w", "sql": TOTAL, "feedback": "F"}]),
        pack_task(key="nothing", wrong_methods=[{"key": "w", "sql": "SELECT NULL", "feedback": "F"}]),
    )  # fmt: skip
    variant = build_variant(lab, worked_tables())
    assert [task.key for task in variant.tasks] == ["total", "nothing"]
    assert variant.keys["nothing"].wrong == ()
    reasons = {left.task: left for left in variant.left_out}
    assert reasons["null"].reason == "These data have no answer to it."
    assert reasons["text"].detail == "The query gives a text; a number is wanted."
    assert "2 rows of 1 columns" in reasons["two"].detail
    assert "Cooking" in reasons["column"].detail
    assert "Cooking" not in reasons["column"].reason
    assert "200 are the most" in reasons["many"].reason
    assert "gives the right answer" in reasons["same"].reason
    assert [left.detail for left in read_left_out(write_left_out(variant.left_out))] == [""] * 6
    with pytest.raises(Refusal) as caught:
        require_issuable(variant)
    assert caught.value.code == "too_few_tasks"
    assert "These data have no answer to it." in caught.value.message


def test_a_table_that_is_not_there_is_named() -> None:
    lab = worked_lab().model_copy(
        update={
            "data": worked_lab().data.model_copy(update={"tables": ("cost_and_usage", "telemetry")}),
            "tasks": (pack_task(**sums("SELECT count(*) FROM telemetry")),),
        }
    )
    assert build_variant(lab, worked_tables()).left_out[0].reason == "The data have no table telemetry."


def test_solutions_see_the_tables_of_the_lab_and_nothing_else() -> None:
    tables = {**worked_tables().tables, "telemetry": pa.table({"x": [1]})}
    lab = lab_with(pack_task(**sums("SELECT count(*) + 7 FROM telemetry")))
    assert build_variant(lab, LabTables(tables=tables)).tasks == ()


def test_analyses_and_queries_give_the_same_key() -> None:
    lab = lab_with(pack_task(), pack_task(key="query", **sums("SELECT sum(BilledCost) FROM cost_and_usage")))
    keys = build_variant(lab, worked_tables()).keys
    assert Decimal(str(keys["total"].value)) == Decimal(str(keys["query"].value))


def test_a_list_of_very_many_names_is_cut_and_keeps_the_key() -> None:
    lab = lab_with(
        pack_task(kind="choice", unit=None, tolerance_percent=None, solution={"sql": "SELECT 'account-4321'"},
                  choices={"sql": "SELECT 'account-' || range FROM range(1000, 6000)"})
    )  # fmt: skip
    task = build_variant(lab, worked_tables()).tasks[0]
    assert len(task.choices) == MOST_CHOICES
    assert "account-4321" in task.choice_keys
    assert list(task.choice_keys) == sorted(task.choice_keys)


def test_of_few_options_a_wrong_way_that_gives_the_right_one_is_not_told_apart() -> None:
    lab = worked_lab()
    same = {"key": "too", "sql": lab.tasks[5].solution.sql.replace("0.95", "0.951"), "feedback": "F"}  # type: ignore[union-attr]
    task = pack_task(kind="decision", unit=None, tolerance_percent=None, key="plan", rationale_points=4, rubric="memo",
                     options=[{"key": one, "text": one} for one in ("raise", "hold", "lower")],
                     solution={"sql": lab.tasks[5].solution.sql}, wrong_methods=[same])  # fmt: skip
    variant = build_variant(lab_with(task), worked_tables())
    assert variant.keys["plan"].wrong == ()
    assert len(variant.tasks) == 1


# --- truth ---


PLANTED = {
    "idle_resources": [
        {"resource_id": "a", "state": "over", "cost": "1.50"},
        {"resource_id": "b", "state": "under", "cost": "2"},
    ],
    "names": ["a", "b"],
    "owners": {"a": "search", "b": "checkout"},
}


@pytest.mark.parametrize(
    ("task", "value", "truth", "difference"),
    [
        (set_task(), ("A", "b"), Truth(name="idle_resources", field="resource_id"), ""),
        (set_task(), ("a",), Truth(name="idle_resources", field="resource_id", where={"state": "over"}), ""),
        (set_task(), ("a", "c"), Truth(name="names"), "1 too many, 1 missing"),
        (set_task(), ("a", "b"), Truth(name="owners"), ""),
        (set_task(), ("a",), Truth(name="owners", where={"value": "search"}), ""),
        (set_task(), ("a",), Truth(name="nowhere"), "no truth"),
        (set_task(), ("a",), Truth(name="idle_resources", field="id"), "no field"),
        (choice_task(), "a", Truth(name="idle_resources", field="resource_id", where={"state": "over"}), ""),
        (number_task(), "3.5", Truth(name="idle_resources", sum="cost"), ""),
        (number_task(), "2", Truth(name="idle_resources"), ""),
        (number_task(), "3", Truth(name="idle_resources"), "differs"),
        (number_task(), "3", Truth(name="idle_resources", sum="state"), "no numbers"),
    ],
)
def test_solutions_are_compared_with_what_was_planted(task: Any, value: Any, truth: Truth, difference: str) -> None:
    found = find_difference(task, value, truth, PLANTED)
    assert difference in found if difference else found == ""


def test_a_solution_that_misses_the_truth_drops_its_task() -> None:
    lab = lab_with(pack_task(truth={"name": "names"}))
    planted = LabTables(tables=worked_tables().tables, truth=PLANTED)
    assert "how they were made" in build_variant(lab, planted).left_out[0].reason
    organisation = LabTables(tables=worked_tables().tables, truth=None)
    assert len(build_variant(lab, organisation).tasks) == 1


# --- definitions ---


def test_the_shipped_labs_and_the_worked_one_have_no_problem() -> None:
    for lab in (*shipped_pack().labs, worked_lab()):
        assert find_problems(lab, ANALYSES) == []


@pytest.mark.parametrize(
    ("task", "message"),
    [
        (pack_task(solution={"analysis": "cooking"}), "no analysis “cooking”"),
        (pack_task(kind="choice", unit=None, tolerance_percent=None), "answers with a number"),
        (
            pack_task(wrong_methods=[{"key": "x", "analysis": "billed_cost_total", "feedback": "F"}]),
            "cannot be the right one",
        ),
        (
            pack_task(wrong_methods=[{"key": "x", "analysis": "commitment_utilization_percent", "feedback": "F"}]),
            "another unit",
        ),
        (pack_task(solution={"sql": "SELEC 1"}), "syntax"),
        (pack_task(solution={"sql": "DROP TABLE x"}), "no SELECT"),
    ],
)
def test_a_lab_that_cannot_work_says_where(task: Any, message: str) -> None:
    problems = find_problems(lab_with(task), ANALYSES)
    assert message in str(problems[0])
    assert "tasks[0] (total)" in str(problems[0])


def test_tables_that_nobody_knows_are_named() -> None:
    data = worked_lab().data.model_copy(update={"tables": ("cost_and_usage", "cooking")})
    (problem,) = find_problems(worked_lab().model_copy(update={"data": data}), ANALYSES)
    assert (problem.place, problem.message) == ("data.tables[1]", "There is no table “cooking”.")


@given(st.text(max_size=20), st.text(max_size=20), st.integers(0, 4))
def test_seeds_follow_from_candidacy_lab_and_a_secret(candidacy: str, lab: str, attempt: int) -> None:
    seed = default_seed(candidacy, lab, secret=b"here", attempt=attempt)
    assert 0 <= seed < 2**63
    assert seed == default_seed(candidacy, lab, secret=b"here", attempt=attempt)
    assert attempt == 0 or seed != default_seed(candidacy, lab, secret=b"here")
    assert seed != default_seed(candidacy, lab, secret=b"elsewhere", attempt=attempt)


# --- many seeds ---


def test_seeds_are_proven_and_summed_up() -> None:
    good = prove_seed(worked_lab(), SEED)
    assert good.is_issuable
    assert set(good.reasons.values()) == {""}
    data = worked_lab().data.model_copy(update={"scenario": "nowhere"})
    bad = prove_seed(worked_lab().model_copy(update={"data": data}), 1)
    assert not bad.is_issuable
    assert "nowhere" in bad.fault
    proof = sum_up(worked_lab(), [good, bad])
    assert (proof.seeds, proof.issuable, proof.whole, proof.holds) == (2, 1, 1, False)
    assert [(one.proven, one.failed, one.failing_seeds) for one in proof.tasks] == [(1, 1, (1,))] * 6
    assert proof.not_issuable == ((1, bad.fault),)


def test_a_variant_of_too_few_tasks_is_not_issuable() -> None:
    few = worked_lab().model_copy(update={"tasks": worked_lab().tasks[:3]})
    proof = prove_seed(few, SEED)
    assert (proof.is_issuable, proof.fault) == (False, "3 tasks are proven; 4 are needed.")
