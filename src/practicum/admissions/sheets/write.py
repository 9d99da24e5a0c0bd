"""A table of texts as a file that a spreadsheet opens without running anything."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from xlsxwriter import Workbook

FORMATS = ("csv", "xlsx")
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FORMULA = re.compile(r"(?![+-]?[0-9][0-9.]*$)[=+\-@\t\r]")  # a plain number is none
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST = 32_767  # what a cell of a spreadsheet holds
# One moment for every file, so that the same table gives the same bytes.
_WRITTEN = datetime(1980, 1, 1, tzinfo=UTC)


def write_table(rows: Iterable[Sequence[str]], *, file_format: str) -> bytes:
    """The rows as CSV or XLSX. In CSV a text that a spreadsheet would take for a formula gets an apostrophe before it;
    in a workbook every cell is marked as text, which no program calculates."""
    return _as_workbook(rows) if file_format == "xlsx" else _as_csv(rows)


def _as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(
        [f"'{cell}" if _FORMULA.match(cell) else cell for cell in row] for row in rows
    )
    return out.getvalue().encode("utf-8-sig")


def _as_workbook(rows: Iterable[Sequence[str]]) -> bytes:
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": _WRITTEN})
        sheet = book.add_worksheet("Applications")
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                if shown := _NOT_XML.sub("", text)[:_LONGEST]:
                    sheet.write_string(number, column, shown)
    return out.getvalue()
