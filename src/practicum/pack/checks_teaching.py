"""Cross-checks of what is taught and marked by people: weeks, pages, assignments, rubrics and capstone."""

from collections.abc import Iterator
from typing import Any

from practicum.pack.documents import Entry
from practicum.pack.draft import Draft, Part, file_stem
from practicum.pack.errors import Problem
from practicum.pack.names import Names, repeated, unknown_name, unknown_page
from practicum.pack.schema_teaching import Capstone, Rubric, RubricKind, Week

PULSE_QUESTIONS = 3


def check_teaching(draft: Draft, names: Names) -> Iterator[Problem]:
    for part in (draft.assignments, draft.rubrics, draft.labs):
        yield from _keys_name_files(part)
    yield from _weeks(draft, names)
    yield from _learning(draft, names)
    yield from _assignments(draft, names)
    for rubric in draft.rubrics.entries:
        yield from _rubric(rubric)
    yield from _pulse(draft)
    if draft.capstone.only is not None:
        yield from _capstone(draft.capstone.only, draft, names)


def _keys_name_files(part: Part[Any]) -> Iterator[Problem]:
    for entry in part.entries:
        stem = file_stem(entry.file)
        if entry.value.key != stem:
            yield entry.problem(
                ("key",), f"The key '{entry.value.key}' differs from the file's name.", f"Write '{stem}'."
            )


def _weeks(draft: Draft, names: Names) -> Iterator[Problem]:
    weeks = draft.weeks.entries
    for week in weeks:
        yield from _week(week, names)
        if file_stem(week.file) != f"week-{week.value.number}":
            yield week.problem(
                ("number",),
                f"The number {week.value.number} differs from the file's name.",
                f"Name the file week-{week.value.number}.yaml, or mend the number.",
            )
    if not draft.weeks.whole:
        return
    numbers = sorted(week.value.number for week in weeks)
    if numbers != list(range(1, len(numbers) + 1)):
        first = next(week for expected, week in enumerate(_by_number(weeks), 1) if week.value.number != expected)
        yield first.problem(
            ("number",),
            f"The weeks are numbered {', '.join(map(str, numbers))}.",
            f"Number them 1 to {len(numbers)} without a gap.",
        )
    taught = {key for week in weeks for key in week.value.capabilities}
    for key in names.capabilities or {}:
        if key not in taught and draft.framework.only is not None:
            yield _at_capability(draft, key, f"No week teaches '{key}'.", "Add it to the capabilities of a week.")


def _by_number(weeks: tuple[Entry[Week], ...]) -> list[Entry[Week]]:
    return sorted(weeks, key=lambda week: week.value.number)


def _week(week: Entry[Week], names: Names) -> Iterator[Problem]:
    yield from repeated(week, ("capabilities",), "capability", list(week.value.capabilities))
    for index, key in enumerate(week.value.capabilities):
        yield from unknown_name(week, ("capabilities", index), "capability", key, names.capabilities)
    for index, step in enumerate(week.value.preparation):
        for place, key in enumerate(step.learning):
            path = ("preparation", index, "learning", place)
            yield from unknown_page(week, path, key, names)
    planned = sum(step.minutes for step in week.value.session.plan)
    if planned != week.value.session.minutes:
        yield week.problem(
            ("session", "minutes"),
            f"The steps of the session take {planned} minutes, not {week.value.session.minutes}.",
            f"Write {planned}, or mend the plan.",
        )
    if week.value.assignment is not None:
        yield from unknown_name(week, ("assignment",), "assignment", week.value.assignment, names.assignments)
    if week.value.lab is not None:
        yield from unknown_name(week, ("lab",), "lab", week.value.lab, names.labs)
    for place, lab in enumerate(week.value.practice_labs):
        yield from unknown_name(week, ("practice_labs", place), "lab", lab, names.labs)


def _learning(draft: Draft, names: Names) -> Iterator[Problem]:
    for page in draft.learning.entries:
        stem = file_stem(page.file)
        yield from unknown_name(page, ("capability",), "capability", page.value.capability, names.capabilities)
        if page.value.capability != stem:
            message = f"The page of '{page.value.capability}' lies in the file of '{stem}'."
            yield page.problem(("capability",), message, f"Write '{stem}', or rename the file.")
    for key in names.capabilities or {}:
        if key not in names.learning:
            yield _at_capability(draft, key, f"'{key}' has no learning page.", f"Write learning/{key}.md.")


