"""The normalised bill as Parquet: the same content gives the same bytes (by the same PyArrow)."""

import hashlib
import io
from collections.abc import Collection
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

ROWS_IN_A_GROUP = 131_072
# The names of the source, from which the version was inferred: renamed columns would otherwise hide it.
FOUND_COLUMNS = b"focus.found_columns"
# Whose copy it is, where equal content of two owners has to be two files.
OWNER = b"focus.owner"


class _HashingSink(io.RawIOBase):
    """Takes bytes, hashes them and, if there is a file, passes them on."""

    def __init__(self, file: BinaryIO | None) -> None:
        super().__init__()
        self.hash = hashlib.sha256()
        self._file = file
        self._at = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def write(self, data: object) -> int:
        view = memoryview(data)  # type: ignore[arg-type]
        self.hash.update(view)
        if self._file is not None:
            self._file.write(view)
        self._at += view.nbytes
        return view.nbytes


def write_table(table: pa.Table, path: Path, *, found_columns: Collection[str], owner: str = "") -> str:
    """Write the table and return the SHA-256 of the file. An older file of that name is replaced."""
    with path.open("wb") as file:
        return _write(table, file, found_columns, owner)


def digest_table(table: pa.Table, *, found_columns: Collection[str]) -> str:
    """The SHA-256 of the file that `write_table` would write."""
    return _write(table, None, found_columns, "")


def _write(table: pa.Table, file: BinaryIO | None, found_columns: Collection[str], owner: str) -> str:
    sink = _HashingSink(file)
    # Chunks come from how the rows were made, not from what they are: they may not show in the bytes.
    about = {FOUND_COLUMNS: ",".join(sorted(found_columns)).encode()} | ({OWNER: owner.encode()} if owner else {})
    whole = table.replace_schema_metadata(about).combine_chunks()
    pq.write_table(
        whole,
        sink,
        version="2.6",
        compression="zstd",
        compression_level=3,
        row_group_size=ROWS_IN_A_GROUP,
        write_statistics=True,
    )
    return sink.hash.hexdigest()
