"""Queries of strangers: what they may see, what they may not, and that whoever asks for too much is ended."""

import inspect
import resource
import threading
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from practicum.focus.api import QueryLimits, QueryResult, check_query, open_tables, run_query
from practicum.focus.querying import strangers
from practicum.kernel.errors import Refusal
from practicum.site.processes import web

COSTS = pa.table(
    {
        "unit": ["search", "search", "checkout", None],
        "cost": pa.array([Decimal("1.10"), Decimal("2.20"), Decimal("0.30"), None], pa.decimal128(10, 2)),
    }
)
SUM = "SELECT unit, sum(cost) AS cost FROM costs WHERE unit IS NOT NULL GROUP BY unit ORDER BY unit"
QUICK = QueryLimits(seconds=2, memory_mb=128)


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    path = tmp_path_factory.mktemp("tables") / "costs.parquet"
    pq.write_table(COSTS, path)
    return {"costs": path}


def test_a_stranger_and_we_get_the_same_exact_result(tables: dict[str, Path]) -> None:
    expected = QueryResult(
        columns=("unit", "cost"),
        types=("text", "number"),
        rows=(("checkout", Decimal("0.30")), ("search", Decimal("3.30"))),
    )
    assert run_query(SUM, tables) == expected
    with open_tables({"costs": COSTS}) as desk:
        assert desk.run(SUM, most_rows=10) == expected


def test_values_have_one_plain_form(tables: dict[str, Path]) -> None:
    sql = (
        "SELECT DATE '2026-01-31', TIMESTAMP '2026-01-31 00:00:00', TIMESTAMP '2026-01-31 12:30:00', true, 0.1::DOUBLE, "
        "7::HUGEINT, 'nan'::DOUBLE, NULL, [1, 2]"
    )
    (row,) = run_query(sql, tables).rows
    assert row == (
        "2026-01-31",
        "2026-01-31",
        "2026-01-31T12:30:00",
        "true",
        Decimal("0.1"),
        Decimal(7),
        None,
        None,
        "[1, 2]",
    )


REFUSED = {
    # no statement but one SELECT
    "COPY (SELECT 1) TO '/tmp/stolen.csv'": "query_not_select",
    "ATTACH '/tmp/other.duckdb' AS other": "query_not_select",
    "INSTALL httpfs": "query_not_select",
    "LOAD httpfs": "query_not_select",
    "SET enable_external_access = true": "query_not_select",
    "RESET threads": "query_not_select",
    "PRAGMA database_list": "query_not_select",
    "CALL pragma_version()": "query_not_select",
    "CREATE TABLE mine AS SELECT 1": "query_not_select",
    "DELETE FROM costs": "query_not_select",
    "EXPORT DATABASE '/tmp/stolen'": "query_not_select",
    "SELECT 1; DROP TABLE costs": "query_many",
    "-- nothing": "query_empty",
    "": "query_empty",
    "SELEC 1": "query_syntax",
    "SELECT 1\x00": "query_not_text",
    "SELECT '" + "x" * 20_000 + "'": "query_too_long",
    # nothing of the machine
    "SELECT * FROM read_csv('/etc/passwd')": "query_failed",
    "SELECT * FROM read_text('/etc/passwd')": "query_failed",
    "SELECT * FROM read_blob('/proc/self/environ')": "query_failed",
    "SELECT * FROM '/etc/passwd'": "query_failed",
    "SELECT * FROM glob('/*')": "query_failed",
    "SELECT * FROM sniff_csv('/etc/passwd')": "query_failed",
    "SELECT * FROM read_parquet('https://example.org/x.parquet')": "query_failed",
    "SELECT getenv('HOME')": "query_failed",
    "SELECT * FROM query('COPY (SELECT 1) TO ''/tmp/stolen''')": "query_failed",
    # no variable of the program around it
    "SELECT * FROM connection": "query_failed",
    "SELECT * FROM request": "query_failed",
    "SELECT * FROM nowhere": "query_failed",
    # too much
    "SELECT * FROM range(1001)": "query_large",
    "WITH RECURSIVE r AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM r) SELECT i FROM r": "query_large",
    "SELECT repeat('x', 5000000)": "query_large",
    "SELECT repeat('x', 1000000000)": "query_memory",
    "SELECT length(repeat('x', 1000000000))": "query_memory",
    "SELECT range(1000000000)": "query_memory",
    "WITH RECURSIVE r AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM r) SELECT max(i) FROM r": "query_time",
    "SELECT sum(a.i * b.i % 7) FROM range(100000) a(i), range(1000000) b(i)": "query_time",
    # cells without a text cost too
    "SELECT " + ", ".join(["NULL"] * 1_100) + " FROM range(1000)": "query_large",
    "SELECT now()": "query_failed",
}


