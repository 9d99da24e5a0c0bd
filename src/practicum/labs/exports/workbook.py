"""Tables as a workbook: a sheet each, numbers as numbers, days as days, and no text that a spreadsheet would calculate."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from practicum.kernel.errors import Refusal

# All sheets together: a workbook of more takes minutes to write, and longer to open.
MOST_ROWS = 100_000
_BATCH_ROWS = 2_000
_LONGEST = 32_767  # what a cell holds
_LONGEST_SHEET = 31
# One moment for every file, so that the same tables give the same bytes.
_WRITTEN = datetime(1980, 1, 1, tzinfo=UTC)
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def fits_workbook(rows: int) -> bool:
    return rows <= MOST_ROWS


def write_workbook(tables: Mapping[str, Path], path: Path) -> None:
    """Write Parquet files as sheets of a new workbook; rows go to disk as they come. Refusal `too_many_rows`."""
    if not fits_workbook(sum(pq.read_metadata(source).num_rows for source in tables.values())):
        raise Refusal(
            "too_many_rows",
            f"A workbook takes at most {MOST_ROWS:,} rows, and these data have more.",
            mend="Take the CSV files, and import the columns that you need.",
        )
    options = {"constant_memory": True, "tmpdir": str(path.parent)}
    with Workbook(str(path), options) as book:
        book.set_properties({"created": _WRITTEN})
        shapes = _Shapes(
            day=book.add_format({"num_format": "yyyy-mm-dd"}),
            moment=book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        )
        for name, source in tables.items():
            sheet = book.add_worksheet(name[:_LONGEST_SHEET])
            sheet.freeze_panes(1, 0)
            with pq.ParquetFile(source) as file:
                for column, heading in enumerate(file.schema_arrow.names):
                    sheet.write_string(0, column, heading)
                row = 0
                for batch in file.iter_batches(batch_size=_BATCH_ROWS):
                    for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                        row += 1
                        for column, cell in enumerate(cells):
                            if cell is not None:
                                _write(sheet, (row, column), cell, shapes)


@dataclass(frozen=True)
class _Shapes:
    """How days and times look."""

    day: Any
    moment: Any


def _write(sheet: Worksheet, place: tuple[int, int], cell: Any, shapes: _Shapes) -> None:
    """A number keeps the 15 figures that spreadsheets calculate with; a text is marked as text, whatever it begins with."""
    if isinstance(cell, bool):
        sheet.write_boolean(*place, cell)
    elif isinstance(cell, int | float | Decimal):
        sheet.write_number(*place, float(cell))
    elif isinstance(cell, datetime):
        sheet.write_datetime(*place, cell.replace(tzinfo=None), shapes.moment)
    elif isinstance(cell, date):
        sheet.write_datetime(*place, cell, shapes.day)
    else:
        sheet.write_string(*place, _NOT_XML.sub("", str(cell))[:_LONGEST])
