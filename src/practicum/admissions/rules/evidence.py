"""What may be attached to an application: by name, by content, by size and by number. Pure.

A file is what its bytes say; its ending must agree. Nothing that a program would run is taken: no markup, no macros, no
scripts in a PDF as far as they can be seen from outside. (A script inside a compressed stream of a PDF is not seen; that is
one reason why files are only ever handed out as downloads, in a sandbox.)
"""

import re
import unicodedata
import zipfile
from dataclasses import dataclass
from io import BytesIO

from practicum.kernel.errors import Refusal

BYTES_OF_A_FILE = 5 * 1024 * 1024
FILES_AT_MOST = 5
NAME_AT_MOST = 100
UNPACKED_AT_MOST = 100 * 1024 * 1024

# kind -> (endings, media type, how people call it)
KINDS = {
    "pdf": ((".pdf",), "application/pdf", "PDF"),
    "png": ((".png",), "image/png", "PNG picture"),
    "jpeg": ((".jpg", ".jpeg"), "image/jpeg", "JPEG picture"),
    "docx": (
        (".docx",),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "Word document",
    ),
    "xlsx": ((".xlsx",), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "workbook"),
    "text": ((".txt",), "text/plain; charset=utf-8", "plain text"),
}
MEND = "Attach a PDF, PNG, JPEG, DOCX, XLSX or plain text file."

_PDF_ACTIVE = (b"/javascript", b"/js ", b"/js(", b"/js<", b"/js/", b"/launch", b"/richmedia", b"/embeddedfile")
_PDF_STREAM = re.compile(rb"stream\r?\n")
_PDF_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_OFFICE = {
    b"wordprocessingml.document.main+xml": "docx",
    b"spreadsheetml.sheet.main+xml": "xlsx",
}
_ACTIVE_PARTS = ("vbaproject", "activex", "macrosheets", "oleobject", "embeddings/")
_MARKUP = re.compile(r"<!doctype|<\?xml|<html|<svg|<script", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class CheckedFile:
    """A file that may be kept: its cleaned name and its kind."""

    name: str
    kind: str


def check_file(name: str, content: bytes, *, held: int) -> CheckedFile:
    """The file as it may be kept beside `held` others. Raises Refusal that names the field `file`."""
    if held >= FILES_AT_MOST:
        raise _refused("files_many", f"At most {FILES_AT_MOST} files can be attached.", "Remove one first.")
    if not content:
        raise _refused("file_empty", "The file is empty.", "Check that it was saved.")
    if len(content) > BYTES_OF_A_FILE:
        raise _refused(
            "file_large", "The file is larger than 5 MB.", "Save it smaller, or attach the part that matters."
        )
    kind = _kind_of(content)
    cleaned = clean_name(name)
    endings = KINDS[kind][0]
    if not cleaned.lower().endswith(endings):
        raise _refused(
            "file_ending",
            f"The content is that of a {KINDS[kind][2]}, and the name ends otherwise.",
            f"Name it with the ending {endings[0]}.",
        )
    return CheckedFile(name=cleaned, kind=kind)


def clean_name(name: str) -> str:
    """A name that no system stumbles over: no folders, nothing invisible, letters and digits of any script, and its end."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(one if one.isalnum() or one in "._-()" else " " for one in last)
    words = re.sub(r"\s+", " ", kept).strip(" .")
    stem, dot, ending = words.rpartition(".")
    if not dot:
        return words[:NAME_AT_MOST] or "file"
    ending = ending[:10]
    return f"{stem[: NAME_AT_MOST - len(ending) - 1].strip(' .') or 'file'}.{ending}"


def _kind_of(content: bytes) -> str:
    if content.startswith(b"%PDF-"):
        _check_pdf(content)
        return "pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR") and b"IEND" in content[-64:]:
        return "png"
    if content.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in content[-64:]:
        return "jpeg"
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_office(content)
    return _check_text(content)


def _check_pdf(content: bytes) -> None:
    if b"%%EOF" not in content[-2048:]:
        raise _refused("file_damaged", "The PDF is not complete.", "Export it again.")
    plain = _PDF_ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), _without_streams(content)).lower()
    plain = re.sub(rb"[\r\n\t\x00\x0c]", b" ", plain)
    if any(word in plain for word in _PDF_ACTIVE):
        raise _refused("file_active", "The PDF holds a script or another file.", "Print it to a new PDF.")


def _without_streams(content: bytes) -> bytes:
    """What stands between the streams: packed bytes hold any word by chance. One pass: a pattern that looks for the end of
    each anew takes hours over a file that is full of beginnings."""
    kept, done = [], 0
    while begins := _PDF_STREAM.search(content, done):
        ends = content.find(b"endstream", begins.end())
        if ends < 0:
            break
        kept.append(content[done : begins.start()])
        done = ends + len(b"endstream")
    return b"".join((*kept, content[done:]))


def _kind_of_office(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            names = [part.filename.lower() for part in package.infolist()]
            if sum(part.file_size for part in package.infolist()) > UNPACKED_AT_MOST:
                raise _refused("file_large", "Unpacked, the file is too large.", MEND)
            types = package.read("[Content_Types].xml").lower()
    except Refusal:
        raise
    except Exception as error:  # zipfile raises whatever a damaged part leads its unpacker to (zlib.error, LZMAError …)
        raise _refused("file_unknown", "This kind of file is not taken.", MEND) from error
    if b"macroenabled" in types or any(active in name for name in names for active in _ACTIVE_PARTS):
        raise _refused("file_active", "The document holds macros or embedded objects.", "Save it without them.")
    for mark, kind in _OFFICE.items():
        if mark in types:
            return kind
    raise _refused("file_unknown", "This kind of file is not taken.", MEND)


def _check_text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused("file_unknown", "This kind of file is not taken.", MEND) from error
    if any(unicodedata.category(one) == "Cc" and one not in "\t\r\n\f" for one in text):
        raise _refused("file_unknown", "This kind of file is not taken.", MEND)
    if _MARKUP.search(text) or text.lstrip().startswith("#!"):
        raise _refused("file_active", "Web pages, drawings in SVG and scripts are not taken.", MEND)
    return "text"


def _refused(code: str, message: str, mend: str) -> Refusal:
    return Refusal(code, message, field="file", mend=mend)
