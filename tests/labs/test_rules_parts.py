"""Answers of many parts: sets, tables, results of queries; how they are typed, and how much of them is right."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.kernel.errors import Refusal
from practicum.labs.rules.grading import grade_task
from practicum.labs.rules.grids import Grid
from practicum.labs.rules.rows import match_rows
from practicum.labs.rules.scoring import share_of, share_of_set
from practicum.labs.rules.tasks import read_keys, write_keys
from practicum.labs.rules.typed_sets import MOST_MEMBERS, read_set
from practicum.labs.rules.typed_tables import MOST_ROWS, read_table, write_table
from tests.labs.making import COLUMNS, grid, key_of, set_task, sql_task, table, table_task

names = st.sets(st.sampled_from([f"r-{number}" for number in range(12)]), min_size=1)
ROWS = (("a", "10.00", "x"), ("b", "20.00", "y"), ("c", "30.00", "z"))


# --- sets ---


@pytest.mark.parametrize(
    "typed",
    [
        "i-1\ni-2\ni-3",
        "i-1, i-2; i-3",
        "i-1\ti-2\ti-3\r\n",
        "ResourceId\ni-1\ni-2\ni-3\n\n",
        '"i-1",\n"i-2",\n"i-3"',
        "- i-1\n- i-2\n* i-3",
        "'i-1' , 'i-2', i-3, I-3, i-1",
        "\u201ci-1\u201d\ni-2\ni-3",
    ],
)
def test_sets_are_read_however_they_are_typed(typed: str) -> None:
    assert read_set(typed, column="ResourceId") == ("i-1", "i-2", "i-3")


def test_a_name_with_a_comma_stands_in_quotes() -> None:
    assert read_set('"Logs, archived"\nQueues', column="ServiceName") == ("Logs, archived", "Queues")
    assert read_set(" \n,;\n", column="ServiceName") == ()


@pytest.mark.parametrize(
    ("typed", "code"),
    [("\n".join(f"i-{n}" for n in range(MOST_MEMBERS + 1)), "set_too_many"), ("x" * 501, "set_member_long")],
)
def test_sets_out_of_measure_are_refused(typed: str, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_set(typed, column="ResourceId", field="idle")
    assert (caught.value.code, caught.value.field) == (code, "idle")


@given(names, names)
def test_a_set_scores_precision_times_recall(right: set[str], named: set[str]) -> None:
    share = share_of_set(sorted(right), sorted(named))
    both = len(right & named)
    assert share == Fraction(both * both, len(right) * len(named))
    assert (share == 1) is (right == named)
    assert 0 <= share <= 1


@given(names, names)
def test_naming_one_more_right_member_never_costs_points(right: set[str], named: set[str]) -> None:
    missing = sorted(right - named)
    if missing:
        more = named | {missing[0]}
        assert share_of_set(sorted(right), sorted(more)) >= share_of_set(sorted(right), sorted(named))
    wrong = sorted(named - right)
    if wrong and len(named) > 1:
        less = named - {wrong[0]}
        assert share_of_set(sorted(right), sorted(less)) >= share_of_set(sorted(right), sorted(named))


def test_a_set_reveals_the_wrong_method_that_it_is_nearest_to() -> None:
    right = tuple(f"r-{n}" for n in range(10))
    mean = (*right[:5], *(f"m-{n}" for n in range(5)))
    peak = (*right[:5], *(f"p-{n}" for n in range(5)))
    key = key_of(right, "idle", mean=mean, peak=peak)
    assert grade_task(set_task(), key, tuple(one.upper() for one in right)).points == 10
    for answer, method, outcome in (
        (mean, "mean", "partly"),
        ((*mean[:9], "other"), "mean", "partly"),
        (peak, "peak", "partly"),
    ):
        graded = grade_task(set_task(), key, answer)
        assert (graded.method, graded.outcome) == (method, outcome)
    assert grade_task(set_task(), key, mean).points == Decimal("2.50")
    assert grade_task(set_task(), key, ("x", "y")).outcome == "wrong"
    assert grade_task(set_task(partial=False), key, mean).points == 0
    assert grade_task(set_task(), key, right[:9]).method == ""


@given(names, names)
def test_all_points_are_for_all_of_the_answer_only(right: set[str], named: set[str]) -> None:
    graded = grade_task(set_task(points=3), key_of(tuple(sorted(right)), "idle"), tuple(sorted(named)))
    assert (graded.points == 3) is (right == named)
    assert 0 <= graded.points <= 3


# --- tables ---


@pytest.mark.parametrize(
    "typed",
    [
        "unit,cost,owner\na,10.00,x\nb,20.00,y\nc,30.00,z\n",
        "Unit\tOwner\tCost\na\tx\t10\nb\ty\t20\nc\tz\t30",
        "unit;cost;owner\r\na;10,00;x\r\nb;20,00 USD;y\r\nc;$30;z\r\n\r\n",
        'owner,note,unit,cost\nx,"why, indeed",a,10\ny,,b,20\nz,,c,30\n',
        "\ufeffunit,cost,owner\n\na,10.00,x\nb,20.00,y\nc,30.00,z",
    ],
)
def test_tables_are_read_however_they_are_pasted(typed: str) -> None:
    read = read_table(typed, columns=COLUMNS)
    assert read is not None
    assert share_of(table_task(), table(*ROWS), read) == 1
    assert (
        read_table(
            write_table([list(read.columns), *[[cell or "" for cell in row] for row in read.rows]]), columns=COLUMNS
        )
        == read
    )


@pytest.mark.parametrize(
    ("typed", "code", "part"),
    [
        ("unit,cost\na,1", "table_column_missing", "owner"),
        ("unit,cost,owner,cost\na,1,x,2", "table_column_twice", "cost"),
        ("unit,cost,owner\na,1,x\nA,2,y", "table_row_twice", "Row 3"),
        ("unit,cost,owner\n,1,x", "table_key_missing", "Row 2"),
        ("unit,cost,owner\na,lots,x", "number_nonsense", "Row 2, cost"),
        ("unit,cost,owner\na,\"1,234\",x", "number_ambiguous", "Row 2, cost"),
        ("unit,cost,owner\n" + "\n".join(f"u{n},1,x" for n in range(MOST_ROWS + 1)), "table_too_long", "1,000"),
    ],
)  # fmt: skip
def test_tables_that_cannot_be_read_say_which_row(typed: str, code: str, part: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_table(typed, columns=COLUMNS, field="by-unit")
    assert (caught.value.code, caught.value.field) == (code, "by-unit")
    assert part in caught.value.message


def test_headings_alone_are_a_blank() -> None:
    assert read_table("unit,cost,owner\n", columns=COLUMNS) is None


@pytest.mark.parametrize(
    ("given_rows", "share"),
    [
        (ROWS, Fraction(1)),
        (ROWS[::-1], Fraction(1)),
        ((("A", "10.005", "X"), *ROWS[1:]), Fraction(1)),
        (ROWS[:2], Fraction(4, 6)),
        ((*ROWS, ("d", "1", "q")), Fraction(6, 8)),
        ((("a", "11", "x"), *ROWS[1:]), Fraction(5, 6)),
        ((("a", None, "x"), *ROWS[1:]), Fraction(5, 6)),
        ((("q", "10", "x"),), Fraction(0)),
    ],
)
def test_a_table_scores_by_its_cells(given_rows: Any, share: Fraction) -> None:
    assert share_of(table_task(), table(*ROWS), table(*given_rows)) == share


def test_a_month_may_be_written_without_its_day() -> None:
    right, given_rows = table(("2026-01-01", "1", "x")), table(("2026-01", "1", "x"))
    assert share_of(table_task(), right, given_rows) == 1


# --- results of queries ---


RIGHT = grid(("a", "10.001"), ("b", "20"), ("b", "21"))


@pytest.mark.parametrize(
    ("answer", "rows"),
    [
        (RIGHT, 3),
        (grid(("b", "21"), ("a", "10.00"), ("b", "20.00")), 3),
        (grid(("a", "10.00"), ("b", "20.00"), ("b", "21.0000"), columns=("name", "total")), 3),
        (grid(("10.00", "a"), ("20", "b"), ("21", "b"), columns=("cost", "unit"), types=("number", "text")), 3),
        (grid(("10.00", "a"), ("20", "b"), ("21", "b"), columns=("x", "y"), types=("number", "text")), 3),
        (grid(("a", "10.00"), ("b", "20"), ("b", "20")), 2),
        (grid(("a", "10.02"), ("b", "20"), ("b", "21")), 2),
        (grid(("a",), ("b",), columns=("unit",), types=("text",)), 0),
        (grid(("a", None), ("b", "20")), 1),
    ],
)
def test_equivalent_results_are_right_whatever_the_way(answer: Grid, rows: int) -> None:
    assert match_rows(sql_task(), RIGHT, answer) == rows


def test_order_and_names_matter_only_where_the_task_says_so() -> None:
    turned = grid(*RIGHT.rows[::-1])
    renamed = grid(*RIGHT.rows, columns=("name", "total"))
    assert share_of(sql_task(), RIGHT, turned) == share_of(sql_task(), RIGHT, renamed) == 1
    assert share_of(sql_task(ordered=True), RIGHT, turned) < 1
    assert share_of(sql_task(ordered=True), RIGHT, RIGHT) == 1
    assert share_of(sql_task(named=True), RIGHT, renamed) == 0
    graded = grade_task(sql_task(named=True), key_of(RIGHT, "query"), renamed)
    assert "other names" in graded.feedback
    fewer = grid(("a",), columns=("unit",), types=("text",))
    assert "there are 1, and 2 are asked for" in grade_task(sql_task(), key_of(RIGHT, "query"), fewer).feedback


cells = st.tuples(st.sampled_from(["a", "b", "c"]), st.integers(0, 5).map(str))


@given(st.lists(cells, min_size=1, max_size=12), st.randoms())
def test_a_shuffled_result_is_the_same_result(rows: list[tuple[str, str]], chance: Any) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert share_of(sql_task(), grid(*rows), grid(*shuffled)) == 1


@given(st.lists(cells, min_size=1, max_size=12), st.lists(cells, min_size=1, max_size=12))
def test_rows_are_matched_as_often_as_they_stand_there(
    rows: list[tuple[str, str]], others: list[tuple[str, str]]
) -> None:
    expected = sum(min(rows.count(row), others.count(row)) for row in set(rows))
    task = sql_task(decimals=2)
    assert match_rows(task, grid(*rows), grid(*others, columns=("unit", "cost"))) == expected


def test_a_query_reveals_its_wrong_method() -> None:
    billed = grid(("a", "5"), ("b", "6"), ("b", "7"))
    graded = grade_task(sql_task(), key_of(RIGHT, "query", billed=billed), billed)
    assert (graded.outcome, graded.points, graded.method, graded.feedback) == ("wrong", 0, "billed", "This is billed.")


def test_keys_of_every_kind_are_stored_without_loss() -> None:
    keys = {
        key.task: key
        for key in (key_of("1.20"), key_of(("a", "b"), "idle", mean=("c",)), key_of(RIGHT, "query", billed=RIGHT))
    }
    assert read_keys(write_keys(keys)) == keys
