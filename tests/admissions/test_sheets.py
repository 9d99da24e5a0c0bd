"""Tables in and out: what another library wrote is read, what we write another library reads, and no cell is a formula."""

import csv
import io
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from practicum.admissions.sheets import BadSheet, read_table, write_table

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=40)


def as_bytes(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_what_another_library_wrote_is_read_as_people_would_type_it() -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["email", "years", "share", "until", "at", "agreed", "empty", "note"])
    sheet.append(["ada@example.org", 8, 2.5, date(2027, 3, 31), datetime(2027, 3, 31, 18), True, None, " x "])  # noqa: DTZ001
    sheet["A5"] = "below a gap"
    book.create_sheet("second").append(["not read"])
    assert read_table(as_bytes(book)) == [
        ["email", "years", "share", "until", "at", "agreed", "empty", "note"],
        ["ada@example.org", "8", "2.5", "2027-03-31", "2027-03-31", "yes", "", "x"],
        [""] * 8,
        [""] * 8,
        ["below a gap", *[""] * 7],
    ]


@given(rows=st.lists(st.lists(TEXTS, min_size=1, max_size=4), min_size=1, max_size=4))
def test_a_workbook_holds_what_was_written_and_only_texts(rows: list[list[str]]) -> None:
    content = write_table(rows, file_format="xlsx")
    cells = [cell for row in load_workbook(io.BytesIO(content)).active.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert [str(cell.value) for cell in cells] == [text for row in rows for text in row if text]
    shown = [[text for text in row if text] for row in read_table(content)]
    assert [row for row in shown if row] == [row for row in ([t.strip() for t in r if t.strip()] for r in rows) if row]


@given(text=TEXTS)
def test_no_cell_of_a_csv_is_a_formula(text: str) -> None:
    ((cell,),) = csv.reader(io.StringIO(write_table([[text or "-1"]], file_format="csv").decode("utf-8-sig")))
    number = cell.lstrip("+-").replace(".", "").isdecimal() and cell[:1] in "+-"
    assert number or cell[:1] not in set("=+-@\t\r")
    assert cell.removeprefix("'") == (text or "-1").removeprefix("'")


def _packed(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_rels", ".rels"), text)
    return out.getvalue()


def _with_sheet(sheet: str) -> bytes:
    made = io.BytesIO(write_table([["a"]], file_format="xlsx"))
    out = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name).decode()
            new.writestr(name, sheet if name.endswith("sheet1.xml") else text)
    return out.getvalue()


MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 no zip at all",
        _packed(readme="nothing"),
        _with_sheet("<not xml"),
        _with_sheet(f'<!DOCTYPE x [<!ENTITY a "b">]><worksheet {MAIN}><sheetData/></worksheet>'),
        _with_sheet(f'<worksheet {MAIN}><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></worksheet>'),
        _with_sheet(f'<worksheet {MAIN}><row r="1"><c r="XFD1"><v>1</v></c></row></worksheet>'),
        _with_sheet(f'<worksheet {MAIN}><row r="1"><c t="s"><v>99</v></c></row></worksheet>'),
        _with_sheet(f'<worksheet {MAIN}><row r="x"><c><v>1</v></c></row></worksheet>'),
        _with_sheet(f"<worksheet {MAIN}>{' ' * 42_000_000}</worksheet>"),
        b"x" * (2 * 1024 * 1024 + 1),
    ],
    ids=["no zip", "no book", "no xml", "entity", "far row", "far column", "no text", "no number", "bomb", "large"],
)
def test_what_is_no_table_is_told_in_words(content: bytes) -> None:
    with pytest.raises(BadSheet) as caught:
        read_table(content)
    assert caught.value.message
    assert caught.value.mend
