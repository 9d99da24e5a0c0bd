import datetime
import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.pack.yaml_lines import MAX_DEPTH, field_name, read_yaml


def problems(text: str) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.field, problem.message) for problem in read_yaml(text, file="x.yaml").problems]


def test_every_value_knows_its_line():
    read = read_yaml("a: 1\nb:\n  - x\n  - c: |\n      text\n      more\n    d: [1,\n      2]\n", file="x.yaml")
    assert read.problems == ()
    assert read.data == {"a": 1, "b": ["x", {"c": "text\nmore\n", "d": [1, 2]}]}
    assert read.lines[("a",)] == 1
    assert read.lines[("b",)] == 2
    assert read.lines[("b", 1, "c")] == 4
    assert read.lines[("b", 1, "d")] == 7
    assert read.lines[("b", 1, "d", 1)] == 8


def test_scalars_become_exact_values_and_keys_stay_as_written():
    read = read_yaml('a: 0.10\nb: "0.10"\nc: 2026-03-19\nd: no\n1: ~\n2026.1: 7\n', file="x.yaml")
    assert read.problems == ()
    assert read.data == {
        "a": Decimal("0.10"),
        "b": "0.10",
        "c": datetime.date(2026, 3, 19),
        "d": False,
        "1": None,
        "2026.1": 7,
    }
    assert str(read.data["a"]) == "0.10"


def test_a_key_that_stands_twice_is_refused_with_both_lines():
    read = read_yaml("a:\n  k: 1\n  l: 2\n  k: 3\n", file="x.yaml")
    assert read.data == {"a": {"k": 1, "l": 2}}
    assert [(p.line, p.field, p.message) for p in read.problems] == [
        (4, "a.k", "The key 'k' stands twice (first on line 2).")
    ]


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("a: &x 1\nb: 2\n", 1, "Anchors"),
        ("a: 1\nb:\n  <<: {c: 1}\n", 3, "no plain word"),
        ("a: 1\n? [1, 2]\n: 3\n", 2, "no plain word"),
        ("a: !!python/object/apply:os.system [ls]\n", 1, "tag"),
        ("a: .nan\n", 1, "no value"),
        ("a: 1.0e+999999999\n", 1, "no value"),
        ("a: 2026-13-45\n", 1, "no value"),
        ("a: 1\nb: [1\n", 2, "not valid YAML"),
        ("a: 1\nb: it's: bad\n", 2, "not valid YAML"),
        ("a: 1\n---\nb: 2\n", 2, "second document"),
        ("a: 1\nb: \x07\n", 2, "does not allow"),
        ("", 1, "empty"),
        ("# only a comment\n", 1, "empty"),
    ],
)
def test_what_a_pack_may_not_hold(text, line, part):
    found = problems(text)
    assert len(found) == 1
    assert found[0][0] == line
    assert part in found[0][2]


def test_aliases_cannot_blow_up_the_memory():
    levels = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 12))
    found = problems(f"l0: &l0 [x]\n{levels}")
    assert len(found) == 12 + 11 * 9
    assert {message for _, _, message in found} == {"Anchors and aliases (& and *) are not allowed here."}


def test_depth_is_limited():
    assert problems("[" * MAX_DEPTH + "]" * MAX_DEPTH) == []
    assert "nests too deep" in problems("[" * 900 + "]" * 900)[0][2]


def test_the_first_line_shifts_all_lines():
    read = read_yaml("a: 1\nb: 2\nb: 3\n", file="x.md", first_line=2)
    assert read.lines[("b",)] == 3
    assert [problem.line for problem in read.problems] == [4]


def test_a_field_is_named_as_people_write_it():
    assert field_name(("weeks", 0, "plan", 2, "title")) == "weeks[0].plan[2].title"
    assert field_name((0, "key")) == "[0].key"
    assert field_name(()) == ""


@given(text=st.text(alphabet=st.sampled_from("ab:-[]{}&*!|>'\"#%@`,? \n\t\r0.é\x85\u2028\x00"), max_size=40))
def test_any_text_gives_data_or_a_problem_on_one_of_its_lines(text):
    read = read_yaml(text, file="x.yaml")
    assert read.problems or read.data is not None or text.strip()
    count = max(len(text.splitlines()), 1)
    assert all(1 <= problem.line <= count for problem in read.problems)
    assert all(1 <= line <= count for line in read.lines.values())


@given(value=st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
def test_decimals_keep_their_digits(value):
    assert math.isclose(read_yaml(f"a: {value}", file="x").data["a"], value, rel_tol=0)
