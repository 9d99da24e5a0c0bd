"""What the query desk needs of queries: the first rows of many, the place of a fault, and the tables as one database."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from practicum.focus.api import QueryLimits, check_query, open_tables, run_query, write_database
from practicum.kernel.errors import Refusal

TABLE = pa.table(
    {
        "number": pa.array(range(5), pa.int64()),
        "cost": pa.array([Decimal("1.10")] * 5, pa.decimal128(20, 2)),
        "Tags": ['{"k":"v"}'] * 5,
        "begins": pa.array([datetime(2026, 1, 31, 23, 30, tzinfo=UTC)] * 5, pa.timestamp("ms", tz="UTC")),
    }
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("tables") / "it's.parquet"
    pq.write_table(TABLE, made)
    return made


def test_a_long_result_is_cut_where_it_may_be(path: Path) -> None:
    def run(sql: str, *, most_rows: int):
        return run_query(sql, {"t": path}, limits=QueryLimits(most_rows=most_rows, cuts=True))

    cut = run("SELECT number FROM t ORDER BY number", most_rows=3)
    assert (cut.is_cut, [int(row[0]) for row in cut.rows]) == (True, [0, 1, 2])
    whole = run("SELECT number FROM t ORDER BY number", most_rows=5)
    assert (whole.is_cut, len(whole.rows)) == (False, 5)
    with pytest.raises(Refusal, match="more than 3 rows"):
        run_query("SELECT number FROM t", {"t": path}, limits=QueryLimits(most_rows=3))


@pytest.mark.parametrize(
    ("sql", "place"),
    [
        ("SELEC 1", "(line 1, column 1)"),
        ("SELECT number,\n  nix FROM t", "(line 2, column 3)"),
        ("SELECT 'é', nix FROM t", "(line 1, column 13)"),
        ("SELECT " + "number, " * 40 + "nix" + ", number" * 40 + " FROM t", "(line 1)"),
    ],
)
def test_a_fault_is_said_with_its_place(sql: str, place: str) -> None:
    with open_tables({"t": TABLE}) as desk, pytest.raises(Refusal) as said:
        check_query(sql)
        desk.run(sql, most_rows=10)
    assert said.value.message.endswith(place)
    assert "\n" not in said.value.message


def test_tables_become_one_database_of_the_oldest_format_that_lasts(path: Path, tmp_path: Path) -> None:
    made = tmp_path / "all's.duckdb"
    write_database({"t": path, 'o"dd': path}, made)
    with duckdb.connect(made, read_only=True) as connection:
        assert connection.execute('SELECT * FROM "o""dd"').fetchall() == connection.execute("FROM t").fetchall()
        kinds = dict(connection.execute("SELECT column_name, column_type FROM (DESCRIBE t)").fetchall())
        assert kinds == {"number": "BIGINT", "cost": "DECIMAL(20,2)", "Tags": "VARCHAR", "begins": "TIMESTAMP"}
        assert connection.execute("SELECT DISTINCT begins::VARCHAR FROM t").fetchall() == [("2026-01-31 23:30:00",)]
        tags = connection.execute("SELECT tags FROM duckdb_databases() WHERE NOT internal").fetchone()
    assert tags is not None
    assert tags[0]["storage_version"].startswith("v1.0.0")
