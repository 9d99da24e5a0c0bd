"""A FOCUS file of any size, opened for checking: text as text, Parquet by its types, never whole in memory."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import duckdb

from practicum.focus.conformance.notation.requirement import VERSIONS, datasets_of, requirements_for
from practicum.focus.database import ROW_NUMBER, quoted, text
from practicum.focus.importing.csv_reading import MAX_COLUMNS, MAX_LINE, broken_csv, read_header
from practicum.focus.importing.staging import stage
from practicum.kernel.errors import Refusal

MAX_BYTES = 50_000_000_000
MEMORY = "1500MB"
ROW_HASH = "__hash"
TABLE = "bill"


@dataclass(frozen=True)
class Opened:
    """The table `bill` has a column per name of the header, `__row` (1 is the first after the header) and `__hash`.

    `types` are DuckDB's names of types, by column in the order of the file; in a CSV every one is VARCHAR.
    """

    connection: duckdb.DuckDBPyConnection
    kind: Literal["text", "parquet"]
    types: dict[str, str]
    rows: int
    sha256: str


@contextmanager
def open_file(path: Path) -> Iterator[Opened]:
    """Open a CSV (plain or gzipped) or Parquet file, told by content. A private copy lies in a temporary folder.

    Refusals: those of `stage`, `no_focus_column`, `duplicate_column`, `too_many_columns`, `broken_csv`,
    `broken_parquet`, `no_rows`.
    """
    with tempfile.TemporaryDirectory(prefix="focus-check-") as folder:
        staged = stage(path, folder=Path(folder), max_bytes=MAX_BYTES)
        with _database(Path(folder)) as connection:
            types = _load_csv(connection, staged.path) if staged.kind == "text" else _view_parquet(connection, staged.path)
            row = connection.execute(f"SELECT count(*) FROM {TABLE}").fetchone()
            rows = int(row[0]) if row else 0
            if not rows:
                raise Refusal("no_rows", "The file has columns but no rows.", mend="Export a period that has charges.")
            yield Opened(connection, staged.kind, types, rows, staged.source_sha256)


def known_columns() -> frozenset[str]:
    """Every column of every dataset and version."""
    return frozenset(
        name for version in VERSIONS for dataset in datasets_of(version) for name in requirements_for(version, dataset).columns
    )


def recognise_dataset(names: Sequence[str], version: str) -> str:
    """The dataset whose columns the names fit best: the largest share of its columns that is there."""
    def share(dataset: str) -> float:
        columns = requirements_for(version, dataset).columns
        return len(set(columns) & set(names)) / len(columns)

    return max(datasets_of(version), key=share)


def _database(folder: Path) -> duckdb.DuckDBPyConnection:
    # On disk, because a file may be larger than memory; what it holds is packed, and gone with the folder.
    connection = duckdb.connect(
        str(folder / "check.duckdb"),
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "memory_limit": MEMORY},
    )
    connection.execute(f"SET temp_directory = {text(str(folder))}")
    connection.execute("SET enable_progress_bar = false")
    return connection


def _load_csv(connection: duckdb.DuckDBPyConnection, path: Path) -> dict[str, str]:
    known = known_columns()
    delimiter, header = read_header(path, knows=known.__contains__)
    _refuse_twice(header)
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(len(header)))
    wanted = [f"c{place} AS {quoted(name)}" for place, name in enumerate(header) if name in known]
    hashed = ", ".join(f"c{place}" for place in range(len(header)))
    try:
        connection.execute(
            f"CREATE TABLE loaded AS SELECT {', '.join(wanted)}, hash({hashed}) AS {ROW_HASH} "  # noqa: S608
            f"FROM read_csv({text(str(path))}, auto_detect=false, header=true, delim={text(delimiter)}, quote='\"', "
            f"escape='\"', nullstr='', columns={{{columns}}}, max_line_size={MAX_LINE}, strict_mode=true)"
        )
    except duckdb.Error as error:
        raise broken_csv(error) from error
    path.unlink()  # the table has it all; the copy would only take room
    connection.execute(f"CREATE VIEW {TABLE} AS SELECT rowid + 1 AS {ROW_NUMBER}, * FROM loaded")
    return dict.fromkeys(header, "VARCHAR")


def _view_parquet(connection: duckdb.DuckDBPyConnection, path: Path) -> dict[str, str]:
    source = f"read_parquet({text(str(path))}, file_row_number=true)"
    try:
        described = connection.execute(f"DESCRIBE SELECT * EXCLUDE (file_row_number) FROM {source}").fetchall()  # noqa: S608
        types = {str(row[0]): str(row[1]) for row in described}
        _refuse_twice(list(types))
        hashed = ", ".join(quoted(name) for name in types)
        connection.execute(
            f"CREATE VIEW {TABLE} AS SELECT file_row_number + 1 AS {ROW_NUMBER}, * EXCLUDE (file_row_number), "  # noqa: S608
            f"hash({hashed}) AS {ROW_HASH} FROM {source}"
        )
        connection.execute(f"SELECT count({hashed.split(', ')[0]}) FROM {TABLE}").fetchone()  # noqa: S608 - the pages too
    except duckdb.Error as error:
        raise Refusal(
            "broken_parquet", "The Parquet file is damaged or cut short.", mend="Export or download it again."
        ) from error
    if not known_columns() & set(types):
        raise Refusal("no_focus_column", "No FOCUS column is in the file.", mend="Is this a FOCUS export?")
    return types


def _refuse_twice(header: Sequence[str]) -> None:
    if len(header) > MAX_COLUMNS:
        raise Refusal("too_many_columns", f"The file has {len(header):,} columns.", mend="Export fewer columns.")
    seen: set[str] = set()
    for name in header:
        if name.lower() in seen:
            raise Refusal(
                "duplicate_column",
                f"The column {name[:100]} is there twice.",
                field=name[:100],
                mend="Remove or rename one of the two, then check the file again.",
            )
        seen.add(name.lower())


