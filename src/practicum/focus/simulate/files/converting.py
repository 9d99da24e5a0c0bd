"""From the Parquet files of a simulation to CSV and to one DuckDB file. DuckDB streams: no table has to fit in memory."""

from collections.abc import Mapping
from pathlib import Path

from practicum.focus.database import connect, quoted, text
from practicum.focus.simulate.tables import COLUMNS_OF

# What DuckDB 1.0 can read, and so can DuckDB in the browser.
STORAGE_VERSION = "v1.0.0"
_MAPS = ("Tags", "AllocatedTags")
_TIMES = "%Y-%m-%dT%H:%M:%SZ"


def write_csv(path: Path, parquet: Path) -> None:
    """UTF-8 with a header; null is nothing between two commas; times as FOCUS wants them (2026-01-01T00:00:00Z)."""
    with connect(may_read_files=True) as connection:
        # One thread, so that rows stay in their order and memory stays small.
        connection.execute("SET threads = 1")
        connection.execute(
            f"COPY (FROM read_parquet({text(str(parquet))})) TO {text(str(path))}"
            f" (FORMAT csv, HEADER, TIMESTAMPFORMAT '{_TIMES}')"
        )


def write_duckdb(path: Path, parquet: Mapping[str, Path]) -> None:
    """All tables. Tags become MAP(VARCHAR, VARCHAR), which needs no extension to read; times carry no zone."""
    with connect(may_read_files=True) as connection:
        connection.execute("SET threads = 1")
        connection.execute(f"ATTACH {text(str(path))} AS made (STORAGE_VERSION '{STORAGE_VERSION}')")
        for name, file in parquet.items():
            columns = ", ".join(
                f"CAST(CAST({quoted(c.name)} AS JSON) AS MAP(VARCHAR, VARCHAR)) AS {quoted(c.name)}"
                if c.name in _MAPS
                else quoted(c.name)
                for c in COLUMNS_OF[name]
            )
            connection.execute(
                f"CREATE TABLE made.{quoted(name)} AS SELECT {columns} FROM read_parquet({text(str(file))})"  # noqa: S608
            )
        connection.execute("DETACH made")
