"""A CSV of any size as Arrow on disk: text only, repeated values once, read back without a copy in memory.

DuckDB's own reader needs twice the time to keep 50 columns of text, and one pass over the text per query is too slow.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from practicum.focus.conformance.cells import PLACEHOLDERS
from practicum.focus.database import ROW_NUMBER
from practicum.focus.importing.csv_reading import MAX_COLUMNS, read_header_line
from practicum.kernel.errors import Refusal

BLOCK: Final = 8 << 20
ROW_HASH: Final = "__hash"
# Columns whose values repeat are kept as numbers into a list of values: a third of the room, and faster to test.
_REPEATS: Final = 8
_EXPORT_AGAIN: Final = "Export the bill again as CSV (UTF-8) or Parquet."


class Staged:
    """The rows as an Arrow table on disk, and the columns in which some cell may only stand for no value."""

    def __init__(self, table: pa.Table, suspects: frozenset[str]) -> None:
        self.table, self.suspects = table, suspects


def stage_csv(path: Path, folder: Path, *, packed: bool, knows: Callable[[str], bool]) -> Staged:
    """Read the CSV into `folder`. All cells are text; an empty cell is null.

    Refusals: `no_focus_column`, `duplicate_column`, `too_many_columns`, `broken_csv`, `not_text`, `not_utf8`,
    `broken_gzip`.
    """
    try:
        with pa.input_stream(str(path), compression="gzip" if packed else None) as source:
            start = source.read(BLOCK)
            delimiter, header = _header(start, knows)
        with pa.input_stream(str(path), compression="gzip" if packed else None) as source:
            return _write(_batches(source, delimiter, header), folder / "rows.arrows", header)
    except pa.ArrowInvalid as error:
        raise _broken(str(error)) from error
    except OSError as error:
        if packed:
            raise Refusal("broken_gzip", "The gzip file is damaged or cut short.", mend=_EXPORT_AGAIN) from error
        raise


def _header(start: bytes, knows: Callable[[str], bool]) -> tuple[str, list[str]]:
    if b"\x00" in start:
        raise Refusal("not_text", "The file is neither text nor Parquet: it has zero bytes.", mend=_EXPORT_AGAIN)
    delimiter, header = read_header_line(start.decode("utf-8-sig", "replace"), knows=knows)
    refuse_twice(header)
    return delimiter, header


def refuse_twice(header: list[str]) -> None:
    """Refuse names that DuckDB would not tell apart, and far too many."""
    if len(header) > MAX_COLUMNS:
        raise Refusal("too_many_columns", f"The file has {len(header):,} columns.", mend="Export fewer columns.")
    seen = {ROW_NUMBER, ROW_HASH}  # ours
    for name in header:
        if name.lower() in seen:
            raise Refusal(
                "duplicate_column",
                f"The column {name[:100]} is there twice.",
                field=name[:100],
                mend="Remove or rename one of the two, then check the file again.",
            )
        seen.add(name.lower())


def _batches(source: pa.NativeFile, delimiter: str, header: list[str]) -> Iterator[pa.RecordBatch]:
    names = [f"c{place}" for place in range(len(header))]
    reader = arrow_csv.open_csv(
        source,
        read_options=arrow_csv.ReadOptions(block_size=BLOCK, column_names=names),
        parse_options=arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
        ),
    )
    first = True
    for batch in reader:
        yield batch.slice(1) if first else batch  # the first row is the header, which may have line breaks in it
        first = False


def _write(batches: Iterator[pa.RecordBatch], target: Path, header: list[str]) -> Staged:
    suspects: set[str] = set()
    schema: pa.Schema | None = None
    rows = 0
    with pa.OSFile(str(target), "wb") as file:
        writer = None
        for batch in batches:
            if schema is None or writer is None:
                schema = _schema(batch, header)
                writer = pa.ipc.new_stream(file, schema)
            columns = [
                column.dictionary_encode() if pa.types.is_dictionary(field.type) else column
                for column, field in zip(batch.columns, schema, strict=False)
            ]
            suspects.update(name for name, column in zip(header, columns, strict=True) if _has_stand_in(column))
            numbers = pa.array(range(rows + 1, rows + batch.num_rows + 1), pa.int64())
            writer.write_batch(pa.record_batch([*columns, numbers], schema=schema))
            rows += batch.num_rows
        if writer is not None:
            writer.close()
    if not rows:
        raise Refusal("no_rows", "The file has a header but no rows.", mend="Export a period that has charges.")
    table = pa.ipc.open_stream(pa.memory_map(str(target))).read_all()
    return Staged(table, frozenset(suspects))


def _schema(batch: pa.RecordBatch, header: list[str]) -> pa.Schema:
    """By the first batch: which columns repeat their values."""
    kinds = [
        pa.dictionary(pa.int32(), pa.string())
        if pc.count_distinct(column).as_py() * _REPEATS < batch.num_rows
        else pa.string()
        for column in batch.columns
    ]
    return pa.schema([*zip(header, kinds, strict=True), (ROW_NUMBER, pa.int64())])


def _has_stand_in(column: pa.Array) -> bool:
    values = column.dictionary if pa.types.is_dictionary(column.type) else column
    return bool(pc.any(pc.is_in(values, value_set=pa.array(PLACEHOLDERS, pa.string()))).as_py())


def _broken(told: str) -> Refusal:
    """Arrow says `Row #3: Expected 5 columns, got 4: ...`; its row 1 is the header."""
    if "UTF8" in told or "UTF-8" in told:
        return Refusal(
            "not_utf8", "The file is not text in UTF-8.", mend="Save it as CSV UTF-8, or export it as Parquet."
        )
    where = told.partition("Row #")[2].partition(":")[0]
    place = f" at line {where} or after" if where.isdigit() else ""
    return Refusal(
        "broken_csv",
        f"The CSV cannot be read{place}: a line has too few or too many cells, an open quote, or is too long.",
        mend="Open the file at that line, or export the bill again.",
    )
