"""Each cross-check: one change to a valid pack, and the one problem that it must give."""

from typing import Any

import pytest

from practicum.pack.load import check_files
from tests.pack.builder import as_files, changed, small_pack, without

ITEM = small_pack()["items/doing.yaml"][0]
OPTION_D = {"id": "d", "text": "A fourth", "why": "Misconception: four."}


@pytest.mark.parametrize(
    ("file", "path", "value", "field", "part"),
    [
        # items
        ("items/doing.yaml", (0, "key"), "e", "[0].key", "none of the options"),
        ("items/doing.yaml", (2, "key"), ["a", "b", "c"], "[2].key", "Every option is right"),
        ("items/doing.yaml", (2, "key"), ["a", "a"], "[2].key[1]", "stands twice"),
        ("items/doing.yaml", (2, "key"), ["a"], "[2].key", "has 1 entries"),
        ("items/doing.yaml", (0, "options"), ITEM["options"][:2], "[0].options", "has 2 entries"),
        ("items/doing.yaml", (0, "options", 0, "text"), "the  SECOND", "[0].options[1].text", "say the same"),
        ("items/doing.yaml", (0, "options", 0, "id"), "c", "[0].options[2].id", "stands twice"),
        ("items/doing.yaml", (0, "enemies"), ["doing-01"], "[0].enemies[0]", "its own enemy"),
        ("items/doing.yaml", (0, "stem"), "Question 2  on doing?", "[1].stem", "same as that of"),
        ("items/doing.yaml", (0, "id"), "seeing-09", "[0].id", "does not fit the file"),
        ("items/doing.yaml", (0, "id"), "doing-1", "[0].id", "does not fit the file"),
        ("items/doing.yaml", (0, "area"), "see", "[0].area", "does not examine"),
        ("items/doing.yaml", (0, "rationale"), "  ", "[0].rationale", "text is empty"),
        ("items/doing.yaml", (0, "source"), None, "[0].source", "value is empty"),
        ("items/doing.yaml", (0, "level"), "aply", "[0].level", "'aply' is not allowed"),
        ("items/doing.yaml", (0, "kind"), "essay", "[0].kind", "'essay' is not allowed"),
        ("items/doing.yaml", (1, "key", "tolerance"), "-1", "[1].key.tolerance", "too small"),
        ("items/doing.yaml", (1, "key", "value"), "twelve", "[1].key.value", "no exact number"),
        ("items/doing.yaml", (0, "colour"), "red", "[0].colour", "no field here"),
        # blueprint
        ("blueprint.yaml", ("areas", 0, "weight"), 41, "areas", "add up to 101"),
        ("blueprint.yaml", ("areas", 0, "capabilities"), ["doing"], "areas[0].capabilities[0]", "belongs to"),
        ("blueprint.yaml", ("form_length",), 12, "areas[0].weight", "needs 5 items of 'see', and the bank has 3"),
        ("blueprint.yaml", ("levels", "apply"), [60, 50], "levels.apply", "above the most"),
        ("blueprint.yaml", ("levels", "apply"), [90, 95], "levels", "add up to 110"),
        ("blueprint.yaml", ("levels", "apply"), [50, 50], "levels.apply", "at least 4 items"),
        # weeks
        ("weeks/week-2.yaml", ("number",), 3, "number", "differs from the file's name"),
        ("weeks/week-2.yaml", ("session", "minutes"), 80, "session.minutes", "take 90 minutes, not 80"),
        (
            "weeks/week-2.yaml",
            ("capabilities",),
            ["seeing"],
            "domains[1].capabilities[0].key",
            "No week teaches 'doing'",
        ),
        ("assignments/memo.yaml", ("week",), 2, "week", "does not give this assignment"),
        # rubrics and capstone
        ("rubrics/memo.yaml", ("criteria", 0, "weight"), 59, "criteria", "add up to 99"),
        ("rubrics/memo.yaml", ("criteria", 0, "descriptors"), {"0": "x"}, "criteria[0].descriptors", "for level 1"),
        (
            "rubrics/memo.yaml",
            ("criteria", 0, "descriptors", "2"),
            "x",
            "criteria[0].descriptors.2",
            "no level 2",
        ),
        ("rubrics/memo.yaml", ("pass_percent",), 50, "pass_percent", "has no pass mark"),
        ("capstone.yaml", ("rubric",), "memo", "rubric", "formative"),
        ("capstone.yaml", ("framing", "director"), "x", "framing.director", "no role 'director'"),
        ("capstone.yaml", ("words_min",), 300, "words_min", "above the most"),
        # labs
        ("labs/bill.yaml", ("tasks", 1, "key"), "total", "tasks[1].key", "stands twice"),
        ("labs/bill.yaml", ("tasks", 1, "kind"), "number", "tasks[1].unit", "'unit' is missing"),
        (
            "labs/bill.yaml",
            ("tasks", 0, "wrong_methods", 0, "analysis"),
            "cost_total",
            "tasks[0].wrong_methods[0].analysis",
            "same as the solution",
        ),
        # scheme
        ("review.yaml", ("criteria", 0, "weight"), 50, "criteria", "add up to 90 percent"),
        ("review.yaml", ("criteria", 1, "key"), "practice", "criteria[1].key", "stands twice"),
        ("review.yaml", ("criteria", 0, "levels", 1, "level"), 2, "criteria[0].levels[1].level", "level 1 should"),
        ("review.yaml", ("reviewers",), 1, "reviewers", "1"),
        ("review.yaml", ("remind_days",), 10, "remind_days", "10 days before the end of 10 days"),
        ("review.yaml", ("decision_days",), 10, "decision_days", "reviewing alone takes 10"),
        ("review.yaml", ("bands", 1, "from_percent"), 60, "bands[1].from_percent", "begins at 60 percent"),
        ("review.yaml", ("bands", 1, "from_percent"), 5, "bands[1].from_percent", "below 5 percent"),
        ("review.yaml", ("bands", 1, "recommend"), "offered", "bands[1].recommend", "stands twice"),
        ("review.yaml", ("bands", 1, "recommend"), "perhaps", "bands[1].recommend", "perhaps"),
        ("policies.yaml", ("cohort", "min"), 21, "cohort.min", "larger than the largest"),
        ("policies.yaml", ("gates", 1, "key"), "leave", "gates", "'sit' is missing"),
        (
            "policies.yaml",
            ("eligibility", "complexity", "threshold"),
            4,
            "eligibility.complexity.threshold",
            "4 points",
        ),
        ("policies.yaml", ("retention", "declined_application_years"), 1, None, "shorter than one cycle"),
        ("programme.yaml", ("mode",), "assessment-based-certificate", "modes", "no rules for"),
        ("programme.yaml", ("mode",), "badge", "mode", "'badge' is not allowed"),
        ("programme.yaml", ("version",), 2026, "version", "not as text"),
        ("roles.yaml", (1, "key"), "analyst", "[1].key", "stands twice"),
        ("finder.yaml", (0, "options", 0, "weights"), {"analyst": 0}, "[0].options[0].weights", "no role a point"),
        ("finder.yaml", (0, "options", 0, "weights"), {"analist": 1}, None, "no role 'analist'"),
        ("framework.yaml", ("domains", 1, "capabilities", 0, "key"), "seeing", None, "used twice"),
        ("framework.yaml", ("published",), "soon", "published", "no date"),
        ("framework.yaml", ("key",), "finops-2026", None, "has no capability 'seeing'"),
    ],
)
def test_one_fault_is_found_where_it_is(file, path, value, field, part):
    problems = check_files(as_files(changed(small_pack(), file, path, value))).problems
    fitting = [problem for problem in problems if part in problem.message]
    assert fitting, problems
    if field is not None:
        assert field in {problem.field for problem in fitting}
    assert all(problem.mend for problem in fitting)


