"""A table of texts from a file, whichever of the two kinds it is: what it is, its bytes tell and not its name."""

import csv
import io

from practicum.admissions.sheets.faults import BadSheet
from practicum.admissions.sheets.workbook import read_workbook

BYTES_AT_MOST = 2 * 1024 * 1024
ROWS_AT_MOST = 2000  # under the names of the columns
_ZIP = b"PK\x03\x04"

__all__ = ["BYTES_AT_MOST", "ROWS_AT_MOST", "BadSheet", "read_table"]


def read_table(content: bytes) -> list[list[str]]:
    """All rows of a CSV file (UTF-8, commas) or of the first sheet of a workbook (XLSX). Raises BadSheet."""
    if len(content) > BYTES_AT_MOST:
        raise BadSheet(0, "The file is larger than 2 MB.", "Split it.")
    if content.startswith(_ZIP):
        return read_workbook(content)
    return _read_csv(content)


def _read_csv(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadSheet(line, "The file is not UTF-8.", "Save it as “CSV UTF-8”.") from error
    if "\x00" in text:
        raise BadSheet(0, "This is not a text file.", "Export it from your spreadsheet as “CSV UTF-8” or XLSX.")
    try:
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise BadSheet(0, f"This is not readable as CSV: {error}.", "Export it from your spreadsheet again.") from error
