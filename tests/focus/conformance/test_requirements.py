"""The shipped requirements are sound and whole, and a new model is transcribed by rule."""

import json
from pathlib import Path

import pytest

from practicum.focus.api import check_file, write_requirements
from practicum.focus.conformance.coverage import coverage_as_markdown
from practicum.focus.conformance.notation.expression import OPERATORS, columns_of, faults_of
from practicum.focus.conformance.notation.requirement import VERSIONS, datasets_of, requirements_for
from practicum.kernel.errors import Refusal

from .conforming import DATASETS, write_dataset


@pytest.mark.parametrize("version", VERSIONS)
def test_every_expression_is_sound(version):
    for dataset in datasets_of(version):
        requirements = requirements_for(version, dataset)
        for rule in requirements.rules.values():
            for expression in filter(None, (rule.check, rule.condition)):
                assert faults_of(expression) == []
                assert set(columns_of(expression)) <= set(requirements.columns), rule.id


def test_all_833_static_rules_of_1_4_are_checked_or_say_why_not(tmp_path):
    """The count is that of the published model: active rules of the type Static."""
    states = {}
    for dataset in DATASETS:
        report = check_file(write_dataset(tmp_path / f"{dataset}.csv", dataset), version="1.4", supports=["all"])
        states |= {rule.rule: rule for rule in report.rules if not rule.dynamic}
    assert len(states) == 833
    assert all(rule.state == "checked" or rule.reason for rule in states.values())
    assert not any(rule.reason == "our notation has no such check" for rule in states.values())


def test_numbers_of_columns_by_version():
    """1.4 as in the model; the others by the changelog of the specification."""
    counts = {(v, d): len(requirements_for(v, d).columns) for v in VERSIONS for d in datasets_of(v)}
    assert [counts[("1.4", dataset)] for dataset in DATASETS] == [65, 22, 30, 6]
    assert [counts[(version, "cost_and_usage")] for version in VERSIONS[:3]] == [43, 50, 57]
    assert counts[("1.3", "contract_commitment")] == 13


MODEL = {
    "Details": {"FOCUSVersion": "9.9"},
    "ApplicabilityCriteria": {"A_SUPPORTED": {}},
    "ModelRules": {
        "X-C-000-C": {
            "requirement": {
                "CheckFunction": "AND",
                "Items": [{"CheckFunction": "CheckModelRule", "ModelRuleId": "X-C-001-C"}],
            },
            "condition": {"CheckFunction": "CheckNotValue", "ColumnName": "X", "Value": None},
            "criteria": ["A_SUPPORTED"],
        },
        "X-C-001-C": {
            "requirement": {
                "CheckFunction": "OR",
                "Items": [{"CheckFunction": "CheckValue", "ColumnName": "X", "Value": value} for value in ("a", "b")],
            },
            "condition": {"CheckFunction": "CheckValue", "ColumnName": "Y", "Value": "c"},
            "criteria": [],
        },
        "X-C-002-M": {
            "requirement": {"CheckFunction": "CheckMoonPhase", "ColumnName": "X"},
            "condition": {},
            "criteria": [],
        },
    },
}


def _rule(parts):
    return {
        "EntityType": "Column",
        "Function": "Validation",
        "EntityId": "X",
        "Status": "Active",
        "Type": "Static",
        "ModelVersionIntroduced": "9.9",
        "ApplicabilityCriteria": parts["criteria"],
        "ValidationCriteria": {
            "MustSatisfy": "A sentence of the specification.",
            "Keyword": "MUST",
            "Requirement": parts["requirement"],
            "Condition": parts["condition"],
        },
    }


def test_a_model_is_transcribed_without_its_sentences(tmp_path):
    model = MODEL | {"ModelRules": {rule: _rule(parts) for rule, parts in MODEL["ModelRules"].items()}}
    (tmp_path / "model.json").write_text(json.dumps(model))
    head = write_requirements(tmp_path / "model.json", tmp_path / "out.jsonl")
    text = (tmp_path / "out.jsonl").read_text()
    _, whole, part, unknown = map(json.loads, text.splitlines())
    assert (head["version"], head["rules"], head["unknown"]) == ("9.9", 3, 1)
    assert "sentence" not in text
    assert whole["parts"] == ["X-C-001-C"]
    assert part["check"] == ["X", "one_of", ["a", "b"]]
    assert part["if"] == ["all", ["X", "not_null"], ["Y", "is", "c"]]
    assert part["needs"] == ["A_SUPPORTED"]
    assert unknown["unknown"] == "CheckMoonPhase"


def test_a_file_that_is_no_model_is_refused(tmp_path):
    (tmp_path / "a.json").write_text("{}")
    with pytest.raises(Refusal, match="no ModelRules"):
        write_requirements(tmp_path / "a.json", tmp_path / "out.jsonl")
    with pytest.raises(Refusal, match="cannot be read as JSON"):
        write_requirements(tmp_path / "none.json", tmp_path / "out.jsonl")


def test_the_page_on_coverage_is_fresh_and_names_every_operator():
    page = (Path(__file__).resolve().parents[3] / "docs/reference/focus-requirements.md").read_text()
    written = page.partition("<!-- generated: coverage -->\n")[2].partition("<!-- end -->")[0]
    assert written == coverage_as_markdown()
    assert [name for name in OPERATORS if f"`{name}`" not in page] == []
