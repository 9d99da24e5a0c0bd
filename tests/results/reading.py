"""What the tests of this room read back."""

from practicum.ledger.api import Record
from practicum.people.api import Person
from practicum.results.api import todo_for
from tests.factories.people import NOON
from tests.factories.results import AFTER

CLOSED_AT = NOON + AFTER


def last(kind: str) -> Record:
    """The newest record of a kind of this room."""
    record = Record.objects.filter(kind=f"results.{kind}").order_by("sequence").last()
    assert record is not None, f"nothing on record of {kind}"
    return record


def titles(person: Person) -> list[str]:
    """What the desk asks of a person once the sitting is closed."""
    return [todo.title for todo in todo_for(person, CLOSED_AT)]
