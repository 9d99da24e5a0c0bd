"""Tables as one database file that DuckDB opens, old versions and the one of browsers too."""

from collections.abc import Collection, Mapping
from pathlib import Path

from practicum.focus.database import connect, quoted, text

# What DuckDB 1.0 can read, and so can DuckDB in the browser.
STORAGE_VERSION = "v1.0.0"


def write_database(tables: Mapping[str, Path], path: Path, *, maps: Collection[str] = ()) -> None:
    """Write Parquet files as tables of a new database at `path`; rows stay in their order.

    Times are in UTC and without a zone: DuckDB in a browser has no zones. Columns named in `maps` hold JSON objects and
    become MAP(VARCHAR, VARCHAR), which needs no extension to read. Raises duckdb.Error where the path exists or a file
    cannot be read.
    """
    with connect(may_read_files=True) as connection:
        # One thread, so that rows stay in their order and memory stays small.
        connection.execute("SET threads = 1")
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"ATTACH {text(str(path))} AS made (STORAGE_VERSION '{STORAGE_VERSION}')")
        for name, source in tables.items():
            rows = f"read_parquet({text(str(source))})"
            described = connection.execute(f"DESCRIBE SELECT * FROM {rows}").fetchall()  # noqa: S608  our own paths
            columns = ", ".join(_column(str(column), str(kind), maps) for column, kind, *_ in described)
            connection.execute(f"CREATE TABLE made.{quoted(name)} AS SELECT {columns} FROM {rows}")  # noqa: S608
        connection.execute("DETACH made")


def _column(name: str, kind: str, maps: Collection[str]) -> str:
    column = quoted(name)
    if name in maps:
        return f"CAST(CAST({column} AS JSON) AS MAP(VARCHAR, VARCHAR)) AS {column}"
    return f"CAST({column} AS TIMESTAMP) AS {column}" if kind.startswith("TIMESTAMP") else column
