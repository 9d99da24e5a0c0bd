"""The files of a pack, read once and read safely: no links, nothing outside the folder, nothing huge."""

import hashlib
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from practicum.pack.errors import Problem

# The largest file of a sensible pack is a bank of some hundred items, about 200 KB. The limits leave room and still
# keep a hostile pack from filling the memory.
MAX_FILE_BYTES = 1_048_576
MAX_FILES = 2_000
MAX_DEPTH = 4


@dataclass(frozen=True, kw_only=True)
class PackFiles:
    """Contents by path inside the pack (with `/`), and what kept other files from being read."""

    contents: Mapping[str, bytes]
    problems: tuple[Problem, ...]

    @property
    def digest(self) -> str:
        """SHA-256 over all files in the order of their paths; it identifies the version of the pack.

        It is the hash of the text that `sha256sum` prints for the files (hash, two spaces, path, line feed), so a
        reader can compute it with no more than that tool.
        """
        lines = (f"{hashlib.sha256(self.contents[path]).hexdigest()}  {path}\n" for path in sorted(self.contents))
        return hashlib.sha256("".join(lines).encode()).hexdigest()


def read_pack_files(root: Path) -> PackFiles:
    """Read all files below `root`. Names that begin with a dot are no part of a pack (editors and systems leave them).

    Never raises for what it finds: links, special files, files over MAX_FILE_BYTES and unreadable ones are problems.
    """
    contents: dict[str, bytes] = {}
    problems: list[Problem] = []
    if not root.is_dir():
        message = f"There is no folder '{root.name}'."
        problem = Problem(file=".", line=1, field="", message=message, mend="Give the path of the pack's folder.")
        return PackFiles(contents={}, problems=(problem,))
    _read_folder(root, "", 1, contents, problems)
    return PackFiles(contents=contents, problems=tuple(problems))


def _read_folder(folder: Path, prefix: str, depth: int, contents: dict[str, bytes], problems: list[Problem]) -> None:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        problems.append(_at(prefix or ".", f"The folder cannot be read: {error.strerror}.", "Allow reading it."))
        return
    for entry in entries:
        path = f"{prefix}{entry.name}"
        if entry.name.startswith("."):
            continue
        if not _is_text(path):
            mend = "Rename it: letters, digits and hyphens."
            problems.append(_at(ascii(path), "The file's name cannot be written as text.", mend))
        elif entry.is_symlink():
            problems.append(
                _at(path, "This is a link. A pack holds its files itself.", "Replace the link by a copy of the file.")
            )
        elif entry.is_dir(follow_symlinks=False):
            if depth == MAX_DEPTH:
                problems.append(_at(path, "The folder lies too deep.", "Use the folders of the pack format only."))
            else:
                _read_folder(folder / entry.name, f"{path}/", depth + 1, contents, problems)
        elif len(contents) >= MAX_FILES:
            problems.append(_at(path, f"The pack has more than {MAX_FILES:,} files.", "Remove what does not belong."))
            return
        else:
            found = _read_file(folder / entry.name, path)
            if isinstance(found, Problem):
                problems.append(found)
            else:
                contents[path] = found


def _read_file(file: Path, path: str) -> bytes | Problem:
    # O_NOFOLLOW and the check on the open file: what was listed may have been swapped for a link or a pipe since.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(file, flags)
    except OSError as error:
        return _at(path, f"The file cannot be read: {error.strerror}.", "Allow reading it, or remove it.")
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return _at(path, "This is no ordinary file.", "Remove it from the pack.")
        data = stream.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        limit = f"{MAX_FILE_BYTES // 1024:,} KB"
        return _at(path, f"The file is larger than {limit}.", "Shorten it; a pack holds text only.")
    return data


def _is_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return path.isprintable()


def _at(path: str, message: str, mend: str) -> Problem:
    return Problem(file=path, line=1, field="", message=message, mend=mend)
