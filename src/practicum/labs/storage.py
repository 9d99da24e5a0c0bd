"""The files of bills and of the tables beside them: Parquet, named by the hash of their bytes, whole or not there."""

import csv
import hashlib
import io
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from practicum.focus import api as focus
from practicum.kernel.errors import Unavailable
from practicum.labs.rules.facts import show_cell

_BATCH_ROWS = 2_000
_UNFINISHED_SECONDS = 3600
_FORMULA = re.compile(r"(?![+-][0-9.]+$)[=+\-@\t\r]")  # a plain number is none


def bills_folder() -> Path:
    return Path(settings.PRACTICUM.data_dir) / "bills"


def path_of(sha256: str) -> Path:
    """Where the file of a bill lies. Raises Unavailable when it is not there."""
    path = bills_folder() / f"{sha256}.parquet"
    if not path.is_file():
        raise Unavailable(
            "The data file of this bill is not there.",
            mend="An operator puts it back from the backup of the data folder.",
        )
    return path


def store_bill(bill: focus.Bill, *, owner: str = "", before: Callable[[str], None] | None = None) -> str:
    """Write the bill and return the SHA-256 of its file. Content that is there already is left as it is; with an owner
    the file is theirs alone, whoever else has the same content. `before` is told the SHA-256 before the file is there.

    The file gets its name only when it is complete and on disk, so that a crash leaves no half file behind.
    """
    folder = bills_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".writing-", dir=folder) as scratch:
        written = Path(scratch) / "bill.parquet"
        sha256 = focus.write_parquet(bill, written, owner=owner)
        with written.open("rb") as file:
            os.fsync(file.fileno())
        if before is not None:
            before(sha256)
        written.replace(folder / f"{sha256}.parquet")
    return sha256


def sweep_unfinished() -> None:
    """Delete what processes that were killed while they wrote have left, once it is an hour old."""
    for left in bills_folder().glob(".writing-*"):
        if time.time() - left.stat().st_mtime > _UNFINISHED_SECONDS:
            shutil.rmtree(left, ignore_errors=True)


def remove_stored(sha256: str) -> bool:
    """Delete a stored file for good; whether it was there."""
    path = bills_folder() / f"{sha256}.parquet"
    is_there = path.is_file()
    path.unlink(missing_ok=True)
    return is_there


def store_file(content: bytes) -> str:
    """Store the bytes of a Parquet file and return their SHA-256. Content that is there already is left as it is."""
    folder = bills_folder()
    folder.mkdir(parents=True, exist_ok=True)
    sha256 = hashlib.sha256(content).hexdigest()
    if not (folder / f"{sha256}.parquet").is_file():
        with tempfile.TemporaryDirectory(prefix=".writing-", dir=folder) as scratch:
            written = Path(scratch) / "table.parquet"
            with written.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            written.replace(folder / f"{sha256}.parquet")
    return sha256


def read_stored_table(sha256: str) -> pa.Table:
    """Read a stored table back, as it was written. Raises Unavailable when the file is missing or another one."""
    path = path_of(sha256)
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            raise Unavailable(
                "The data file of this bill was changed after it was stored.",
                mend="An operator puts it back from the backup of the data folder.",
            )
    return pq.read_table(path)


def read_stored(sha256: str, *, version: str) -> focus.Bill:
    """Read a stored bill back, as it was written. Raises Unavailable when the file is missing or another one.

    The hash shows that the bytes are those that `store_bill` wrote from a normalised bill, so nothing has to be
    normalised again. `version` is the FOCUS version that was found when it was stored.
    """
    table = read_stored_table(sha256)
    return focus.Bill(
        table=table,
        version=version,
        version_reason="As found when the bill was stored.",
        found_columns=frozenset(table.column_names),
        source_sha256=sha256,
    )


def stream_csv(sha256: str) -> Iterator[str]:
    """The stored file as CSV, in pieces: FOCUS forms, UTF-8, lines that end as RFC 4180 wants them.

    A text that a spreadsheet would take for a formula (a tag, say, that begins with =) gets an apostrophe before it.
    """
    with pq.ParquetFile(path_of(sha256)) as file:
        yield _as_csv([file.schema_arrow.names])
        for batch in file.iter_batches(batch_size=_BATCH_ROWS):
            columns = [[_show(cell) for cell in column.to_pylist()] for column in batch.columns]
            yield _as_csv(list(row) for row in zip(*columns, strict=True))


def example_rows(sha256: str, rows: list[int], columns: list[str]) -> dict[int, dict[str, str]]:
    """Cells of single rows by row number; row 1 follows the header. Columns that are not there are left out."""
    with pq.ParquetFile(path_of(sha256)) as file:
        names = [name for name in columns if name in file.schema_arrow.names]
        table = file.read(columns=names)
    wanted = [row for row in rows if 1 <= row <= table.num_rows]
    cells = table.take([row - 1 for row in wanted]).to_pylist() if names else []
    return {row: {name: show_cell(cell[name]) for name in names} for row, cell in zip(wanted, cells, strict=False)}


def _show(cell: object) -> str:
    text = show_cell(cell)
    return f"'{text}" if isinstance(cell, str) and _FORMULA.match(text) else text


def _as_csv(rows: Iterator[list[str]] | list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()
