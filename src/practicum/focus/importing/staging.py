"""The way in: a file that may be anything becomes a bounded private copy of known kind, or a refusal."""

import codecs
import gzip
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from practicum.kernel.errors import Refusal

MAX_BYTES = 500_000_000
_CHUNK = 1 << 20
_EXPORT_AGAIN = "Export the bill again as CSV (UTF-8) or Parquet."


@dataclass(frozen=True)
class Staged:
    """A copy under our control: its kind, where it is, and the hash of the file as it was given."""

    kind: Literal["text", "parquet"]
    path: Path
    source_sha256: str


def stage(path: Path, *, folder: Path, max_bytes: int) -> Staged:
    """Copy `path` into `folder`, unpacked, checked for kind, encoding and size.

    Refusals: `unreadable_file`, `empty_file`, `too_large`, `broken_gzip`, `zipped_file`, `not_text`, `not_utf8`.
    """
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            start = file.read(4)
            file.seek(0)
            if not start:
                raise Refusal("empty_file", "The file is empty.", mend=_EXPORT_AGAIN)
            packed = start.startswith(b"\x1f\x8b")
            blocks = _bounded(_unpacked(file, digest) if packed else _plain(file, digest), max_bytes)
            kind = _copy(blocks, folder / "bill")
    except OSError as error:
        raise Refusal(
            "unreadable_file", f"The file cannot be read: {error.strerror or 'input error'}.", mend="Check its name."
        ) from error
    except ValueError as error:  # a path with a NUL byte
        raise Refusal("unreadable_file", "The file cannot be read.", mend="Check its name.") from error
    return Staged(kind=kind, path=folder / "bill", source_sha256=digest.hexdigest())


def _plain(file: BinaryIO, digest: "hashlib._Hash") -> Iterator[bytes]:
    while block := file.read(_CHUNK):
        digest.update(block)
        yield block


def _unpacked(file: BinaryIO, digest: "hashlib._Hash") -> Iterator[bytes]:
    for block in iter(lambda: file.read(_CHUNK), b""):
        digest.update(block)
    file.seek(0)
    try:
        with gzip.GzipFile(fileobj=file, mode="rb") as unpacked:
            while block := unpacked.read(_CHUNK):
                yield block
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Refusal("broken_gzip", "The gzip file is damaged or cut short.", mend=_EXPORT_AGAIN) from error


def _bounded(blocks: Iterator[bytes], max_bytes: int) -> Iterator[bytes]:
    """Stops at the limit, so that a small packed file cannot fill the disk."""
    total = 0
    for block in blocks:
        total += len(block)
        if total > max_bytes:
            raise Refusal(
                "too_large",
                f"The bill is larger than {max_bytes:,} bytes (unpacked).",
                mend="Export fewer months, or fewer columns, or use Parquet.",
            )
        yield block


def _copy(blocks: Iterator[bytes], target: Path) -> Literal["text", "parquet"]:
    first = next(blocks, b"")
    if not first:
        raise Refusal("empty_file", "The file is empty.", mend=_EXPORT_AGAIN)
    if first.startswith(b"PK\x03\x04"):
        raise Refusal("zipped_file", "This is a zip archive or a spreadsheet, not a bill.", mend=_EXPORT_AGAIN)
    with target.open("wb") as out:
        if first.startswith(b"PAR1"):
            out.write(first)
            out.writelines(blocks)
            return "parquet"
        decoder = codecs.getincrementaldecoder("utf-8")()
        block = first.removeprefix(codecs.BOM_UTF8)
        try:
            while block:
                if b"\x00" in block:
                    raise Refusal(
                        "not_text", "The file is neither text nor Parquet: it has zero bytes.", mend=_EXPORT_AGAIN
                    )
                decoder.decode(block)
                out.write(block)
                block = next(blocks, b"")
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            raise Refusal(
                "not_utf8", "The file is not text in UTF-8.", mend="Save it as CSV UTF-8, or export it as Parquet."
            ) from error
    return "text"
