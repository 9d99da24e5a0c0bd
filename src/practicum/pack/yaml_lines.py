"""YAML, read safely, with the line of every value.

Built on PyYAML's composer, so that no tag ever builds a Python object. Stricter than YAML: a key may stand once, and
anchors, aliases and merge keys are refused (a few lines of them can stand for gigabytes). A number with a point
becomes a Decimal with the digits as written, never a float.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import yaml

from practicum.pack.errors import Problem

Path = tuple[str | int, ...]

MAX_DEPTH = 20


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
    reader = _Reader(file, first_line)
    last_line = first_line + max(len(text.splitlines()) - 1, 0)
    try:
        node = yaml.compose(text, Loader=_ComposeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        reader.add(min(line, last_line), (), *_explain(error))
        return YamlText(data=None, lines={(): first_line}, problems=tuple(reader.problems))
    except yaml.reader.ReaderError as error:
        line = first_line + max(len(text[: error.position + 1].splitlines()) - 1, 0)
        reader.add(
            min(line, last_line),
            (),
            "The file holds a character that YAML does not allow.",
            "Remove the control character.",
        )
        return YamlText(data=None, lines={(): first_line}, problems=tuple(reader.problems))
    except RecursionError:
        reader.add(first_line, (), "The file nests too deep.", f"Nest at most {MAX_DEPTH} levels.")
        return YamlText(data=None, lines={(): first_line}, problems=tuple(reader.problems))
    if node is None:
        reader.add(first_line, (), "The file is empty.", "Write its fields, or remove the file.")
        return YamlText(data=None, lines={(): first_line}, problems=tuple(reader.problems))
    data = reader.build(node, ())
    reader.lines.update({path: min(line, last_line) for path, line in reader.lines.items() if line > last_line})
    return YamlText(data=data, lines=reader.lines, problems=tuple(reader.problems))


def field_name(path: Path) -> str:
    """`("weeks", 0, "title")` as people write it: `weeks[0].title`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


class _Refused(yaml.MarkedYAMLError):
    """Our own refusal inside the composer; `note` holds the mend."""


class _ComposeLoader(yaml.SafeLoader):
    """Composes nodes only; refuses aliases and a depth that no pack needs."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        anchor = getattr(event, "anchor", None)
        if anchor is not None:
            raise _Refused(
                problem="Anchors and aliases (& and *) are not allowed here.",
                problem_mark=event.start_mark,
                note="Write the value out where it is needed; put quotes around text that begins with & or *.",
            )
        if self.depth >= MAX_DEPTH:
            raise _Refused(
                problem="The value nests too deep.",
                problem_mark=event.start_mark,
                note=f"Nest at most {MAX_DEPTH} levels.",
            )
        self.depth += 1
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return node


def _explain(error: yaml.MarkedYAMLError) -> tuple[str, str]:
    if isinstance(error, _Refused):
        return str(error.problem), str(error.note)
    detail = " ".join(str(part) for part in (error.context, error.problem) if part)
    return (
        f"This is not valid YAML: {detail}.",
        "Mend the indentation or the quotes; put quotes around text that holds ': ' or ' #', "
        "or that begins with a bracket, quote or other sign.",
    )


class _Reader:
    """Turns nodes into plain data and remembers where each stood."""

    def __init__(self, file: str, first_line: int) -> None:
        self.file = file
        self.first_line = first_line
        self.lines: dict[Path, int] = {}
        self.problems: list[Problem] = []
        self._scalars = yaml.constructor.SafeConstructor()

    def add(self, line: int, path: Path, message: str, mend: str) -> None:
        self.problems.append(Problem(file=self.file, line=line, field=field_name(path), message=message, mend=mend))

    def build(self, node: yaml.Node, path: Path) -> Any:
        self.lines.setdefault(path, self._line(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, (*path, index)) for index, child in enumerate(node.value)]
        return self._scalar(node, path)

    def _line(self, node: yaml.Node) -> int:
        return self.first_line + int(node.start_mark.line)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            line = self._line(key_node)
            if not isinstance(key_node, yaml.ScalarNode) or key_node.tag == "tag:yaml.org,2002:merge":
                self.add(line, path, "This key is no plain word.", "Write a word, then a colon.")
                continue
            # Keys keep the spelling of the file: 2026.1, no and 1 are names here, not numbers or truth values.
            key = key_node.value
            if key in found:
                first = self.lines[(*path, key)]
                self.add(
                    line, (*path, key), f"The key '{key}' stands twice (first on line {first}).", "Keep one of the two."
                )
                continue
            self.lines[(*path, key)] = line
            found[key] = self.build(value_node, (*path, key))
        return found

    def _scalar(self, node: yaml.Node, path: Path) -> Any:
        kind = node.tag.rpartition(":")[2]
        text = str(node.value)
        try:
            if kind == "float":
                return _decimal(text)
            if kind in {"str", "int", "bool", "null", "timestamp"}:
                return self._scalars.construct_object(node)
        except (ValueError, ArithmeticError, yaml.YAMLError):
            pass
        self.add(
            self._line(node),
            path,
            f"'{text[:40]}' is no value that a pack can hold.",
            "Put quotes around it if it is meant as text.",
        )
        return None


def _decimal(text: str) -> Decimal:
    value = Decimal(text.replace("_", ""))
    # Written out in full, 1e999999999 would fill a disk.
    if not value.is_finite() or abs(value.adjusted()) > 30:
        raise ValueError(text)
    return value
