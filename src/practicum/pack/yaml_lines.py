"""YAML, read safely, with the line of every value.

Built on the events of PyYAML's parser (libyaml where it is there: 20 times faster), so that no tag ever builds a Python
object. Stricter than YAML: a key may stand once; anchors, aliases, merge keys and tags are refused (a few lines of
aliases can stand for gigabytes). A number with a point becomes a Decimal with the digits as written, never a float.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import yaml

from practicum.pack.errors import Problem

Path = tuple[str | int, ...]

MAX_DEPTH = 20

_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVER = yaml.resolver.Resolver()
_QUOTE_MEND = "Put quotes around it if it is meant as text."


@dataclass(frozen=True, kw_only=True)
class YamlText:
    """The data of one YAML text, the line of each path (from 1), and the problems found on the way."""

    data: Any
    lines: Mapping[Path, int]
    problems: tuple[Problem, ...]


def read_yaml(text: str, *, file: str, first_line: int = 1) -> YamlText:
    """Read one YAML document. `first_line` is the line of the file on which the text begins.

    With problems the data may be None or lack what could not be read; without, it is complete.
    """
    reader = _Reader(file, first_line, first_line + max(len(text.splitlines()) - 1, 0))
    control = yaml.reader.Reader.NON_PRINTABLE.search(text)
    if control is not None:
        line = first_line + max(len(text[: control.end()].splitlines()) - 1, 0)
        reader.add(line, (), "The file holds a character that YAML does not allow.", "Remove the control character.")
        return reader.result(None)
    try:
        return reader.result(reader.document(yaml.parse(text, Loader=_PARSER)))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        detail = " ".join(str(part) for part in (error.context, error.problem) if part)
        reader.add(
            first_line + (mark.line if mark else 0),
            (),
            f"This is not valid YAML: {detail}.",
            "Mend the indentation or the quotes; put quotes around text that holds ': ' or ' #', "
            "or that begins with a bracket, quote or other sign.",
        )
    except yaml.YAMLError as error:
        reader.add(first_line, (), f"This is not valid YAML: {error}.", "Mend the file, or write it anew.")
    except _TooDeep as error:
        reader.add(error.line, error.path, "The value nests too deep.", f"Nest at most {MAX_DEPTH} levels.")
    return reader.result(None)


def field_name(path: Path) -> str:
    """`("weeks", 0, "title")` as people write it: `weeks[0].title`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


class _TooDeep(Exception):
    def __init__(self, line: int, path: Path) -> None:
        super().__init__()
        self.line = line
        self.path = path


class _Reader:
    """Turns events into plain data and remembers where each value stood."""

    def __init__(self, file: str, first_line: int, last_line: int) -> None:
        self.file = file
        self.first_line = first_line
        self.last_line = last_line
        self.lines: dict[Path, int] = {(): first_line}
        self.problems: list[Problem] = []
        self._scalars = yaml.constructor.SafeConstructor()

    def add(self, line: int, path: Path, message: str, mend: str) -> None:
        # The parser reports the end of the text as a line of its own, which the file does not have.
        line = min(line, self.last_line)
        self.problems.append(Problem(file=self.file, line=line, field=field_name(path), message=message, mend=mend))

    def result(self, data: Any) -> YamlText:
        return YamlText(data=data, lines=self.lines, problems=tuple(self.problems))

    def document(self, events: Iterator[Any]) -> Any:
        data, documents = None, 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                line, node = self._line(event), next(events)
                if documents == 1:
                    self.lines[()] = self._line(node)
                    data = self._build(node, events, ())
                elif documents == 2:
                    self.add(line, (), "The file holds a second document.", "Remove the line `---` and join the two.")
        if data is None and not self.problems:
            self.add(self.first_line, (), "The file is empty.", "Write its fields, or remove the file.")
        return data

    def _line(self, event: Any) -> int:
        return min(self.first_line + int(event.start_mark.line), self.last_line)

    def _build(self, event: Any, events: Iterator[Any], path: Path) -> Any:
        line = self._line(event)
        self.lines.setdefault(path, line)
        if len(path) > MAX_DEPTH:
            raise _TooDeep(line, path[:3])
        if getattr(event, "anchor", None) is not None:
            mend = "Write the value out where it is needed; put quotes around text that begins with & or *."
            self.add(line, path, "Anchors and aliases (& and *) are not allowed here.", mend)
        if getattr(event, "tag", None) is not None:
            self.add(line, path, f"The tag '{event.tag}' is not allowed here.", "Remove it, or put quotes around it.")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(events, path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, path)
        return self._scalar(event, line, path) if isinstance(event, yaml.ScalarEvent) else None

    def _sequence(self, events: Iterator[Any], path: Path) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            found.append(self._build(event, events, (*path, len(found))))
        return found

    def _mapping(self, events: Iterator[Any], path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            line = self._line(event)
            # Keys keep the spelling of the file: 2026.1, no and 1 are names here, not numbers or truth values.
            key = event.value if isinstance(event, yaml.ScalarEvent) and event.value != "<<" else None
            if key is None:
                if not isinstance(event, yaml.ScalarEvent):
                    self._build(event, events, (*path, "?"))
                self.add(line, path, "This key is no plain word.", "Write a word, then a colon.")
            elif key in found:
                first = self.lines[(*path, key)]
                message = f"The key '{key}' stands twice (first on line {first})."
                self.add(line, (*path, key), message, "Keep one of the two.")
            else:
                self.lines[(*path, key)] = line
            repeated = key is None or key in found
            value = self._build(next(events), events, (*path, "?" if repeated else key or ""))
            if not repeated:
                found[key or ""] = value
        return found

    def _scalar(self, event: Any, line: int, path: Path) -> Any:
        text = str(event.value)
        if not event.implicit[0]:  # quoted, or a block of text
            return text
        tag = str(_RESOLVER.resolve(yaml.ScalarNode, text, event.implicit))  # type: ignore[no-untyped-call]
        kind = tag.rpartition(":")[2]
        try:
            if kind == "float":
                return _decimal(text)
            if kind in {"str", "int", "bool", "null", "timestamp"}:
                return self._scalars.construct_object(yaml.ScalarNode(tag, text))
        except (ValueError, ArithmeticError, yaml.YAMLError):
            pass
        self.add(line, path, f"'{text[:40]}' is no value that a pack can hold.", _QUOTE_MEND)
        return None


def _decimal(text: str) -> Decimal:
    value = Decimal(text.replace("_", ""))
    # Written out in full, 1e999999999 would fill a disk.
    if not value.is_finite() or abs(value.adjusted()) > 30:
        raise ValueError(text)
    return value
