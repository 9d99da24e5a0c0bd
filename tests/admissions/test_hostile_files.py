"""Files that are made to break what reads them: each is refused with words, and soon."""

import io
import re
import time
import zipfile

import pytest

from practicum.admissions.rules import BYTES_OF_A_FILE, Identity, check_file, redact
from practicum.admissions.sheets import BadSheet, read_table, write_table
from practicum.kernel.errors import Refusal

SOON = 15  # seconds on a busy machine; what is looked for takes hours


def damaged(content: bytes) -> bytes:
    """The first packed part no longer unpacks."""
    at = 30 + int.from_bytes(content[26:28], "little") + int.from_bytes(content[28:30], "little")
    return content[:at] + b"\xff" * 12 + content[at + 12 :]


def test_a_package_that_does_not_unpack_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types>wordprocessingml.document.main+xml</Types>" * 9)
    with pytest.raises(Refusal) as refused:
        check_file("cv.docx", damaged(out.getvalue()), held=0)
    assert refused.value.code == "file_unknown"


@pytest.mark.parametrize(
    ("name", "head", "unit", "tail"),
    [
        ("a.pdf", b"%PDF-1.7\n", b"stream\n", b"%%EOF"),
        ("a.pdf", b"%PDF-1.7\n", b"stream\nendstrea", b"%%EOF"),
        ("a.txt", b"", b" ", b"."),
        ("a.txt", b"", b"\n", b"."),
    ],
)
def test_a_file_of_beginnings_is_looked_through_once(name: str, head: bytes, unit: bytes, tail: bytes) -> None:
    content = head + unit * ((BYTES_OF_A_FILE - 100) // len(unit)) + tail
    began = time.perf_counter()
    check_file(name, content, held=0)
    assert time.perf_counter() - began < SOON


def test_a_script_between_streams_is_still_seen() -> None:
    streams = b"stream\n/JavaScript by chance\nendstream\n"
    check_file("a.pdf", b"%PDF-1.7\n" + streams * 2 + b"%%EOF", held=0)
    for active in (
        streams + b"/JavaScript" + streams,
        b"stream\nendstream /JS (x) stream\n",
        b"stream\n/JS (never ends)",
    ):
        with pytest.raises(Refusal) as refused:
            check_file("a.pdf", b"%PDF-1.7\n" + active + b"%%EOF", held=0)
        assert refused.value.code == "file_active"


@pytest.mark.parametrize(
    "text", ["  <svg onload=x>", "words <script src=x>", "\n#!/bin/sh", "a <!DOCTYPE html>", "<?xml ?>"]
)
def test_markup_in_a_text_is_still_seen(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_file("a.txt", text.encode(), held=0)
    assert refused.value.code == "file_active"


def test_blank_cells_in_the_last_column_are_not_walked_through() -> None:
    """Forty bytes a row make 16,384 cells of it."""
    rows = "".join(f'<row r="{n}"><c r="XFD{n}"/></row>' for n in range(1, 20_001))
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(write_table([["email"]], file_format="xlsx"))) as old,
        zipfile.ZipFile(out, "w") as new,
    ):
        for part in old.namelist():
            text = old.read(part).decode()
            if part == "xl/worksheets/sheet1.xml":
                text = re.sub("<dimension[^>]*>", "", text)  # which would tell how wide the table is
                head, _, rest = text.partition("<sheetData>")
                text = f"{head}<sheetData>{rows}</sheetData>{rest.partition('</sheetData>')[2]}"
            new.writestr(part, text)
    began = time.perf_counter()
    with pytest.raises(BadSheet, match="far beyond its table"):
        read_table(out.getvalue())
    assert time.perf_counter() - began < SOON


@pytest.mark.parametrize("unit", ["a", "a.", "a-", "@a", "a@", "0 "])
def test_a_page_of_dots_is_redacted_soon(unit: str) -> None:
    began = time.perf_counter()
    redact(unit * 10_000, Identity(names=("Ada Lovelace",), employers=("Acme",), addresses=("ada",)))
    assert time.perf_counter() - began < SOON


@pytest.mark.parametrize(
    "text",
    [
        "ada.l@mail.acme.co",
        "x.y-z+1@acme.org",
        "go to acme.com/team",
        "at..acme.com",
        "(sub.acme.io)",
        "-acme.dev",
        "a.com.b",
    ],
)
def test_addresses_are_still_taken_out(text: str) -> None:
    left = "".join(piece.text for piece in redact(text, Identity(names=("Nobody",))))
    for word in ("acme", "ada", "x.y", "a.com"):
        assert word not in left
