"""A FOCUS file of any size, opened for checking: text as text, Parquet by its types, never whole in memory."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import duckdb

from practicum.focus.conformance.csv_staging import ROW_HASH, refuse_twice, stage_csv
from practicum.focus.conformance.notation.requirement import VERSIONS, datasets_of, requirements_for
from practicum.focus.database import ROW_NUMBER, quoted, text
from practicum.kernel.errors import Refusal

MEMORY = "1000MB"
TABLE = "bill"
_EXPORT_AGAIN = "Export the bill again as CSV (UTF-8) or Parquet."


@dataclass(frozen=True)
class Opened:
    """The view `bill` has a column per name of the header, `__row` (1 is the first after the header) and `__hash`.

    `types` are DuckDB's names of types, by column in the order of the file; in a CSV every one is VARCHAR.
    `suspects` are the columns in which some cell may only stand for no value; None if nobody looked yet.
    """

    connection: duckdb.DuckDBPyConnection
    kind: Literal["text", "parquet"]
    types: dict[str, str]
    rows: int
    suspects: frozenset[str] | None


@contextmanager
def open_file(path: Path) -> Iterator[Opened]:
    """Open a CSV (plain or gzipped) or Parquet file, told by content. What is needed lies in a temporary folder.

    Refusals: `unreadable_file`, `empty_file`, `zipped_file`, those of `stage_csv`, `broken_parquet`, `no_rows`. Their
    messages name the file.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="focus-check-") as folder, _database(Path(folder)) as connection:
            yield _open(path, Path(folder), connection)
    except Refusal as refusal:
        if refusal.field in ("version", "dataset", "supports"):
            raise
        raise Refusal(refusal.code, f"{path}: {refusal.message}", field=refusal.field, mend=refusal.mend) from refusal


def known_columns() -> frozenset[str]:
    """Every column of every dataset and version."""
    pairs = [(version, dataset) for version in VERSIONS for dataset in datasets_of(version)]
    return frozenset(name for version, dataset in pairs for name in requirements_for(version, dataset).columns)


def recognise_dataset(names: Sequence[str], version: str) -> str:
    """The dataset whose columns the names fit best: the largest share of its columns that is there."""

    def share(dataset: str) -> float:
        columns = requirements_for(version, dataset).columns
        return len(set(columns) & set(names)) / len(columns)

    return max(datasets_of(version), key=share)


def _open(path: Path, folder: Path, connection: duckdb.DuckDBPyConnection) -> Opened:
    start = _start_of(path)
    if start.startswith(b"PAR1"):
        types = _view_parquet(connection, path)
        return Opened(connection, "parquet", types, _count(connection), None)
    staged = stage_csv(path, folder, packed=start.startswith(b"\x1f\x8b"), knows=known_columns().__contains__)
    connection.register("loaded", staged.table)
    names = [name for name in staged.table.column_names if name != ROW_NUMBER]
    connection.execute(f"CREATE TEMP VIEW {TABLE} AS SELECT *, {_hash(names)} AS {ROW_HASH} FROM loaded")  # noqa: S608
    return Opened(connection, "text", dict.fromkeys(names, "VARCHAR"), _count(connection), staged.suspects)


def _start_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "input error"
        raise Refusal("unreadable_file", f"The file cannot be read: {reason}.", mend="Check its name.") from error
    if not start:
        raise Refusal("empty_file", "The file is empty.", mend=_EXPORT_AGAIN)
    if start.startswith(b"PK\x03\x04"):
        raise Refusal("zipped_file", "This is a zip archive or a spreadsheet, not a bill.", mend=_EXPORT_AGAIN)
    return start


def _database(folder: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(
        ":memory:",
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "memory_limit": MEMORY},
    )
    connection.execute(f"SET temp_directory = {text(str(folder))}")
    connection.execute("SET enable_progress_bar = false")
    return connection


def _hash(names: Sequence[str]) -> str:
    return f"hash({', '.join(quoted(name) for name in names)})"


def _count(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute(f"SELECT count(*) FROM {TABLE}").fetchone()  # noqa: S608
    if not row or not row[0]:
        raise Refusal("no_rows", "The file has columns but no rows.", mend="Export a period that has charges.")
    return int(row[0])


def _view_parquet(connection: duckdb.DuckDBPyConnection, path: Path) -> dict[str, str]:
    source = f"read_parquet({text(str(path))}, file_row_number=true)"
    try:
        described = connection.execute(f"DESCRIBE SELECT * EXCLUDE (file_row_number) FROM {source}").fetchall()  # noqa: S608
        types = {str(row[0]): str(row[1]) for row in described}
        refuse_twice(list(types))
        connection.execute(
            f"CREATE TEMP VIEW {TABLE} AS SELECT file_row_number + 1 AS {ROW_NUMBER}, "  # noqa: S608
            f"* EXCLUDE (file_row_number), {_hash(list(types))} AS {ROW_HASH} FROM {source}"
        )
        # Every page is read once here: a damaged one is found before anything is said about the rows.
        connection.execute(f"SELECT max({ROW_HASH}) FROM {TABLE}").fetchone()  # noqa: S608
    except duckdb.Error as error:
        raise Refusal(
            "broken_parquet", "The Parquet file is damaged or cut short.", mend="Export or download it again."
        ) from error
    if not known_columns() & set(types):
        raise Refusal("no_focus_column", "No FOCUS column is in the file.", mend="Is this a FOCUS export?")
    return types
