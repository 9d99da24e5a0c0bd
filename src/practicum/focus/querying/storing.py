"""Tables as one database file that DuckDB opens, old versions and the one of browsers too."""

from collections.abc import Mapping
from pathlib import Path

import duckdb

from practicum.focus.database import quoted

# What every DuckDB since 1.0 reads.
STORAGE_VERSION = "v1.0.0"


def write_database(tables: Mapping[str, Path], path: Path) -> None:
    """Write Parquet files as tables of a new database at `path`.

    Times are in UTC and without a zone: DuckDB in a browser has no zones. Raises duckdb.Error where the path exists or a
    file cannot be read.
    """
    with duckdb.connect(":memory:", config={"threads": "2", "memory_limit": "1GB"}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"ATTACH '{_text(path)}' AS made (STORAGE_VERSION '{STORAGE_VERSION}')")
        for name, source in tables.items():
            rows = f"read_parquet('{_text(source)}')"
            described = connection.execute(f"DESCRIBE SELECT * FROM {rows}").fetchall()  # noqa: S608  our own paths
            columns = ", ".join(_column(str(column), str(kind)) for column, kind, *_ in described)
            connection.execute(f"CREATE TABLE made.{quoted(name)} AS SELECT {columns} FROM {rows}")  # noqa: S608
        connection.execute("DETACH made")


def _column(name: str, kind: str) -> str:
    column = quoted(name)
    return f"{column}::TIMESTAMP AS {column}" if kind.startswith("TIMESTAMP") else column


def _text(path: Path) -> str:
    return str(path).replace("'", "''")
