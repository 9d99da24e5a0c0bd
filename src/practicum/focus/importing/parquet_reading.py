"""Parquet as it is: columns by name, datetimes brought to UTC, nested values left for the casting."""

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from practicum.focus.importing.writing import FOUND_COLUMNS
from practicum.focus.schema.recognition import KNOWN_NAMES, Recognised, recognise
from practicum.kernel.errors import Refusal

_BATCH_ROWS = 8_192


def read_parquet(path: Path, *, max_bytes: int) -> tuple[Recognised, pa.Table]:
    """The recognised columns of a Parquet file with their own types.

    Refusals: `broken_parquet`, `no_focus_column`, `duplicate_column`, `too_large`, `no_rows`.
    """
    try:
        with pq.ParquetFile(path) as file:
            names = list(file.schema_arrow.names)
            recognised = recognise(names)
            if not recognised.found:
                raise Refusal(
                    "no_focus_column", "No FOCUS column is in the Parquet file.", mend="Is this a FOCUS export?"
                )
            table = _read_bounded(file, [names[place] for place in recognised.places.values()], max_bytes)
            recognised = _as_found(recognised, file.schema_arrow.metadata or {})
            table = table.rename_columns(list(recognised.places))
            table = pa.table({name: unfold(table.column(name)) for name in table.column_names})
    # PyArrow's exceptions are OSError, ValueError, KeyError, TypeError, NotImplementedError and MemoryError in turn.
    except (
        pa.ArrowException,
        OSError,
        ValueError,
        KeyError,
        TypeError,
        MemoryError,
        OverflowError,
    ) as error:
        raise Refusal(
            "broken_parquet", "The Parquet file is damaged or cut short.", mend="Export or download it again."
        ) from error
    if table.num_rows == 0:
        raise Refusal("no_rows", "The file has columns but no rows.", mend="Export a period that has charges.")
    return recognised, table


def _as_found(recognised: Recognised, metadata: dict[bytes, bytes]) -> Recognised:
    """A file that `write_parquet` wrote names the columns of its source; else the file's own count."""
    names = metadata.get(FOUND_COLUMNS, b"").decode("utf-8", "replace").split(",")
    found = frozenset(name for name in names if name in KNOWN_NAMES)
    return replace(recognised, found=found) if found else recognised


def _read_bounded(file: pq.ParquetFile, names: list[str], max_bytes: int) -> pa.Table:
    """Batch by batch, and stop at the limit: a few bytes of Parquet can stand for billions of rows."""
    batches, total = [], 0
    for batch in file.iter_batches(batch_size=_BATCH_ROWS, columns=names):
        total += batch.nbytes
        if total > max_bytes:
            raise Refusal(
                "too_large",
                f"The bill is larger than {max_bytes:,} bytes (unpacked).",
                mend="Export fewer months or fewer columns.",
            )
        batches.append(batch)
    table = pa.Table.from_batches(batches, schema=batches[0].schema if batches else file.schema_arrow)
    return table.select(names)


def unfold(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Dictionaries unfolded; datetimes as UTC microseconds without a zone."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return column.cast(kind.value_type)
    if pa.types.is_timestamp(kind):
        return column.cast(pa.timestamp("us", tz="UTC" if kind.tz else None), safe=False).cast(pa.timestamp("us"))
    if pa.types.is_date(kind):
        return column.cast(pa.timestamp("us"))
    return column
