"""What the check says of labs: references, blueprint cells, and what each kind of task may and must say."""

from typing import Any

import pytest

from practicum.pack.load import check_files, read_lab
from tests.pack.builder import as_files, changed, line_of, small_pack, without

LAB = "labs/bill.yaml"
NUMBER, CHOICE, SET, DECISION = (("tasks", index) for index in range(4))
TABLE = {name: one for name, one in small_pack()[LAB]["tasks"][2].items() if name != "column"} | {"kind": "table"}


def problems_of(*changes: tuple[tuple[str | int, ...], Any], tables: set[str] | None = None) -> list[tuple[str, str]]:
    pack = small_pack()
    for path, value in changes:
        pack = changed(pack, LAB, path, value)
    return [(one.field, one.message) for one in check_files(as_files(pack), known_tables=tables).problems]


def test_the_small_lab_is_sound() -> None:
    assert problems_of() == []
    assert problems_of(tables={"cost_and_usage"}) == []


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ([((*NUMBER, "solution"), {})], "tasks[0].solution", "Neither `sql` nor `analysis`"),
        ([((*NUMBER, "solution"), {"sql": "SELECT 1", "analysis": "top"})], "tasks[0].solution", "Both"),
        ([((*SET, "solution"), {"analysis": "top"})], "tasks[2].solution.analysis", "An analysis gives a number or a choice"),
        ([((*NUMBER, "tolerance_percent"), None)], "tasks[0].tolerance_percent", "is missing"),
        ([((*NUMBER, "wrong_methods"), [{"key": "x", "analysis": "cost_total", "feedback": "F"}])],
         "tasks[0].wrong_methods[0].analysis", "the same as the solution"),
        ([((*NUMBER, "wrong_methods"), [{"key": "x", "sql": "A", "feedback": "F", "credit_percent": 100}])],
         "tasks[0].wrong_methods[0].credit_percent", "too large"),
        ([((*NUMBER, "wrong_methods"), [{"key": "x", "sql": "A", "feedback": "F", "most_percent": 50}])],
         "tasks[0].wrong_methods[0].most_percent", "no field here"),
        ([((*NUMBER, "hints"), [{"text": "Look.", "costs": -1}])], "tasks[0].hints[0].costs", "too small"),
        ([((*NUMBER, "area"), "see")], "tasks[0].area", "does not examine 'doing'"),
        ([((*NUMBER, "capability"), "seeing")], "tasks[0].area", "does not examine 'seeing'"),
        ([((*NUMBER, "level"), "guess")], "tasks[0].level", "not allowed here"),
        ([((*CHOICE, "solution"), {"sql": "SELECT 1"})], "tasks[1].choices", "Nothing says what may be chosen"),
        ([((*CHOICE, "options"), [{"key": "a", "text": "A"}])], "tasks[1].options", "brings its own candidates"),
        ([((*CHOICE, "solution"), {"sql": "SELECT 1"}), ((*CHOICE, "options"), [{"key": "a", "text": "A"}])],
         "tasks[1].options", "fewer than three"),
        ([((*SET, "column"), "no column")], "tasks[2].column", "is no name of a column"),
        ([(SET, {**TABLE, "columns": [{"name": "unit", "key": True}]})],
         "tasks[2].columns", "All columns are keys"),
        ([((*DECISION, "rationale_points"), 9)], "tasks[3].rationale_points", "none is left for the choice"),
        ([((*DECISION, "rubric"), "final")], "tasks[3].rubric", "summative"),
        ([((*DECISION, "truth"), {"name": "x"})], "tasks[3].truth", "not compared with the truth"),
        ([((*SET, "truth"), {"name": "x", "sum": "cost"})], "tasks[2].truth.sum", "Only a number is a sum"),
        ([(("tasks",), small_pack()[LAB]["tasks"][:3])], "tasks", "The lab has 3 tasks"),
        ([(("data", "tables"), ["cost_and_usage", "cost_and_usage"])], "data.tables[1]", "stands twice"),
        ([(("data", "months"), 0)], "data.months", "too small"),
    ],
)  # fmt: skip
def test_what_a_lab_may_not_say_is_named(changes: Any, field: str, message: str) -> None:
    found = problems_of(*changes)
    assert any(field in where and message in said for where, said in found), found


def test_tables_are_checked_when_they_are_known() -> None:
    path = ("data", "tables")
    assert problems_of((path, ["cooking"])) == []
    assert problems_of((path, ["cooking"]), tables={"carbon"}) == [("data.tables[0]", "There is no table 'cooking'.")]


def test_the_line_is_that_of_the_task() -> None:
    pack = changed(small_pack(), LAB, (*DECISION, "rubric"), "zz-nowhere")
    (problem,) = check_files(as_files(pack)).problems
    assert (problem.file, problem.line) == (LAB, line_of(pack, LAB, "zz-nowhere"))
    lines = [one.field for one in check_files(as_files(without(small_pack(), LAB, (*SET, "kind")))).problems]
    assert lines == ["tasks[2].kind"]


def test_a_single_lab_is_read_by_itself() -> None:
    contents = as_files(small_pack()).contents
    assert read_lab(LAB, contents[LAB]).key == "bill"
