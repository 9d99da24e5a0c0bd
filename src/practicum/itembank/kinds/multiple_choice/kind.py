"""Multiple choice: several options are right. Scored 1 when exactly the right ones are chosen, else 0.

All or nothing is deliberate: with partial credit, ticking every box would earn points for guessing, and what a "half
right" answer shows of a person is not known until such items have been piloted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from practicum.itembank.kinds.kind import FULL, NOTHING, Answer
from practicum.kernel.errors import Refusal


@dataclass(frozen=True)
class MultipleChoice:
    name: str = "multiple_choice"
    title: str = "Multiple choice"

    def check_item(self, *, option_ids: Sequence[str], key: Any) -> None:
        if not isinstance(key, list) or not key or not set(key) <= set(option_ids) or len(set(key)) != len(key):
            raise Refusal("key_unknown", "The key must list the ids of the right options, each once.", field="key")

    def read_answer(self, raw: Sequence[str], *, option_ids: Sequence[str]) -> Answer | None:
        return self.check_answer([value for value in raw if value], option_ids=option_ids)

    def check_answer(self, answer: object, *, option_ids: Sequence[str]) -> Answer | None:
        if answer is None:
            return None
        if not isinstance(answer, list) or not all(isinstance(one, str) and one in option_ids for one in answer):
            raise Refusal("option_unknown", "There is no such option.", field="answer", mend="Choose from those shown.")
        # No box ticked is no answer; the stored order never depends on the order of ticking.
        return sorted(set(answer)) or None

    def show_answer(self, answer: Answer | None) -> list[str]:
        return list(answer) if isinstance(answer, list) else []

    def score(self, *, key: Any, answer: Answer | None) -> Decimal:
        return FULL if isinstance(answer, list) and set(answer) == set(key) else NOTHING

    def unit(self, key: Any) -> str:
        return ""
