"""All tables as one XLSX workbook, a sheet each."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from practicum.kernel.errors import Refusal

# Rows of a sheet by the file format, without the one with the names.
MAX_ROWS = 2**20 - 1
# Asked rows are met within a few percent.
MOST_TO_ASK = MAX_ROWS * 95 // 100
_WHEN = datetime(2026, 1, 1)  # noqa: DTZ001  (the format knows no zone; the time of writing would change the bytes)
_AT_ONCE = 10_000


def require_fits(rows: int, *, most: int = MAX_ROWS) -> None:
    """Refuse (`too_many_rows_for_xlsx`) more rows than a sheet holds."""
    if rows > most:
        raise Refusal(
            "too_many_rows_for_xlsx",
            f"A sheet of a workbook holds {MAX_ROWS:,} rows; {rows:,} are too many.",
            field="format",
            mend=f"Ask for at most {MOST_TO_ASK:,}, or leave xlsx out: parquet, csv and duckdb have no such limit.",
        )


def write_workbook(path: Path, parquet: Mapping[str, Path]) -> None:
    """Write the workbook, row by row. Numbers are numbers, with the 15 digits that a spreadsheet knows; texts that
    begin with = stay texts. The same tables give the same bytes."""
    with xlsxwriter.Workbook(
        path,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    ) as book:
        book.set_properties({"created": _WHEN})
        times, days = (book.add_format({"num_format": form}) for form in ("yyyy-mm-dd hh:mm:ss", "yyyy-mm-dd"))
        for name, file in parquet.items():
            with pq.ParquetFile(file) as table:
                require_fits(table.metadata.num_rows)
                sheet = book.add_worksheet(name)
                for number, field in enumerate(table.schema_arrow):
                    if pa.types.is_temporal(field.type):
                        # The format of a column holds where a cell brings none.
                        sheet.set_column(number, number, 18, times if pa.types.is_timestamp(field.type) else days)
                sheet.write_row(0, 0, table.schema_arrow.names, book.add_format({"bold": True}))
                for number, row in enumerate(_rows(table), start=1):
                    sheet.write_row(number, 0, row)


def _rows(table: pq.ParquetFile) -> Iterator[tuple[Any, ...]]:
    for batch in table.iter_batches(batch_size=_AT_ONCE):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
