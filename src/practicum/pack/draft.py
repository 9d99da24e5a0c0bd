"""The pack as far as it could be read: every good entry, and which files are broken."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import Any, Generic, TypeVar

from practicum.pack.documents import Entry, Parsed, parse_document, parse_list
from practicum.pack.errors import Problem
from practicum.pack.files import PackFiles
from practicum.pack.front_matter import parse_learning_page
from practicum.pack.schema_exam import (
    Blueprint,
    DiagnosticQuestion,
    Item,
    MultipleChoiceItem,
    NumericItem,
    SingleChoiceItem,
)
from practicum.pack.schema_labs import Lab
from practicum.pack.schema_review import ReviewRules
from practicum.pack.schema_scheme import (
    FinderQuestion,
    FrameworkPage,
    LearningPage,
    Policies,
    ProgrammePage,
    RoleProfile,
)
from practicum.pack.schema_teaching import Assignment, Capstone, PulseQuestion, Rubric, Week

T = TypeVar("T")
AnyItem = SingleChoiceItem | MultipleChoiceItem | NumericItem
Reader = Callable[[str, bytes], Parsed[Any]]


def _one(kind: Any) -> Reader:
    return lambda file, content: parse_document(file, content, kind)


def _many(kind: Any) -> Reader:
    return lambda file, content: parse_list(file, content, kind)


# The format of a pack: where each kind of content lives.
SINGLE_FILES: Mapping[str, Reader] = {
    "programme.yaml": _one(ProgrammePage),
    "framework.yaml": _one(FrameworkPage),
    "roles.yaml": _many(RoleProfile),
    "finder.yaml": _many(FinderQuestion),
    "policies.yaml": _one(Policies),
    "review.yaml": _one(ReviewRules),
    "capstone.yaml": _one(Capstone),
    "blueprint.yaml": _one(Blueprint),
    "pulse.yaml": _many(PulseQuestion),
    "diagnostic.yaml": _many(DiagnosticQuestion),
}
# A programme may do without these.
OPTIONAL_FILES = frozenset({"diagnostic.yaml", "pulse.yaml"})
FOLDERS: Mapping[str, tuple[str, Reader]] = {
    "weeks": (".yaml", _one(Week)),
    "assignments": (".yaml", _one(Assignment)),
    "rubrics": (".yaml", _one(Rubric)),
    "labs": (".yaml", _one(Lab)),
    "learning": (".md", parse_learning_page),
    "items": (".yaml", _many(Item)),
}
FREE_FILES = frozenset({"README.md", "LICENSE", "LICENSE.txt", "LICENSE.md", "NOTICE"})


@dataclass(frozen=True, kw_only=True)
class Part(Generic[T]):
    """The entries of one file or folder. `whole` is false when some of it could not be read: then nothing can be
    said to be missing from it."""

    place: str
    entries: tuple[Entry[T], ...]
    stems: frozenset[str]
    whole: bool

    @property
    def only(self) -> Entry[T] | None:
        """The single entry of a file that holds one object; None when it could not be read."""
        return self.entries[0] if self.entries else None


@dataclass(frozen=True, kw_only=True)
class Draft:
    """All parts of a pack, read but not yet checked against each other."""

    programme: Part[ProgrammePage]
    framework: Part[FrameworkPage]
    roles: Part[RoleProfile]
    finder: Part[FinderQuestion]
    policies: Part[Policies]
    review: Part[ReviewRules]
    capstone: Part[Capstone]
    blueprint: Part[Blueprint]
    pulse: Part[PulseQuestion]
    weeks: Part[Week]
    assignments: Part[Assignment]
    rubrics: Part[Rubric]
    labs: Part[Lab]
    learning: Part[LearningPage]
    items: Part[AnyItem]
    diagnostic: Part[DiagnosticQuestion]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def read_draft(files: PackFiles) -> Draft:
    """Read every file of the format. Collects all problems; unknown files are warnings."""
    problems = list(files.problems)
    unreadable = {problem.file for problem in files.problems}
    parts: dict[str, Part[Any]] = {}
    for name, reader in SINGLE_FILES.items():
        if name in files.contents:
            parsed = reader(name, files.contents[name])
            problems.extend(parsed.problems)
            parts[name] = _part(name, {name: parsed}, whole=True)
        else:
            if name not in unreadable and name not in OPTIONAL_FILES:
                problems.append(_missing(name, f"The file {name} is missing.", "Add it."))
            parts[name] = _part(name, {}, whole=name in OPTIONAL_FILES and name not in unreadable)
    for folder, (ending, reader) in FOLDERS.items():
        paths = [path for path in sorted(files.contents, key=_natural) if _belongs(path, folder, ending)]
        found = {path: reader(path, files.contents[path]) for path in paths}
        problems.extend(problem for parsed in found.values() for problem in parsed.problems)
        lost = {file for file in unreadable if file == folder or file.startswith(f"{folder}/")}
        if not paths and not lost:
            problems.append(_missing(folder, f"The folder {folder} has no files.", f"Add {folder}/<key>{ending}."))
        parts[folder] = _part(folder, found, whole=bool(paths) and not lost)
    return Draft(
        **{place.removesuffix(".yaml"): part for place, part in parts.items()},
        problems=tuple(problems),
        warnings=tuple(_strays(files)),
    )


def file_stem(file: str) -> str:
    """`labs/some-key.yaml` -> `some-key`."""
    return PurePosixPath(file).stem


def _part(place: str, found: Mapping[str, Parsed[Any]], *, whole: bool) -> Part[Any]:
    return Part(
        place=place,
        entries=tuple(entry for parsed in found.values() for entry in parsed.entries),
        stems=frozenset(file_stem(file) for file in found),
        whole=whole and not any(parsed.problems for parsed in found.values()),
    )


def _natural(path: str) -> tuple[str, int, str]:
    """week-2 before week-10."""
    number = re.search(r"(\d{1,9})\.\w+$", path, re.ASCII)
    return (path[: number.start()], int(number[1]), path) if number else (path, -1, path)


def _belongs(path: str, folder: str, ending: str) -> bool:
    return path.startswith(f"{folder}/") and path.endswith(ending) and path.count("/") == 1


def _missing(file: str, message: str, mend: str) -> Problem:
    return Problem(file=file, line=1, field="", message=message, mend=mend)


def _strays(files: PackFiles) -> list[Problem]:
    known = [*SINGLE_FILES, *(f"{folder}/<key>{ending}" for folder, (ending, _) in FOLDERS.items())]
    strays: list[Problem] = []
    for path in files.contents:
        fits = any(_belongs(path, folder, ending) for folder, (ending, _) in FOLDERS.items())
        if path in SINGLE_FILES or path in FREE_FILES or fits:
            continue
        close = get_close_matches(path, known, n=1)
        mend = f"Did you mean {close[0]}?" if close else "Remove it; the format does not know it."
        strays.append(_missing(path, "The file is no part of the format and was not read.", mend))
    return strays
