"""From what was typed to an answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from practicum.focus.api import check_query_text
from practicum.kernel.errors import Refusal
from practicum.labs.rules.grids import Grid
from practicum.labs.rules.tasks import Task
from practicum.labs.rules.typed_numbers import read_number
from practicum.labs.rules.typed_sets import read_set
from practicum.labs.rules.typed_tables import read_table

RATIONALE_MOST = 10_000
_MOST_CHARACTERS = {"set": 60_000, "table": 200_000, "sql": 20_000}
_MOST_OTHERWISE = 500


@dataclass(frozen=True, kw_only=True)
class Decision:
    """An option, and why. Either may be missing: `choice` is empty then, or `rationale`."""

    choice: str
    rationale: str


# None: nothing was answered. A query stays a text until it is run; its result takes its place.
Answer = Decimal | str | tuple[str, ...] | Grid | Decision | None


def read_answer(task: Task, typed: Mapping[str, str]) -> Answer:
    """The answer to a task in what was typed, field -> text; blank is None. A query is read where it is run.

    Raises Refusal that names the field at fault.
    """
    text = typed.get(task.key, "")
    if task.kind == "decision":
        return _read_decision(task, text, typed.get(task.rationale_field, ""))
    if not text.strip():
        return None
    if task.kind == "number":
        return read_number(text, unit=task.unit, field=task.key)
    if task.kind == "set":
        return read_set(text, column=task.columns[0].name, field=task.key) or None
    if task.kind == "table":
        return read_table(text, columns=task.columns, field=task.key)
    if task.kind == "sql":
        check_query_text(text, field=task.key)
        return text
    return _read_choice(task, text)


def read_answers(tasks: Iterable[Task], typed: Mapping[str, str]) -> dict[str, Answer]:
    """All answers by task. Raises Refusal: see `read_answer`, and `task_unknown` for a field that no task has."""
    shown = tuple(tasks)
    check_fields(shown, typed)
    return {task.key: read_answer(task, typed) for task in shown}


def check_draft(tasks: Iterable[Task], typed: Mapping[str, str]) -> dict[str, str]:
    """What may be kept as a draft: any text that a person types, for the tasks of the variant. Blanks are left out.

    A draft is not read, so that nothing typed is lost. Refusals: `task_unknown`, `answer_too_long`, `answer_not_text`.
    """
    most = check_fields(tasks, typed)
    for field, text in typed.items():
        if len(text) > most[field]:
            raise Refusal("answer_too_long", f"This answer has at most {most[field]:,} characters.", field=field)
        if "\x00" in text:
            raise Refusal("answer_not_text", "The answer holds a character that is no text.", field=field)
    return {field: text for field, text in typed.items() if text.strip()}


def check_fields(tasks: Iterable[Task], typed: Mapping[str, str]) -> dict[str, int]:
    """How many characters each field may hold. Raises Refusal `task_unknown` where a field belongs to no task."""
    most = {}
    for task in tasks:
        most[task.key] = most_characters(task)
        if task.kind == "decision":
            most[task.rationale_field] = RATIONALE_MOST
    unknown = sorted(set(typed) - set(most))
    if unknown:
        raise Refusal("task_unknown", f"This lab has no task “{unknown[0][:60]}”.", field=unknown[0][:60])
    return most


def most_characters(task: Task) -> int:
    return _MOST_CHARACTERS.get(task.kind, _MOST_OTHERWISE)


def _read_choice(task: Task, text: str) -> str:
    if text not in task.choice_keys:
        raise Refusal(
            "choice_unknown", "That is not one of the choices.", field=task.key, mend="Choose one of the list."
        )
    return text


def _read_decision(task: Task, choice: str, rationale: str) -> Decision | None:
    rationale = rationale.replace("\r\n", "\n").strip()
    if not choice.strip() and not rationale:
        return None
    if not choice.strip():
        raise Refusal(
            "decision_missing", "The rationale belongs to no decision.", field=task.key, mend="Choose one of the list."
        )
    words = len(rationale.split())
    if rationale and words < task.words_min:
        raise Refusal(
            "rationale_short",
            f"The rationale has {words} words; {task.words_min} are the least.",
            field=task.rationale_field,
            mend="Say what you would do, which figures speak for it, and what would change your mind.",
        )
    return Decision(choice=_read_choice(task, choice), rationale=rationale)