def test_a_close_word_is_suggested():
    pack = changed(small_pack(), "roles.yaml", (0, "emphasis", 0), "seing")
    assert [problem.mend for problem in check_files(as_files(pack)).problems] == ["Did you mean 'seeing'?"]
    pack = changed(small_pack(), "items/doing.yaml", (0, "level"), "analyze")
    assert check_files(as_files(pack)).problems[0].mend == "Did you mean 'analyse'?"


def test_a_missing_field_is_mended_by_an_example():
    pack = without(small_pack(), "blueprint.yaml", ("minutes",))
    problems = check_files(as_files(pack)).problems
    assert [(problem.message, problem.mend) for problem in problems] == [
        ("'minutes' is missing.", "Add `minutes: 1  # minutes`.")
    ]


def test_an_unknown_enemy_and_a_repeated_id_are_found():
    pack = changed(small_pack(), "items/doing.yaml", (0, "enemies"), ["doing-77"])
    assert [p.message for p in check_files(as_files(pack)).problems] == ["There is no item 'doing-77'."]
    pack = changed(small_pack(), "items/doing.yaml", (2, "id"), "doing-02")
    assert [p.field for p in check_files(as_files(pack)).problems] == ["[2].id"]


def test_an_item_may_serve_the_area_of_its_domain_or_a_cross_cutting_one():
    pack = changed(small_pack(), "items/seeing.yaml", (0, "area"), "both")
    pack = changed(pack, "blueprint.yaml", ("form_length",), 5)
    assert check_files(as_files(pack)).problems == ()


