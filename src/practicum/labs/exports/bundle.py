"""All data of a variant in one archive: each table as CSV and Parquet, the database, the workbook, and what is what."""

import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow.parquet as pq

from practicum.labs.rules.dictionary import TABLE_MEANINGS, meaning_of
from practicum.labs.rules.facts import column_types
from practicum.labs.storage import path_of, stream_csv

# One moment for every file, so that the same tables give the same bytes.
_WRITTEN = (1980, 1, 1, 0, 0, 0)


def write_bundle(tables: Mapping[str, str], path: Path, *, others: Mapping[str, Path]) -> None:
    """Write the archive: `tables` name -> SHA-256 of the stored file; `others` name in the archive -> file."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        _put(archive, "README.txt", _describe(tables, others))
        for name, sha256 in tables.items():
            _put(archive, f"csv/{name}.csv", stream_csv(sha256))
            archive.write(path_of(sha256), f"parquet/{name}.parquet")
        for name, file in others.items():
            archive.write(file, name)


def _put(archive: zipfile.ZipFile, name: str, pieces: Iterator[str]) -> None:
    entry = zipfile.ZipInfo(name, _WRITTEN)
    entry.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(entry, "w", force_zip64=True) as file:
        for piece in pieces:
            file.write(piece.encode())


def _describe(tables: Mapping[str, str], others: Mapping[str, Path]) -> Iterator[str]:
    yield "The data of one lab. Every file holds the same rows.\n\n"
    yield "csv/       a file for each table; import as UTF-8 with commas, account numbers as text\n"
    yield "parquet/   a file for each table, for SQL and Python\n"
    for name in others:
        yield f"{name:<10} {'a sheet for each table' if name.endswith('.xlsx') else 'all tables, opened by DuckDB'}\n"
    for name, sha256 in tables.items():
        yield f"\n{name}: {TABLE_MEANINGS.get(name, '')}\n"
        for column in column_types(pq.read_schema(path_of(sha256)).empty_table()):
            yield f"  {column.name} ({column.type}): {meaning_of(column.name, name)}\n"