@pytest.mark.parametrize("sql", REFUSED, ids=lambda sql: str(sql)[:50])
def test_hostile_queries_are_refused_in_one_clear_line(sql: str, tables: dict[str, Path]) -> None:
    with pytest.raises(Refusal) as caught:
        run_query(sql, tables, limits=QUICK, field="task")
    assert (caught.value.code, caught.value.field) == (REFUSED[sql], "task")
    assert caught.value.message
    assert "\n" not in caught.value.message
    assert "Traceback" not in caught.value.message


def test_the_server_lives_and_nothing_was_written(tables: dict[str, Path]) -> None:
    for sql in ("SELECT range(1000000000)", "COPY costs TO '/tmp/practicum-stolen.csv'"):
        with pytest.raises(Refusal):
            run_query(sql, tables, limits=QUICK)
    assert not Path("/tmp/practicum-stolen.csv").exists()
    assert run_query("SELECT count(*) FROM costs", tables).rows == ((Decimal(4),),)
    assert pq.read_table(tables["costs"]).equals(COSTS)


def test_the_process_of_a_query_is_gone_and_knew_no_secret(
    tables: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    started: list[Any] = []
    popen = strangers.subprocess.Popen
    monkeypatch.setattr(strangers.subprocess, "Popen", lambda *a, **k: started.append(popen(*a, **k)) or started[-1])
    rows = run_query("SELECT name, value FROM duckdb_settings()", tables).rows
    assert rows
    assert not [row for row in rows if "secret@" in str(row) or "postgresql" in str(row)]
    with pytest.raises(Refusal) as caught:
        run_query(
            "WITH RECURSIVE r AS (SELECT 1 AS i UNION ALL SELECT i FROM r) SELECT max(i) FROM r", tables, limits=QUICK
        )
    assert caught.value.code == "query_time"
    assert len(started) == 2
    assert all(one.returncode is not None for one in started)


@pytest.mark.parametrize("open_ended", ["SELECT " + "(" * 19_000, "WITH a AS (" * 1_700, "SELECT " + "- " * 9_900])
def test_a_query_that_costs_the_parser_gigabytes_costs_the_server_nothing(
    open_ended: str, tables: dict[str, Path]
) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(Refusal) as caught:
        run_query(open_ended, tables, field="task")
    assert caught.value.code in ("query_nested", "query_time")
    assert caught.value.field == "task"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kB
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1_000_000


def test_what_the_database_prints_is_no_part_of_the_answer(tables: dict[str, Path]) -> None:
    """After two seconds it draws a bar of progress."""
    assert run_query("SELECT count(pg_sleep(3)) FROM costs WHERE cost > 2", tables).rows == ((Decimal(0),),)


def test_a_time_with_a_zone_is_said_in_plain_words(tables: dict[str, Path]) -> None:
    with pytest.raises(Refusal, match="CAST"):
        run_query("SELECT now()", tables)
    assert run_query("SELECT CAST(now() AS TIMESTAMP)", tables).types == ("text",)


def test_who_would_wait_behind_others_who_wait_is_told_at_once(tables: dict[str, Path]) -> None:
    """However many ask, the server keeps threads for those who ask for pages."""
    assert inspect.signature(web).parameters["threads"].default > strangers.AT_ONCE + strangers.WAITING
    told: list[str] = []

    def ask() -> None:
        try:
            told.append(str(len(run_query("SELECT pg_sleep(1)", tables).rows)))
        except Refusal as refusal:
            told.append(refusal.code)

    everybody = [threading.Thread(target=ask) for _ in range(strangers.AT_ONCE + strangers.WAITING + 3)]
    for one in everybody:
        one.start()
    for one in everybody:
        one.join()
    assert sorted(told) == ["1"] * (strangers.AT_ONCE + strangers.WAITING) + ["query_busy"] * 3


def test_our_own_queries_run_on_a_closed_database_too() -> None:
    with open_tables({"costs": COSTS}) as desk:
        for sql in ("SELECT * FROM read_csv('/etc/passwd')", "SELECT * FROM COSTS_", "SELECT * FROM COSTS2"):
            with pytest.raises(Refusal) as caught:
                desk.run(sql, most_rows=10)
            assert caught.value.code == "query_failed"
        with pytest.raises(Refusal) as caught:
            desk.run("SELECT * FROM range(11)", most_rows=10)
        assert caught.value.code == "query_large"


@pytest.mark.parametrize(
    "sql", ["SELECT 1", "  with a as (select 1) select * from a  ;", "FROM costs", "VALUES (1)", "DESCRIBE costs"]
)
def test_a_query_may_be_written_in_several_ways(sql: str) -> None:
    check_query(sql)
