"""The first sheet of a workbook (Office Open XML, ECMA-376 part 1) as rows of texts.

Our own reader, because the limits matter more than the features: it reads in a stream, unpacks no more than a bound,
follows no entity, and a cell that claims to stand in row 1,048,576 costs nothing. Formulas count by their stored value;
numbers, dates and truth values come as people write them in a CSV file.
"""

import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import IO
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from practicum.admissions.sheets.faults import BadSheet

UNPACKED_AT_MOST = 40 * 1024 * 1024  # 2 MB of packed text is far below; a file made to explode is far above
ROW_AT_MOST, COLUMN_AT_MOST = 5_000, 500
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})", re.ASCII)
# Number formats 14 to 17 and 22 are dates (ECMA-376 part 1, 18.8.30); others say so by a year or a day.
_DATE_FORMATS = {14, 15, 16, 17, 22}
_DATE_CODE = re.compile(r"[yd]", re.IGNORECASE)
_NOT_CODE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_MEND = "Save it again as XLSX, or as “CSV UTF-8”."


def read_workbook(content: bytes) -> list[list[str]]:
    """All rows up to the last one with a text in it, each at least as long as the first. Raises BadSheet."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as book:
            if sum(part.file_size for part in book.infolist()) > UNPACKED_AT_MOST:
                raise BadSheet(0, "Unpacked, the workbook is too large.", "Split it, or save it as “CSV UTF-8”.")
            place = _first_sheet(book)
            texts, dates, shift = _shared_texts(book), _date_styles(book), _epoch(book)
            with book.open(place) as sheet:
                return _read_rows(sheet, texts, dates, shift)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise BadSheet(0, "This is not readable as a workbook (XLSX).", _MEND) from error
    except (ParseError, DefusedXmlException, ValueError, IndexError, OverflowError) as error:
        raise BadSheet(0, "The workbook is damaged, or no workbook.", _MEND) from error


def _elements(part: IO[bytes], *names: str) -> Iterator[Element]:
    """The finished elements of these names, one after another; whatever was handed out is forgotten again."""
    wanted = {_MAIN + name for name in names}
    for _, element in iterparse(part):
        if element.tag in wanted:
            yield element
            element.clear()


def _first_sheet(book: zipfile.ZipFile) -> str:
    with book.open("xl/workbook.xml") as part:
        link = next((sheet.get(_LINK) for sheet in _elements(part, "sheet")), None)
    with book.open("xl/_rels/workbook.xml.rels") as part:
        for _, element in iterparse(part):
            if element.get("Id") == link:
                target = element.get("Target") or ""
                return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    raise KeyError(link)


def _shared_texts(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    with book.open("xl/sharedStrings.xml") as part:
        return [_text_of(entry) for entry in _elements(part, "si")]


def _text_of(entry: Element) -> str:
    """The text of plain or formatted runs; readings in phonetic script are left out."""
    runs = [entry.find(f"{_MAIN}t"), *(run.find(f"{_MAIN}t") for run in entry.findall(f"{_MAIN}r"))]
    return "".join(run.text or "" for run in runs if run is not None)


def _date_styles(book: zipfile.ZipFile) -> set[int]:
    """The cell styles that show a number as a date."""
    if "xl/styles.xml" not in book.namelist():
        return set()
    formats, styles = set(_DATE_FORMATS), set()
    with book.open("xl/styles.xml") as part:
        for element in _elements(part, "numFmt", "cellXfs"):
            if element.tag == f"{_MAIN}numFmt":
                if _DATE_CODE.search(_NOT_CODE.sub("", element.get("formatCode") or "")):
                    formats.add(int(element.get("numFmtId") or 0))
            else:
                styles = {at for at, style in enumerate(element) if int(style.get("numFmtId") or 0) in formats}
    return styles


def _epoch(book: zipfile.ZipFile) -> datetime:
    """Day 0 of the workbook's dates: 1904 where an old Macintosh made it. (1900 was no leap year; day 0 makes up for it.)"""
    with book.open("xl/workbook.xml") as part:
        for properties in _elements(part, "workbookPr"):
            if properties.get("date1904") in ("1", "true"):
                return datetime(1904, 1, 1)  # noqa: DTZ001  a date without a place
    return datetime(1899, 12, 30)  # noqa: DTZ001


def _read_rows(sheet: IO[bytes], texts: list[str], dates: set[int], epoch: datetime) -> list[list[str]]:
    rows: dict[int, dict[int, str]] = {}
    number = 0
    for element in _elements(sheet, "row"):
        number = int(element.get("r") or number + 1)
        cells: dict[int, str] = {}
        column = -1
        for cell in element.iterfind(f"{_MAIN}c"):
            column = _column(cell.get("r"), column + 1)
            text = _show(cell, texts, dates, epoch).strip()
            if text:
                cells[column] = text
        if not cells:
            continue
        if not 0 < number <= ROW_AT_MOST:
            raise BadSheet(number, f"The sheet goes on below row {ROW_AT_MOST:,}.", "Split it.")
        if max(cells) >= COLUMN_AT_MOST:
            raise BadSheet(number, f"The row has more than {COLUMN_AT_MOST} columns.", "Remove what is not asked for.")
        rows[number] = cells
    width = max(rows.get(1, {}), default=-1) + 1
    return [
        [cells.get(column, "") for column in range(max(width, max(cells, default=-1) + 1))]
        for cells in (rows.get(at, {}) for at in range(1, max(rows, default=0) + 1))
    ]


def _column(place: str | None, following: int) -> int:
    """`C7` -> 2; a cell that does not say where it stands follows the one before it."""
    if place is None:
        return following
    found = _PLACE.fullmatch(place)
    if found is None:
        raise ValueError(place)
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _show(cell: Element, texts: list[str], dates: set[int], epoch: datetime) -> str:
    kind, inline, stored = cell.get("t", "n"), cell.find(f"{_MAIN}is"), cell.findtext(f"{_MAIN}v") or ""
    if kind == "inlineStr":
        return _text_of(inline) if inline is not None else ""
    if kind == "s":
        index = int(stored)
        if index < 0:
            raise IndexError(index)
        return texts[index]
    if kind == "b":
        return "yes" if stored == "1" else "no"
    if kind != "n" or not stored:
        return stored  # a formula's text, an error such as #REF!, a date in words
    return _as_date(stored, epoch) if int(cell.get("s") or 0) in dates else _as_number(stored)


def _as_number(stored: str) -> str:
    try:
        number = Decimal(stored)
    except InvalidOperation as error:
        raise ValueError(stored) from error
    if not number.is_finite() or abs(number.adjusted()) > 20:
        return stored
    return f"{number:.0f}" if number == number.to_integral_value() else f"{number.normalize():f}"


def _as_date(stored: str, epoch: datetime) -> str:
    moment = epoch + timedelta(days=float(stored))
    return moment.date().isoformat()