def test_weeks_are_numbered_without_a_gap():
    pack = small_pack()
    pack["weeks/week-4.yaml"] = {**pack["weeks/week-2.yaml"], "number": 4}
    problems = check_files(as_files(pack)).problems
    assert [(p.file, p.field, p.message) for p in problems] == [
        ("weeks/week-4.yaml", "number", "The weeks are numbered 1, 2, 4.")
    ]


def test_a_capability_needs_three_items_that_are_not_retired():
    pack = changed(small_pack(), "items/seeing.yaml", (0, "state"), "retired")
    pack = changed(pack, "blueprint.yaml", ("form_length",), 5)
    problems = check_files(as_files(pack)).problems
    assert [(p.file, p.message) for p in problems] == [("items/seeing.yaml", "'seeing' has 2 items.")]


def test_errors_of_all_files_come_at_once():
    pack = changed(small_pack(), "policies.yaml", ("validity_months",), "x")
    pack = changed(pack, "items/doing.yaml", (0, "key"), "e")
    pack = changed(pack, "items/doing.yaml", (1, "stem"), "")
    pack = changed(pack, "weeks/week-1.yaml", ("title",), 5)
    pack["learning/doing.md"] = "no head"
    files = [problem.file for problem in check_files(as_files(pack)).problems]
    assert files == ["items/doing.yaml", "items/doing.yaml", "learning/doing.md", "policies.yaml", "weeks/week-1.yaml"]


def test_a_broken_file_brings_no_followers():
    for file in ("framework.yaml", "roles.yaml", "blueprint.yaml", "weeks/week-1.yaml", "labs/bill.yaml"):
        pack = small_pack()
        pack[file] = "a: [1\n"
        assert {problem.file for problem in check_files(as_files(pack)).problems} == {file}


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("# Seeing\n", 1, "does not begin with its head"),
        ("---\ncapability: seeing\n", 1, "has no end"),
        ("---\ncapability: seeing\ntitle: T\nminutes: 10\nsources: [x]\n---\n \n", 6, "has no text"),
        ("---\ncapability: seeing\ntitle: T\nminutes: ten\nsources: [x]\n---\nText\n", 4, "no whole number"),
        ("---\ncapability: seeing\ntitle: T\ntitle: U\nminutes: 1\nsources: [x]\n---\nText\n", 4, "stands twice"),
        ("---\ncapability: doing\ntitle: T\nminutes: 1\nsources: [x]\n---\nText\n", 2, "lies in the file of"),
    ],
)
def test_learning_pages_have_a_head_and_a_text(text, line, part):
    pack: dict[str, Any] = small_pack()
    pack["learning/seeing.md"] = text
    problems = check_files(as_files(pack)).problems
    assert [(p.file, p.line) for p in problems] == [("learning/seeing.md", line)]
    assert part in problems[0].message


