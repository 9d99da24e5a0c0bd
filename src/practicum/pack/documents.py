"""One file of the pack as checked entries, each of which still knows its lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from practicum.pack.errors import Problem
from practicum.pack.messages import explain_error
from practicum.pack.yaml_lines import Path, YamlText, field_name, read_yaml

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Entry(Generic[T]):
    """A checked value and where it stands. `base` leads to it inside its file: empty for a whole file."""

    value: T
    file: str
    lines: Mapping[Path, int]
    base: Path = ()

    def problem(self, path: Path, message: str, mend: str) -> Problem:
        """A problem at `path` below this entry, on the line of the deepest part of it that the file has."""
        return _problem(self.file, self.lines, (*self.base, *path), message, mend)


@dataclass(frozen=True, kw_only=True)
class Parsed(Generic[T]):
    """The good entries of a file and the problems with the others."""

    entries: tuple[Entry[T], ...]
    problems: tuple[Problem, ...]


def parse_document(file: str, content: bytes, kind: Any) -> Parsed[Any]:
    """Read a YAML file that holds one object of the given kind."""
    text = decode_text(file, content)
    return Parsed(entries=(), problems=(text,)) if isinstance(text, Problem) else parse_text(file, text, kind)


def parse_text(file: str, text: str, kind: Any, *, first_line: int = 1) -> Parsed[Any]:
    """Read YAML text that begins on `first_line` of the file and holds one object of the given kind."""
    read = read_yaml(text, file=file, first_line=first_line)
    if read.problems and read.data is None:
        return Parsed(entries=(), problems=read.problems)
    entry, problems = _validate(file, read, read.data, kind, ())
    return Parsed(entries=(entry,) if entry and not read.problems else (), problems=problems)


def parse_list(file: str, content: bytes, kind: Any) -> Parsed[Any]:
    """Read a YAML file that holds a list. Each entry is checked by itself: one fault does not hide the others."""
    text = decode_text(file, content)
    if isinstance(text, Problem):
        return Parsed(entries=(), problems=(text,))
    read = read_yaml(text, file=file)
    if not isinstance(read.data, list):
        if read.problems:
            return Parsed(entries=(), problems=read.problems)
        message = "The file should hold a list."
        mend = "Begin each entry with a hyphen at the start of the line."
        return Parsed(entries=(), problems=(_problem(file, read.lines, (), message, mend),))
    entries: list[Entry[Any]] = []
    problems: list[Problem] = list(read.problems)
    for index, value in enumerate(read.data):
        entry, found = _validate(file, read, value, kind, (index,))
        problems.extend(found)
        if entry is not None:
            entries.append(entry)
    return Parsed(entries=tuple(entries), problems=tuple(problems))


def decode_text(file: str, content: bytes) -> str | Problem:
    """The file's text; a problem if it is no UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = "The file is not written in UTF-8."
        return Problem(file=file, line=line, field="", message=message, mend="Save it as UTF-8.")


def _validate(
    file: str, read: YamlText, value: Any, kind: Any, base: Path
) -> tuple[Entry[Any] | None, tuple[Problem, ...]]:
    adapter = _adapter(kind)
    try:
        found = adapter.validate_python(value)
    except ValidationError as error:
        schema = _schema(kind)
        already = {problem.field for problem in read.problems}
        problems = list(read.problems)
        for detail in error.errors(include_url=False):
            message, mend = explain_error(detail, schema)
            problem = _problem(file, read.lines, (*base, *_real_path(_full_loc(detail), read, base)), message, mend)
            if problem.field not in already:
                problems.append(problem)
        return None, tuple(problems)
    return Entry(value=found, file=file, lines=read.lines, base=base), read.problems


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


@cache
def _schema(kind: Any) -> dict[str, Any]:
    return _adapter(kind).json_schema()


def _full_loc(detail: ErrorDetails) -> tuple[str | int, ...]:
    """The location of an error; a wrong discriminator is reported at its object, but the field itself is at fault."""
    if detail["type"].startswith("union_tag"):
        return (*detail["loc"], str(detail.get("ctx", {}).get("discriminator", "")).strip("'"))
    return detail["loc"]


def _real_path(loc: tuple[str | int, ...], read: YamlText, base: Path) -> Path:
    """The location without pydantic's own steps (the tag of a union, the mark of a key), which no file contains."""
    path: Path = ()
    for index, step in enumerate(loc):
        # The last step counts although the file lacks it: it is the name of what is missing.
        if (*base, *path, step) in read.lines or (index == len(loc) - 1 and step != "[key]"):
            path = (*path, step)
    return path


def _problem(file: str, lines: Mapping[Path, int], path: Path, message: str, mend: str) -> Problem:
    known = path
    while known not in lines and known:
        known = known[:-1]
    return Problem(file=file, line=lines.get(known, 1), field=field_name(path), message=message, mend=mend)
