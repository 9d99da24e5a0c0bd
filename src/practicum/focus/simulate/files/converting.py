"""From the Parquet files of a simulation to CSV and to one DuckDB file. DuckDB streams: no table has to fit in memory."""

from collections.abc import Mapping
from pathlib import Path

from practicum.focus.database import connect, text
from practicum.focus.querying.storing import write_database

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
    """All tables; Tags become MAP(VARCHAR, VARCHAR)."""
    write_database(parquet, path, maps=_MAPS)