def test_analyses_are_checked_when_they_are_known():
    files = as_files(small_pack())
    assert check_files(files, known_analyses={"cost_total", "list_total", "top"}).problems == ()
    problems = check_files(files, known_analyses={"median", "top"}).problems
    assert [(p.field, p.mend) for p in problems] == [
        ("tasks[0].solution.analysis", "Use one of: median, top."),
        ("tasks[0].wrong_methods[0].analysis", "Use one of: median, top."),
    ]


def test_a_lab_that_a_week_offers_for_practice_is_used():
    pack = changed(small_pack(), "weeks/week-2.yaml", ("lab",), None)
    assert "labs/bill.yaml" not in [warning.file for warning in check_files(as_files(pack)).warnings]
    pack = changed(pack, "weeks/week-1.yaml", ("practice_labs",), ["bil"])
    error = check_files(as_files(pack)).problems[0]
    assert (error.field, error.message) == ("practice_labs[0]", "There is no lab 'bil'.")


def test_warnings_do_not_stop_a_pack():
    pack = changed(small_pack(), "weeks/week-2.yaml", ("lab",), None)
    pack = changed(pack, "weeks/week-1.yaml", ("practice_labs",), [])
    pack = changed(pack, "weeks/week-2.yaml", ("preparation", 0, "minutes"), 19)
    report = check_files(as_files(pack))
    assert report.is_clean
    assert [warning.file for warning in report.warnings] == ["items/both.yaml", "labs/bill.yaml", "weeks/week-2.yaml"]
    approved = changed(small_pack(), "items/both.yaml", (0, "state"), "approved")
    assert check_files(as_files(approved)).warnings == ()


def _question(key: str) -> dict[str, str]:
    return {"key": key, "name": "Week", "text": "How was it?", "low": "bad", "high": "good"}


def test_the_pulse_may_be_left_out_but_asks_three_questions():
    pack = small_pack()
    assert check_files(as_files(pack)).problems == ()
    three = [_question("a"), _question("b"), _question("c")]
    assert check_files(as_files({**pack, "pulse.yaml": three})).problems == ()
    (problem,) = check_files(as_files({**pack, "pulse.yaml": three[:2]})).problems
    assert (problem.file, problem.message) == ("pulse.yaml", "The pulse has 2 questions.")
    (problem,) = check_files(as_files({**pack, "pulse.yaml": [*three[:2], _question("a")]})).problems
    assert (problem.field, problem.message) == ("[2].key", "The key 'a' stands twice.")
    (problem,) = check_files(
        as_files({**pack, "pulse.yaml": [*three[:2], {"key": "c"} | three[2] | {"low": " "}]})
    ).problems
    assert problem.field == "[2].low"


def test_what_a_session_needs_may_be_said():
    pack = small_pack()
    step = {"purpose": "All have met.", "people": "They talk.", "needs": ["cards"]}
    path = ("session", "plan", 0)
    richer = changed(pack, "weeks/week-1.yaml", path, {**pack["weeks/week-1.yaml"]["session"]["plan"][0], **step})
    assert check_files(as_files(changed(richer, "weeks/week-1.yaml", ("make_up",), "Write."))).problems == ()
    problems = check_files(as_files(changed(richer, "weeks/week-1.yaml", (*path, "needs"), [""]))).problems
    assert "session.plan[0].needs[0]" in [problem.field for problem in problems]
