"""What is allowed but should be known."""

from collections.abc import Iterator

from practicum.pack.draft import Draft
from practicum.pack.errors import Problem
from practicum.pack.schema_base import ItemState
from practicum.pack.schema_labs import DecisionTask


def find_warnings(draft: Draft) -> Iterator[Problem]:
    yield from draft.warnings
    yield from _drafts(draft)
    yield from _draft_diagnostic(draft)
    yield from _unused(draft)
    yield from _reading_time(draft)


def _drafts(draft: Draft) -> Iterator[Problem]:
    items = draft.items.entries
    ready = sum(item.value.state in {ItemState.APPROVED, ItemState.PILOT, ItemState.OPERATIONAL} for item in items)
    if items and ready == 0:
        yield items[0].problem(
            ("state",),
            f"No item of {len(items)} is approved: no examination that counts can be given from this bank.",
            "Have subject experts review the items.",
        )


def _draft_diagnostic(draft: Draft) -> Iterator[Problem]:
    questions = draft.diagnostic.entries
    drafts = [one for one in questions if one.value.state is ItemState.DRAFT]
    if drafts:
        yield drafts[0].problem(
            ("state",),
            f"{len(drafts)} of {len(questions)} questions of the diagnostic test are drafts.",
            "Have subject experts review them before anybody's seat depends on them.",
        )


def _unused(draft: Draft) -> Iterator[Problem]:
    if not draft.weeks.whole:
        return
    weeks = [week.value for week in draft.weeks.entries]
    offered = {lab for week in weeks for lab in (week.lab, *week.practice_labs)}
    for lab in draft.labs.entries:
        if lab.value.key not in offered:
            yield lab.problem(("key",), f"No week uses the lab '{lab.value.key}'.", "Name it in a week.")
    used = {assignment.value.rubric for assignment in draft.assignments.entries}
    used |= {capstone.value.rubric for capstone in draft.capstone.entries}
    used |= {task.rubric for lab in draft.labs.entries for task in lab.value.tasks if isinstance(task, DecisionTask)}
    for rubric in draft.rubrics.entries:
        if rubric.value.key not in used and all(part.whole for part in (draft.assignments, draft.capstone, draft.labs)):
            yield rubric.problem(("key",), f"Nothing uses the rubric '{rubric.value.key}'.", "Use it, or remove it.")


def _reading_time(draft: Draft) -> Iterator[Problem]:
    """A week that asks to read pages must give at least the minutes that the pages themselves state."""
    minutes = {page.value.capability: page.value.minutes for page in draft.learning.entries}
    for week in draft.weeks.entries:
        pages = {key for step in week.value.preparation for key in step.learning}
        needed = sum(minutes.get(key, 0) for key in pages)
        given = sum(step.minutes for step in week.value.preparation)
        if given < needed:
            yield week.problem(
                ("preparation",),
                f"The preparation has {given} minutes, and its pages alone take {needed}.",
                "Give it more time, or ask for fewer pages.",
            )
