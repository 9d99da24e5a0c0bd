"""From what was typed to an answer."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from practicum.kernel.errors import Refusal
from practicum.labs.rules.tasks import Task
from practicum.labs.rules.typed_numbers import read_number

Answer = Decimal | str | None  # None: nothing was answered
MOST_CHARACTERS = 500


def read_answer(task: Task, typed: str) -> Answer:
    """The answer that `typed` stands for; blank is None. Raises Refusal that names the task's key as its field."""
    if not typed.strip():
        return None
    if task.kind == "number":
        return read_number(typed, unit=task.unit, field=task.key)
    if typed not in task.choices:
        raise Refusal(
            "choice_unknown", "That is not one of the choices.", field=task.key, mend="Choose one of the list."
        )
    return typed


def read_answers(tasks: Iterable[Task], typed: Mapping[str, str]) -> dict[str, Answer]:
    """All answers by task. Raises Refusal: see `read_answer`, and `task_unknown` for a key that no task has."""
    by_key = check_keys(tasks, typed)
    return {key: read_answer(task, typed.get(key, "")) for key, task in by_key.items()}


def check_draft(tasks: Iterable[Task], typed: Mapping[str, str]) -> dict[str, str]:
    """What may be kept as a draft: any text that a person types, for the tasks of the variant. Blanks are left out.

    A draft is not read, so that nothing typed is lost. Refusals: `task_unknown`, `answer_too_long`, `answer_not_text`.
    """
    check_keys(tasks, typed)
    for key, text in typed.items():
        if len(text) > MOST_CHARACTERS:
            raise Refusal("answer_too_long", f"An answer has at most {MOST_CHARACTERS} characters.", field=key)
        if "\x00" in text:
            raise Refusal("answer_not_text", "The answer holds a character that is no text.", field=key)
    return {key: text for key, text in typed.items() if text.strip()}


def check_keys(tasks: Iterable[Task], typed: Mapping[str, str]) -> dict[str, Task]:
    """The tasks by key. Raises Refusal `task_unknown` where an answer belongs to none of them."""
    by_key = {task.key: task for task in tasks}
    unknown = sorted(set(typed) - set(by_key))
    if unknown:
        raise Refusal("task_unknown", f"This lab has no task “{unknown[0][:60]}”.", field=unknown[0][:60])
    return by_key
