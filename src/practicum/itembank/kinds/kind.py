"""What every kind of item can do. Pure: a kind knows nothing of the database, of requests or of pages."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Protocol

# As stored in JSON: one option id, a list of option ids, or a number as text. None stands for "no answer".
Answer = str | list[str]

FULL = Decimal(1)
NOTHING = Decimal(0)


class ItemKind(Protocol):
    """One kind of item. Templates live in `itembank/kinds/<name>/`: `answer.html` (the exam) and `key.html` (review)."""

    @property
    def name(self) -> str:
        """As stored in `ItemVersion.kind`."""

    @property
    def title(self) -> str:
        """As people read it."""

    def check_item(self, *, option_ids: Sequence[str], key: Any) -> None:
        """Raise Refusal when `key` is no key for these options."""

    def read_answer(self, raw: Sequence[str], *, option_ids: Sequence[str]) -> Answer | None:
        """The answer that a form posted, in its one stored spelling; None when nothing was given. Raises Refusal."""

    def check_answer(self, answer: object, *, option_ids: Sequence[str]) -> Answer | None:
        """`answer` in its one stored spelling, whoever built it. Raises Refusal for anything that cannot be one."""

    def show_answer(self, answer: Answer | None) -> list[str]:
        """The values that the form shows again: the inverse of `read_answer`."""

    def score(self, *, key: Any, answer: Answer | None) -> Decimal:
        """Exact points from 0 to 1. No answer scores 0."""

    def unit(self, key: Any) -> str:
        """The unit that stands beside the entry; empty where there is none. It is the only part of a key ever shown."""
