"""Learning pages: Markdown below a head of YAML between two lines of three hyphens."""

from practicum.pack.documents import Entry, Parsed, decode_text, parse_text
from practicum.pack.errors import Problem
from practicum.pack.schema_scheme import LearningFront, LearningPage

_FENCE = "---"


def parse_learning_page(file: str, content: bytes) -> Parsed[LearningPage]:
    """Read a page. Lines of problems in the head are lines of the file."""
    text = decode_text(file, content)
    if isinstance(text, Problem):
        return Parsed(entries=(), problems=(text,))
    lines = text.splitlines()
    if not lines or lines[0].rstrip() != _FENCE:
        return _refused(file, 1, "The page does not begin with its head.", f"Begin the file with a line `{_FENCE}`.")
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE), None)
    if end is None:
        return _refused(file, 1, "The head of the page has no end.", f"Close it with a line `{_FENCE}`.")
    front: Parsed[LearningFront] = parse_text(file, "\n".join(lines[1:end]), LearningFront, first_line=2)
    body = "\n".join(lines[end + 1 :]).strip()
    if not body:
        empty = _refused(file, end + 1, "The page has no text.", "Write its Markdown below the head.")
        return Parsed(entries=(), problems=(*front.problems, *empty.problems))
    entries = tuple(
        Entry(value=LearningPage(**entry.value.model_dump(), body=body), file=file, lines=entry.lines)
        for entry in front.entries
    )
    return Parsed(entries=entries, problems=front.problems)


def _refused(file: str, line: int, message: str, mend: str) -> Parsed[LearningPage]:
    return Parsed(entries=(), problems=(Problem(file=file, line=line, field="", message=message, mend=mend),))
