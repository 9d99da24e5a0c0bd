"""The first sheet of a workbook (XLSX) as rows of texts: numbers, dates and truth values as people write them in CSV.

openpyxl reads in a stream; the limits are ours: what may be unpacked, how far down and how far across a cell may stand.
Formulas count by their stored value.
"""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

from practicum.admissions.sheets.faults import BadSheet
from practicum.kernel.later import Later

if TYPE_CHECKING:
    import openpyxl
else:
    openpyxl = Later("openpyxl")

UNPACKED_AT_MOST = 40 * 1024 * 1024  # 2 MB of packed text is far below; a file made to explode is far above
ROW_AT_MOST, COLUMN_AT_MOST = 5_000, 500
CELLS_AT_MOST = ROW_AT_MOST * COLUMN_AT_MOST  # blank ones too: a cell in the last column makes its row 16,384 wide
_LAST_ROW = 1_048_576  # of any workbook; blank rows up to it cost nothing
_MEND = "Save it again as XLSX, or as “CSV UTF-8”."


def read_workbook(content: bytes) -> list[list[str]]:
    """All rows up to the last one with a text in it, each at least as long as the first. Raises BadSheet."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED_AT_MOST:
                raise BadSheet(0, "Unpacked, the workbook is too large.", "Split it, or save it as “CSV UTF-8”.")
        return _squared(_rows(content))
    except BadSheet:
        raise
    except Exception as error:  # openpyxl raises whatever a damaged part leads it to
        raise BadSheet(0, "This is not readable as a workbook (XLSX).", _MEND) from error


def _rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows with a text in them and their numbers."""
    book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    looked_at = 0
    for number, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
        if number > _LAST_ROW:
            raise BadSheet(number, "The sheet goes on below the last row that a workbook has.", _MEND)
        looked_at += len(cells)
        if looked_at > CELLS_AT_MOST:
            raise BadSheet(number, "The sheet has cells far beyond its table.", "Copy the table into a new workbook.")
        row = [_show(cell) for cell in cells]
        while row and not row[-1]:
            row.pop()
        if not row:
            continue
        if number > ROW_AT_MOST:
            raise BadSheet(number, f"The sheet goes on below row {ROW_AT_MOST:,}.", "Split it.")
        if len(row) > COLUMN_AT_MOST:
            raise BadSheet(number, f"The row has more than {COLUMN_AT_MOST} columns.", "Remove what is not asked for.")
        yield number, row


def _squared(found: Iterator[tuple[int, list[str]]]) -> list[list[str]]:
    rows: list[list[str]] = []
    for number, row in found:
        rows += [[] for _ in range(number - len(rows) - 1)]
        rows.append(row)
    width = len(rows[0]) if rows else 0
    return [row + [""] * (width - len(row)) for row in rows]


def _show(cell: Any) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case float():
            return _as_number(Decimal(repr(cell)))
        case _:
            return str(cell).strip()


def _as_number(number: Decimal) -> str:
    if not number.is_finite() or abs(number.adjusted()) > 20:
        return str(number)
    return f"{number:.0f}" if number == number.to_integral_value() else f"{number.normalize():f}"
