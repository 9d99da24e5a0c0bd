"""What tests look up after an act: records, letters and refusals."""

from collections.abc import Callable

import pytest

from practicum.kernel.errors import Refusal
from practicum.ledger.api import records_about
from practicum.notices.api import notices_to
from practicum.people.api import Person


def kinds_about(code: str, room: str = "") -> list[str]:
    """The kinds of all records about this code, the oldest first; without the prefix of their `room` where one is named."""
    return [record.kind.removeprefix(f"{room}.") for record in records_about(code)]


def letters_to(person: Person) -> list[str]:
    """The subjects of all letters to a person, the newest first."""
    return [notice.subject for notice in notices_to(person.pk)]


def refusal(act: Callable[[], object]) -> Refusal:
    """What the act is refused with."""
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value
