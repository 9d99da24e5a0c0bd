"""Load a pack, or say everything that is wrong with it."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from practicum.pack.checks_diagnostic import check_diagnostic
from practicum.pack.checks_exam import check_exam
from practicum.pack.checks_items import check_items
from practicum.pack.checks_labs import check_labs
from practicum.pack.checks_review import check_review
from practicum.pack.checks_scheme import check_scheme
from practicum.pack.checks_teaching import check_teaching
from practicum.pack.coverage import CapabilityCoverage, measure_coverage
from practicum.pack.documents import Entry, parse_document
from practicum.pack.draft import Draft, Part, T, read_draft
from practicum.pack.errors import PackInvalid, Problem
from practicum.pack.files import PackFiles, read_pack_files
from practicum.pack.names import collect_names
from practicum.pack.programme import Pack, Programme
from practicum.pack.schema_labs import Lab
from practicum.pack.warnings import find_warnings

Known = Collection[str] | None


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a check found, in the order of files and lines. Problems keep the pack from loading; warnings do not."""

    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    coverage: tuple[CapabilityCoverage, ...]
    digest: str

    @property
    def is_clean(self) -> bool:
        return not self.problems


def check_pack(path: Path, *, known_analyses: Known = None, known_tables: Known = None) -> Report:
    """Check every file of the pack in the folder `path` and all of them against each other.

    Never raises for bad content. `known_analyses` and `known_tables` are the names of analyses and of tables that labs
    may use; without them these names are not checked.
    """
    return check_files(read_pack_files(path), known_analyses=known_analyses, known_tables=known_tables)


def check_files(files: PackFiles, *, known_analyses: Known = None, known_tables: Known = None) -> Report:
    """As `check_pack`, for files that were read already."""
    _, report = _examine(files, known_analyses, known_tables)
    return report


def load_pack(path: Path, *, known_analyses: Known = None, known_tables: Known = None) -> Pack:
    """Load the pack in the folder `path`. Raises PackInvalid with all problems of all files."""
    draft, report = _examine(read_pack_files(path), known_analyses, known_tables)
    if report.problems:
        raise PackInvalid(report.problems)
    page, framework = _only(draft.programme), _only(draft.framework)
    return Pack(
        programme=Programme(
            **page.model_dump(exclude={"framework"}),
            framework=framework.to_framework(),
            roles=_values(draft.roles),
            finder=_values(draft.finder),
            policies=_only(draft.policies),
            review=_only(draft.review),
            weeks=tuple(sorted(_values(draft.weeks), key=lambda week: week.number)),
            assignments=_values(draft.assignments),
            rubrics=_values(draft.rubrics),
            capstone=_only(draft.capstone),
            blueprint=_only(draft.blueprint),
            pulse=_values(draft.pulse),
            digest=report.digest,
        ),
        items=_values(draft.items),
        labs=_values(draft.labs),
        diagnostic=_values(draft.diagnostic),
        learning={page.capability: page for page in _values(draft.learning)},
    )


def read_lab(file: str, content: bytes) -> Lab:
    """A single lab from the bytes of its file, checked against its schema alone. Raises PackInvalid."""
    parsed = parse_document(file, content, Lab)
    if parsed.problems:
        raise PackInvalid(parsed.problems)
    lab: Lab = parsed.entries[0].value
    return lab


def _examine(files: PackFiles, known_analyses: Known, known_tables: Known) -> tuple[Draft, Report]:
    draft = read_draft(files)
    names = collect_names(draft)
    problems = {
        *draft.problems,
        *check_scheme(draft, names),
        *check_review(draft),
        *check_teaching(draft, names),
        *check_exam(draft, names),
        *check_items(draft, names),
        *check_labs(draft, names, known_analyses, known_tables),
        *check_diagnostic(draft, names),
    }
    report = Report(
        problems=tuple(sorted(problems)),
        warnings=tuple(sorted(set(find_warnings(draft)))),
        coverage=measure_coverage(draft),
        digest=files.digest,
    )
    return draft, report


def _values(part: Part[T]) -> tuple[T, ...]:
    return tuple(entry.value for entry in part.entries)


def _only(part: Part[T]) -> T:
    entry: Entry[T] | None = part.only
    if entry is None:
        raise ValueError(f"{part.place} was not read although the pack has no problems")
    return entry.value