def _assignments(draft: Draft, names: Names) -> Iterator[Problem]:
    weeks = {week.value.number: week.value for week in draft.weeks.entries}
    for entry in draft.assignments.entries:
        yield from unknown_name(entry, ("rubric",), "rubric", entry.value.rubric, names.rubrics)
        if not draft.weeks.whole:
            continue
        week = weeks.get(entry.value.week)
        if week is None or week.assignment != entry.value.key:
            yield entry.problem(
                ("week",),
                f"Week {entry.value.week} does not give this assignment.",
                f"Name the week that has `assignment: {entry.value.key}`.",
            )


def _rubric(entry: Entry[Rubric]) -> Iterator[Problem]:
    rubric = entry.value
    weights = sum(criterion.weight for criterion in rubric.criteria)
    if weights != 100:
        yield entry.problem(("criteria",), f"The weights add up to {weights} percent.", "Make them add up to 100.")
    yield from repeated(entry, ("criteria",), "criterion", [one.key for one in rubric.criteria], "key")
    levels = [step.level for step in rubric.scale]
    if levels != list(range(len(levels))):
        yield entry.problem(
            ("scale",),
            f"The levels are {', '.join(map(str, levels))}.",
            f"Number them 0 to {len(levels) - 1}, in this order.",
        )
    for index, criterion in enumerate(rubric.criteria):
        place = ("criteria", index, "descriptors")
        for level in levels:
            if level not in criterion.descriptors:
                yield entry.problem(
                    place,
                    f"'{criterion.key}' has no descriptor for level {level}.",
                    f'Add `"{level}": "what work of this level looks like"`.',
                )
        for level in criterion.descriptors:
            if level not in levels:
                yield entry.problem(
                    (*place, str(level)), f"The scale has no level {level}.", "Remove the descriptor, or add the level."
                )
    if (rubric.pass_percent is None) != (rubric.kind is RubricKind.FORMATIVE):
        yield entry.problem(
            ("pass_percent",),
            f"A {rubric.kind} rubric {'has no' if rubric.kind is RubricKind.FORMATIVE else 'needs a'} pass mark.",
            "Remove `pass_percent`." if rubric.kind is RubricKind.FORMATIVE else "Add `pass_percent: 60`, say.",
        )


def _pulse(draft: Draft) -> Iterator[Problem]:
    questions = draft.pulse.entries
    if draft.pulse.whole and questions and len(questions) != PULSE_QUESTIONS:
        message = f"The pulse has {len(questions)} question{'' if len(questions) == 1 else 's'}."
        yield questions[0].problem((), message, f"Ask {PULSE_QUESTIONS}: what is short is answered every week.")
    seen: set[str] = set()
    for entry in questions:
        if entry.value.key in seen:
            yield entry.problem(("key",), f"The key '{entry.value.key}' stands twice.", "Give each question its own.")
        seen.add(entry.value.key)


def _capstone(entry: Entry[Capstone], draft: Draft, names: Names) -> Iterator[Problem]:
    capstone = entry.value
    yield from unknown_name(entry, ("rubric",), "rubric", capstone.rubric, names.rubrics)
    for rubric in draft.rubrics.entries:
        if rubric.value.key == capstone.rubric and rubric.value.kind is not RubricKind.SUMMATIVE:
            message = "The capstone decides, but its rubric is formative."
            yield entry.problem(("rubric",), message, f"Make {rubric.file} summative, with a pass mark.")
    for role in capstone.framing:
        yield from unknown_name(entry, ("framing", role), "role", role, names.roles)
    for role in sorted((names.roles or set()) - set(capstone.framing)):
        message = f"The role '{role}' has no framing."
        yield entry.problem(("framing",), message, f"Add `{role}:` with one sentence.")
    if capstone.words_min > capstone.words_max:
        yield entry.problem(
            ("words_min",),
            f"The least number of words ({capstone.words_min}) is above the most ({capstone.words_max}).",
            f"Write {capstone.words_max} or less.",
        )


def _at_capability(draft: Draft, key: str, message: str, mend: str) -> Problem:
    """A problem that something is missing for a capability stands where the framework names the capability."""
    framework = draft.framework.only
    if framework is None:
        raise ValueError("capabilities are known only with a framework")
    for d, domain in enumerate(framework.value.domains):
        for c, row in enumerate(domain.capabilities):
            if row.key == key:
                return framework.problem(("domains", d, "capabilities", c, "key"), message, mend)
    return framework.problem((), message, mend)
