"""A valid pack with one thing spoilt: always a problem in the right file, on a line that it has, and never a crash."""

from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from practicum.pack.errors import Problem
from practicum.pack.files import PackFiles
from practicum.pack.load import check_files
from tests.pack.builder import Data, as_files, changed, line_count, line_of, small_pack, without

OPTIONAL = {
    "enemies",
    "seniority_hints",
    "assignment",
    "lab",
    "practice_labs",
    "wrong_methods",
    "tables",
    "sql",
    "analysis",
    "claims_forbidden",
    "learning",
    "mapping",
}
FREE = {"weights"}

# Every reference of the small pack: file and path.
REFERENCES: list[tuple[str, tuple[str | int, ...]]] = [
    ("programme.yaml", ("framework",)),
    ("framework.yaml", ("mapping", 0, "to", 0)),
    ("roles.yaml", (1, "emphasis", 0)),
    ("blueprint.yaml", ("areas", 2, "capabilities", 1)),
    ("capstone.yaml", ("rubric",)),
    ("weeks/week-2.yaml", ("capabilities", 1)),
    ("weeks/week-2.yaml", ("preparation", 0, "learning", 0)),
    ("weeks/week-1.yaml", ("assignment",)),
    ("weeks/week-2.yaml", ("lab",)),
    ("weeks/week-1.yaml", ("practice_labs", 0)),
    ("assignments/memo.yaml", ("rubric",)),
    ("assignments/memo.yaml", ("key",)),
    ("rubrics/final.yaml", ("key",)),
    ("labs/bill.yaml", ("capability",)),
    ("labs/bill.yaml", ("role",)),
    ("labs/bill.yaml", ("tasks", 0, "material")),
    ("labs/bill.yaml", ("tasks", 1, "area")),
    ("labs/bill.yaml", ("tasks", 1, "kind")),
    ("labs/bill.yaml", ("tasks", 3, "rubric")),
    ("items/doing.yaml", (0, "capability")),
    ("items/doing.yaml", (1, "area")),
    ("items/doing.yaml", (0, "enemies", 0)),
    ("items/doing.yaml", (2, "id")),
    ("items/doing.yaml", (0, "key")),
    ("items/doing.yaml", (2, "key", 0)),
    ("items/doing.yaml", (2, "level")),
    ("items/doing.yaml", (2, "state")),
    ("items/doing.yaml", (2, "kind")),
    ("programme.yaml", ("mode",)),
    ("rubrics/memo.yaml", ("kind",)),
]


@cache
def required_fields() -> list[tuple[str, tuple[str | int, ...]]]:
    found: list[tuple[str, tuple[str | int, ...]]] = []

    def walk(file: str, value: Any, path: tuple[str | int, ...]) -> None:
        if isinstance(value, dict):
            for key, child in value.items():
                if key not in OPTIONAL and not (path and path[-1] in FREE):
                    found.append((file, (*path, key)))
                walk(file, child, (*path, key))
        elif isinstance(value, list):
            for index, child in enumerate(value):
                walk(file, child, (*path, index))

    for file, content in small_pack().items():
        if not isinstance(content, str):
            walk(file, content, ())
    return found


def check(pack: Data) -> tuple[Problem, ...]:
    return check_files(as_files(pack)).problems


@settings(max_examples=60, deadline=None)
@given(place=st.sampled_from(range(len(required_fields()))))
def test_a_deleted_field_is_named_with_its_file_and_line(place):
    file, path = required_fields()[place]
    pack = without(small_pack(), file, path)
    inside = [problem for problem in check(pack) if problem.file == file]
    assert any(str(path[-1]) in f"{problem.field} {problem.message} {problem.mend}" for problem in inside)
    assert all(1 <= problem.line <= line_count(pack, file) for problem in inside)
    assert all(problem.message and problem.mend for problem in inside)


@settings(max_examples=40, deadline=None)
@given(reference=st.sampled_from(REFERENCES), wrong=st.sampled_from(["zz-nowhere", "zz-seing", "Zz Top"]))
def test_a_misspelt_reference_is_named_on_its_very_line(reference, wrong):
    file, path = reference
    pack = changed(small_pack(), file, path, wrong)
    line = line_of(pack, file, wrong)
    here = [problem for problem in check(pack) if (problem.file, problem.line) == (file, line)]
    assert here
    assert all(problem.mend for problem in here)


@settings(max_examples=40, deadline=None)
@given(
    place=st.sampled_from(range(len(required_fields()))),
    value=st.sampled_from(
        [None, [], {}, [[]], "", " ", 0, -1, True, 10**30, "2026-99-99", {"a": {"b": []}}, "x" * 5000]
    ),
)
def test_no_value_anywhere_makes_the_check_crash(place, value):
    file, path = required_fields()[place]
    pack = changed(small_pack(), file, path, value)
    for problem in check(pack):
        assert 1 <= problem.line <= line_count(pack, problem.file)


@settings(max_examples=40, deadline=None)
@given(
    file=st.sampled_from(sorted(small_pack())),
    start=st.floats(0, 1),
    length=st.integers(0, 60),
    junk=st.one_of(st.binary(max_size=12), st.text("\n:- []{}'\"&*#|>a1", max_size=12).map(str.encode)),
)
def test_no_damage_to_a_file_makes_the_check_crash(file, start, length, junk):
    contents = dict(as_files(small_pack()).contents)
    old = contents[file]
    cut = int(start * len(old))
    contents[file] = old[:cut] + junk + old[cut + length :]
    for problem in check_files(PackFiles(contents=contents, problems=())).problems:
        lines = contents[problem.file].decode("utf-8", "replace").splitlines()
        assert 1 <= problem.line <= max(len(lines), 1)


def test_any_missing_file_is_a_problem():
    for file in small_pack():
        pack = small_pack()
        del pack[file]
        assert check(pack), file
