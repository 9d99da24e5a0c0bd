"""The desk: what each room wants of a person, what is overdue first, then the soonest."""

from collections.abc import Callable
from datetime import datetime

from practicum.admissions import api as admissions
from practicum.cohorts import api as cohorts
from practicum.credentials import api as credentials
from practicum.exams import api as exams
from practicum.itembank import api as itembank
from practicum.labs import api as labs
from practicum.marking import api as marking
from practicum.pages.api import Todo
from practicum.people import api as people
from practicum.results import api as results

SOURCES: tuple[Callable[[people.Person, datetime], list[Todo]], ...] = (
    people.todo_for,
    admissions.todo_for,
    cohorts.todo_for,
    labs.todo_for,
    itembank.todo_for,
    exams.todo_for,
    marking.todo_for,
    results.todo_for,
    credentials.todo_for,
)


def todos_of(person: people.Person, *, now: datetime) -> list[Todo]:
    """Everything that this person has to do: what is overdue, what has a date, the rest."""
    found = [todo for source in SOURCES for todo in source(person, now)]
    return sorted(
        found, key=lambda todo: (not todo.is_overdue(now), todo.due_at is None, todo.due_at or now, todo.title)
    )
