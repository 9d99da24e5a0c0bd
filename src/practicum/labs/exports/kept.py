"""Files that are made from stored tables on demand, and kept for a while: they can be made again at any time."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from django.conf import settings

# More than this is not kept; what was asked for last stays.
MOST_BYTES = 2_000_000_000
# Part of every name: raise it when the same tables give another file.
_EDITION = "1"
KINDS = ("duckdb", "xlsx", "zip")


def made_file(kind: str, tables: Mapping[str, str], make: Callable[[Path], None]) -> Path:
    """The file of this kind for these tables (name -> SHA-256 of the stored file): the one that is there, or made now.

    It gets its name only when it is whole. Two who ask at once make it twice, and it is the same file.
    """
    folder = Path(settings.PRACTICUM.data_dir) / "downloads"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name_of(kind, tables)}.{kind}"
    try:
        os.utime(path)  # asked for just now
    except FileNotFoundError:
        with tempfile.TemporaryDirectory(prefix=".making-", dir=folder) as scratch:
            made = Path(scratch) / f"made.{kind}"
            make(made)
            made.replace(path)
        _forget_oldest(folder, but=path)
    return path


def remove_made(tables: Mapping[str, str]) -> list[str]:
    """Delete for good what was made of these tables; returns the kinds that were there."""
    folder = Path(settings.PRACTICUM.data_dir) / "downloads"
    paths = {kind: folder / f"{name_of(kind, tables)}.{kind}" for kind in KINDS}
    there = [kind for kind, path in paths.items() if path.is_file()]
    for path in paths.values():
        path.unlink(missing_ok=True)
    return there


def name_of(kind: str, tables: Mapping[str, str]) -> str:
    """A name that changes with every change of the tables or of how the file is made."""
    named = "\n".join([_EDITION, kind, *(f"{name} {sha256}" for name, sha256 in tables.items())])
    return hashlib.sha256(named.encode()).hexdigest()


def _forget_oldest(folder: Path, *, but: Path) -> None:
    found = []
    for path in folder.glob("*.*"):
        try:
            there = path.stat()
        except FileNotFoundError:  # another process was faster
            continue
        found.append((there.st_mtime, there.st_size, path))
    size = 0
    for _, bytes_, path in sorted(found, reverse=True):
        size += bytes_
        if size > MOST_BYTES and path != but:
            path.unlink(missing_ok=True)
